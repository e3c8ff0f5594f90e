# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
# (pytesseract and lxml come without types, or with partly unknown ones)
"""Pictures of text read by Tesseract: the words in them, where they stand and how sure they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Literal

import numpy as np
from lxml.etree import XMLParser, fromstring
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]
Layout = Literal["page", "cell", "line"]

_MODES = {"page": 3, "cell": 6, "line": 7}
"""Tesseract's numbers for how text is laid out: as a page has it, in one block, or in a line."""
_LINES = ("ocr_line", "ocr_header", "ocr_textfloat", "ocr_caption")
_SURE_ENOUGH = 20
_SURE_OF_A_MARK = 60
_NUMBERS = re.compile(r"(\w+) (-?[\d.]+(?: -?[\d.]+)*)")
_MARKS = re.compile(r"[|_~=—–\-.'‘’`“”,:;°\[\]{}()\\/]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page's picture in grey, dark on light, and where on the page it begins, in dots."""

    grey: Grey
    left: int = 0
    top: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """A word that was read and its box on the page in dots, and how sure of it Tesseract is.

    `base` is where the line's letters stand, and `size` that of its type.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    base: float
    size: float
    sure: float


ReadLine = tuple[Read, ...]


def read_regions(
    regions: Sequence[Region], layout: Layout, *, dpi: int, until: float
) -> list[list[ReadLine]]:
    """The lines of words in each region; `until` is when it must be done.

    Raises pytesseract's TesseractError, RuntimeError when time is up, OSError or ValueError.
    """
    import pytesseract

    if not regions:
        return []
    with TemporaryDirectory() as folder:
        listed = Path(folder, "regions.txt")
        names = [str(Path(folder, f"{n}.pgm")) for n in range(len(regions))]
        for name, region in zip(names, regions, strict=True):
            Image.fromarray(np.ascontiguousarray(region.grey)).save(name)
        listed.write_text("\n".join(names), "utf-8")
        hocr = pytesseract.image_to_pdf_or_hocr(
            str(listed),
            extension="hocr",
            config=f"--oem 1 --psm {_MODES[layout]} --dpi {dpi}",
            timeout=max(1, round(until - monotonic())),
        )
    root = fromstring(hocr, XMLParser(resolve_entities=False, load_dtd=False, huge_tree=True))
    pages = root.findall(".//{*}div[@class='ocr_page']")
    return [_lines(page, region) for region, page in zip(regions, pages, strict=True)]


def _lines(page: Any, region: Region) -> list[ReadLine]:
    """The lines of a part of Tesseract's answer that have words."""
    spans = (span for span in page.iterfind(".//{*}span") if span.get("class") in _LINES)
    return [line for span in spans if (line := tuple(_words(span, region)))]


def _words(line: Any, region: Region) -> Iterator[Read]:
    """The words of a line of Tesseract's answer that it is sure enough of.

    They stand on the line's own base, at its middle where it is level, else each on its part.
    """
    said = _numbers(line)
    size = said.get("x_size", [0.0])[0]
    left, _, right, bottom = said["bbox"]
    slope, below = said.get("baseline", [0.0, 0.0])
    level = abs(slope) * (right - left) < 0.3 * size
    for part in line.iterfind(".//{*}span[@class='ocrx_word']"):
        of = _numbers(part)
        text = "".join(part.itertext()).strip()
        sure = of.get("x_wconf", [0.0])[0]
        mark = _MARKS.fullmatch(text) is not None
        if not text or sure < (_SURE_OF_A_MARK if mark else _SURE_ENOUGH):
            continue
        x0, y0, x1, y1 = (int(n) for n in of["bbox"])
        middle = (left + right) / 2 if level else (x0 + x1) / 2
        yield Read(
            text,
            left=region.left + x0,
            top=region.top + y0,
            right=region.left + x1,
            bottom=region.top + y1,
            base=region.top + bottom + below + slope * (middle - left),
            size=size,
            sure=sure,
        )


def _numbers(element: Any) -> dict[str, list[float]]:
    """What an element of Tesseract's answer says of itself, in numbers by name."""
    found = _NUMBERS.findall(element.get("title", ""))
    return {name: [float(n) for n in numbers.split()] for name, numbers in found}
