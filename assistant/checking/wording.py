"""Wording of what has been replaced, unfinished text, and age ranges that differ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from assistant.checking.finding import Finding, Words, listed, shown
from assistant.checking.ground import Ground
from assistant.checking.outside import Superseded, history, phases, superseded, unfinished
from ingest.segments import sentences


def check(ground: Ground) -> Iterator[Finding]:
    """All that the wording shows."""
    yield from _superseded(ground)
    yield from _unfinished(ground)
    for document in ground.documents:
        yield from _ages(ground, document)


def _superseded(ground: Ground) -> Iterator[Finding]:
    seen: set[Words] = set()
    for wording in superseded():
        if ground.as_of < wording.until:
            continue
        for words in ground.words:
            if words not in seen and (said := _present(words.quote.text, wording)):
                seen.add(words)
                message = f"{shown(said)} is the wording of {wording.name}."
                outside = f"From outside the documents: {wording.now}"
                yield Finding("superseded", "medium", message, (words,), outside)


def _present(text: str, wording: Superseded) -> str:
    """The words that a text takes from what was replaced, unless it tells of that time."""
    if not wording.pattern.search(text):
        return ""
    for sentence in sentences(text) or (text,):
        m = wording.pattern.search(sentence)
        years = [int(y) for y in re.findall(r"\b((?:19|20)\d\d)\b", sentence)]
        told = bool(history().search(sentence[: m.start()])) if m else False
        if m and not told and not (years and max(years) <= wording.until.year):
            return m[0]
    return ""


def _unfinished(ground: Ground) -> Iterator[Finding]:
    for words in ground.words:
        if m := unfinished().search(words.quote.text):
            message = f"{shown(words.quote.text)} is unfinished: {shown(m[0])}."
            yield Finding("unfinished", "medium", message, (words,))


_AGES = re.compile(
    r"\bage[sd]?\s+(?:of\s+|from\s+|range\s+)?(\d{1,2})\s*(?:to|-|–|until)\s*(\d{1,2})\b", re.I
)
_SCHOOL = re.compile(
    r"[A-Z]\w{1,30}\s(?:[A-Z]\w{1,30}\s){0,5}(?:School|Academy|College|Nursery|Infants?|Primary)\b"
)


def _ages(ground: Ground, document: str) -> Iterator[Finding]:
    """Ranges of ages that cannot both be meant, where no single school is spoken of."""
    found: dict[tuple[tuple[int, int], tuple[int, int]], tuple[str, Words]] = {}
    for words in ground.words:
        if words.document == document and not _SCHOOL.search(words.quote.text):
            for said, youngest, oldest in _ranges(words.quote.text):
                found.setdefault((youngest, oldest), (said, words))
    differing: dict[str, Words] = defaultdict()
    for (one, a), (other, b) in combinations(found.items(), 2):
        if any(_apart(one[n], other[n]) for n in (0, 1)):
            differing |= dict((a, b))
    if differing:
        message = f"The ages differ: {listed([shown(s) for s in differing])}."
        yield Finding("age_ranges", "high", message, tuple(dict.fromkeys(differing.values())))


def _ranges(text: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Each range of ages with its words, and the youngest and oldest that its ends can mean."""
    for m in _AGES.finditer(text):
        low, high = int(m[1]), int(m[2])
        if low < high <= 25:
            yield m[0], (low, low), (high, high)
    names = "|".join(re.escape(p) for p in phases())
    for m in re.finditer(rf"\bfrom ({names}) (?:through )?to (?:the )?({names})\b", text, re.I):
        ends, (after, last) = phases()[m[1].lower()], phases()[m[2].lower()]
        yield m[0], ends, (after + 1, last)


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] < other[0] or other[1] < one[0]
