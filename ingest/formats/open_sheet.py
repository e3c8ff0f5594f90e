"""An OpenDocument sheet -> lines and grids, as Excel's: hidden rows and sheets left out and told."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.utils import get_column_letter

from ingest.document import Unreadable
from ingest.formats.excel_sheet import Cells, pieces_of
from ingest.formats.open_xml import number, office, paragraphs
from ingest.formats.outline import Outline
from ingest.tables import GridCell

_UNSEEN = ("collapse", "filter")
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_MOST_SPAN = 200


def add_sheet(outline: Outline, sheet: Any, root: Any, *, most: int) -> int:
    """Adds a sheet under its name; how many cells it has. Raises Unreadable where they are too many."""
    name = sheet.get(office("table", "name")) or "Sheet"
    if _is_hidden(sheet, root):
        outline.problem(f"the sheet “{name}” is hidden and was not read")
        return 0
    made, hidden = _cells(sheet, most)
    outline.sheet = name
    pieces = pieces_of(made, set())
    if pieces and not name.lower().startswith("sheet"):
        outline.heading(name, level=1)
    outline.add(pieces)
    if hidden:
        outline.problem(f"{hidden} hidden rows on the sheet “{name}” were not read")
    return len(made)


def _is_hidden(sheet: Any, root: Any) -> bool:
    style = sheet.get(office("table", "style-name"))
    return any(
        properties.get(office("table", "display")) == "false"
        for one in root.iter(office("style", "style"))
        if one.get(office("style", "name")) == style
        for properties in one.iter(office("style", "table-properties"))
    )


def _cells(sheet: Any, most: int) -> tuple[Cells, int]:
    """The cells that hold words, and how many hidden rows do."""
    made: Cells = {}
    hidden, r = 0, 1
    for row in sheet.iter(office("table", "table-row")):
        times = number(row, "table", "number-rows-repeated")
        cells = list(_row(row))
        unseen = row.get(office("table", "visibility")) in _UNSEEN
        if cells and unseen:
            hidden += times
        elif cells:
            if len(made) + times * len(cells) > most:
                raise Unreadable(f"holds more than the {most:,} cells that are read (read_cells)")
            for again in range(min(times, _MOST_ROWS - r)):
                _put(made, cells, r + again)
        r += 0 if unseen else times
        if r > _MOST_ROWS:
            break
    return made, hidden


def _put(made: Cells, cells: list[tuple[int, Any]], row: int) -> None:
    for column, cell in cells:
        rows = min(number(cell, "table", "number-rows-spanned"), _MOST_SPAN)
        columns = min(number(cell, "table", "number-columns-spanned"), _MOST_SPAN)
        if rows * columns > 1:
            for below in range(rows):
                for beside in range(columns):
                    made[row + below, column + beside] = None
        made[row, column] = GridCell(
            paragraphs(cell),
            rows=rows,
            columns=columns,
            reference=f"{get_column_letter(column)}{row}",
        )


def _row(row: Any) -> Iterator[tuple[int, Any]]:
    """The cells of a row that hold words, each with its column."""
    column = 1
    for cell in row.iterchildren(
        office("table", "table-cell"), office("table", "covered-table-cell")
    ):
        times = number(cell, "table", "number-columns-repeated")
        if cell.tag == office("table", "table-cell") and paragraphs(cell):
            yield from ((column + n, cell) for n in range(min(times, _MOST_COLUMNS)))
        column += times
        if column > _MOST_COLUMNS:
            return
