"""A grid made whole: merged cells spread out, heading rows found, each cell beside its labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.bands import Band, Spot, bands, column_path
from ingest.document import Box, Cell, Location, Table
from ingest.heading_texts import enumerated

_RULE = re.compile(r"[-–—=_:\s]+")
_DASHES = re.compile(r"[-–—=_]{3}")
_BARE_NUMBER = re.compile(r"\(?[A-Za-z]{0,3}[ .-]?\d+(?:\.\d+)*[.)]?|\(?[a-zA-Z][.)]")
_HEX = re.compile(r"#?(?:[0-9a-fA-F]{2})?([0-9a-fA-F]{6})")
_LONGEST_SINGLE_LABEL = 120


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as a format's reader found it, before anything is known of headings and labels.

    `rows` and `columns` are its span. Positions that it covers hold None in the grid.
    """

    paragraphs: tuple[str, ...] = ()
    rows: int = 1
    columns: int = 1
    fill: str | None = None
    bold: bool = False
    page: int | None = None
    box: Box | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells as a reader found them; `heading_rows` where the format itself tells."""

    rows: tuple[tuple[GridCell | None, ...], ...]
    heading_rows: int | None = None
    title: str = ""


def whole(grid: Grid, *, location: Location, continues: Table | None = None) -> Table:
    """The grid as a rectangular table at `location`, which its cells share but for row and column.

    A merged cell is the same Cell at each position; blank cells stay in place. Cells know their
    column's headings, outermost first (a title row further down the table comes first of all), and
    their row's label, carried on where a group goes on under it. A first row with one filled cell
    is the title and one of `heading_rows`. Rows of mere dashes are dropped. Fills are "#rrggbb".
    A table that `continues` another and has no headings of its own stands under that one's.
    """
    grid = _without_rules(grid)
    spots = _laid_out(grid.rows)
    found = bands(spots, grid.heading_rows)
    inherited = [c.column_heading for c in continues.rows[-1]] if continues else []
    cells = _Cells(grid, location)
    rows: list[tuple[Cell, ...]] = []
    above: Band | None = None
    for band in found:
        above = _headed_by(band, above)
        paths = _paths(spots, band, above)
        if above.body == above.headings and len(inherited) == len(paths):
            paths = inherited
        rows += _rows(spots, band, above, cells, paths)
    title = found[0].title if found else ""
    return Table(tuple(rows), found[0].body if found else 0, location, title or grid.title)


def _rows(
    spots: list[list[Spot]],
    band: Band,
    above: Band,
    cells: _Cells,
    paths: Sequence[tuple[str, ...]],
) -> list[tuple[Cell, ...]]:
    """The rows of one band, headed by the rows of `above`, which read `paths`."""
    labels = _labels(spots, band, range(above.headings, above.body))
    return [
        tuple(
            cells.at(s, labels.get(s.row, ""), paths[c] if r >= band.body else ())
            for c, s in enumerate(spots[r])
        )
        for r in range(band.start, band.end)
    ]


def _without_rules(grid: Grid) -> Grid:
    """The grid without rows of dashes; one under the first row says that the first row is a heading."""
    ruled = [i for i, row in enumerate(grid.rows) if _is_rule(row)]
    if not ruled:
        return grid
    rows = tuple(row for i, row in enumerate(grid.rows) if i not in set(ruled))
    known = grid.heading_rows
    if known is None and ruled[0] > 0 and len(rows) > ruled[0]:
        known = ruled[0]
    return replace(grid, rows=rows, heading_rows=known)


def _is_rule(row: Sequence[GridCell | None]) -> bool:
    """Whether a row holds dashes and nothing else."""
    texts = ["\n".join(cell.paragraphs) for cell in row if cell]
    filled = [t for t in texts if t]
    return (
        len(texts) == len(row)
        and bool(filled)
        and all(_RULE.fullmatch(t) and _DASHES.search(t) for t in filled)
    )


def _laid_out(rows: Sequence[Sequence[GridCell | None]]) -> list[list[Spot]]:
    """A rectangle of spots: each cell at every position that it covers, blanks where none does."""
    width = max((_reach(row) for row in rows), default=0) or 1
    laid: list[list[Spot | None]] = [[None] * width for _ in rows]
    taken = [[c < len(row) and row[c] is not None for c in range(width)] for row in rows]
    for r, row in enumerate(rows):
        for c in range(width):
            cell = row[c] if c < len(row) else None
            if cell is None and laid[r][c] is not None:
                continue
            _spread(laid, taken, cell or GridCell(), r, c)
    return [[spot for spot in row if spot is not None] for row in laid]


def _reach(row: Sequence[GridCell | None]) -> int:
    """How many columns a row needs."""
    return max((c + (cell.columns if cell else 1) for c, cell in enumerate(row)), default=0)


def _spread(
    laid: list[list[Spot | None]], taken: list[list[bool]], cell: GridCell, row: int, column: int
) -> None:
    """Put a cell at its position and at the free ones that its span reaches, kept rectangular."""

    def free(r: int, c: int) -> bool:
        return laid[r][c] is None and not taken[r][c]

    wide = 1
    while wide < min(cell.columns, len(laid[row]) - column) and free(row, column + wide):
        wide += 1
    high = 1
    while high < min(cell.rows, len(laid) - row) and all(
        free(row + high, column + c) for c in range(wide)
    ):
        high += 1
    spot = Spot(row, column, high, wide, " ".join(cell.paragraphs), cell.bold)
    for r in range(row, row + high):
        laid[r][column : column + wide] = [spot] * wide


class _Cells:
    """The cells of one table, each made once."""

    def __init__(self, grid: Grid, location: Location) -> None:
        self._grid = grid
        self._location = location
        self._made: dict[tuple[int, int], Cell] = {}

    def at(self, spot: Spot, label: str, path: tuple[str, ...]) -> Cell:
        """The cell that begins at `spot`."""
        key = (spot.row, spot.column)
        if key not in self._made:
            self._made[key] = self._make(spot, label, path)
        return self._made[key]

    def _make(self, spot: Spot, label: str, path: tuple[str, ...]) -> Cell:
        row = self._grid.rows[spot.row]
        cell = (row[spot.column] if spot.column < len(row) else None) or GridCell()
        place = replace(
            self._location,
            row=spot.row + 1,
            column=spot.column + 1,
            page=cell.page or self._location.page,
            box=cell.box,
            reference=cell.reference,
        )
        fill = _colour(cell.fill)
        return Cell(cell.paragraphs, place, label, path, spot.rows, spot.columns, fill)


def _colour(fill: str | None) -> str | None:
    """A fill as "#rrggbb"; white is no fill."""
    found = _HEX.fullmatch(fill) if fill else None
    colour = f"#{found[1].lower()}" if found else None
    return None if colour == "#ffffff" else colour


def _headed_by(band: Band, above: Band | None) -> Band:
    """The band whose heading rows stand over `band`: its own, else those above it."""
    return band if above is None or band.body > band.headings else above


def _paths(spots: list[list[Spot]], band: Band, above: Band) -> list[tuple[str, ...]]:
    """Each column's headings in a band; a title inside the table is the outermost."""
    outer = (band.title,) if band.title and band.start > 0 else ()
    headings = range(above.headings, above.body)
    return [outer + column_path(spots, headings, c) for c in range(len(spots[0]))]


def _labels(spots: list[list[Spot]], band: Band, headings: range) -> dict[int, str]:
    """Each body row's label; none where the first column is one among equals."""
    column = _label_column(spots, band, headings)
    if column is None:
        return {}
    labels: dict[int, str] = {}
    label = ""
    for row in range(band.body, band.end):
        label = spots[row][column].text or label
        labels[row] = label
    return labels


def _label_column(spots: list[list[Spot]], band: Band, headings: range) -> int | None:
    """The column that names the rows: the first, or the second where the first only counts them."""
    heads = [s.text for row in headings[:1] for s in spots[row] if s.text]
    if headings and spots[headings[0]][0].text and enumerated(heads):
        return None
    texts = [t for t in (spots[r][0].text for r in range(band.body, band.end)) if t]
    if band.end - band.body == 1 and texts and len(texts[0]) > _LONGEST_SINGLE_LABEL:
        return None
    counts = len(texts) > 1 and all(_BARE_NUMBER.fullmatch(t) for t in texts)
    return 1 if counts and len(spots[0]) > 2 else 0
