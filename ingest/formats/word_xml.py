"""A Word file's XML: names, the children that count, and the words of a paragraph."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Element = Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GRAPHIC = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_SPACES = {"tab": " ", "noBreakHyphen": "-", "cr": "\n", "ptab": " "}
_WRAPPERS = frozenset(f"{_W}{n}" for n in ("sdt", "sdtContent", "customXml", "ins", "smartTag"))


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return _W + name


def value(parent: Element | None, *path: str) -> str | None:
    """The `w:val` at the end of a path of children; None where it is missing."""
    for name in path:
        parent = None if parent is None else parent.find(_W + name)
    return None if parent is None else parent.get(_W + "val")


def switched_on(parent: Element | None, name: str) -> bool | None:
    """Whether a property such as bold is on or off; None where nothing is said."""
    found = None if parent is None else parent.find(_W + name)
    if found is None:
        return None
    return found.get(_W + "val", "true") not in ("0", "false", "off", "none")


def number(text: str | None, *, least: int = 0, most: int = 1000) -> int:
    """A whole number within bounds; the least where the text is none."""
    digits = text if text and text.lstrip("-").isdigit() else str(least)
    return max(least, min(most, int(digits[:9])))


def children(parent: Element, *names: str) -> Iterator[Element]:
    """The children of these names in order, also inside content controls and insertions."""
    wanted = {_W + name for name in names}
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from children(child, *names)


def runs(paragraph: Element) -> Iterator[Element]:
    """The runs of a paragraph that are seen: not deleted, moved away, hidden or in a text box."""
    for child in paragraph:
        if child.tag == _W + "r":
            if not switched_on(child.find(_W + "rPr"), "vanish"):
                yield child
        elif isinstance(child.tag, str) and child.tag not in (_W + "del", _W + "moveFrom"):
            yield from runs(child)


def run_text(run: Element) -> str:
    """A run's words; line breaks as line feeds, page and column breaks as spaces."""
    parts: list[str] = []
    for child in run:
        name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
        if name == "t":
            parts.append(child.text or "")
        elif name == "br":
            parts.append("\n" if child.get(_W + "type") in (None, "textWrapping") else " ")
        else:
            parts.append(_SPACES.get(name, ""))
    return "".join(parts)


def text_boxes(paragraph: Element) -> list[Element]:
    """The contents of text boxes anchored in a paragraph, each once."""
    return [
        box
        for box in paragraph.iter(_W + "txbxContent")
        if not any(above.tag == _FALLBACK for above in box.iterancestors())
    ]


def drawings(paragraph: Element) -> list[str]:
    """What is drawn in a paragraph and cannot be read: "picture", "chart", "diagram" or "object"."""
    found: list[str] = []
    for graphic in paragraph.iter(_GRAPHIC):
        kind = graphic.get("uri", "").rsplit("/", 1)[-1]
        if kind in ("picture", "chart", "diagram"):
            found.append(kind)
    return found + ["object" for _ in paragraph.iter(_W + "object")]
