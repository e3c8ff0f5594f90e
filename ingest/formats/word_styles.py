"""What a Word paragraph's styles say of it: heading level, list, size and boldness."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.formats.word_xml import Element, number, run_text, runs, switched_on, value, w

_HEADING = re.compile(r"heading (\d)")
_BODY_LEVEL = 9
_DEFAULT_SIZE = 22


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with what it inherits; sizes in half points."""

    name: str = "normal"
    level: int | None = None
    list_id: str | None = None
    list_depth: int = 0
    size: int | None = None
    bold: bool | None = None


class Styles:
    """The styles of a document, looked up by id; an unknown id is the default style."""

    def __init__(self, root: Element | None) -> None:
        elements: list[Element] = [] if root is None else root.findall(w("style"))
        self._elements: dict[str, Element] = {e.get(w("styleId"), ""): e for e in elements}
        self._made: dict[str, Style] = {}
        defaults = None if root is None else root.find(f"{w('docDefaults')}/{w('rPrDefault')}")
        self._size = number(value(defaults, "rPr", "sz"), least=_DEFAULT_SIZE)
        self._default: str = next(
            (
                e.get(w("styleId"), "")
                for e in elements
                if e.get(w("type")) == "paragraph" and e.get(w("default")) == "1"
            ),
            "",
        )

    def of(self, paragraph: Element) -> Style:
        """The style of a paragraph."""
        key: str = value(paragraph, "pPr", "pStyle") or self._default
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def level(self, paragraph: Element) -> int | None:
        """The heading level that the paragraph or its style states."""
        own = value(paragraph, "pPr", "outlineLvl")
        if own is not None:
            return number(own) + 1 if number(own) < _BODY_LEVEL else None
        return self.of(paragraph).level

    def size(self, paragraph: Element) -> int:
        """The smallest size of the paragraph's words, in half points."""
        usual = self.of(paragraph).size or self._size
        sizes = [
            number(value(run, "rPr", "sz"), least=1) if value(run, "rPr", "sz") else usual
            for run in _worded(paragraph)
        ]
        return min(sizes, default=usual)

    def bold(self, paragraph: Element) -> bool:
        """Whether all of the paragraph's words are bold."""
        usual = bool(self.of(paragraph).bold)
        said = [switched_on(run.find(w("rPr")), "b") for run in _worded(paragraph)]
        return bool(said) and all(usual if s is None else s for s in said)

    def list_ids(self) -> set[str]:
        """The lists that styles number, of the styles used so far."""
        return {style.list_id for style in self._made.values() if style.list_id}

    def _make(self, key: str) -> Style:
        """The style of an id, what is left open taken from the styles it is based on."""
        chain = list(self._chain(key))
        names = [(value(e, "name") or "").lower() for e in chain]
        return Style(
            name=names[0] if names else "normal",
            level=_level(chain, names),
            list_id=next((v for e in chain if (v := value(e, "pPr", "numPr", "numId"))), None),
            list_depth=_depth(chain, names),
            size=next((number(v) for e in chain if (v := value(e, "rPr", "sz"))), None),
            bold=next(
                (b for e in chain if (b := switched_on(e.find(w("rPr")), "b")) is not None), None
            ),
        )

    def _chain(self, key: str) -> Iterator[Element]:
        """A style's element and those that it is based on, nearest first."""
        seen: set[str] = set()
        while key in self._elements and key not in seen:
            seen.add(key)
            yield self._elements[key]
            key = value(self._elements[key], "basedOn") or ""


def _worded(paragraph: Element) -> list[Element]:
    """The runs that hold more than space."""
    return [run for run in runs(paragraph) if run_text(run).strip()]


def _level(chain: list[Element], names: list[str]) -> int | None:
    """The heading level of a style by its name or its outline level."""
    for element, name in zip(chain, names, strict=True):
        found = _HEADING.fullmatch(name)
        outline = value(element, "pPr", "outlineLvl")
        if found or name == "title":
            return int(found[1]) if found else 1
        if outline is not None:
            return number(outline) + 1 if number(outline) < _BODY_LEVEL else None
    return None


def _depth(chain: list[Element], names: list[str]) -> int:
    """How deep a list style stands: by its level, or by the number that ends its name."""
    for element, name in zip(chain, names, strict=True):
        level = value(element, "pPr", "numPr", "ilvl")
        if level is not None:
            return number(level, most=8)
        if name.startswith("list ") and name[-1].isdigit():
            return int(name[-1]) - 1
    return 0
