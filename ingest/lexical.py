"""Searching by words: what to ask the full text, and how well each text found answers.

SQLite's own `bm25` counts every document, also those that the reader may not see; here the order
comes from the readable documents alone, so that a hidden document cannot shift it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

LONGEST_SEARCH = 48
"""How many different words are searched for; of more, the rarest."""

CANDIDATES = 400
"""How many texts SQLite's order lets through to the order that counts."""

MOST_MATCHES = 15_000
"""How many texts are put in order at once; of more, those with the rarer words are looked at."""

_SATURATION = 1.2
_BY_LENGTH = 0.6


@dataclass(frozen=True, slots=True)
class Readable:
    """What the reader's own documents are like: texts, their mean stems, and the texts with a stem."""

    texts: int
    stems: float
    having: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A text that the full text found: its id and its stems, context apart."""

    id: int
    context: str
    words: str


def searched(terms: Sequence[str], readable: Readable) -> tuple[str, ...]:
    """The different `terms` that readable texts hold, rarest first, at most `LONGEST_SEARCH`."""
    held = {t for t in terms if readable.having.get(t)}
    return tuple(sorted(held, key=lambda t: (readable.having[t], t))[:LONGEST_SEARCH])


def rarer(terms: Sequence[str], readable: Readable) -> tuple[str, ...]:
    """As many of `terms`, rarest first and at least one, as `MOST_MATCHES` texts hold together."""
    totals = accumulate(readable.having[t] for t in terms)
    return tuple(t for t, n in zip(terms, totals, strict=True) if n <= MOST_MATCHES) or (terms[0],)


def expression(terms: Sequence[str]) -> str:
    """The full-text search for texts with any of `terms`, nothing in them read as an operator."""
    return " OR ".join('"' + t.replace('"', "") + '"' for t in terms)


def ranked(
    found: Sequence[Found], terms: Sequence[str], readable: Readable, *, context_weight: float
) -> list[tuple[int, float]]:
    """Ids with their BM25 score over the readable texts, best first, ties in the texts' order."""
    weights = {t: _rarity(readable.texts, readable.having[t]) for t in terms}
    scored = [(f.id, _score(f, weights, readable.stems, context_weight)) for f in found]
    return sorted(scored, key=lambda s: (-s[1], s[0]))


def _rarity(texts: int, having: int) -> float:
    return math.log(1 + (texts - having + 0.5) / (having + 0.5))


def _score(found: Found, weights: Mapping[str, float], mean: float, context_weight: float) -> float:
    context, words = found.context.split(), found.words.split()
    in_context, in_words = Counter(context), Counter(words)
    length = len(words) + context_weight * len(context)
    norm = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * length / (mean or 1))
    score = 0.0
    for term, weight in weights.items():
        often = in_words[term] + context_weight * in_context[term]
        score += weight * often * (_SATURATION + 1) / (often + norm)
    return score
