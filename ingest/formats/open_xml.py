"""OpenDocument's XML: names, and the words of a paragraph."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_MOST_SPACES = 100
_MOST = 10_000_000


def office(space: str, name: str) -> str:
    """The full name of an element or attribute, such as `office("text", "p")`."""
    return f"{{{_SPACE}{space}:1.0}}{name}"


_APART = frozenset(
    {office("text", "note"), office("office", "annotation"), office("office", "annotation-end")}
    | {office("draw", "frame"), office("draw", "custom-shape"), office("text", "ruby-text")}
)


def find(parent: Any, name: str) -> Any:
    """The child of that name in the office's own name space; None where there is none."""
    return parent.find(office("office", name))


def number(element: Any, space: str, name: str, *, least: int = 1) -> int:
    """A whole number from an attribute; the least where it states none."""
    text = element.get(office(space, name)) or ""
    return max(least, min(int(text[:9]), _MOST)) if text.isdecimal() else least


def words(element: Any) -> str:
    """A paragraph's words; line breaks as line feeds, notes, comments and frames left out."""
    found = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _APART:
            pass
        elif child.tag == office("text", "s"):
            found.append(" " * min(number(child, "text", "c"), _MOST_SPACES))
        elif child.tag == office("text", "tab"):
            found.append(" ")
        elif child.tag == office("text", "line-break"):
            found.append("\n")
        else:
            found.append(words(child))
        found.append(child.tail or "")
    return "".join(found)


def paragraphs(element: Any) -> tuple[str, ...]:
    """The lines of all paragraphs in an element, such as a cell, that stand in it as text."""
    found = (
        p for p in element.iter(office("text", "p"), office("text", "h")) if _stands(p, element)
    )
    lines = (line for p in found for line in words(p).split("\n"))
    return tuple(text for text in (" ".join(line.split()) for line in lines) if text)


def _stands(paragraph: Any, within: Any) -> bool:
    """Whether nothing between a paragraph and what holds it keeps it apart."""
    for above in paragraph.iterancestors():
        if above is within:
            return True
        if above.tag in _APART or above.tag == office("table", "table"):
            return False
    return True
