"""Tables that rules divide into cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ingest.document import Box
from ingest.formats.pdf_grid import PageTable, Part
from ingest.formats.pdf_rules import NEAR, Drawing, Fill, Rule
from ingest.formats.pdf_split import is_open, with_split_cells
from ingest.formats.pdf_words import Word, lines_of

COVERED = 0.7
"""The part of a cell's side that a rule must cover to close it."""
MOST_RULES = 3000


def ruled_tables(words: Sequence[Word], drawing: Drawing, *, page: int) -> list[PageTable]:
    """The tables of a page that rules divide, each with the words that stand in it."""
    frames = [_frame(rules, page) for rules in _connected(drawing)]
    frames = [f for f in frames if f and len(f.parts) > 1]
    frames.sort(key=lambda f: (f.xs[-1] - f.xs[0]) * (f.ys[-1] - f.ys[0]))
    left = list(words)
    tables: list[PageTable] = []
    for frame in frames:
        inside = [w for w in left if _holds(frame, w)]
        table = with_split_cells(_filled(frame, inside, drawing.fills))
        if _is_table(table) and not is_open(table):
            tables.append(table)
            taken = set(map(id, inside))
            left = [w for w in left if id(w) not in taken]
    return tables


def _connected(drawing: Drawing) -> list[list[Rule]]:
    """Rules in groups of those that cross or touch each other."""
    if len(drawing.across) + len(drawing.down) > MOST_RULES:
        return []
    groups: list[list[Rule]] = []
    for down in drawing.down:
        touched = [a for a in drawing.across if _touch(a, down)]
        if not touched:
            continue
        met = [g for g in groups if any(a in g for a in touched)]
        merged = [down, *touched, *(r for g in met for r in g)]
        groups = [g for g in groups if g not in met] + [list(dict.fromkeys(merged))]
    return groups


def _touch(across: Rule, down: Rule) -> bool:
    return (
        across.start - NEAR <= down.at <= across.end + NEAR
        and down.start - NEAR <= across.at <= down.end + NEAR
    )


def _frame(rules: Sequence[Rule], page: int) -> PageTable | None:
    """The grid that rules draw, still without words; None where they close nothing."""
    across = [r for r in rules if r.level]
    down = [r for r in rules if not r.level]
    xs = _edges([r.at for r in down], [e for r in across for e in (r.start, r.end)])
    ys = _edges([r.at for r in across], [e for r in down for e in (r.start, r.end)])
    if len(xs) < 2 or len(ys) < 2:
        return None
    parts = [
        Part(
            row=r,
            column=c,
            rows=rows,
            columns=columns,
            box=Box(left=xs[c], top=ys[r], right=xs[c + columns], bottom=ys[r + rows]),
        )
        for r, c, rows, columns in _cells(xs, ys, across, down)
    ]
    return PageTable(page, tuple(xs), tuple(ys), tuple(parts))


def _edges(rules: Iterable[float], ends: Iterable[float]) -> list[float]:
    """Where rules lie, with the outer ends of the rules across them; those too near made one."""
    inner, outer = sorted(rules), sorted(ends)
    if outer and inner and outer[0] < inner[0] - 5:
        inner.insert(0, outer[0])
    if outer and inner and outer[-1] > inner[-1] + 5:
        inner.append(outer[-1])
    kept: list[float] = []
    for edge in inner:
        if not kept or edge - kept[-1] > 3:
            kept.append(edge)
    return kept


def _cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> list[tuple[int, int, int, int]]:
    """Row, column, rows and columns of each cell, those that no rule parts being one."""
    height, width = len(ys) - 1, len(xs) - 1
    walls = [
        [_wall(down, xs[c + 1], ys[r], ys[r + 1]) for c in range(width - 1)] for r in range(height)
    ]
    floors = [
        [_wall(across, ys[r + 1], xs[c], xs[c + 1]) for c in range(width)]
        for r in range(height - 1)
    ]
    taken: set[tuple[int, int]] = set()
    found: list[tuple[int, int, int, int]] = []
    for r in range(height):
        for c in range(width):
            if (r, c) in taken:
                continue
            columns = 1
            while (
                c + columns < width
                and not walls[r][c + columns - 1]
                and ((r, c + columns) not in taken)
            ):
                columns += 1
            rows = 1
            while r + rows < height and _open(r + rows, c, columns, walls, floors):
                rows += 1
            taken |= {(r + i, c + j) for i in range(rows) for j in range(columns)}
            found.append((r, c, rows, columns))
    return found


def _open(
    row: int, column: int, columns: int, walls: list[list[bool]], floors: list[list[bool]]
) -> bool:
    """Whether a cell goes on into a row: no rule above that row, none down inside the cell."""
    last = column + columns - 1
    if any(floors[row - 1][c] for c in range(column, last + 1)):
        return False
    if any(walls[row][c] for c in range(column, last)):
        return False
    sides = (column == 0 or walls[row][column - 1], last >= len(walls[row]) or walls[row][last])
    return all(sides)


def _wall(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Whether rules at a place cover most of the way from a start to an end."""
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start))
        for rule in rules
        if abs(rule.at - at) <= 3
    )
    return covered >= COVERED * (end - start)


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
        row = _between(frame.ys, word.middle)
        column = _between(frame.xs, word.centre)
        held.setdefault(owner[row, column], []).append(word)
    parts = [
        Part(
            part.row,
            part.column,
            part.rows,
            part.columns,
            part.box,
            tuple(lines_of(held.get(n, []), page=frame.page)),
            fill_of(part.box, fills),
        )
        for n, part in enumerate(frame.parts)
    ]
    return PageTable(frame.page, frame.xs, frame.ys, tuple(parts))


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
