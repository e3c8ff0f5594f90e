"""Whom a table names beside the lead: "who works with the director on the supply pool?"."""

from __future__ import annotations

import re

from assistant.composed import Composed
from assistant.composing.cells import Looked, answering
from assistant.composing.grids import grids
from assistant.composing.ground import Ground
from assistant.coverage import scores, stem_set, weight

_ASKED = re.compile(
    r"\bwho(?: else)?(?: is| are| will)? (?:works?|working|supports?|supporting|helps?|helping|assists?|assisting)\b",
    re.I,
)
_OF_IT = stem_set("work works working support supports supporting help helps helping assist with")
_ENOUGH = 0.8


def supporting(ground: Ground) -> Composed | None:
    """Who helps with the row that the question is about; None where no column says so."""
    q = ground.query
    if not _ASKED.search(q.told):
        return None
    named = {w for p in (*q.people, *q.initials) for w in stem_set(p)}
    about = [t for t in q.terms if weight(t) > 0 and not t.stems & (_OF_IT | named)]
    found: list[tuple[float, Looked]] = []
    for grid in grids(ground) if about else ():
        columns = tuple(c for c, role in enumerate(grid.roles) if role == "support")
        for row in grid.table.body() if columns else ():
            words = [c.text for n, c in enumerate(row) if n not in columns]
            score = scores(about, stem_set(" . ".join(words)), frozenset())[1]
            if score >= _ENOUGH:
                found.append((score, Looked(grid, row, columns, score, score)))
    if not found:
        return None
    best = max(score for score, _ in found)
    lines = [line for score, one in found if score >= best for line in answering(ground, one)]
    blank = all(not any(o.row[c].paragraphs for c in o.columns) for s, o in found if s >= best)
    return Composed("partial" if blank else "answered", tuple(lines[:8]))
