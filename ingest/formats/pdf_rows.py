"""Lines of words in columns gathered into a table's rows, cells of several lines among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.formats.pdf_columns import Spread
from ingest.formats.pdf_paragraphs import fits
from ingest.formats.pdf_rules import Drawing, Rule
from ingest.formats.pdf_words import Line

FIGURE = re.compile(r"[^\w]*[\d][\d\W]*[a-zA-Z%]{0,2}[\W]*|[-–—.…]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a column, or over several, of one row."""

    column: int
    columns: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(line.text for line in self.lines)

    @property
    def figure(self) -> bool:
        """Whether it is a number or a dash in place of one."""
        return FIGURE.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside each other; columns without words have none."""

    cells: tuple[Cell, ...]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(line.top for cell in self.cells for line in cell.lines)

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(line.bottom for cell in self.cells for line in cell.lines)

    @property
    def columns(self) -> set[int]:
        """The columns that have words."""
        return {c for cell in self.cells for c in range(cell.column, cell.column + cell.columns)}

    @property
    def figures(self) -> int:
        """How many of its cells are numbers, the first column aside."""
        return sum(1 for cell in self.cells if cell.column > 0 and cell.figure)


def rows_of(block: Sequence[Sequence[Line]], spread: Spread, drawing: Drawing) -> list[Row]:
    """The rows of a block of lines, each in pieces, from the top."""
    single = [Row(tuple(_cells(pieces, spread))) for pieces in block]
    build = _build_of(single, spread, drawing)
    rows: list[Row] = []
    for n, line in enumerate(single):
        if rows and build.same(single[n - 1], line, n):
            rows[-1] = _merged(rows[-1], line)
        else:
            rows.append(line)
    return rows


@dataclass(frozen=True, slots=True)
class _Build:
    """How a table is built: its heading lines, rules, usual step between lines, columns' ends."""

    head: int
    across: tuple[Rule, ...]
    pitch: float
    ends: dict[int, float]

    def same(self, last: Row, line: Row, n: int) -> bool:
        """Whether the line of a number belongs to the row of the line above it."""
        if _ruled_off(last, line, self.across):
            return False
        if _beside(last, line):
            return True
        step = line.top - last.top
        if n == self.head or step >= 1.6 * line.cells[0].lines[0].size:
            return False
        if n < self.head:
            return all(cell.columns == 1 for cell in (*last.cells, *line.cells))
        return step <= 1.15 * self.pitch and not line.figures and self._wraps(last, line)

    def _wraps(self, last: Row, line: Row) -> bool:
        """Whether every cell of a line goes on from the cell above it."""
        above = {cell.column: cell for cell in last.cells}
        for cell in line.cells:
            over = above.get(cell.column)
            if over is None or over.figure or cell.figure:
                return False
            if over.lines[-1].bold != cell.lines[0].bold:
                return False
            if fits(over.lines[-1], cell.lines[0], right=self.ends.get(cell.column, 0.0)):
                return False
        return True


def _build_of(rows: Sequence[Row], spread: Spread, drawing: Drawing) -> _Build:
    head = _head(rows)
    across = _rules_inside(rows, spread, drawing)
    return _Build(head, across, _pitch(rows[head:]), _right_ends(rows))


def _cells(pieces: Sequence[Line], spread: Spread) -> list[Cell]:
    """The cells of one line; a piece over several columns is divided where its words leave room."""
    cells: list[Cell] = []
    for piece in pieces:
        for part in _parted(piece, spread):
            first, last = spread.under(part)
            if cells and first < cells[-1].column + cells[-1].columns:
                before = cells.pop()
                words = before.lines[0].words + part.words
                last = max(last, before.column + before.columns - 1)
                cells.append(
                    Cell(before.column, last - before.column + 1, (Line(words, part.page),))
                )
            else:
                cells.append(Cell(first, last - first + 1, (part,)))
    return cells


def _parted(piece: Line, spread: Spread) -> list[Line]:
    """A piece divided at edges of columns that fall into one of its wider gaps."""
    groups = [[piece.words[0]]]
    for before, word in zip(piece.words, piece.words[1:], strict=False):
        edge = any(before.x1 - 1 <= e <= word.x0 + 1 for e in spread.edges[1:-1])
        if edge and word.x0 - before.x1 > 0.45 * word.size:
            groups.append([])
        groups[-1].append(word)
    return [Line(tuple(group), piece.page) for group in groups]


def _rules_inside(rows: Sequence[Row], spread: Spread, drawing: Drawing) -> tuple[Rule, ...]:
    """Rules across that run between a table's rows."""
    top, bottom = rows[0].top, rows[-1].bottom
    left, right = spread.edges[0], spread.edges[-1]
    return tuple(
        rule
        for rule in drawing.across
        if top < rule.at < bottom and rule.start < right and rule.end > left
    )


def _head(rows: Sequence[Row]) -> int:
    """How many lines at the top are headings: those before the first with figures, mostly."""
    for n, row in enumerate(rows):
        others = [cell for cell in row.cells if cell.column > 0]
        if others and row.figures >= 0.5 * len(others) and not _years(others):
            return n
    return 0


def _years(cells: Sequence[Cell]) -> bool:
    """Whether cells hold years or numbers of columns, as headings do."""
    return all(re.fullmatch(r"\(?(19|20)\d\d(\W\d\d(\d\d)?)?\)?\W?", c.text) for c in cells)


def _pitch(rows: Sequence[Row]) -> float:
    steps = [b.top - a.top for a, b in zip(rows, rows[1:], strict=False)]
    return median(steps) if steps else 0.0


def _right_ends(rows: Sequence[Row]) -> dict[int, float]:
    """How far right the words of each column reach."""
    ends: dict[int, float] = {}
    for row in rows:
        for cell in row.cells:
            if cell.columns == 1:
                ends[cell.column] = max(ends.get(cell.column, 0.0), cell.lines[0].x1)
    return ends


def _beside(last: Row, line: Row) -> bool:
    """Whether two lines overlap down the page, one in columns that the other leaves free."""
    overlap = last.bottom - line.top
    return overlap > 0.25 * line.cells[0].lines[0].size and not last.columns & line.columns


def _ruled_off(last: Row, line: Row, across: Sequence[Rule]) -> bool:
    """Whether a rule runs between two lines."""
    middle_above = (last.top + last.bottom) / 2
    middle_below = (line.top + line.bottom) / 2
    return any(middle_above < rule.at < middle_below for rule in across)


def _merged(row: Row, line: Row) -> Row:
    """A row with another line's words put into its cells."""
    cells = {cell.column: cell for cell in row.cells}
    for cell in line.cells:
        over = cells.get(cell.column)
        if over is None:
            cells[cell.column] = cell
        else:
            cells[cell.column] = Cell(
                cell.column, max(over.columns, cell.columns), over.lines + cell.lines
            )
    return Row(tuple(cells[c] for c in sorted(cells)))
