"""Pages of a PDF as words and drawing, with what stands at the same place on most pages dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from ingest.formats.pdf_grid import PageTable
from ingest.formats.pdf_marks import marks_of
from ingest.formats.pdf_ruled import ruled_tables
from ingest.formats.pdf_rules import Drawing, drawing_of
from ingest.formats.pdf_words import Line, Word, lines_of, pieces_of, words_of

MARGIN = 0.12
"""The part of a page's height, above and below, where running headers and footers stand."""
NUMBER = re.compile(r"[-–—| ]*(page )?\d{1,4}( ?(of|/) ?\d{1,4})?[-–—| ]*", re.I)
"""A page's number, alone on its line."""
PAGE_OF = re.compile(r"page \d{1,4}( ?(of|/) ?\d{1,4})?", re.I)
"""A page's number beside other words."""
MOST_PIECES = 3
"""The most parts, left, middle and right, that a running header or footer has."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page; `tables` are its ruled ones and `words` what is outside them.

    `pictured` is the part of it that its largest picture covers, `turned` how many letters were
    left out for being turned, `undecoded` how many the file does not name.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    tables: tuple[PageTable, ...] = ()
    drawing: Drawing = Drawing()
    pictured: float = 0.0
    drawn: bool = False
    turned: int = 0
    undecoded: int = 0

    @property
    def written(self) -> bool:
        """Whether any upright text stands on it."""
        return bool(self.words or self.tables)


def page_of(page: Any) -> Page:
    """A pdfplumber page as words, ruled tables and drawing."""
    marks = marks_of(page)
    drawing = drawing_of(marks.shapes)
    words = words_of(marks.chars)
    tables = ruled_tables(words, drawing, page=page.page_number)
    return Page(
        number=page.page_number,
        width=float(page.width),
        height=float(page.height),
        words=tuple(outside(words, tables)),
        tables=tuple(tables),
        drawing=drawing,
        pictured=marks.pictured,
        drawn=bool(marks.shapes),
        turned=marks.turned,
        undecoded=marks.undecoded,
    )


def outside(words: Sequence[Word], tables: Sequence[PageTable]) -> list[Word]:
    """Words that stand in none of some tables."""
    boxes = [table.box for table in tables]
    return [
        word
        for word in words
        if not any(
            b.left - 1 <= word.centre <= b.right + 1 and b.top - 1 <= word.middle <= b.bottom + 1
            for b in boxes
        )
    ]


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Pages without their running headers, footers and page numbers."""
    margins = [list(_margin_lines(page)) for page in pages]
    seen = Counter(key for lines in margins for key in {_key(line) for line, _ in lines})
    often = {key for key, times in seen.items() if times >= max(2, 0.4 * len(pages))}
    body = median(sizes) if (sizes := [w.size for page in pages for w in page.words]) else 0.0
    return [
        _without(
            page,
            [
                line
                for line, number in lines
                if number or (_key(line) in often and line.size < 1.25 * body)
            ],
        )
        for page, lines in zip(pages, margins, strict=True)
    ]


def _margin_lines(page: Page) -> Iterator[tuple[Line, bool]]:
    """What stands in a page's margins as headers and footers do, and whether it is a number."""
    words = (
        w
        for w in page.words
        if w.bottom < MARGIN * page.height or w.top > (1 - MARGIN) * page.height
    )
    for line in lines_of(words, page=page.number):
        pieces = pieces_of(line)
        if NUMBER.fullmatch(line.text):
            yield line, True
        elif len(pieces) <= MOST_PIECES:
            yield from ((piece, PAGE_OF.fullmatch(piece.text) is not None) for piece in pieces)


def _key(line: Line) -> tuple[int, str]:
    """Where a line stands and what it says, numbers aside."""
    return round(line.top / 4), re.sub(r"\d+|\b[ivx]+\b", "#", line.text.casefold())


def _without(page: Page, lines: Sequence[Line]) -> Page:
    boxes = [(line.x0, line.top, line.x1, line.bottom) for line in lines]
    kept = [
        w
        for w in page.words
        if not any(b[0] <= w.centre <= b[2] and b[1] <= w.middle <= b[3] for b in boxes)
    ]
    return replace(page, words=tuple(kept))
