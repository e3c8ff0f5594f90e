"""Which area of a framework words belong to: by the phrases that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.drafting.framework import AreaSection
from ingest.words import stem, stopwords, tokens

_OVER = 0.6
"""What a phrase in the headings over some words counts beside one in the words themselves."""


@dataclass(frozen=True, slots=True)
class Leading:
    """The phrases of an area, as stems."""

    area: AreaSection

    def score(self, text: str, over: Sequence[str] = ()) -> float:
        """How well words belong to the area: 0 where no phrase leads from them to it."""
        excepted = [stems(p) for p in self.area.excepted]
        own = _without(stems(text), excepted)
        best = max((_weight(p) for p in self._phrases() if holds(own, p)), default=0.0)
        around = [_without(stems(o), excepted) for o in over]
        beside = max(
            (_weight(p) for p in self._phrases() for o in around if holds(o, p)), default=0.0
        )
        return max(best, _OVER * beside)

    def of_strand(self, strand: str) -> float:
        """How well a strand's name belongs to the area: where a phrase is the most of it."""
        small = stopwords()
        named = [w for w in stems(strand) if w not in small and not w.isdecimal()]
        longest = max((len(p) for p in self._phrases() if holds(stems(strand), p)), default=0)
        return _OVER if longest * 2 > len(named) else 0.0

    def _phrases(self) -> tuple[tuple[str, ...], ...]:
        return tuple(stems(p) for p in self.area.leading)


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """The stems of a text in order, small words and all."""
    return tuple(stem(t) for t in tokens(text.replace("-", " ")))


def holds(held: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether a phrase's stems stand in a row."""
    n = len(phrase)
    return bool(n) and any(held[i : i + n] == phrase for i in range(len(held) - n + 1))


def _without(held: tuple[str, ...], excepted: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The stems without the phrases that lead elsewhere."""
    for phrase in excepted:
        for i in range(len(held) - len(phrase) + 1):
            if held[i : i + len(phrase)] == phrase:
                held = (*held[:i], "\0", *held[i + len(phrase) :])
                break
    return held


def _weight(phrase: tuple[str, ...]) -> float:
    return 1.0 + 0.1 * min(len(phrase) - 1, 2)
