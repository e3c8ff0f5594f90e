"""The blocks of a document made of a PDF's paragraphs and tables, each under its headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.document import Block, Box, Bullet, Heading, Location
from ingest.document import Paragraph as ParagraphBlock
from ingest.formats.pdf_flow import Flow
from ingest.formats.pdf_grid import Part
from ingest.formats.pdf_headings import Headings, is_table_title
from ingest.formats.pdf_overleaf import WholeTable
from ingest.formats.pdf_paragraphs import Paragraph, paragraphs_of
from ingest.formats.pdf_words import box_of
from ingest.tables import Grid, GridCell, whole


def blocks_of(flow: Flow, headings: Headings, *, document: str) -> tuple[Block, ...]:
    """The blocks in order, numbered from 1, with tables made whole."""
    building = _Building(document, flow.spaces_tell)
    items = flow.items
    for n, item in enumerate(items):
        after = items[n + 1] if n + 1 < len(items) else None
        if isinstance(item, WholeTable):
            building.table(item)
        elif (level := headings.level_of(item)) is not None:
            building.heading(item, level)
        elif isinstance(after, WholeTable) and is_table_title(item):
            building.table_title(item)
        else:
            building.text(item)
    return tuple(building.blocks)


@dataclass(slots=True)
class _Building:
    """The blocks so far, and what the next stands under."""

    document: str
    spaces_tell: bool
    blocks: list[Block] = field(default_factory=list[Block])
    _above: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    _level: int = 0
    _tables: int = 0
    _indents: list[float] = field(default_factory=list[float])
    _title: str = ""

    def heading(self, item: Paragraph, level: int) -> None:
        """A heading, under those of a lower level."""
        self._level = level
        self._put_heading(item, level)

    def table_title(self, item: Paragraph) -> None:
        """A line that stands over a table, one level below the last true heading."""
        self._put_heading(item, self._level + 1)
        self._title = _words(item)

    def _put_heading(self, item: Paragraph, level: int) -> None:
        self._above = [above for above in self._above if above[0] < level]
        self.blocks.append(Heading(_words(item), level, self._location(item)))
        self._above.append((level, _words(item)))
        self._indents = []

    def text(self, item: Paragraph) -> None:
        """A paragraph or a list item."""
        where = self._location(item)
        if item.marker is None:
            self._indents = []
            self.blocks.append(ParagraphBlock(item.text, where))
        else:
            depth = self._depth(item.lines[0].x0)
            self.blocks.append(Bullet(item.text, where, item.marker, depth))

    def _depth(self, x0: float) -> int:
        """How deep an item stands by its indent among those of its list before it."""
        self._indents = [indent for indent in self._indents if indent < x0 - 4] + [x0]
        return len(self._indents) - 1

    def table(self, item: WholeTable) -> None:
        """A table made whole; the title over another table is none of its headings."""
        if not self._title:
            self._above = [above for above in self._above if above[0] <= self._level]
        self._tables += 1
        box = item.pages[0].box
        where = Location(
            document=self.document,
            page=item.pages[0].page,
            headings=tuple(text for _, text in self._above),
            block=len(self.blocks) + 1,
            table=self._tables,
            box=_rounded(box),
        )
        grid = grid_of(item, spaces_tell=self.spaces_tell, title=self._title)
        self.blocks.append(whole(grid, location=where))
        self._indents, self._title = [], ""

    def _location(self, item: Paragraph) -> Location:
        page = item.lines[0].page
        return Location(
            document=self.document,
            page=page,
            headings=tuple(text for _, text in self._above),
            block=len(self.blocks) + 1,
            box=box_of(line for line in item.lines if line.page == page),
        )


def _words(item: Paragraph) -> str:
    """A heading's words, a number before it included."""
    return item.text if item.marker is None else f"{item.marker} {item.text}"


def _rounded(box: Box) -> Box:
    return Box(
        left=round(box.left, 1),
        top=round(box.top, 1),
        right=round(box.right, 1),
        bottom=round(box.bottom, 1),
    )


def grid_of(table: WholeTable, *, spaces_tell: bool, title: str = "") -> Grid:
    """A table's cells, each with its paragraphs, at their places."""
    width = len(table.xs) - 1
    rows: list[list[GridCell | None]] = [[None] * width for _ in range(table.rows)]
    for part in table.parts:
        measure = table.measure(part.column, part.columns, spaces_tell=spaces_tell)
        paragraphs = paragraphs_of(part.lines, measure)
        rows[part.row][part.column] = GridCell(
            paragraphs=tuple(_cell_text(paragraph) for paragraph in paragraphs),
            rows=part.rows,
            columns=part.columns,
            fill=part.fill,
            bold=bool(part.lines) and all(line.bold for line in part.lines),
            page=_page(table, part),
            box=_rounded(part.box),
        )
    return Grid(tuple(tuple(row) for row in rows), title=title)


def _cell_text(paragraph: Paragraph) -> str:
    """A cell's paragraph to the letter; a bullet of another font than its words is not of it."""
    first = paragraph.lines[0].words[0]
    if paragraph.marker is None:
        return paragraph.text
    drawn = (
        not first.text.isalnum() and len(first.text) == 1 and _is_drawn(paragraph.lines[0].words)
    )
    return paragraph.text if drawn else f"{first.text} {paragraph.text}"


def _is_drawn(words: Sequence[object]) -> bool:
    first, second = words[0], words[1]
    return getattr(first, "font", "") != getattr(second, "font", "")


def _page(table: WholeTable, part: Part) -> int:
    """The page that a cell begins on."""
    if part.lines:
        return part.lines[0].page
    return _page_of_row(table, part.row)


def _page_of_row(table: WholeTable, row: int) -> int:
    """The page of a row by the first of its cells that has words."""
    pages = [line.page for p in table.parts if p.row <= row for line in p.lines[:1]]
    return max(pages, default=table.pages[0].page)
