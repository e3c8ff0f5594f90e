"""CSV files -> Document: one table, whatever parts its values."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from openpyxl.utils import get_column_letter

from ingest.document import Document, Source, Unreadable
from ingest.formats.cell_text import cell_paragraphs
from ingest.formats.outline import Outline
from ingest.formats.text import decoded
from ingest.limits import Allowance, too_many
from ingest.tables import Grid, GridCell

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE = 65_536
_LONGEST_VALUE = 10_000_000


def read_csv(source: Source, allowance: Allowance) -> Document:
    """The file as a Document of one table; blank rows left out. Raises Unreadable where broken."""
    try:
        text = decoded(Path(source.path).read_bytes()).replace("\x00", "")
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror or 'the system refused'}") from error
    text, delimiter = _declared(text)
    csv.field_size_limit(_LONGEST_VALUE)
    try:
        rows = list(_rows(text, delimiter or _delimiter(text)))
    except csv.Error as error:
        raise Unreadable("is damaged: its rows cannot be told apart") from error
    too_many(sum(map(len, rows)), allowance.limits.cells, "cells", "read_cells")
    outline = Outline(source)
    grid = Grid(tuple(_cells(number, row) for number, row in enumerate(rows, 1) if any(row)))
    if grid.rows:
        outline.table(grid)
    return outline.document("csv")


def _declared(text: str) -> tuple[str, str | None]:
    """The text without a first line such as `sep=;`, and the delimiter that it declares."""
    first, _, rest = text.partition("\n")
    declared = first.strip().lower()
    if declared.startswith("sep=") and len(declared) == 5:
        return rest, declared[-1]
    return text, None


def _delimiter(text: str) -> str:
    """The delimiter that gives the most rows the same number of values, above one."""
    sample = text[:_SAMPLE]

    def evenness(delimiter: str) -> tuple[bool, int, int]:
        rows = [row for row in _rows(sample, delimiter) if any(row)][:_SAMPLE_ROWS]
        widths = Counter(len(row) for row in rows)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return width > 1, count if width > 1 else 0, width

    return max(_DELIMITERS, key=evenness)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The values of each row without white space around them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    return [[value.strip() for value in row] for row in reader]


def _cells(number: int, row: Sequence[str]) -> tuple[GridCell, ...]:
    """A row's cells with the addresses that a spreadsheet would give them."""
    return tuple(
        GridCell(cell_paragraphs(value), reference=f"{get_column_letter(column)}{number}")
        for column, value in enumerate(row, 1)
    )
