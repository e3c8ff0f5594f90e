"""What a document's legend says of its colours, and the coloured cells that it speaks of."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, Bullet, Cell, Heading, Paragraph, Table

_HUES = {
    "red": 0,
    "orange": 28,
    "amber": 38,
    "gold": 45,
    "yellow": 55,
    "green": 115,
    "teal": 178,
    "turquoise": 178,
    "blue": 212,
    "purple": 278,
    "violet": 272,
    "pink": 330,
}
_GREYS = frozenset({"grey", "gray"})
_SHADE = r"(?:(?:light|pale|dark|bright)\s+)?"
_NAME = rf"{_SHADE}(?:{'|'.join([*_HUES, *_GREYS])})"
_ONE = re.compile(rf"({_NAME})", re.IGNORECASE)
_NAMED = re.compile(rf"({_NAME})\s*(?:[:=|]|[-–—]\s|\s[-–—])\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_LEAD = re.compile(
    r"[\s*]*(?:colou?r[\s-]*)?(?:code|coding|key|legend)s?\b[\s:*–-]*", re.IGNORECASE
)
_ANNOUNCED = re.compile(
    r"(?:colou?r[\s-]*)?(?:code|coding|key|legend)s?(?:\s+(?:to|for|of)\s+[\w\s]{1,40})?[\s:]*",
    re.IGNORECASE,
)
_WIDEST_HUE = 45
_MOST_CELLS = 24


@dataclass(frozen=True, slots=True)
class Legend:
    """What colours mean, by name and by fill, and the number of the block that says so."""

    at: int
    names: dict[str, str]
    fills: dict[str, str]
    last: int


def apply_legend(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, where each coloured cell `means` what the nearest legend says of its colour."""
    found = _legends(blocks)
    if not found:
        return tuple(blocks)
    return tuple(
        _explained(block, min(found, key=lambda legend: abs(legend.at - at)))
        if isinstance(block, Table) and not any(x.at <= at <= x.last for x in found)
        else block
        for at, block in enumerate(blocks)
    )


def _legends(blocks: Sequence[Block]) -> list[Legend]:
    """The legends among the blocks."""
    found: list[Legend] = []
    announced = False
    at = 0
    while at < len(blocks):
        legend = _legend_at(blocks, at, announced=announced)
        announced = legend is None and _announces(blocks[at])
        if legend:
            found.append(legend)
            at = legend.last
        at += 1
    return found


def _announces(block: Block) -> bool:
    """Whether a block's words say that a legend follows."""
    return not isinstance(block, Table) and bool(_ANNOUNCED.fullmatch(block.text))


def _legend_at(blocks: Sequence[Block], at: int, *, announced: bool) -> Legend | None:
    """The legend that begins at a block, if one does."""
    block = blocks[at]
    if isinstance(block, Table):
        return _table_legend(
            block, at, announced=announced or bool(_ANNOUNCED.fullmatch(block.title))
        )
    if isinstance(block, Heading):
        return None
    lead = _LEAD.match(block.text)
    first = block.text[lead.end() :] if lead else block.text
    if not _ONE.match(first):
        return None
    texts = [first]
    for after in blocks[at + 1 : at + _MOST_CELLS]:
        if not isinstance(after, Paragraph | Bullet):
            break
        texts.append(after.text)
    names, used = _pairs(texts)
    if len(names) < 2 and lead:
        names, used = _run_together(first), 1
    return Legend(at, names, {}, at + used - 1) if len(names) > 1 else None


def _table_legend(table: Table, at: int, *, announced: bool) -> Legend | None:
    """The legend that a small table is, by colour names or by filled cells beside their meaning."""
    cells = [c for c in table.cells() if c.text]
    if len(cells) > _MOST_CELLS:
        return None
    texts = [" ".join(c.paragraphs) for c in cells]
    lead = bool(texts) and bool(_ANNOUNCED.fullmatch(texts[0]))
    names, used = _pairs(texts[lead:])
    if len(names) > 1 and used >= len(texts) - 2:
        return Legend(at, names, _fills(table), at)
    fills = _fills(table) if announced or lead or _is_key(table) else {}
    return Legend(at, {}, fills, at) if fills else None


def _is_key(table: Table) -> bool:
    """Whether a table is a key by its look: one column of colours, or blank ones before a column."""
    coloured = [[c for c in row if c.fill] for row in table.rows]
    swatches = all(
        len(row) == 1 and (table.columns == 1 or (not row[0].text and row[0].location.column == 1))
        for row in coloured
    )
    fills = {row[0].fill for row in coloured if row}
    return table.columns <= 2 and swatches and len(fills) == len(coloured) > 1


def _pairs(texts: Sequence[str]) -> tuple[dict[str, str], int]:
    """Colour names with what follows each, from the first text on; and how many texts that took."""
    names: dict[str, str] = {}
    at = 0
    while at < len(texts):
        text = texts[at].strip()
        within = _NAMED.fullmatch(text)
        if within:
            names[within[1].lower()] = within[2].strip()
            at += 1
        elif _ONE.fullmatch(text) and at + 1 < len(texts) and not _ONE.fullmatch(texts[at + 1]):
            names[text.lower()] = texts[at + 1].strip()
            at += 2
        else:
            break
    return names, at


def _run_together(text: str) -> dict[str, str]:
    """Colour names and meanings of a legend that stands in one line."""
    parts = re.split(rf"\b({_NAME})\b", text, flags=re.IGNORECASE)
    pairs = zip(parts[1::2], parts[2::2], strict=False)
    return {n.lower(): m.strip(" \t:=|;,–—-") for n, m in pairs if m.strip(" \t:=|;,–—-")}


def _fills(table: Table) -> dict[str, str]:
    """Fills with their meaning: the words in the filled cell, else in the next cell of its row."""
    found: dict[str, str] = {}
    for row in table.rows:
        for c, cell in enumerate(row):
            if not cell.fill:
                continue
            beside = row[c + 1] if c + 1 < len(row) else None
            named = not cell.text or _ONE.fullmatch(cell.text.strip())
            says = beside if named and beside and not beside.fill else cell
            if says.text:
                text = " ".join(says.paragraphs)
                within = _NAMED.fullmatch(text)
                found.setdefault(cell.fill, within[2].strip() if within else text)
    return found


def _explained(table: Table, legend: Legend) -> Table:
    """The table with what the legend says of each cell's fill."""
    made: dict[int, Cell] = {}
    meanings: dict[str, str | None] = {}

    def explained(cell: Cell) -> Cell:
        if cell.fill is None:
            return cell
        if cell.fill not in meanings:
            meanings[cell.fill] = legend.fills.get(cell.fill) or _by_name(cell.fill, legend.names)
        if id(cell) not in made:
            made[id(cell)] = replace(cell, means=meanings[cell.fill])
        return made[id(cell)]

    return replace(table, rows=tuple(tuple(map(explained, row)) for row in table.rows))


def _by_name(fill: str, names: dict[str, str]) -> str | None:
    """The meaning of the named colour nearest to a fill, if one is near."""
    red, green, blue = (int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, saturation, _ = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.08:
        return next((m for n, m in names.items() if n.split()[-1] in _GREYS), None)
    distances = {
        name: _apart(hue * 360, _HUES[name.split()[-1]])
        for name in names
        if name.split()[-1] in _HUES
    }
    nearest = min(distances, key=distances.__getitem__, default=None)
    return names[nearest] if nearest and distances[nearest] <= _WIDEST_HUE else None


def _apart(one: float, other: float) -> float:
    """How far two hues lie apart, in degrees."""
    return min(abs(one - other), 360 - abs(one - other))
