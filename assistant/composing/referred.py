"""The row that a question names by its number or reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.composed import Composed, Line, bullet
from assistant.composing.cells import ROLES, Looked, answering, looked_at
from assistant.composing.grids import grids, head, is_reference
from assistant.composing.ground import Ground

_CARD = 70
"""Words of a row that is shown whole."""


def referred(ground: Ground) -> Composed | None:
    """The row that the question names by its number or reference: what it asks of it, else all of it."""
    q = ground.query
    keys = _references(q.told)
    if not keys:
        return None
    found: list[Looked] = []
    for grid in grids(ground):
        for row in grid.table.body():
            first = {_plain(c.text) for c in row[:2] if is_reference(c.text)}
            if first & keys:
                found.append(looked_at(ground, grid, row, q, q.terms))
    fits = [r for r in found if r.score >= 0.5]
    best = sorted(fits or found, key=lambda r: (-r.score, -len(r.columns)))
    if not best or (len(found) > 1 and not fits):
        return None
    chosen = [
        r
        for r in best
        if r.score >= best[0].score - 0.05 and bool(r.columns) == bool(best[0].columns)
    ]
    one = chosen[0]
    if not one.columns and q.asks in ROLES:
        return None
    lines = [
        line
        for r in chosen[:2]
        for line in (answering(ground, r) if r.columns else _card(ground, r))
    ]
    blank = bool(one.columns) and not any(one.row[c].paragraphs for c in one.columns)
    return Composed("partial" if blank else "answered", tuple(lines)) if lines else None


def _references(text: str) -> set[str]:
    """The references that stand in a question: "SR7", "1.2", and "action 3"'s number."""
    found = re.findall(
        r"\b[A-Z]{1,5}-?\d+(?:[.-]\d+)*\b|(?<!version )(?<!\bv)\b\d+\.\d+(?:\.\d+)*\b|\b\d{1,2}-\d{2}\b",
        text,
    )
    numbered = re.findall(
        r"\b(?:actions?|risks?|kpis?|measures?|recommendations?|items?|milestones?|targets?) (?:no\.? ?|number |#)?(\d+)\b",
        text,
        re.I,
    )
    years = [f for f in found if re.fullmatch(r"\d+\.\d+", f) and f"{f}%" in text]
    return {_plain(f) for f in (*found, *numbered) if f not in years}


def _plain(reference: str) -> str:
    """A reference as it is compared: "PM-1 K" as "pm-1"."""
    return reference.strip().strip(".:()").split(" ")[0].lower()


def _card(ground: Ground, looked: Looked) -> Iterator[Line]:
    """A row whole: what it names, then each of its cells after its heading, as far as there is room."""
    grid = looked.grid
    lead = f"{ground.short(grid.plan)}: " if len(ground.plans) > 1 else ""
    label = grid.label(looked.row)
    if label is None:
        return
    yield bullet(lead, grid.said(label, label.paragraphs[0]))
    words = 0
    for c, cell in enumerate(looked.row):
        if cell is label or not cell.paragraphs or is_reference(cell.text) and c == 0:
            continue
        words += len(cell.text.split())
        if words > _CARD or not head(cell):
            continue
        for paragraph in cell.paragraphs:
            yield Line((f"{head(cell)}: ", grid.said(cell, paragraph)), "under")
