"""The working life of somebody, where a paragraph of the documents tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.composed import Composed, bullet
from assistant.composing.ground import Ground, best_sentence, stated
from assistant.coverage import stem_set
from assistant.statements import Statement
from ingest.people import is_initials

LIFE = stem_set(
    "experience background career biography bio history qualifications qualified worked joined previously"
)
_PARAGRAPH = 25
"""Words of a paragraph that tells of somebody, at least."""


def life(ground: Ground, wanted: Sequence[str]) -> Composed | None:
    """The paragraph that tells of somebody's working life."""
    names = [n for n in wanted if not is_initials(n)]
    terms = [t for n in names for t in ground.again_terms(n)]
    found = ground.search.statements(terms=terms, dense=False, k=20) if terms else []
    told = [s for s in found if _named_in(names, s) and len(s.whole.split()) >= _PARAGRAPH]
    if not told:
        return None
    best = max(told, key=lambda s: (len(stem_set(s.whole) & LIFE), s.score))
    whole = replace(best, quote=replace(best.quote, text=best.whole))
    return Composed(
        "answered", (bullet(stated(whole, best_sentence(whole, ground.query, longest=130))),)
    )


def _named_in(names: Sequence[str], s: Statement) -> bool:
    heads = (s.whole, *s.quote.about, *s.context[-1:])
    return any(n in t for n in names for t in heads)
