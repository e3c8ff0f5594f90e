"""The strands that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.composing.ground import Ground
from assistant.coverage import scores, stem_set
from assistant.vocabulary import Term
from ingest.entries import Commitment
from ingest.words import terms as stemmed


def strands_of(ground: Ground) -> set[str]:
    """Every strand under which the plans asked about have something to do."""
    held = ground.search.held(kinds=("commitment",))
    return {k.entry.strand for k in held if isinstance(k.entry, Commitment) and k.entry.strand}


def named_strands(terms: Sequence[Term], strands: set[str]) -> tuple[str, ...]:
    """The strands whose name the terms give: all of a term in the name, and most of the name."""
    out: list[tuple[float, str]] = []
    for strand in strands:
        bare = re.sub(r"\([^)]*\)", " ", strand)
        name = stem_set(bare)
        cover = scores(terms, name, frozenset())[0]
        back = len([s for s in name if any(s in t.stems for t in terms)]) / max(
            1, len(set(stemmed(bare)))
        )
        if (cover >= 0.95 and back >= 0.5) or (cover >= 0.6 and back >= 0.99):
            out.append((cover + back, strand))
    top = max((s for s, _ in out), default=0)
    return tuple(s for score, s in out if score >= top - 0.2)
