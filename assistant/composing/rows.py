"""What one row of a table says: of "it" in a follow-up, and of why something is as it is."""

from __future__ import annotations

import re

from assistant.composed import Composed, Line, Said, bullet
from assistant.composing.ground import Ground
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
    lines = [
        bullet(
            f"{c.column_heading[-1]}: " if c.column_heading else "",
            Said(q, Quote(q, c.location, (c.row_label, c.heading)), key, plan),
        )
        for c in cells.values()
        for q in c.paragraphs[:4]
    ]
    return Composed("answered", tuple(lines[:14]))


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
