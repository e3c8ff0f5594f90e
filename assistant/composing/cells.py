"""A table looked up: the cell in the row that is asked about, under the column that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.composed import Composed, Line, Piece, Said, bullet
from assistant.composing.ground import Ground, best_sentence, place, stated, tidy, varied
from assistant.coverage import scores, stem_set, weight
from assistant.query import Query
from assistant.vocabulary import Term
from ingest.columns import Roles, roles
from ingest.document import Cell, Quote, Table

_ROLES: Mapping[str, tuple[str, ...]] = {
    "who": ("lead", "name", "monitor"),
    "when": ("when", "start"),
}
"""The roles of columns that answer a question for somebody, or for a time."""
_LABEL = 9
"""Words of a column's heading, brackets apart, that can be asked for."""
_SURE = 0.8
"""How much of the rest of a question a row must cover by its own words."""
_WHOLE = 0.9
_MOST = 4
"""Rows, and paragraphs of a cell, that are shown."""


@dataclass(frozen=True, slots=True)
class _Row:
    plan: str
    document: str
    cells: tuple[Cell, ...]
    columns: tuple[int, ...]
    score: float
    own: float


def looked_up(ground: Ground) -> Composed | None:
    """The cells that answer, after their rows' own words; None where no row and column do."""
    q = ground.query
    asked = [t for t in q.terms if weight(t) > 0]
    if not asked:
        return None
    rows = sorted(_rows(ground, q, asked), key=lambda r: (-round(r.score, 2), -r.own))
    if not rows or rows[0].own < _SURE:
        return None
    best = [r for r in rows if r.score >= rows[0].score - 0.03 and r.own >= rows[0].own - 0.1]
    lines = [line for r in best[:_MOST] for line in _lines(ground, r)]
    lines += _beside(ground, best) if q.asks not in _ROLES else []
    return Composed("answered", tuple(lines)) if lines else None


def _beside(ground: Ground, best: Sequence[_Row]) -> Iterator[Line]:
    """What other places say that cover the whole question, outside the rows that answer it."""
    rows = {(r.document, r.cells[0].location.table, r.cells[0].location.row) for r in best}
    found = ground.search.statements(dense=False, k=12)
    others = [
        s
        for s in varied(found)
        if s.score >= _WHOLE
        and (s.document, s.quote.location.table, s.quote.location.row) not in rows
        and s.own >= 0.6
    ]
    lead = f"{ground.short(best[0].plan)}: " if len(ground.plans) > 1 else ""
    for s in others[:2]:
        yield bullet(lead, place(s), stated(s, best_sentence(s, ground.query)))


def _rows(ground: Ground, q: Query, asked: Sequence[Term]) -> Iterator[_Row]:
    found = ground.search.statements(dense=False, k=30)
    places = dict.fromkeys(
        (s.plan, s.document, s.quote.location.table, s.quote.location.row)
        for s in found[:120]
        if s.quote.location.table is not None and s.quote.location.row is not None
    )
    told: dict[tuple[str, int], tuple[Table, Roles] | None] = {}
    for plan, document, number, row in places:
        at = (document, number or 0)
        if at not in told:
            told[at] = _table(ground, document, number)
        held = told[at]
        if held and row and row > held[0].heading_rows:
            yield from _row(ground, q, asked, plan, document, held, row)


def _table(ground: Ground, document: str, number: int | None) -> tuple[Table, Roles] | None:
    tables = ground.reading(document).tables()
    table = next((t for t in tables if t.location.table == number), None)
    return (table, roles(table)) if table and table.heading_rows else None


def _row(
    ground: Ground,
    q: Query,
    asked: Sequence[Term],
    plan: str,
    document: str,
    held: tuple[Table, Roles],
    number: int,
) -> Iterator[_Row]:
    table, told = held
    cells = table.rows[number - 1]
    columns = _columns(q, asked, cells, told)
    if not columns:
        return
    answered = frozenset[str]().union(*(stem_set(_label(cells[c])) for c in columns))
    rest = [t for t in asked if not any(set(o.stems) <= answered for o in t.options)]
    if not rest:
        return
    others = [cells[c].text for c in range(len(cells)) if c not in columns]
    main = frozenset[str]().union(*map(stem_set, others), stem_set(cells[columns[0]].row_label))
    around = frozenset[str]().union(
        *map(stem_set, table.location.headings),
        stem_set(table.title),
        ground.search.around(document),
    )
    score, own = scores(rest, main, around)
    yield _Row(plan, document, cells, tuple(columns), score, own)


def _columns(q: Query, asked: Sequence[Term], cells: Sequence[Cell], told: Roles) -> list[int]:
    """The filled columns that the question asks for: those whose heading has most of its words; for
    somebody or a time, else those of that role."""
    filled = [c for c, cell in enumerate(cells) if cell.paragraphs]
    covers = {c: _covered(asked, cells[c]) for c in filled[1:]}
    most = max(covers.values(), default=0.0)
    by_role = [c for c in filled if told[c] in _ROLES.get(q.asks, ())]
    if most > 0 and not by_role:
        return [c for c, cover in covers.items() if cover >= most - 0.001]
    return by_role


def _covered(asked: Sequence[Term], cell: Cell) -> float:
    own = stem_set(_label(cell))
    return sum(
        weight(t) for t in asked if any(set(o.stems) <= own and o.weight > 0.75 for o in t.options)
    )


def _label(cell: Cell) -> str:
    """A column's heading without its brackets, where it is short enough to be asked for."""
    heading = re.sub(r"\([^)]*\)?", " ", " ".join(cell.column_heading)).strip()
    return heading if len(heading.split()) <= _LABEL else ""


def _lines(ground: Ground, row: _Row) -> Iterator[Line]:
    """A line for each of the row's answering cells: what the row is, the heading, what it says."""
    lead = f"{ground.short(row.plan)}: " if len(ground.plans) > 1 else ""
    subject = _subject(ground, row)
    first: tuple[Piece, ...] = (
        (_said(row, subject, subject.paragraphs[0]), " – ") if subject else ()
    )
    for c in row.columns:
        cell = row.cells[c]
        for n, paragraph in enumerate(cell.paragraphs[:_MOST]):
            label = f"{_label(cell).strip()}: " if _label(cell).strip() else ""
            yield bullet(lead, *(first if n == 0 else ()), label, _said(row, cell, paragraph))


def _subject(ground: Ground, row: _Row) -> Cell | None:
    """The cell that tells what the row is about: of those that do not answer, the one that covers
    most of the question."""
    rest = [c for n, c in enumerate(row.cells) if n not in row.columns and c.paragraphs]
    fits = [scores(ground.query.terms, stem_set(c.text), frozenset())[0] for c in rest]
    return max(zip(fits, rest, strict=True), key=lambda f: f[0])[1] if rest else None


def _said(row: _Row, cell: Cell, words: str) -> Said:
    quote = Quote(words, cell.location, tuple(t for t in (cell.row_label, cell.heading) if t))
    return Said(tidy(words), quote, row.document, row.plan)
