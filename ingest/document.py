"""The types of a document: what a reader yields, and what everything after it points back into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Format = Literal[
    "pdf",
    "docx",
    "doc",
    "odt",
    "rtf",
    "xlsx",
    "xls",
    "ods",
    "csv",
    "pptx",
    "ppt",
    "html",
    "md",
    "txt",
    "vtt",
    "eml",
    "zip",
]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a PDF page, in points from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Location:
    """Where some words stand: what is known of page, headings, table, row and column.

    Pages, tables, rows, columns and blocks count from 1; heading rows and the label column
    are counted. `scanned` is said of words that were read from a picture of them. `document` is
    the document's key in the index. `block` is the number of the
    block in the document's order. `reference` is a spreadsheet's own address, such as "B4".
    """

    document: str = ""
    page: int | None = None
    headings: tuple[str, ...] = ()
    block: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str | None = None
    reference: str | None = None
    box: Box | None = None
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, to the letter, and where they stand.

    `about` tells what they are about, outermost first: a cell's row label and column heading.
    """

    text: str
    location: Location
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its location's headings are those above it, outermost first, itself excluded."""

    text: str
    level: int
    location: Location


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Bullet:
    """A list item outside tables: its text without the marker, the marker as written, its depth."""

    text: str
    location: Location
    marker: str = "-"
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, with the words that tell what it is about kept beside it.

    `paragraphs` are its paragraphs and list items in order, to the letter; none when it is blank.
    `column_heading` holds every heading row's words over the cell, outermost first.
    `means` is what the document's legend says of the cell's fill colour.
    """

    paragraphs: tuple[str, ...]
    location: Location
    row_label: str = ""
    column_heading: tuple[str, ...] = ()
    rows: int = 1
    columns: int = 1
    fill: str | None = None
    means: str | None = None

    @property
    def text(self) -> str:
        """All its paragraphs, one a line; empty when the cell is blank."""
        return "\n".join(self.paragraphs)

    @property
    def heading(self) -> str:
        """The column's heading in one line."""
        return " › ".join(self.column_heading)


@dataclass(frozen=True, slots=True)
class Table:
    """A table made whole: as many cells in each row, the first `heading_rows` of them headings.

    A merged cell stands, as the same cell, at every position that it covers.
    """

    rows: tuple[tuple[Cell, ...], ...]
    heading_rows: int
    location: Location
    title: str = ""

    @property
    def columns(self) -> int:
        """How many columns the table has."""
        return len(self.rows[0]) if self.rows else 0

    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows under the heading rows."""
        return self.rows[self.heading_rows :]

    def cells(self) -> Iterator[Cell]:
        """Each cell once, row by row, headings included."""
        for r, row in enumerate(self.rows, 1):
            for c, cell in enumerate(row, 1):
                if (cell.location.row, cell.location.column) == (r, c):
                    yield cell


Block = Heading | Paragraph | Bullet | Table


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read: why, in one line for a person, and where."""

    reason: str
    location: Location


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: where it lies, the name people know it by, and its key in the index."""

    path: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was understood: its title, its blocks in order and what could not be read."""

    source: Source
    format: Format
    title: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    pages: int | None = None
    dated: str | None = None

    def tables(self) -> tuple[Table, ...]:
        """Its tables in order."""
        return tuple(b for b in self.blocks if isinstance(b, Table))


class Unreadable(Exception):
    """A file that cannot be read at all. `str()` is one line for a person, without the path."""
