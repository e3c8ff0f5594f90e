"""The parts of "when is X and when is Y", each answered where the answer so far is about another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.composing.ground import Ground
from assistant.coverage import entry_words, scores, weight
from assistant.find import Scored
from assistant.vocabulary import Term
from ingest.entries import Commitment, Measure

_PLAIN = 0.85
"""How much of a part's words a record has of its own, to be what the part is about."""
_MEANT = re.compile(r"\b(?:it|they|this|that|these|those)\b", re.I)


def of_parts(ground: Ground, out: Sequence[Scored]) -> list[Scored]:
    """The best record for each part of the question that no record in `out` is about."""
    texts = re.split(r"\band\b", ground.query.bare)
    asked = [[t for t in ground.again_terms(x) if t in ground.query.terms] for x in texts]
    if sum(any(weight(t) > _TELLING for t in part) for part in asked) < 2:
        return []
    more: list[Scored] = []
    for n, part in enumerate(asked):
        own = [t for t in part if weight(t) > _TELLING]
        if not own or any(_own(s, own) >= _PLAIN for s in out):
            continue
        around = asked[n - 1] if n and _MEANT.search(texts[n]) else []
        held = ground.search.records("measure", "commitment", terms=[*own, *around])
        same = [s for s in held if s.kept.plan == out[0].kept.plan and s not in out]
        more += [s for s in same if _is_timed(s) and _own(s, own) >= _PLAIN][:1]
    return more


_TELLING = 0.3
"""How much a word counts more than, to tell what a part is about."""


def _own(s: Scored, terms: Sequence[Term]) -> float:
    return scores(terms, entry_words(s.kept.entry)[0], frozenset())[1]


def _is_timed(s: Scored) -> bool:
    return isinstance(s.kept.entry, Commitment | Measure) and bool(s.kept.entry.when)
