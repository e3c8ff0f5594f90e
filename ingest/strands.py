"""Which strand of a plan something stands under: its sector, theme or strategic area, by heading."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from ingest.document import Document, Heading, Location, Table
from ingest.wordlists import wordlist
from ingest.words import terms

_CONTINUED = re.compile(r"\s*[-–(]?\s*\b(?:continued|cont['’]?d\.?|cont\.?)\)?\s*$", re.I)
_NUMBER = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.):]?\s+", re.I)


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    """Headings that name a kind of text and not a strand (`ingest/data/labels.txt`)."""
    return frozenset(" ".join(terms(line)) for line in wordlist("labels"))


def bare(heading: str) -> str:
    """A heading without "continued" and a colon at its end."""
    return _CONTINUED.sub("", heading).strip().rstrip(":").strip()


@lru_cache(maxsize=4096)
def key(heading: str) -> str:
    """By what two wordings of a strand's name are compared: stems without number and small words."""
    return " ".join(terms(_NUMBER.sub("", bare(heading)).replace("&", " ")))


class Strands:
    """The strands of one document; `of(location)` names the one that a place stands under."""

    def __init__(self, document: Document) -> None:
        self._title = key(document.title)
        self._repeated = _repeated(document)
        self._titles = {t.location.table: t.title for t in document.tables() if t.title}
        self._names: dict[str, str] = {}
        self._learnt: dict[str, str] = {}
        for block in document.blocks:
            if isinstance(block, Heading):
                self._learn(block.text)
            elif isinstance(block, Table) and block.title:
                self._learn(block.title)

    def of(self, location: Location) -> str:
        """The strand's name as it is first written; "" where there is none."""
        chain = [*location.headings]
        if title := self._titles.get(location.table):
            chain.append(title)
        for heading in reversed(chain):
            if not self.is_label(heading) and key(heading) != self._title:
                return self.name(heading)
        return ""

    def name(self, heading: str) -> str:
        """A strand's name as the document first writes it, for any of its later wordings."""
        return self._learn(heading) or bare(heading)

    def is_label(self, heading: str) -> bool:
        """Whether a heading says what kind of text follows, such as "Success measures"."""
        words = key(heading)
        return not words or words in _labels() or words in self._repeated

    def _learn(self, heading: str) -> str | None:
        words = key(heading)
        if not words or self.is_label(heading):
            return None
        if words not in self._learnt:
            self._learnt[words] = self._first(words) or self._names.setdefault(words, bare(heading))
        return self._learnt[words]

    def _first(self, words: str) -> str | None:
        """The name by which a strand of these words is known; None for a new one."""
        return next(
            (
                name
                for other, name in self._names.items()
                if words == other
                or (fuzz.token_set_ratio(words, other) >= 95 and _alike(words, other))
            ),
            None,
        )


def _alike(one: str, two: str) -> bool:
    short, long = sorted((one.split(), two.split()), key=len)
    return len(short) >= 2 and len(long) - len(short) <= 1


def _repeated(document: Document) -> frozenset[str]:
    """Headings that stand under several others: labels of a part, such as "Intent"."""
    parents: Mapping[str, set[tuple[str, ...]]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    for block in document.blocks:
        if isinstance(block, Heading):
            words = key(block.text)
            parents[words].add(block.location.headings)
            counts[words] += 1
    return frozenset(w for w, n in counts.items() if n >= 3 and len(parents[w]) >= 3)
