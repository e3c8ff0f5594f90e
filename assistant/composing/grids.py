"""The tables that a question may be looked up in, with what their columns are headed and hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.composed import Said
from assistant.composing.ground import Ground, tidy
from assistant.coverage import stem_set
from assistant.identity import Same
from assistant.vocabulary import Term
from ingest.columns import Roles, roles
from ingest.document import Cell, Document, Quote, Table

_LABEL = 9
"""Words of a column's heading, brackets apart, that can be asked for."""
_FEW = 12
"""Documents up to which every table is looked at; of more, those that hold the question's words."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a heading row, in its document."""

    plan: str
    document: str
    table: Table
    roles: Roles

    def label(self, row: Sequence[Cell]) -> Cell | None:
        """The cell that names a row: the first in words."""
        filled = [c for c in row if c.paragraphs]
        return next((c for c in filled if not is_reference(c.text)), filled[0] if filled else None)

    def said(self, cell: Cell, words: str) -> Said:
        """Words of a cell as a quotation."""
        about = tuple(t for t in (cell.row_label, cell.heading) if t)
        return Said(tidy(words), Quote(words, cell.location, about), self.document, self.plan)

    def around(self, ground: Ground) -> frozenset[str]:
        """The stems of what stands over the table: its headings, its title, its document's name."""
        above = (*self.table.location.headings, self.table.title)
        return ground.search.around(self.document).union(*map(stem_set, above))


def head(cell: Cell) -> str:
    """A cell's column heading without its brackets, where it is short enough to be asked for."""
    text = re.sub(r"\([^)]*\)?", " ", " ".join(cell.column_heading)).strip()
    return text if len(text.split()) <= _LABEL else ""


def headed(cell: Cell, term: Term) -> bool:
    """Whether a cell's column heading has a term, or a near word for it."""
    own = heading_stems(cell)
    return any(set(o.stems) <= own and o.weight > 0.75 for o in term.options)


def heading_stems(cell: Cell) -> frozenset[str]:
    """The stems of a cell's column heading; of an amount of money, those of its usual names."""
    told = head(cell)
    own = stem_set(told)
    return own | _MONEY if re.search(r"[£$€]", told) else own


_MONEY = stem_set("cost costs budget budgeted price spend spending money funding amount")


def is_reference(text: str) -> bool:
    """Whether a cell's text only numbers its row: "1.2", "SR7", "P3"."""
    return bool(
        re.fullmatch(
            r"[(\[]?(?:[A-Za-z]{0,5}[ .-]?\d{1,3}(?:[.-]\d{1,3})*[a-z]?(?:\s[A-Z]\d?)?|[A-Z])[).:\]]?",
            text.strip(),
        )
    )


def grids(ground: Ground) -> Iterator[Grid]:
    """The tables of the plans asked about: all of a few documents, of many those that hold its words."""
    keys = [(p.key, d) for p in ground.asked_plans for d in p.documents]
    if ground.query.documents:
        keys = [k for k in keys if k[1] in ground.query.documents]
    if len(keys) > _FEW:
        held = {s.document for s in ground.search.statements(dense=False, k=30)}
        keys = [k for k in keys if k[1] in held][:_FEW]
    for plan, document in keys:
        for table, told in _tables(Same(ground.reading(document))):
            yield Grid(plan, document, table, told)


@lru_cache(maxsize=64)
def _tables(document: Same[Document]) -> tuple[tuple[Table, Roles], ...]:
    """A document's tables with a heading row, each with its columns' roles."""
    tables = document.value.tables()
    return tuple((t, roles(t)) for t in tables if t.heading_rows and len(t.rows) > t.heading_rows)
