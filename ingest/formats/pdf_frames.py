"""The grids that rules on a PDF page draw, before any words are put in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from ingest.document import Box
from ingest.formats.pdf_grid import PageTable, Part
from ingest.formats.pdf_rules import NEAR, Drawing, Rule

COVERED = 0.7
"""The part of a cell's side that a rule must cover to close it."""
APART = 3.0
"""Edges nearer to each other than this, in points, are one."""
MOST_RULES = 3000
MOST_CELLS = 20_000


def frames_of(drawing: Drawing, *, page: int) -> list[PageTable]:
    """The grids of more than one cell on a page, the smallest first."""
    frames = [_frame(rules, page) for rules in _connected(drawing)]
    kept = [frame for frame in frames if frame is not None and len(frame.parts) > 1]
    return sorted(kept, key=lambda f: (f.xs[-1] - f.xs[0]) * (f.ys[-1] - f.ys[0]))


def _connected(drawing: Drawing) -> list[list[Rule]]:
    """Rules in groups of those that cross or touch each other."""
    rules = [*drawing.across, *drawing.down]
    if len(rules) > MOST_RULES:
        return []
    first = len(drawing.across)
    group = list(range(len(rules)))
    for (a, across), (d, down) in product(
        enumerate(drawing.across), enumerate(drawing.down, first)
    ):
        if _touch(across, down):
            group[_root(group, a)] = _root(group, d)
    groups: dict[int, list[Rule]] = {}
    for n, rule in enumerate(rules):
        groups.setdefault(_root(group, n), []).append(rule)
    return [rules for rules in groups.values() if len(rules) > 2]


def _root(group: list[int], n: int) -> int:
    """The rule that stands for the group of another."""
    while group[n] != n:
        group[n] = group[group[n]]
        n = group[n]
    return n


def _touch(across: Rule, down: Rule) -> bool:
    return (
        across.start - NEAR <= down.at <= across.end + NEAR
        and down.start - NEAR <= across.at <= down.end + NEAR
    )


def _frame(rules: Sequence[Rule], page: int) -> PageTable | None:
    """The grid that rules draw; None where they close nothing, or far too much."""
    across = [r for r in rules if r.level]
    down = [r for r in rules if not r.level]
    xs = _edges([r.at for r in down], [e for r in across for e in (r.start, r.end)])
    ys = _edges([r.at for r in across], [e for r in down for e in (r.start, r.end)])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MOST_CELLS:
        return None
    parts = [
        Part(
            row=r,
            column=c,
            rows=rows,
            columns=columns,
            box=Box(left=xs[c], top=ys[r], right=xs[c + columns], bottom=ys[r + rows]),
        )
        for r, c, rows, columns in _cells(_barriers(xs, ys, across, down))
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
        if not kept or edge - kept[-1] > APART:
            kept.append(edge)
    return kept


@dataclass(frozen=True, slots=True)
class _Barriers:
    """Which places of a grid have a rule at their right (`walls`) and under them (`floors`)."""

    walls: list[list[bool]]
    floors: list[list[bool]]

    def goes_down(self, row: int, column: int, columns: int) -> bool:
        """Whether a cell goes on into a row: no rule above or inside, one on either side."""
        last = column + columns - 1
        closed = any(self.floors[row - 1][c] for c in range(column, last + 1))
        divided = any(self.walls[row][c] for c in range(column, last))
        left = column == 0 or self.walls[row][column - 1]
        return not closed and not divided and left and self.walls[row][last]


def _barriers(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> _Barriers:
    """The rules beside and under each place of a grid; its outer edges count as ruled."""
    right = [_at(down, x) for x in xs[1:-1]]
    under = [_at(across, y) for y in ys[1:-1]]
    walls = [
        [*(_covers(rules, top, bottom) for rules in right), True]
        for top, bottom in zip(ys, ys[1:], strict=False)
    ]
    floors = [
        [_covers(rules, start, end) for start, end in zip(xs, xs[1:], strict=False)]
        for rules in under
    ]
    return _Barriers(walls, floors)


def _at(rules: Sequence[Rule], place: float) -> list[Rule]:
    return [rule for rule in rules if abs(rule.at - place) <= APART]


def _covers(rules: Sequence[Rule], start: float, end: float) -> bool:
    """Whether rules cover most of the way from a start to an end."""
    covered = sum(max(0.0, min(r.end, end) - max(r.start, start)) for r in rules)
    return covered >= COVERED * (end - start)


def _cells(barriers: _Barriers) -> list[tuple[int, int, int, int]]:
    """Row, column, rows and columns of each cell, places that no rule parts being one."""
    height, width = len(barriers.walls), len(barriers.walls[0])
    taken: set[tuple[int, int]] = set()
    found: list[tuple[int, int, int, int]] = []
    for row, column in product(range(height), range(width)):
        if (row, column) in taken:
            continue
        columns = 1
        while (
            not barriers.walls[row][column + columns - 1] and (row, column + columns) not in taken
        ):
            columns += 1
        rows = 1
        while row + rows < height and barriers.goes_down(row + rows, column, columns):
            rows += 1
        taken |= set(product(range(row, row + rows), range(column, column + columns)))
        found.append((row, column, rows, columns))
    return found
