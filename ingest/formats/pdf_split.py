"""Ruled cells that hold more than one: words of several columns, or of several rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.document import Box
from ingest.formats.pdf_grid import PageTable, Part
from ingest.formats.pdf_words import Line, pieces_of

FIGURE = re.compile(r"[^\w]*\d[\d\W]*[a-zA-Z%]{0,2}\W*|[-–—*.]+|\(X\)")
ROOM = 0.9
"""The gap between words of different columns, in parts of the type's size."""


def with_split_cells(table: PageTable) -> PageTable:
    """A table whose cells over several columns are divided where each column has its own words."""
    parts = [piece for part in table.parts for piece in _split(part, table.xs)]
    return replace(table, parts=tuple(parts))


def _split(part: Part, xs: Sequence[float]) -> list[Part]:
    """A cell as one for each of its columns, where its words stand apart in them; else as it is."""
    edges = xs[part.column : part.column + part.columns + 1]
    if part.columns < 2 or not _stand_apart(part.lines):
        return [part]
    columns: dict[int, list[Line]] = {}
    for piece in (piece for line in part.lines for piece in pieces_of(line, gap=ROOM)):
        home = _home(piece, edges)
        if home is None:
            return [part]
        columns.setdefault(home, []).append(piece)
    if len(columns) < 2:
        return [part]
    return [
        replace(
            part,
            column=part.column + n,
            columns=1,
            box=Box(left=edges[n], top=part.box.top, right=edges[n + 1], bottom=part.box.bottom),
            lines=tuple(columns.get(n, ())),
        )
        for n in range(part.columns)
    ]


def _stand_apart(lines: Sequence[Line]) -> bool:
    """Whether half of some lines, or more, have words far apart."""
    apart = sum(1 for line in lines if len(pieces_of(line, gap=ROOM)) > 1)
    return apart > 0 and apart >= 0.5 * len(lines)


def _home(piece: Line, edges: Sequence[float]) -> int | None:
    """The column that a piece stands in; None where it stands in more than one."""
    for n, (left, right) in enumerate(pairwise(edges)):
        if left - 1 <= piece.x0 and piece.x1 <= right + 1:
            return n
    return None


def is_open(table: PageTable) -> bool:
    """Whether rows or columns of the table stand in it with no rules between them."""
    if len(table.ys) < 4 and any(_is_row(part) for part in table.parts):
        return True
    for row in range(len(table.ys) - 1):
        parts = [part for part in table.parts if part.row == row and len(part.lines) > 2]
        stacks = [part for part in parts if _is_stack(part)]
        if any(_level(stack, part) for stack in stacks for part in parts if part is not stack):
            return True
    return False


def _is_row(part: Part) -> bool:
    """Whether a cell holds words of several columns beside each other."""
    return bool(part.lines) and all(len(pieces_of(line, gap=ROOM)) > 2 for line in part.lines)


def _is_stack(part: Part) -> bool:
    """Whether a cell holds figures under each other."""
    ends = [pieces_of(line, gap=ROOM)[-1].text for line in part.lines]
    return sum(1 for end in ends if FIGURE.fullmatch(end)) >= 0.7 * len(ends)


def _level(a: Part, b: Part) -> bool:
    """Whether the lines of two cells, as many in each, stand beside each other."""
    tops = [line.top for line in b.lines]
    met = sum(1 for line in a.lines if any(abs(line.top - top) < 2 for top in tops))
    return met >= 0.8 * max(len(a.lines), len(b.lines))
