"""What the words of evidence say: done, done in part, not done, or neither; and when they clash."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from ingest.words import stem

Says = Literal["done", "part", "not done", "speaks"]

SAID: dict[Says, str] = {
    "done": "says that it is done",
    "part": "says that it is done in part",
    "not done": "says that it is not done, or not yet",
    "speaks": "speaks of it",
}
"""What evidence says, in words."""

_FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\s?%")
_TERM = re.compile(
    r"\b(?:(autumn|spring|summer)\s+term|(january|february|march|april|may|june|july|august"
    r"|september|october|november|december))\b(?:\s+(20\d\d))?",
    re.I,
)
_AGAINST = re.compile(r"\b(?:against|target|aim|hoped|than|above|below|of income)\b.*$", re.I)
_NUMBERS: Sequence[str] = tuple(
    re.findall(
        r"\w+",
        "nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty",
    )
)


def says(text: str, wanted: str = "") -> Says:
    """What the words of a statement say of what is `wanted`, or of whatever it is about."""
    patterns = _patterns()
    plain = re.sub(r"[*_]", "", text).strip().rstrip(".")
    if any(p.search(plain) for p in patterns["not"]):
        return "not done"
    if _in_part(plain) or _fewer(plain, wanted):
        return "part"
    if any(p.search(plain) for p in patterns["ahead"]):
        return "speaks"
    return "done" if any(p.search(plain) for p in patterns["done"]) else "speaks"


def figures(text: str) -> frozenset[str]:
    """The percentages that a statement gives, without those it is held against."""
    return frozenset(f.replace(" ", "") for f in _FIGURE.findall(_AGAINST.sub("", text)))


def same_time(one: str, other: str) -> bool:
    """Whether two statements name the same term or month, of the same year where both say it."""
    named = {(m[1] or m[2]).lower(): m[3] for m in _TERM.finditer(one)}
    for m in _TERM.finditer(other):
        term = (m[1] or m[2]).lower()
        if term in named and (not m[3] or not named[term] or m[3] == named[term]):
            return True
    return False


@lru_cache(maxsize=1)
def light() -> frozenset[str]:
    """Words, in small letters, that are too general to tell what something is about."""
    return frozenset(_data()["light"])


def _in_part(text: str) -> bool:
    for pattern in _patterns()["part"]:
        for found in pattern.finditer(text):
            held = found.groupdict()
            if not held:
                return True
            some, every = _number(held["some"]), _number(held["all"])
            if some is not None and every is not None and some < every:
                return True
    return False


_COUNTED = re.compile(r"\b(?<!year )([a-z]+(?:-[a-z]+)?|\d+)\s+([a-z]+)", re.I)


def _fewer(text: str, wanted: str) -> bool:
    """Whether a text counts fewer of what `wanted` counts: four schools, of seven schools."""
    want, have = (
        {stem(m[2]): n for m in _COUNTED.finditer(t) if (n := _number(m[1])) is not None}
        for t in (wanted, text)
    )
    return any(have[thing] < n for thing, n in want.items() if thing in have)


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    parts = word.lower().split("-")
    tens = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
    if parts[0] in tens and len(parts) == 2 and parts[1] in _NUMBERS:
        return tens[parts[0]] + _NUMBERS.index(parts[1])
    return tens.get(parts[0]) or (_NUMBERS.index(parts[0]) if parts[0] in _NUMBERS else None)


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    kinds = ("done", "not", "ahead", "part")
    return {k: tuple(re.compile(p, re.I) for p in _data()[k]) for k in kinds}


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    text = resources.files("assistant").joinpath("data/evidence.toml").read_text("utf-8")
    return tomllib.loads(text)
