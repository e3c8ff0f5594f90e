# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false
# (pdfplumber and pdfminer come without types)
"""The characters, shapes and pictures on a PDF page, measured from its top left corner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTRect

UNDECODED = re.compile(r"\(cid:\d+\)|[\ufffd\x00-\x08\ud800-\udfff]")

NAMELESS = "\ufffd"
"""What stands for a letter that the file does not name."""
BULLETS = frozenset(f"(cid:{code})" for code in (127, 129, 141, 143, 144, 157))
"""The codes that Windows' encoding leaves free, which a PDF shows as bullets."""

Point = tuple[float, float]


class Char(NamedTuple):
    """A character, where it stands and how it is set; `colour` as the file has it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: str = ""
    colour: Any = None


class Shape(NamedTuple):
    """A line, rectangle or path: its corners, and the colours of its stroke and its inside."""

    points: tuple[Point, ...]
    stroke: Any = None
    fill: Any = None
    stroked: bool = True
    filled: bool = False
    rectangle: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        return min(xs), min(ys), max(xs), max(ys)


class Marks(NamedTuple):
    """What is drawn on a page.

    `turned` is how many letters were left out for being turned, `undecoded` how many the file does
    not name, and `pictured` is the part of the page that its largest picture covers.
    """

    chars: tuple[Char, ...]
    shapes: tuple[Shape, ...] = ()
    turned: int = 0
    undecoded: int = 0
    pictured: float = 0.0


def marks_of(page: Any) -> Marks:
    """The marks on a pdfplumber page. Its layout is read as it is, for the sake of speed."""
    width, height = float(page.width), float(page.height)
    chars: list[Char] = []
    shapes: list[Shape] = []
    turned = undecoded = 0
    pictured = 0.0
    for item in _items(page.layout):
        if isinstance(item, LTChar):
            text = "•" if item.get_text() in BULLETS else item.get_text()
            if UNDECODED.search(text):
                undecoded += 1
                text = NAMELESS
            if not item.upright or item.matrix[0] < 0:
                turned += not text.isspace()
            elif item.x0 >= 0 and item.x1 <= width + 1 and 0 <= item.y1 <= height:
                chars.append(_char(item, text, height))
        elif isinstance(item, LTCurve):
            shapes.append(_shape(item, height))
        elif isinstance(item, LTImage):
            pictured = max(pictured, item.width * item.height / max(1.0, width * height))
    return Marks(tuple(chars), tuple(shapes), turned, undecoded, pictured)


def _items(holder: Iterable[Any]) -> Iterator[Any]:
    """Everything on a page, what stands in figures too."""
    for item in holder:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _char(item: LTChar, text: str, height: float) -> Char:
    return Char(
        text,
        item.x0,
        height - item.y1,
        item.x1,
        height - item.y0,
        item.size,
        str(item.fontname),
        item.graphicstate.ncolor,
    )


def _shape(item: LTCurve, height: float) -> Shape:
    rectangle = isinstance(item, LTRect)
    points = ((item.x0, item.y0), (item.x1, item.y1)) if rectangle else item.pts
    return Shape(
        tuple((float(x), height - y) for x, y in points),
        item.stroking_color,
        item.non_stroking_color,
        bool(item.stroke),
        bool(item.fill),
        rectangle,
    )
