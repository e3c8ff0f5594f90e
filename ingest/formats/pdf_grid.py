"""A table, or the part of one, on a page of a PDF, as its rules or its words divide it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.document import Box
from ingest.formats.pdf_words import Line


@dataclass(frozen=True, slots=True)
class Part:
    """A cell of a table on one page: its place and span in the grid, its box and its lines."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box
    lines: tuple[Line, ...] = ()
    fill: str | None = None


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table, or the part of one, that stands on one page.

    `xs` and `ys` are the edges of its columns and rows, one more than there are of them.
    """

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    parts: tuple[Part, ...]
    ruled: bool = True

    @property
    def box(self) -> Box:
        """The rectangle that it fills."""
        return Box(left=self.xs[0], top=self.ys[0], right=self.xs[-1], bottom=self.ys[-1])
