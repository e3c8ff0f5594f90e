"""The vectors of documents that are read, made in the background while further files are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass

from ingest.embedding import Embedder
from ingest.filing import Matrix
from ingest.outcome import Progress, Step
from ingest.passages import Passage

_SHOWN_EVERY = 0.2
"""Seconds after which it is said how far the vectors have come."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """Vectors in the making: of which texts, and how many of them are done."""

    texts: Sequence[str]
    making: Future[Matrix]
    done: list[int]


class VectorsAhead:
    """Makes vectors one document after another, in the order in which they are begun.

    Progress is told by whoever waits for a document's vectors, in that thread.
    """

    def __init__(self, embedder: Embedder, progress: Progress) -> None:
        self._embedder = embedder
        self._progress = progress
        self._thread = ThreadPoolExecutor(1, "embedding")
        self._begun: dict[str, _Begun] = {}

    def begin(self, key: str, texts: Sequence[str]) -> None:
        """Has the vectors of a document's passages made as soon as those begun before are."""
        done = [0]

        def more(number: int) -> None:
            done[0] += number

        making = self._thread.submit(self._embedder.passages, texts, more)
        self._begun[key] = _Begun(texts, making, done)

    def of(self, key: str, title: str, passages: Sequence[Passage]) -> Matrix:
        """The document's vectors, a row a passage. Raises `UnusableModel`."""
        texts = [p.embedded for p in passages]
        if key not in self._begun or list(self._begun[key].texts) != texts:
            self.begin(key, texts)
        begun = self._begun.pop(key)
        while True:
            try:
                made = begun.making.result(_SHOWN_EVERY)
            except NotYet:
                if begun.making.done():
                    raise
                self._progress(Step(f"embedding {title}", begun.done[0], len(passages)))
                continue
            self._progress(Step(f"embedding {title}", len(passages), len(passages)))
            return made

    def first(self, keys: Iterable[str]) -> list[str]:
        """The keys in the order in which their vectors will be there; those not begun last."""
        places = {key: n for n, key in enumerate(self._begun)}
        return sorted(keys, key=lambda k: places.get(k, len(places)))

    def close(self) -> None:
        """Makes no more vectors."""
        self._thread.shutdown(cancel_futures=True)
