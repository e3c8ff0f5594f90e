# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (pdfplumber gives its objects as untyped dictionaries)
"""Pages of a PDF as words and drawing, with what stands at the same place on most pages dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.formats.pdf_grid import PageTable
from ingest.formats.pdf_ruled import ruled_tables
from ingest.formats.pdf_rules import Drawing, drawing_of
from ingest.formats.pdf_words import Char, Line, Word, lines_of, pieces_of, words_of

MARGIN = 0.12
"""The part of a page's height, above and below, where running headers and footers stand."""
UNDECODED = re.compile(r"\(cid:\d+\)|[\ufffd\x00-\x08]")


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page; `tables` are its ruled ones and `words` what is outside them.

    `pictured` is the part of it that pictures cover, `turned` and `undecoded` how many letters
    were left out for being turned or having no name.
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
    objects: dict[str, list[dict[str, Any]]] = page.objects
    chars, turned, undecoded = _readable(objects.get("char", []), page)
    drawing = drawing_of(objects)
    words = words_of(chars)
    tables = ruled_tables(words, drawing, page=page.page_number)
    return Page(
        number=page.page_number,
        width=float(page.width),
        height=float(page.height),
        words=tuple(outside(words, tables)),
        tables=tuple(tables),
        drawing=drawing,
        pictured=_pictured(objects.get("image", []), page),
        drawn=any(objects.get(kind) for kind in ("curve", "line", "rect")),
        turned=turned,
        undecoded=undecoded,
    )


def _readable(chars: Sequence[Char], page: Any) -> tuple[list[Char], int, int]:
    """The characters that can be read on the page, and how many are turned or have no letter."""
    kept: list[Char] = []
    turned = undecoded = 0
    for char in chars:
        if UNDECODED.search(char["text"]):
            undecoded += 1
        elif not char["upright"] or char["matrix"][0] < 0:
            turned += 0 if char["text"].isspace() else 1
        elif char["x0"] >= 0 and char["x1"] <= page.width + 1 and 0 <= char["top"] <= page.height:
            kept.append(char)
    return kept, turned, undecoded


def _pictured(images: Sequence[dict[str, Any]], page: Any) -> float:
    """The part of a page that its largest picture covers."""
    areas = [(image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) for image in images]
    return max(areas, default=0.0) / max(1.0, float(page.width * page.height))


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
    if len(pages) < 3:
        return list(pages)
    margins = [list(_margin_lines(page)) for page in pages]
    seen = Counter(key for lines in margins for key in {_key(line) for line in lines})
    often = {key for key, times in seen.items() if times >= max(3, 0.4 * len(pages))}
    return [
        _without(page, [line for line in lines if _key(line) in often])
        for page, lines in zip(pages, margins, strict=True)
    ]


def _margin_lines(page: Page) -> Iterator[Line]:
    words = (
        w
        for w in page.words
        if w.bottom < MARGIN * page.height or w.top > (1 - MARGIN) * page.height
    )
    for line in lines_of(words, page=page.number):
        yield from pieces_of(line)


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
