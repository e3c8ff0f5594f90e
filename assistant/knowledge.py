"""What the program knows from outside the documents: data files that a person can edit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from ingest.words import stem, tokens

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gloss:
    """What a term usually stands for outside any plan; `sure` from 1 (standard) to 4 (a guess)."""

    term: str
    full: str
    sure: int
    note: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something set nationally: what it says, its source, and the words that it is about."""

    about: tuple[Stems, ...]
    says: str
    source: str
    sort: str
    search: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: how a title or file name shows it, and how a question names it."""

    called: re.Pattern[str]
    asked: re.Pattern[str]

    @staticmethod
    def of(called: Sequence[str], also: Sequence[str] = (), asked: Sequence[str] = ()) -> Kind:
        """The kind of these patterns, in which a space stands for any space or hyphen."""
        return Kind(_any(called), _any(asked or (*also, *called)))


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    spaced = "|".join(p.replace(" ", r"[\s-]+") for p in patterns)
    return re.compile(rf"\b(?:{spaced})\b", re.I)


def stems(text: str) -> Stems:
    """The stems of a word or phrase, the small words of a phrase left out."""
    said = tokens(text)
    kept = [t for t in said if t.lower() not in _SMALL] or said
    return tuple(stem(t) for t in kept)


_SMALL = frozenset(["and", "of", "the", "for", "in", "a", "to", "on"])


@lru_cache(maxsize=1)
def glossary() -> Mapping[str, Gloss]:
    """The glossary by term in upper case (`assistant/data/glossary.toml`)."""
    found = [
        Gloss(t["term"], t["full"], t["sure"], t.get("note", ""), tuple(t.get("also", ())))
        for t in _data("glossary")["term"]
    ]
    return {g.term.upper(): g for g in found}


@lru_cache(maxsize=1)
def synonyms() -> Mapping[Stems, frozenset[Stems]]:
    """Each word or phrase, as stems, with those that people use for it."""
    out: dict[Stems, set[Stems]] = {}
    for group in _data("synonyms")["groups"]:
        members = {stems(w) for w in group}
        for m in members:
            out.setdefault(m, set()).update(members - {m})
    for word, narrower in _data("synonyms")["narrower"].items():
        out.setdefault(stems(word), set()).update(stems(n) for n in narrower)
    return {k: frozenset(v) for k, v in out.items()}


@lru_cache(maxsize=1)
def colloquial() -> Mapping[str, str]:
    """How people type a word, with what they mean."""
    return _data("colloquial")


@lru_cache(maxsize=8)
def askwords(asks: str) -> frozenset[str]:
    """Words, in lower case, that tell what is asked and not what it is about."""
    table = _data("askwords")
    return frozenset(w for key in ("always", asks) for w in table.get(key, []))


@lru_cache(maxsize=1)
def every_askword() -> frozenset[str]:
    """All words, in lower case, that tell what some question asks."""
    return frozenset(w for words in _data("askwords").values() for w in words)


@lru_cache(maxsize=1)
def type_words() -> frozenset[str]:
    """Stems of words for the kind of record that is asked for, such as "action"."""
    return frozenset(s for w in _data("askwords")["type"] for s in stems(w))


@lru_cache(maxsize=1)
def light_words() -> frozenset[str]:
    """Words, in lower case, that carry little of what a question is about (`light.txt`)."""
    text = resources.files("assistant").joinpath("data/light.txt").read_text("utf-8")
    return frozenset(
        w for line in text.splitlines() if not line.startswith("#") for w in line.split()
    )


@lru_cache(maxsize=1)
def caveats() -> tuple[Caveat, ...]:
    """National dates and frameworks, each with the words that it speaks to."""
    table = _data("national")
    return tuple(
        Caveat(
            tuple(tuple(stem(w) for w in a) for a in c["about"]),
            c["says"],
            c["source"],
            sort,
            c.get("search", ""),
        )
        for sort in ("date", "framework")
        for c in table[sort]
    )


@lru_cache(maxsize=1)
def document_kinds() -> tuple[Kind, ...]:
    """Kinds of document, in the order in which they are tried (`document_kinds.toml`)."""
    return tuple(Kind.of(**kind) for kind in _data("document_kinds")["kind"])


def _data(name: str) -> dict[str, Any]:
    text = resources.files("assistant").joinpath(f"data/{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
