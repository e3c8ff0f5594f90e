"""One Excel sheet -> lines and grids: the blocks of filled cells that blank rows and columns part."""

# openpyxl's own types are loose where cells are concerned.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from ingest.formats.cell_text import Value, cell_paragraphs
from ingest.formats.outline import Line, Piece
from ingest.tables import Grid, GridCell

_MOST_MERGED = 100_000

Colour = Callable[[Cell | MergedCell], str | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's visible part: its lines and grids, and how many hidden rows and columns held words."""

    pieces: tuple[Piece, ...]
    hidden_rows: int
    hidden_columns: int


@dataclass(frozen=True, slots=True)
class _Area:
    """Rows and columns of a sheet, each by its number and in order, hidden ones left out."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


Cells = dict[tuple[int, int], GridCell | None]
"""Cells by row and column from 1; None where a merged cell reaches."""


def read_sheet(sheet: Worksheet, colour: Colour) -> Sheet:
    """What is visible on a sheet, in reading order."""
    # Only the cells that exist: going by the sheet's size would make up a million blank ones.
    cells = sheet._cells  # pyright: ignore[reportPrivateUsage]
    made: Cells = {at: _grid_cell(cell, colour) for at, cell in cells.items()}
    made = {at: cell for at, cell in made.items() if cell and (cell.paragraphs or cell.fill)}
    _merge(sheet, made)
    hidden_rows = sorted(r for r, d in sheet.row_dimensions.items() if d.hidden)
    hidden_columns = _hidden_columns(sheet)
    seen = closed_up(made, hidden_rows, hidden_columns)
    headings = {r - bisect_left(hidden_rows, r) for r in _heading_rows(sheet)}
    worded = [at for at, cell in made.items() if cell and cell.paragraphs]
    return Sheet(
        tuple(pieces_of(seen, headings)),
        len({r for r, _ in worded} & set(hidden_rows)),
        len({c for _, c in worded} & set(hidden_columns)),
    )


def pieces_of(seen: Cells, headings: set[int]) -> list[Piece]:
    """The blocks of cells that are seen, as lines and grids; `headings` are known heading rows."""
    return _titled([piece for area in _areas(seen) for piece in _pieces(area, seen, headings)])


def closed_up(made: Cells, rows: Sequence[int], columns: Sequence[int]) -> Cells:
    """The cells outside hidden rows and columns, moved up and left as they are seen."""
    hidden_rows, hidden_columns = set(rows), set(columns)
    return {
        (r - bisect_left(rows, r), c - bisect_left(columns, c)): cell
        for (r, c), cell in made.items()
        if r not in hidden_rows and c not in hidden_columns
    }


def _grid_cell(cell: Cell | MergedCell, colour: Colour) -> GridCell:
    """A cell with its words, colour and address."""
    return GridCell(
        cell_paragraphs(cast(Value, cell.value), cell.number_format),
        fill=colour(cell),
        bold=bool(cell.font and cell.font.b),
        reference=cell.coordinate,
    )


def _merge(sheet: Worksheet, made: Cells) -> None:
    """Give merged cells their span and take away what they cover."""
    for area in sheet.merged_cells.ranges:
        at = (area.min_row, area.min_col)
        cell = made.get(at)
        high, wide = area.max_row - area.min_row + 1, area.max_col - area.min_col + 1
        if cell is None or high * wide > _MOST_MERGED:
            continue
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                made[row, column] = None
        made[at] = replace(cell, rows=high, columns=wide)


def _hidden_columns(sheet: Worksheet) -> list[int]:
    """The numbers of the hidden columns; one entry may stand for a run of them."""
    return sorted(
        number
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden and dimension.min and dimension.max
        for number in range(dimension.min, dimension.max + 1)
    )


def _heading_rows(sheet: Worksheet) -> list[int]:
    """The numbers of the rows that Excel's own tables call headings."""
    return [
        int("".join(filter(str.isdigit, table.ref.split(":")[0])))
        for table in sheet.tables.values()
        if table.headerRowCount != 0
    ]


def _areas(seen: Cells) -> list[_Area]:
    """The blocks of words, top to bottom and left to right."""
    worded = {at for at, cell in seen.items() if cell is None or cell.paragraphs}
    areas: list[_Area] = []
    open_areas = [worded]
    while open_areas:
        block = open_areas.pop()
        parts = _parted(block, 0)
        parts = parts if len(parts) > 1 else _parted(block, 1)
        if len(parts) > 1:
            open_areas += reversed(parts)
        elif block:
            areas.append(_bounds(block))
    return areas


def _parted(block: set[tuple[int, int]], axis: int) -> list[set[tuple[int, int]]]:
    """A block parted at its blank rows (axis 0) or columns (axis 1)."""
    numbers = sorted({at[axis] for at in block})
    starts = [n for before, n in pairwise([-1, *numbers]) if n - before > 1 or before == -1]
    parts: dict[int, set[tuple[int, int]]] = {start: set() for start in starts}
    owner: dict[int, int] = {}
    for number in numbers:
        owner[number] = number if number in parts else owner[number - 1]
    for at in block:
        parts[owner[at[axis]]].add(at)
    return list(parts.values())


def _bounds(block: set[tuple[int, int]]) -> _Area:
    """The rows and columns from the first to the last of a block."""
    rows = [r for r, _ in block]
    columns = [c for _, c in block]
    return _Area(
        tuple(range(min(rows), max(rows) + 1)), tuple(range(min(columns), max(columns) + 1))
    )


def _pieces(area: _Area, seen: Cells, headings: set[int]) -> list[Piece]:
    """A block as the lines above a grid, and the grid; only lines, or a colour key, without one."""
    area = _with_swatches(area, seen)
    rows = [[seen.get((r, c), GridCell()) for c in area.columns] for r in area.rows]
    top = next((i for i, row in enumerate(rows) if not _alone(row)), len(rows))
    if top == len(rows):
        return _lines_and_key([row[0] for row in rows])
    known = next((i + 1 - top for i, r in enumerate(area.rows) if i >= top and r in headings), None)
    return [*_lines([row[0] for row in rows[:top]]), Grid(tuple(map(tuple, rows[top:])), known)]


def _alone(row: Sequence[GridCell | None]) -> bool:
    """Whether only a row's first cell holds words."""
    return bool(row[0]) and not any(cell and cell.paragraphs for cell in row[1:])


def _lines_and_key(cells: Sequence[GridCell | None]) -> list[Piece]:
    """Single cells as lines; those of several colours as a grid, which a legend is known by."""
    coloured = [cell for cell in cells if cell and cell.fill]
    if len({cell.fill for cell in coloured}) < 2:
        return _lines(cells)
    single = (replace(cell, rows=1, columns=1) for cell in coloured)
    key = Grid(tuple((cell,) for cell in single), heading_rows=0)
    return [*_lines([cell for cell in cells if cell and not cell.fill]), key]


def _lines(cells: Sequence[GridCell | None]) -> list[Piece]:
    """Each paragraph of the cells as a line."""
    return [Line(text, bold=cell.bold) for cell in cells if cell for text in cell.paragraphs]


def _titled(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, where of several lines at the top of a sheet only the first is a title."""
    first = next((i for i, piece in enumerate(pieces) if isinstance(piece, Grid)), 0)
    return [
        replace(piece, bold=at == 0, plain=at > 0)
        if at < first > 1 and isinstance(piece, Line)
        else piece
        for at, piece in enumerate(pieces)
    ]


def _with_swatches(area: _Area, seen: Cells) -> _Area:
    """The block with the column left of it, where that holds a blank coloured cell in each row."""
    left = area.columns[0] - 1
    beside: Sequence[GridCell | None] = [seen.get((r, left)) for r in area.rows]
    coloured = sum(cell is not None and bool(cell.fill) for cell in beside)
    if left < 1 or coloured < 2 or coloured < len(area.rows) - 1:
        return area
    return _Area(area.rows, (left, *area.columns))
