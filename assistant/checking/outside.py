"""What the checks know from outside the documents (`assistant/data/checking.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Superseded:
    """Wording of something that was replaced on the day `until`, and what holds `now`."""

    pattern: re.Pattern[str]
    name: str
    until: date
    now: str


@lru_cache(maxsize=1)
def superseded() -> tuple[Superseded, ...]:
    """Every wording that tells of something replaced."""
    return tuple(
        Superseded(
            re.compile(s["pattern"], re.IGNORECASE if s.get("any_case") else 0),
            s["name"],
            s["until"],
            s["now"],
        )
        for s in _data()["superseded"]
    )


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Abbreviations that need no explaining."""
    return frozenset(_data()["everyday"])


@lru_cache(maxsize=1)
def unfinished() -> re.Pattern[str]:
    """Words of text that is not finished."""
    return re.compile("|".join(_data()["unfinished"]), re.IGNORECASE)


@lru_cache(maxsize=1)
def history() -> re.Pattern[str]:
    """Words by which a sentence tells of what has been."""
    words = "|".join(re.escape(w) for w in _data()["history"])
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def phases() -> Mapping[str, tuple[int, int]]:
    """Words for ages, with the youngest and the oldest that they can mean."""
    return {name: (low, high) for name, (low, high) in _data()["phases"].items()}


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = resources.files("assistant").joinpath("data/checking.toml").read_text("utf-8")
    return tomllib.loads(text)
