# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
# (pypdfium2, pytesseract and lxml come without types, or with partly unknown ones)
"""Scanned pages of a PDF read by Tesseract: their words where they stand, and the rules of tables."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from typing import Any

from lxml.etree import XMLParser, fromstring

from ingest.document import Block, Cell, Location, Table
from ingest.formats.pdf_frames import frames_of
from ingest.formats.pdf_pages import Page, outside
from ingest.formats.pdf_picture import drawing_in, fills_in, without_rules
from ingest.formats.pdf_ruled import ruled_tables
from ingest.formats.pdf_words import Word
from ingest.limits import Allowance

_DOTS = 300 / 72
_MOST_PIXELS = 12_000_000
_LEAST_PICTURED = 0.5
_SURE_ENOUGH = 20
_ALIKE = 0.08
_NUMBERS = re.compile(r"(\w+) (-?[\d.]+(?: -?[\d.]+)*)")
_MARKS = re.compile(r"[|_~=—–\-.'‘’`“”,:;°\[\]{}()\\/]+")


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

    found: dict[int, Scan] = {}
    document = pypdfium2.PdfDocument(path)
    try:
        for page in pages:
            allowance.more_time(allowance.limits.seconds_a_scan)
            scan = _read(document, page, seconds=allowance.limits.seconds_a_scan)
            if scan is not None:
                found[page.number] = scan
    finally:
        document.close()
    return found


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


def _read(document: Any, page: Page, *, seconds: int) -> Scan | None:
    """A page read from its picture; None where that fails, takes too long or shows no words."""
    import pypdfium2
    import pytesseract

    scale = min(_DOTS, (_MOST_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
    try:
        picture = document[page.number - 1].render(scale=scale, rev_byteorder=True).to_numpy()
        drawing = drawing_in(picture, scale)
        hocr = pytesseract.image_to_pdf_or_hocr(
            without_rules(picture, drawing, scale), extension="hocr", timeout=seconds
        )
    except (pypdfium2.PdfiumError, pytesseract.TesseractError, RuntimeError, OSError, ValueError):
        return None
    read = list(_words(hocr, scale))
    words = _even([word for word, _ in read])
    if not words:
        return None
    frames = frames_of(drawing, page=page.number)
    drawing = fills_in(picture, drawing, frames, scale)
    tables = tuple(ruled_tables(words, drawing, page=page.number))
    made = Page(
        number=page.number,
        width=page.width,
        height=page.height,
        words=tuple(outside(words, tables)),
        tables=tables,
        drawing=drawing,
    )
    return Scan(made, round(mean(sure for _, sure in read)))


def _words(hocr: bytes | str, scale: float) -> Iterator[tuple[Word, float]]:
    """The words of Tesseract's answer, in points, and how sure it is of each."""
    root = fromstring(hocr, XMLParser(resolve_entities=False, load_dtd=False))
    for line in root.iterfind(".//{*}span"):
        if line.get("class") not in ("ocr_line", "ocr_header", "ocr_textfloat", "ocr_caption"):
            continue
        said = _numbers(line)
        size = said.get("x_size", [0.0])[0] / scale
        _, top, _, bottom = (n / scale for n in said["bbox"])
        even = bottom - top < 1.6 * size
        for part in line.iterfind(".//{*}span[@class='ocrx_word']"):
            of = _numbers(part)
            text = "".join(part.itertext()).strip()
            sure = of.get("x_wconf", [0.0])[0]
            if not text or sure < _SURE_ENOUGH or (_MARKS.fullmatch(text) and sure < 60):
                continue
            x0, own_top, x1, own_bottom = (n / scale for n in of["bbox"])
            up, down = (top, bottom) if even else (own_top, own_bottom)
            word = Word(text, x0, up, x1, down, size=max(4.0, size), spaced=True)
            yield word, sure


def _numbers(element: Any) -> dict[str, list[float]]:
    """What an element of Tesseract's answer says of itself, in numbers by name."""
    found = _NUMBERS.findall(element.get("title", ""))
    return {name: [float(n) for n in numbers.split()] for name, numbers in found}


def _even(words: list[Word]) -> list[Word]:
    """Words whose sizes are made the usual one where they are near it."""
    if not words:
        return []
    usual = median(w.size for w in words)
    return [replace(w, size=usual) if abs(w.size - usual) <= _ALIKE * usual else w for w in words]
