"""A Word table -> a grid: spans, fills and the paragraphs of each cell."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from dataclasses import replace

from ingest.formats.text_markup import listed
from ingest.formats.word_styles import Styles
from ingest.formats.word_xml import (
    Element,
    children,
    number,
    run_text,
    runs,
    switched_on,
    text_boxes,
    value,
    w,
)
from ingest.tables import Grid, GridCell

_MOST_COLUMNS = 64
_HIGHLIGHTS = {
    "yellow": "ffff00",
    "green": "00ff00",
    "cyan": "00ffff",
    "magenta": "ff00ff",
    "blue": "0000ff",
    "red": "ff0000",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "c0c0c0",
}


def grid(table: Element, styles: Styles) -> Grid:
    """The table as a grid; rows that repeat on each page are its heading rows."""
    rows: list[list[GridCell | None]] = []
    begins: dict[int, tuple[int, int]] = {}
    repeated = 0
    for at, row in enumerate(children(table, "tr")):
        rows.append(_row(row, at, rows, begins, styles))
        if repeated == at and switched_on(row.find(w("trPr")), "tblHeader"):
            repeated = at + 1
    known = repeated if 0 < repeated < len(rows) else None
    return Grid(tuple(map(tuple, rows)), known)


def lines(paragraph: Element) -> list[str]:
    """A paragraph's words, divided at its line breaks; white space made single."""
    text = "".join(map(run_text, runs(paragraph)))
    return [words for part in text.split("\n") if (words := " ".join(part.split()))]


def _row(
    row: Element,
    at: int,
    above: list[list[GridCell | None]],
    begins: dict[int, tuple[int, int]],
    styles: Styles,
) -> list[GridCell | None]:
    """The row's cells, None where one from above or before reaches; those above made longer.

    `begins` holds, for each column, the row and column of the last cell that may go on downwards.
    """
    cells: list[GridCell | None] = []
    before = number(value(row, "trPr", "gridBefore"), most=_MOST_COLUMNS)
    cells += [GridCell()] * before
    for element in children(row, "tc"):
        column = len(cells)
        wide = number(value(element, "tcPr", "gridSpan"), least=1, most=_MOST_COLUMNS)
        properties = element.find(w("tcPr"))
        merge = None if properties is None else properties.find(w("vMerge"))
        if merge is not None and merge.get(w("val")) != "restart" and column in begins:
            _lengthen(above, begins[column])
            cells += [None] * wide
            continue
        cells += [_cell(element, wide, styles), *[None] * (wide - 1)]
        begins.pop(column, None)
        if merge is not None:
            begins[column] = (at, column)
    return cells


def _lengthen(rows: list[list[GridCell | None]], at: tuple[int, int]) -> None:
    """Let a cell reach one row further down."""
    row, column = at
    cell = rows[row][column]
    if cell is not None:
        rows[row][column] = replace(cell, rows=cell.rows + 1)


def _cell(element: Element, wide: int, styles: Styles) -> GridCell:
    """One cell with its paragraphs, those of tables and text boxes inside it after them."""
    paragraphs = [p for p in element.iter(w("p")) if not _repeated(p)]
    words = [
        " ".join(part.split()) for p in paragraphs for line in lines(p) for part in listed(line)
    ]
    filled = [p for p in paragraphs if lines(p)]
    return GridCell(
        tuple(words),
        columns=wide,
        fill=_fill(element, filled),
        bold=bool(filled) and all(styles.bold(p) for p in filled),
    )


def _repeated(paragraph: Element) -> bool:
    """Whether a paragraph is the second writing of a text box, kept for old programs."""
    above = next(paragraph.iterancestors(w("txbxContent")), None)
    if above is None:
        return False
    anchor = next(above.iterancestors(w("p")), None)
    return anchor is not None and above not in text_boxes(anchor)


def _fill(element: Element, filled: list[Element]) -> str | None:
    """The cell's shading, else the highlighting that all of its words share."""
    properties = element.find(w("tcPr"))
    shading = None if properties is None else properties.find(w("shd"))
    fill = None if shading is None else shading.get(w("fill"))
    if fill and fill != "auto":
        return fill
    marks = {value(r, "rPr", "highlight") for p in filled for r in runs(p) if run_text(r).strip()}
    return _HIGHLIGHTS.get(marks.pop() or "") if len(marks) == 1 else None
