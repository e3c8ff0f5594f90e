"""Reads a source text into the blocks that a document is made of.

A source is Markdown with a few additions: settings between `---` lines at the top; in a table,
`<up>` and `<left>` join a cell to its neighbour, `<br>` parts its paragraphs, a colour in angle
brackets fills it, and a line of dashes ends the heading rows.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FILLS = {
    "green": "A9D08E",
    "blue": "9DC3E6",
    "amber": "FFD966",
    "red": "F4989C",
    "grey": "BFBFBF",
    "purple": "C9B7E0",
}
FILL = re.compile(rf"^<({'|'.join(FILLS)})>\s*")

Kind = Literal["heading", "paragraph", "bullet", "number", "break"]


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, paragraph or list item, with the level of a heading from 1."""

    kind: Kind
    text: str
    level: int = 0
    fill: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's paragraphs and its fill colour, or the neighbour that it is joined to."""

    paragraphs: tuple[str, ...]
    fill: str | None = None
    joined: Literal["up", "left"] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length, of which the first `headings` are heading rows."""

    rows: tuple[tuple[Cell, ...], ...]
    headings: int


@dataclass(frozen=True, slots=True)
class Source:
    """The settings at the top of a source and its blocks in order."""

    settings: dict[str, str]
    blocks: tuple[Line | Table, ...]


def read(path: Path) -> Source:
    """The source at `path`; a ValueError names a table whose rows differ in length."""
    _, settings, body = path.read_text(encoding="utf-8").split("---\n", 2)
    pairs = (line.split(": ", 1) for line in settings.splitlines())
    return Source(dict(pair for pair in pairs if len(pair) == 2), tuple(_blocks(body)))


def _blocks(body: str) -> list[Line | Table]:
    blocks: list[Line | Table] = []
    rows: list[str] = []
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(line)
            continue
        if rows:
            blocks.append(_table(rows))
            rows = []
        if line.strip():
            blocks.append(_line(line.strip()))
    return blocks


def _line(text: str) -> Line:
    if text == "<break>":
        return Line("break", "")
    if heading := re.match(r"(#+) (.+)", text):
        return Line("heading", heading[2], len(heading[1]))
    if item := re.match(r"\* (.+)", text):
        return Line("bullet", item[1])
    if item := re.match(r"\d+\. (.+)", text):
        return Line("number", item[1])
    fill = FILL.match(text)
    return Line("paragraph", FILL.sub("", text), fill=FILLS[fill[1]] if fill else None)


def _table(lines: list[str]) -> Table:
    dashes = next((n for n, line in enumerate(lines) if set(line) <= set("|- ")), None)
    kept = [line for n, line in enumerate(lines) if n != dashes]
    rows = tuple(tuple(map(_cell, line.strip()[1:-1].split("|"))) for line in kept)
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"rows of unequal length in the table that opens {lines[0]!r}")
    return Table(rows, dashes or 0)


def _cell(text: str) -> Cell:
    text = text.strip()
    if text in ("<up>", "<left>"):
        return Cell((), joined="up" if text == "<up>" else "left")
    fill = FILL.match(text)
    parts = (part.strip() for part in FILL.sub("", text).split("<br>"))
    return Cell(tuple(part for part in parts if part), FILLS[fill[1]] if fill else None)


def spans(table: Table) -> list[tuple[int, int, int, int]]:
    """The joined blocks of a table as (top, left, bottom, right), rows and columns from 0."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            near = (r - 1, c) if cell.joined == "up" else (r, c - 1)
            owner[r, c] = owner[near] if cell.joined else (r, c)
    joined = set(owner.values()) - {
        at for at, top in owner.items() if at == top and _alone(owner, at)
    }
    found = [[at for at, top in owner.items() if top == corner] for corner in sorted(joined)]
    return [(*min(block), *max(block)) for block in found]


def _alone(owner: dict[tuple[int, int], tuple[int, int]], at: tuple[int, int]) -> bool:
    return list(owner.values()).count(at) == 1


def runs(text: str) -> list[tuple[str, Literal["bold", "italic", "plain"]]]:
    """The text in stretches of one weight, without the marks for bold and italic."""
    parts = re.split(r"(\*\*[^*]+\*\*|\*[^*]+\*)", text)
    return [_run(part) for part in parts if part]


def _run(part: str) -> tuple[str, Literal["bold", "italic", "plain"]]:
    if part.startswith("**"):
        return part.strip("*"), "bold"
    if part.startswith("*") and part.endswith("*"):
        return part.strip("*"), "italic"
    return part, "plain"
