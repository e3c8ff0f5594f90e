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

from ingest.document import Block, Cell, Location, Table
from ingest.formats.pdf_bullets import with_bullets
from ingest.formats.pdf_pages import Page, outside
from ingest.formats.pdf_pictured import Pictured, pictured
from ingest.formats.pdf_ruled import ruled_tables
from ingest.formats.pdf_type import words_of
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

    found: list[tuple[Page, Pictured]] = []
    document = pypdfium2.PdfDocument(path)
    try:
        for page in pages:
            allowance.more_time(allowance.limits.seconds_a_scan)
            shown = _pictured(document, page, seconds=allowance.limits.seconds_a_scan)
            if shown is not None:
                found.append((page, shown))
    finally:
        document.close()
    words = words_of([shown.lines for _, shown in found])
    return {
        page.number: _scan(page, shown, on_page)
        for (page, shown), on_page in zip(found, words, strict=True)
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


def _pictured(document: Any, page: Page, *, seconds: int) -> Pictured | None:
    """What a page's picture shows; None where that fails, takes too long or there are no words."""
    import pypdfium2
    import pytesseract

    until = monotonic() + seconds
    scale = min(_DOTS, (_MOST_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
    try:
        picture = document[page.number - 1].render(scale=scale, rev_byteorder=True).to_numpy()
        shown = pictured(picture, scale, page=page.number, until=until)
    except (pypdfium2.PdfiumError, pytesseract.TesseractError, RuntimeError, OSError, ValueError):
        return None
    return shown if shown.lines else None


def _scan(page: Page, shown: Pictured, words: Sequence[Word]) -> Scan:
    """A page of words and tables."""
    placed = list(with_bullets(words, shown.bullets))
    tables = tuple(ruled_tables(placed, shown.drawing, page=page.number))
    made = Page(
        number=page.number,
        width=page.width,
        height=page.height,
        words=tuple(outside(placed, tables)),
        tables=tables,
        drawing=shown.drawing,
    )
    return Scan(made, round(mean(sure for line in shown.lines for sure in line.sure)))
