"""What stays out of a draft: people's private matters, judgements of them, instructions, grades."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from ingest.wordlists import wordlist

Reason = Literal["personal", "judgement", "instruction", "grade"]

REASONS: Mapping[Reason, str] = {
    "personal": "it seems to hold personal data of a pupil or an employee",
    "judgement": "it judges a person",
    "instruction": "it tells its reader what to do or to write",
    "grade": "it states a grade",
}
"""Why words stay out of a draft, for a person."""

_NAME = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? (?:[A-Z]\.? )?)?"
    r"[A-Z][a-zà-ÿ]+(?:[-'’][A-Z]?[a-zà-ÿ]+)?(?: (?:[A-Z]['’])?[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?)+\b"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.? (?:[A-Z]\.? )?[A-Z][a-zà-ÿ]+")


def left_out(text: str) -> Reason | None:
    """Why a statement stays out of drafts; None where it may stand in one."""
    plain = " ".join(text.split())
    if _any("instructing", plain):
        return "instruction"
    if is_personal(plain):
        return "personal"
    if judges(plain):
        return "judgement"
    return "grade" if _any("grading", plain) else None


def is_personal(text: str) -> bool:
    """Whether a statement seems to hold a pupil's or an employee's personal data.

    It does where it has what is private in itself (an address, a number), or where it says
    something private of somebody whom it names, or tells by what only one person is.
    """
    if _any("contact", text) or (_any("pupil", text) and (_any("private", text) or names(text))):
        return True
    return _any("private", text) and bool(names(text) or _any("single", text))


def judges(text: str) -> bool:
    """Whether a statement judges a person."""
    return _any("judging", text) and bool(names(text) or _any("single", text))


def names(text: str) -> tuple[str, ...]:
    """What seem to be people's names in a statement."""
    found = [m[0] for m in _NAME.finditer(text) if _is_name(m[0])]
    return tuple(dict.fromkeys((*found, *(m[0] for m in _TITLED.finditer(text)))))


def _is_name(words: str) -> bool:
    parts = re.sub(r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? ", "", words).split()
    given = wordlist("given_names")
    if parts[0].lower() in given and not set(parts[1:]) & _not_names():
        return True
    return not set(parts) & _not_names()


def _any(sort: str, text: str) -> bool:
    return any(p.search(text) for p in _patterns()[sort])


_SORTS = ("private", "single", "contact", "pupil", "judging", "instructing", "grading")
_CASED = ("contact", "pupil")


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    return {s: tuple(_compiled(p, s) for p in _data()[s]) for s in _SORTS}


def _compiled(pattern: str, sort: str) -> re.Pattern[str]:
    whole = rf"\b(?:{pattern})\b" if sort == "private" else pattern
    if sort == "contact" and not pattern.startswith(r"\b["):
        return re.compile(whole, re.I)
    return re.compile(whole, 0 if sort in _CASED else re.I)


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    return frozenset(_data()["not_names"])


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    text = resources.files("assistant").joinpath("data/leaving_out.toml").read_text("utf-8")
    return tomllib.loads(text)
