"""Which statements speak to a milestone: how much of what it is about stands in their words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence.saying import light
from assistant.evidence.statements import Statement
from assistant.knowledge import synonyms
from ingest.entries import Commitment, Measure
from ingest.periods import find
from ingest.words import stem, stopwords, tokens

ENOUGH = 0.45
"""How much of what a milestone is about a statement has to hold to speak to it (measured)."""

STRONG = 0.55
"""How much it has to hold for two statements to be taken to clash."""

_LIGHT, _NEAR, _AROUND, _SYNONYM = 0.25, 0.85, 0.5, 0.6
_ROW = 0.25
"""What the words of a milestone's row add to its own, where a statement holds them."""

_LONG = 25
"""Words of a milestone from which on its first clause tells what it is about."""

_BESIDE = 0.3
"""How much of its row's words stands for the row."""


@dataclass(frozen=True, slots=True)
class Match:
    """A statement that speaks to a milestone: how much of it (0 to 1), and by which words."""

    statement: Statement
    score: float
    words: frozenset[str]


class Matcher:
    """The statements of some evidence, ready to be matched."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._holding: dict[str, set[int]] = defaultdict(set)
        counts: Counter[str] = Counter()
        for n, s in enumerate(statements):
            counts.update(s.own)
            for word in s.own | s.around:
                self._holding[word].add(n)
        self._counts: Mapping[str, int] = counts

    def speaking_to(self, record: Commitment | Measure) -> tuple[Match, ...]:
        """The statements that speak to a milestone, those that hold most of it first."""
        own = self._weights(about(record))
        row = self._weights(row_words(record))
        if not own:
            return ()
        row = {w: x for w, x in row.items() if w not in own}
        nearby = {n for w in own for o in _options(w) for n in self._holding.get(o, ())}
        found = [m for n in sorted(nearby) if (m := _match(self._statements[n], own, row))]
        return tuple(sorted(found, key=lambda m: -m.score))

    def _weights(self, words: Iterable[str]) -> dict[str, float]:
        total = max(1, len(self._statements))
        return {
            w: (_LIGHT if _is_light(w) else 1.0)
            * (0.4 + 0.6 * math.log(1 + total / (1 + self._counts.get(w, 0))) / math.log(1 + total))
            for w in words
        }


def _match(
    statement: Statement, own: Mapping[str, float], row: Mapping[str, float]
) -> Match | None:
    held = {w: _held(w, statement) for w in own}
    beside = [w for w in row if _held(w, statement) >= _NEAR]
    reach = min(sum(row.values()), 3 * max(row.values(), default=0.0)) or 1.0
    near = min(1.0, sum(row[w] for w in beside) / reach)
    score = min(1.0, _share(own, held) + _ROW * near)
    plain = frozenset(w for w, x in held.items() if x >= _NEAR)
    heavy = frozenset(w for w, x in held.items() if x >= _SYNONYM and not _is_light(w))
    if score < ENOUGH or not _is_about(own, held, plain, heavy, near, bool(row)):
        return None
    return Match(statement, score, heavy or plain)


def _is_about(
    own: Mapping[str, float],
    held: Mapping[str, float],
    plain: frozenset[str],
    heavy: frozenset[str],
    near: float,
    in_row: bool,
) -> bool:
    """Whether the words held are enough to tell what the milestone is about.

    One telling word is enough where it is the milestone's only one; general words are where
    all stand there, and its row's words beside them.
    """
    telling = [w for w in own if not _is_light(w)]
    exact = heavy & plain
    if not telling:
        return len(plain) == len(own) and near >= _BESIDE
    if not exact:
        around = all(held[w] >= _AROUND for w in telling)
        return around and len(telling) > 1 and bool(plain)
    if len(heavy) >= 2 or (near >= 0.4 and len(heavy) * 2 >= len(telling)):
        return True
    if len(telling) == 1:
        return near >= _BESIDE if in_row else len(plain) >= min(2, len(own))
    return len(plain) >= (2 if near >= _BESIDE else 3)


def about(record: Commitment | Measure) -> tuple[str, ...]:
    """The stems of what a milestone is about, its times left out."""
    return _stems(_head(record.what.text))


def _head(text: str) -> str:
    """A long text's first clause that tells what it is about; a short text whole."""
    if len(text.split()) <= _LONG:
        return text
    for stop in re.finditer(r"[,;:.](?=\s)", text):
        if len(telling(text[: stop.start()])) >= 2:
            return text[: stop.start()]
    return text


def row_words(record: Commitment | Measure) -> tuple[str, ...]:
    """The stems of the row that a milestone stands in: of an action's milestone, the action."""
    label = record.what.about[0] if record.what.about else ""
    return () if label == record.strand or record.label else _stems(label)


def telling(text: str) -> tuple[str, ...]:
    """The stems of a text that tell what it is about."""
    return tuple(w for w in _stems(text) if not _is_light(w))


def _stems(text: str) -> tuple[str, ...]:
    for phrase in reversed(find(text)):
        text = f"{text[: phrase.begin]} {text[phrase.end :]}"
    small = stopwords()
    kept = (t for t in tokens(text) if t.lower() not in small and not t.isdecimal())
    return tuple(dict.fromkeys(stem(t) for t in kept))


def _share(weights: Mapping[str, float], held: Mapping[str, float]) -> float:
    return sum(x * held[w] for w, x in weights.items()) / sum(weights.values())


def _held(word: str, statement: Statement) -> float:
    """How well a statement holds a word: in its own words, by another word for it, or around it."""
    if word in statement.own:
        return 1.0
    best = _AROUND if word in statement.around else 0.0
    for other in _options(word):
        if other in statement.own:
            best = max(best, _SYNONYM)
    if len(word) >= 5 and any(_akin(word, o) for o in statement.own):
        best = max(best, _NEAR)
    return best


def _akin(word: str, other: str) -> bool:
    """Whether one stem is the other with an ending: survey, surveyor."""
    short, long = sorted((word, other), key=len)
    return len(short) >= 5 and len(long) - len(short) <= 2 and long.startswith(short)


def _options(word: str) -> frozenset[str]:
    return frozenset(o[0] for o in synonyms().get((word,), ()) if len(o) == 1) | {word}


def _is_light(word: str) -> bool:
    return word in _light_stems()


def _light_stems() -> frozenset[str]:
    return frozenset(map(stem, light()))
