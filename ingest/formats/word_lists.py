"""The markers of a Word document's lists, counted as Word counts them."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.formats.word_xml import Element, number, value, w

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "bullet"
    text: str = "•"
    start: int = 1


class Lists:
    """The document's list definitions and how far each list has counted."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        shapes = {a.get(w("abstractNumId")): _levels(a) for a in root.findall(w("abstractNum"))}
        for num in root.findall(w("num")):
            key = num.get(w("numId"), "")
            self._levels[key] = shapes.get(value(num, "abstractNumId"), {})

    def marker(self, key: str, depth: int) -> str:
        """The marker of the next item of a list at a depth."""
        levels = self._levels.get(key, {})
        level = levels.get(depth, _Level())
        counts = self._counts.setdefault(key, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if level.format == "bullet":
            return level.text

        def counted(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            shape = levels.get(at, level)
            return _written(counts.get(at, shape.start), shape.format)

        return _PLACE.sub(counted, level.text).strip() or "•"

    def begin_again(self, key: str) -> None:
        """Let a list count from its start."""
        self._counts.pop(key, None)


def _levels(shape: Element) -> dict[int, _Level]:
    """The levels of a list definition by depth."""
    return {
        number(level.get(w("ilvl")), most=8): _level(level) for level in shape.findall(w("lvl"))
    }


def _level(level: Element) -> _Level:
    """One level; a bullet of a symbol font is a plain one."""
    format = value(level, "numFmt") or "decimal"
    text = value(level, "lvlText") or ""
    if format in ("bullet", "none"):
        plain = len(text) == 1 and text.isprintable() and text not in "o§"
        return _Level("bullet", text if plain and not "\ue000" <= text <= "\uf8ff" else "•")
    return _Level(format, text or "%1.", number(value(level, "start"), most=10_000))


def _written(count: int, format: str) -> str:
    """A count in a list's way of writing it."""
    match format:
        case "lowerLetter" | "upperLetter":
            letter = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letter.upper() if format == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            return _roman(count).upper() if format == "upperRoman" else _roman(count)
        case "decimalZero":
            return f"{count:02d}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    """A count in small Roman numerals."""
    written = ""
    for worth, numeral in _ROMAN:
        while count >= worth:
            written += numeral
            count -= worth
    return written
