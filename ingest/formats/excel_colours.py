"""The fill colours of Excel cells, whether written out, by number or by theme."""

# openpyxl's own types are loose where colours are concerned.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import colorsys
from collections.abc import Sequence

from lxml.etree import XMLParser, XMLSyntaxError, fromstring
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.colors import COLOR_INDEX, Color

_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# A theme lists dark before light; colour numbers count light before dark.
_SWAPPED = (1, 0, 3, 2)


class Colours:
    """The colours of one workbook."""

    def __init__(self, theme: bytes | None) -> None:
        self._theme = _theme_colours(theme)

    def of(self, cell: Cell | MergedCell) -> str | None:
        """The colour that a cell is filled with, as six hexadecimal digits; None without one."""
        fill = cell.fill
        if fill.fill_type != "solid" or fill.fgColor is None:
            return None
        return self._hex(fill.fgColor)

    def _hex(self, colour: Color) -> str | None:
        base: str | None = None
        if colour.type == "rgb":
            base = str(colour.rgb)[-6:]
        elif colour.type == "indexed" and colour.indexed < len(COLOR_INDEX):
            base = COLOR_INDEX[colour.indexed][-6:]
        elif colour.type == "theme" and colour.theme < len(self._theme):
            base = self._theme[colour.theme]
        return _tinted(base, colour.tint or 0.0) if base else None


def _theme_colours(theme: bytes | None) -> Sequence[str]:
    """The theme's colours in the order in which cells number them."""
    if not theme:
        return ()
    try:
        scheme = fromstring(theme, XMLParser(resolve_entities=False)).find(f".//{_MAIN}clrScheme")
    except XMLSyntaxError:
        return ()
    found = [] if scheme is None else [c for entry in scheme for c in list(entry)[:1]]
    values: list[str] = [c.get("lastClr") or c.get("val") or "000000" for c in found]
    order = [*_SWAPPED, *range(4, len(values))] if len(values) >= 4 else []
    return [values[i] for i in order]


def _tinted(base: str, tint: float) -> str | None:
    """A colour made lighter (tint above 0) or darker (below)."""
    try:
        red, green, blue = (int(base[i : i + 2], 16) / 255 for i in (0, 2, 4))
    except ValueError:
        return None
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light + (1 - light) * tint
    parts = colorsys.hls_to_rgb(hue, max(0.0, min(1.0, light)), saturation)
    return "".join(f"{round(part * 255):02x}" for part in parts)
