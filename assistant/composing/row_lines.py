"""A table's row in one line: what it names, and its cells after their headings."""

from __future__ import annotations

from assistant.composed import Line, Piece, bullet
from assistant.composing.grids import Grid, head, is_reference
from assistant.composing.ground import Ground
from assistant.coverage import stem_set
from assistant.statements import Statement
from assistant.wording import instructs
from ingest.columns import is_heading_date
from ingest.days import Frame
from ingest.document import Table
from ingest.words import terms

_ROOM = 45
"""Words of a row that are shown in one line."""
_NAMED = 0.4
"""How much of a question the cell that names its topic has at least."""
_NAME = 10
"""Words of a cell that only names something, at most."""


def row_line(ground: Ground, statement: Statement, *, lead: str = "") -> Line | None:
    """The row of a cell that only names what the question is about; None where the cell says more."""
    at = statement.quote.location
    if at.table is None or at.row is None or not _only_names(ground, statement):
        return None
    table = _table(ground, statement.document, at.table)
    if table is None or at.row <= table.heading_rows:
        return None
    grid = Grid(statement.plan, statement.document, table, ())
    row = table.rows[at.row - 1]
    named = next((c for c in row if c.location.column == at.column), None)
    if named is None or (named.column_heading and is_heading_date(head(named), Frame())):
        return None
    pieces: list[Piece] = []
    words = 0
    for cell in row:
        first = cell.location.column == 1 and is_reference(cell.text)
        if cell is named or not cell.paragraphs or first or not head(cell) or instructs(cell.text):
            continue
        words += len(cell.text.split())
        if words <= _ROOM:
            pieces += ["; " if pieces else " – ", f"{head(cell)}: ", grid.said(cell, cell.text)]
    return bullet(lead, grid.said(named, statement.quote.text), *pieces) if pieces else None


def _only_names(ground: Ground, statement: Statement) -> bool:
    """Whether a cell adds next to nothing to the question's own words."""
    said = frozenset(terms(statement.quote.text))
    asked = frozenset[str]().union(
        stem_set(ground.query.told), *(t.stems for t in ground.query.terms)
    )
    if statement.own < _NAMED or len(statement.quote.text.split()) > _NAME:
        return False
    beyond = len(said) // 2 if statement.quote.location.column == 1 else len(said) // 3
    return len(said - asked) <= max(1, beyond)


def _table(ground: Ground, document: str, number: int) -> Table | None:
    tables = ground.reading(document).tables()
    return next((t for t in tables if t.location.table == number), None)
