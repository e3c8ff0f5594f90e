"""What one row of a table says: of "it" in a follow-up, and of why something is as it is."""

from __future__ import annotations

import re

from assistant.composed import Composed, Line, Said, bullet
from assistant.composing.ground import Ground
from assistant.coverage import scores, stem_set, weight
from assistant.statements import Statement
from ingest.document import Quote


def row(ground: Ground) -> Composed | None:
    """What the row says that "it" in a follow-up means, each cell after its heading."""
    if ground.focus is None:
        return None
    key, number, at = ground.focus
    try:
        table = next((t for t in ground.reading(key).tables() if t.location.table == number), None)
    except LookupError:
        return None
    cells = {c.location.column: c for c in (table.rows[at - 1] if table else ()) if c.paragraphs}
    plan = next((p.key for p in ground.plans.values() if key in p.documents), "")
    if not 2 <= len(cells) <= 12 or not table or at <= table.heading_rows:
        return None
    told = [(c, q) for c in cells.values() for q in c.paragraphs]
    terms = [t for t in ground.query.terms if weight(t) > _TELLING]
    long = sum(len(q.split()) for _, q in told) > _LONG
    fit = [scores(terms, stem_set(q), frozenset())[1] for _, q in told]
    top = max(fit, default=0.0)
    if long and terms and not top:
        return None
    asked = [
        pair for pair, own in zip(told, fit, strict=True) if long and own >= max(_SAID, top - 0.05)
    ]
    if not asked:
        asked = [(c, q) for c in cells.values() for q in c.paragraphs[:4]]
    lines = [
        bullet(
            f"{c.column_heading[-1]}: " if c.column_heading else "",
            Said(q, Quote(q, c.location, (c.row_label, c.heading)), key, plan),
        )
        for c, q in asked
    ]
    return Composed("answered", tuple(lines[:14]))


_TELLING = 0.3
_LONG = 90
"""Words of a row from which a follow-up is answered by what is about it alone."""
_SAID = 0.4
"""How much of a follow-up's words a paragraph has, to be shown alone."""

_WHY = re.compile(
    r"\b(?:latest|comments?|commentary|reasons?|notes?|update|rationale|why|position|barriers?|issues?)\b",
    re.I,
)


_WHAT = re.compile(r"\b(?:actions?|tasks?|recommendations?|items?|milestones?|what)\b", re.I)


def reason(ground: Ground, best: Statement) -> list[Line]:
    """Of "why …?", what the row found says under a heading such as "Latest" or "Reason"."""
    at = best.quote.location
    if at.table is None or at.row is None or not re.match(r"\W*why\b", ground.query.text, re.I):
        return []
    table = next(t for t in ground.reading(best.document).tables() if t.location.table == at.table)
    cells = [c for c in table.rows[at.row - 1] if c.column_heading]
    here = next((c for c in cells if c.location == at), None)
    told = here is not None and bool(_WHY.search(here.column_heading[-1]))
    wanted = _WHAT if told else _WHY
    return [
        bullet(
            f"{c.column_heading[-1]}: ",
            Said(q, Quote(q, c.location, (c.row_label, c.heading)), best.document, best.plan),
        )
        for c in cells
        if wanted.search(c.column_heading[-1]) and c.location != at
        for q in c.paragraphs[:3]
    ]
