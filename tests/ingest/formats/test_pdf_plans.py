"""The two real plans: as a PDF they are read as their Word files say."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from ingest.document import Document, Source, Table
from ingest.formats.pdf import read_pdf

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def plans(shared: Path) -> list[tuple[Document, list[list[list[list[str]]]]]]:
    """Each plan as its PDF is read, with its Word file's tables as paragraphs in cells."""
    return [(read(path), word_tables(path)) for path in sorted((shared / "plans").glob("*.pdf"))]


def read(path: Path) -> Document:
    return read_pdf(Source(path=str(path), name=path.name, key=path.stem))


def word_tables(path: Path) -> list[list[list[list[str]]]]:
    tables = docx.Document(str(path.with_suffix(".docx"))).tables
    grids = [[[words(cell) for cell in row.cells] for row in table.rows] for table in tables]
    return [[row for row in grid if not is_rule(row)] for grid in grids]


def words(cell) -> list[str]:
    return [" ".join(p.text.split()) for p in cell.paragraphs if p.text.strip()]


def is_rule(row: list[list[str]]) -> bool:
    return all(set("".join(cell)) == {"-"} for cell in row)


def paragraphs(table: Table) -> list[list[list[str]]]:
    return [[list(cell.paragraphs) for cell in row] for row in table.rows]


def test_every_table_is_whole(plans):
    assert len(plans) == 2
    for document, tables in plans:
        shapes = [(len(table.rows), table.columns) for table in document.tables()]
        assert shapes == [(len(table), len(table[0])) for table in tables]


def test_cells_hold_the_same_paragraphs_but_for_a_few_that_no_space_tells_apart(plans):
    pairs = [
        (cell, read_cell)
        for document, tables in plans
        for table, read_table in zip(tables, document.tables(), strict=True)
        for row, read_row in zip(table, paragraphs(read_table), strict=True)
        for cell, read_cell in zip(row, read_row, strict=True)
    ]
    different = [pair for pair in pairs if pair[0] != pair[1]]
    letters = [("".join(a).replace(" ", ""), "".join(b).replace(" ", "")) for a, b in pairs]
    assert len(different) <= 0.01 * len(pairs)
    assert [pair for pair in letters if pair[0] != pair[1]] == []


def test_the_year_of_months_is_one_grid(plans):
    grids = [table for document, _ in plans for table in document.tables() if table.columns == 13]
    assert [len(grid.rows) for grid in grids] == [7]
    assert [cell.text for cell in grids[0].rows[0]][1::11] == ["September", "August"]


def test_nothing_was_left_unread(plans):
    assert [document.problems for document, _ in plans] == [(), ()]
