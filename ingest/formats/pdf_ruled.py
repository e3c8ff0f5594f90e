"""Tables that rules divide into cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.document import Box
from ingest.formats.pdf_frames import frames_of
from ingest.formats.pdf_grid import PageTable, Part
from ingest.formats.pdf_rules import Drawing, Fill
from ingest.formats.pdf_split import is_open, with_split_cells
from ingest.formats.pdf_words import Word, lines_of


def ruled_tables(words: Sequence[Word], drawing: Drawing, *, page: int) -> list[PageTable]:
    """The tables of a page that rules divide, each with the words that stand in it."""
    left = list(words)
    tables: list[PageTable] = []
    for frame in frames_of(drawing, page=page):
        inside = [w for w in left if _holds(frame, w)]
        table = with_split_cells(_filled(frame, inside, drawing.fills))
        if _is_table(table) and not is_open(table):
            tables.append(table)
            taken = set(map(id, inside))
            left = [w for w in left if id(w) not in taken]
    return tables


def _holds(frame: PageTable, word: Word) -> bool:
    box = frame.box
    return (
        box.left - 1 <= word.centre <= box.right + 1
        and box.top - 1 <= word.middle <= box.bottom + 1
    )


def _filled(frame: PageTable, words: Iterable[Word], fills: Sequence[Fill]) -> PageTable:
    """A frame with the words and colours of its cells."""
    owner = {
        (part.row + i, part.column + j): n
        for n, part in enumerate(frame.parts)
        for i in range(part.rows)
        for j in range(part.columns)
    }
    held: dict[int, list[Word]] = {}
    for word in words:
        place = _between(frame.ys, word.middle), _between(frame.xs, word.centre)
        held.setdefault(owner[place], []).append(word)
    parts = tuple(
        replace(
            part,
            lines=tuple(lines_of(held.get(n, []), page=frame.page)),
            fill=fill_of(part.box, fills),
        )
        for n, part in enumerate(frame.parts)
    )
    return replace(frame, parts=parts)


def _between(edges: Sequence[float], at: float) -> int:
    return min(max(bisect_right(edges, at) - 1, 0), len(edges) - 2)


def fill_of(box: Box, fills: Sequence[Fill]) -> str | None:
    """The colour of the topmost filled area that covers most of a cell."""
    for fill in reversed(fills):
        width = min(fill.box.right, box.right) - max(fill.box.left, box.left)
        height = min(fill.box.bottom, box.bottom) - max(fill.box.top, box.top)
        area = (box.right - box.left) * (box.bottom - box.top)
        if width > 0 and height > 0 and width * height > 0.6 * area:
            return fill.colour
    return None


def _is_table(table: PageTable) -> bool:
    """Whether a frame holds cells with words, beside each other but for what a page cut off."""
    written = [part for part in table.parts if part.lines]
    rows = [part.row for part in written]
    beside = len(rows) > len(set(rows)) or len(table.ys) <= 3
    return len(table.xs) > 2 and bool(written) and beside and not _is_chart(table, written)


def _is_chart(table: PageTable, written: Sequence[Part]) -> bool:
    """Whether words stand here and there on a grid, none of whose rows has them all along."""
    fullest = max(sum(p.columns for p in written if p.row == row) for row in range(len(table.ys)))
    sparse = len(written) < 0.3 * len(table.parts) and len(table.parts) > 8
    return sparse and fullest < 0.6 * (len(table.xs) - 1)
