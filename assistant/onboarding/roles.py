"""Whom a pack is for, and what falls to them: the data of `assistant/data/onboarding.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, get_args

Role = Literal["governor", "trustee", "staff", "leader"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A role: what it is called, what falls to it in words, and patterns of that, the most telling first."""

    role: Role
    name: str
    group: str
    falls: tuple[re.Pattern[str], ...]

    def rank(self, *texts: str) -> int:
        """How near words are to this role: 0 is its own, the number of patterns is not at all."""
        words = " ".join(texts)
        return next((n for n, p in enumerate(self.falls) if p.search(words)), len(self.falls))

    def is_own(self, *texts: str) -> bool:
        """Whether words name something that falls to this role."""
        return self.rank(*texts) == 0


def newcomer(role: Role) -> Newcomer:
    """The role with its words."""
    told = data()["roles"][role]
    return Newcomer(
        role, told["name"], told["group"], tuple(re.compile(p, re.I) for p in told["falls"])
    )


def questions() -> Mapping[str, str]:
    """The question that each kind of finding gives, the most telling kind first."""
    return {q["kind"]: q["ask"] for q in data()["question"]}


def watching() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a sentence of how a board watches names: the body, and what it does."""
    told = data()["watching"]
    return re.compile(told["body"], re.I), re.compile(told["does"], re.I)


@lru_cache(maxsize=1)
def data() -> Mapping[str, Any]:
    """The data file, read once."""
    text = resources.files("assistant").joinpath("data/onboarding.toml").read_text("utf-8")
    return tomllib.loads(text)
