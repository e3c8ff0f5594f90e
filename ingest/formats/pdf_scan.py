# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
# (pypdfium2 and pytesseract come without types, or with partly unknown ones)
"""Scanned pages of a PDF read by Tesseract: their words where they stand, and the rules of tables."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from time import monotonic
from typing import Any

from ingest.document import Block, Box, Cell, Location, Table
from ingest.formats.pdf_bullets import bullets_in, with_bullets, without
from ingest.formats.pdf_cells import cells_in
from ingest.formats.pdf_frames import frames_of
from ingest.formats.pdf_pages import Page, outside
from ingest.formats.pdf_picture import drawing_in, fills_in, grey_of, without_rules
from ingest.formats.pdf_ruled import ruled_tables
from ingest.formats.pdf_rules import Drawing
from ingest.formats.pdf_tesseract import ReadLine, Region, read_regions
from ingest.formats.pdf_type import SetLine, alike, set_line, words_of
from ingest.formats.pdf_unread import Unread, read_at, unread_in
from ingest.formats.pdf_words import Word
from ingest.limits import Allowance

_DOTS = 300 / 72
_MOST_PIXELS = 12_000_000
_LEAST_PICTURED = 0.5


@dataclass(frozen=True, slots=True)
class Scan:
    """A page read from its picture, and how sure Tesseract was of its words, in percent."""

    page: Page
    sure: int


def is_scan(page: Page) -> bool:
    """Whether a page shows its words as a picture only, or its letters cannot be told."""
    letters = sum(len(word.text) for word in page.words)
    if page.tables:
        return False
    pictured = page.pictured >= _LEAST_PICTURED and letters < 20
    scrambled = page.undecoded > 3 and page.undecoded > letters
    return pictured or scrambled or (page.turned > 40 and page.turned > 3 * letters)


def can_read_scans() -> bool:
    """Whether Tesseract is installed."""
    return shutil.which("tesseract") is not None


def read_scans(path: Path, pages: Sequence[Page], allowance: Allowance) -> dict[int, Scan]:
    """The pages that could be read from their pictures, by their numbers."""
    import pypdfium2

    found: list[_Pictured] = []
    document = pypdfium2.PdfDocument(path)
    try:
        for page in pages:
            allowance.more_time(allowance.limits.seconds_a_scan)
            pictured = _read(document, page, seconds=allowance.limits.seconds_a_scan)
            if pictured is not None:
                found.append(pictured)
    finally:
        document.close()
    words = words_of([pictured.lines for pictured in found])
    return {
        pictured.page.number: _scan(pictured, on_page)
        for pictured, on_page in zip(found, words, strict=True)
    }


def said_to_be_scanned(blocks: tuple[Block, ...], scans: Mapping[int, Scan]) -> tuple[Block, ...]:
    """The blocks, those from scanned pages with places that say so."""
    if not scans:
        return blocks
    marked: dict[int, Cell] = {}

    def cell(one: Cell) -> Cell:
        if id(one) not in marked:
            marked[id(one)] = replace(one, location=_marked(one.location, scans))
        return marked[id(one)]

    found: list[Block] = []
    for block in blocks:
        at = _marked(block.location, scans)
        if isinstance(block, Table):
            rows = tuple(tuple(cell(one) for one in row) for row in block.rows)
            found.append(replace(block, rows=rows, location=at))
        else:
            found.append(replace(block, location=at))
    return tuple(found)


def _marked(location: Location, scans: Mapping[int, Scan]) -> Location:
    return replace(location, scanned=location.page in scans)


@dataclass(frozen=True, slots=True)
class _Pictured:
    """What a page's picture shows: lines of words, bullets and drawing."""

    page: Page
    lines: list[SetLine]
    bullets: list[Box]
    drawing: Drawing


def _read(document: Any, page: Page, *, seconds: int) -> _Pictured | None:
    """What a page's picture shows; None where that fails, takes too long or there are no words."""
    import pypdfium2
    import pytesseract

    until = monotonic() + seconds
    scale = min(_DOTS, (_MOST_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
    try:
        picture = document[page.number - 1].render(scale=scale, rev_byteorder=True).to_numpy()
        drawing = drawing_in(picture, scale)
        frames = frames_of(drawing, page=page.number)
        grey = grey_of(picture)
        bullets = bullets_in(without_rules(grey, drawing, scale), scale)
        unruled = without(without_rules(grey, drawing, scale), bullets, scale)
        cells, left = cells_in(without(grey, bullets, scale), frames, scale)
        rest = Region(without_rules(left, drawing, scale))
        dpi = round(72 * scale)
        in_cells = read_regions(cells, "cell", dpi=dpi, until=until)
        outside_them = read_regions([rest], "page", dpi=dpi, until=until)[0]
        unread = unread_in(unruled, [*outside_them, *(line for cell in in_cells for line in cell)])
        once_more = _once_more(unread, dpi=dpi, until=until)
    except (pypdfium2.PdfiumError, pytesseract.TesseractError, RuntimeError, OSError, ValueError):
        return None
    lines = [set_line(line, unruled, scale) for line in outside_them]
    for cell in (*in_cells, *once_more):
        lines += alike([set_line(line, unruled, scale) for line in cell])
    if not lines:
        return None
    return _Pictured(page, lines, bullets, fills_in(picture, drawing, frames, scale))


def _once_more(unread: Sequence[Unread], *, dpi: int, until: float) -> list[list[ReadLine]]:
    """What is read of ink that was not read at first."""
    regions = [region for one in unread for region in (one.in_line, one.alone)]
    read = read_regions(regions, "line", dpi=dpi, until=until)
    return [
        read_at(one, in_line, alone)
        for one, in_line, alone in zip(unread, read[::2], read[1::2], strict=True)
    ]


def _scan(pictured: _Pictured, words: Sequence[Word]) -> Scan:
    """A page of words and tables."""
    number, drawing = pictured.page.number, pictured.drawing
    placed = list(with_bullets(words, pictured.bullets))
    tables = tuple(ruled_tables(placed, drawing, page=number))
    page = Page(
        number=number,
        width=pictured.page.width,
        height=pictured.page.height,
        words=tuple(outside(placed, tables)),
        tables=tables,
        drawing=drawing,
    )
    return Scan(page, round(mean(sure for line in pictured.lines for sure in line.sure)))
