"""A grid made whole: merged cells, heading rows, labels, and what a legend says of the colours."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.document import Box


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
