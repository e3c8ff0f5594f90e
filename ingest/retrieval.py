"""Passages for a question: found by words and by vector, joined by rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.filing import Hit, Matrix
from ingest.index import View

WORDS_WEIGHT = 1.0
VECTOR_WEIGHT = 0.5
"""How much a rank counts in each search (measured by `evals/retrieval.py`)."""

_SMOOTHING = 60
_DEPTH = 50


def retrieve(
    view: View,
    *,
    terms: Sequence[str],
    vector: Matrix | None,
    plans: Sequence[str] | None = None,
    k: int = 10,
    superseded: bool = False,
) -> tuple[Hit, ...]:
    """The `k` best passages by weighted reciprocal ranks; by words alone without a vector."""
    depth = max(_DEPTH, k)
    by_words = view.passages_by_words(terms, plans=plans, k=depth, superseded=superseded)
    by_vector = (
        ()
        if vector is None
        else view.passages_by_vector(vector, plans=plans, k=depth, superseded=superseded)
    )
    scores: dict[int, float] = {}
    for hits, weight in ((by_words, WORDS_WEIGHT), (by_vector, VECTOR_WEIGHT)):
        for hit in hits:
            scores[hit.id] = scores.get(hit.id, 0.0) + weight / (_SMOOTHING + hit.rank)
    found = {hit.id: hit for hit in (*by_vector, *by_words)}
    best = sorted(found.values(), key=lambda hit: (-scores[hit.id], hit.id))[:k]
    return tuple(replace(hit, score=scores[hit.id], rank=rank) for rank, hit in enumerate(best, 1))
