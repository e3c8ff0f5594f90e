"""The columns in which words of a page stand under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.formats.pdf_words import Line, Word, lines_of

NARROWEST = 0.4
"""The least gap between two columns, in parts of the type's size."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a table's columns begin and end: one edge more than there are columns.

    `texts` are the stretches of the columns that have words, without the room between them.
    """

    edges: tuple[float, ...]
    texts: tuple[tuple[float, float], ...]

    def column(self, x: float) -> int:
        """The column that a place along a line lies in."""
        inner = self.edges[1:-1]
        return sum(1 for edge in inner if x >= edge)

    def under(self, piece: Line) -> tuple[int, int]:
        """The first and last column that a piece stands over for the most part."""
        own = self.column((piece.x0 + piece.x1) / 2)
        over = [
            n
            for n, (start, end) in enumerate(self.texts)
            if min(piece.x1, end) - max(piece.x0, start) > 0.5 * (end - start)
        ]
        return min([own, *over]), max([own, *over])


def spread_of(block: Sequence[Sequence[Line]]) -> Spread | None:
    """The columns of a block of lines, each in pieces; None where there is only one."""
    most = sorted(len(pieces) for pieces in block)[int(0.9 * (len(block) - 1))]
    body = [pieces for pieces in block if len(pieces) >= max(2, 0.6 * most)]
    size = min(piece.size for pieces in body for piece in pieces)
    gaps = _gaps([[(p.x0, p.x1) for p in pieces] for pieces in body], least=NARROWEST * size)
    gaps = _telling(gaps, body)
    gaps = sorted(gaps + _between_figures(body, gaps, size))
    if not gaps:
        return None
    left = min(p.x0 for pieces in block for p in pieces)
    right = max(p.x1 for pieces in block for p in pieces)
    middles = [(start + end) / 2 for start, end in gaps]
    starts = [left, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), right]
    return Spread((left, *middles, right), tuple(zip(starts, ends, strict=True)))


def _between_figures(
    body: Sequence[Sequence[Line]], gaps: Sequence[tuple[float, float]], size: float
) -> list[tuple[float, float]]:
    """Narrower gaps than those between pieces, where figures stand on either side in most lines."""
    if len(body) < 5:
        return []
    lines = [[word for piece in pieces for word in piece.words] for pieces in body]
    words = [line for line in lines if sum(map(_is_figure, line)) >= 0.5 * len(line)]
    if len(words) < 5:
        return []
    narrow = _gaps([[(w.x0, w.x1) for w in line] for line in words], least=0.12 * size)
    new = [g for g in narrow if not any(g[0] < b + 1 and a - 1 < g[1] for a, b in gaps)]
    return [gap for gap in new if _parts_figures(words, gap)]


def _parts_figures(lines: Sequence[Sequence[Word]], gap: tuple[float, float]) -> bool:
    """Whether figures stand on both sides of a gap in most lines."""
    middle = (gap[0] + gap[1]) / 2
    both = 0
    for line in lines:
        left = [w for w in line if w.centre < middle]
        right = [w for w in line if w.centre >= middle]
        if left and right and right[0].x0 - left[-1].x1 < 3 * left[-1].size:
            both += _is_figure(left[-1]) and _is_figure(right[0])
    return both >= 0.6 * len(lines)


def _is_figure(word: Word) -> bool:
    return any(c.isdigit() for c in word.text) or word.text in "-–—.*"


def _gaps(
    body: Sequence[Sequence[tuple[float, float]]], *, least: float
) -> list[tuple[float, float]]:
    """Stretches along the lines where next to no line has words."""
    left = min(x0 for spans in body for x0, _ in spans)
    right = max(x1 for spans in body for _, x1 in spans)
    change = [0] * (int(right - left) * 2 + 4)
    for spans in body:
        for x0, x1 in spans:
            change[int((x0 - left) * 2)] += 1
            change[int((x1 - left) * 2) + 1] -= 1
    allowed = int(0.06 * len(body))
    gaps: list[tuple[float, float]] = []
    depth, start = 0, None
    for i, step in enumerate(change):
        depth += step
        if depth <= allowed and start is None:
            start = i
        elif depth > allowed and start is not None:
            gaps.append((left + start / 2, left + i / 2))
            start = None
    return [(a, b) for a, b in gaps if b - a >= least and a > left]


def _telling(
    gaps: Sequence[tuple[float, float]], body: Sequence[Sequence[Line]]
) -> list[tuple[float, float]]:
    """Gaps without those that close off a column of hardly any words."""
    kept = list(gaps)
    least = max(2, 0.08 * len(body)) if len(body) > 3 else 1
    i = 0
    while i <= len(kept):
        start = kept[i - 1][1] - 0.5 if i else float("-inf")
        end = kept[i][0] + 0.5 if i < len(kept) else float("inf")
        filled = sum(1 for pieces in body if any(p.x1 >= start and p.x0 <= end for p in pieces))
        if filled >= least or not kept:
            i += 1
        elif i == len(kept):
            kept.pop()
        elif i == 0:
            kept.pop(0)
        else:
            wide = kept[i - 1][1] - kept[i - 1][0] > kept[i][1] - kept[i][0]
            kept.pop(i if wide else i - 1)
    return kept


def gutters_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of a page in zones: those across its whole width, and each column of prose alone."""
    gutter = _gutter(lines)
    if gutter is None:
        return [list(lines)]
    zones: list[list[Line]] = []
    for beside, run in _runs(lines, gutter):
        zones += _divided(run, gutter) if beside else [run]
    return zones


def _runs(lines: Sequence[Line], gutter: tuple[float, float]) -> list[tuple[bool, list[Line]]]:
    """Lines in runs, each with whether its lines stand beside the gutter, not across it.

    Lines that show neither go with the run that they stand nearer to.
    """
    runs: list[tuple[bool, list[Line]]] = []
    unsure: list[Line] = []
    for line, beside in zip(lines, _sides_taken(lines, gutter), strict=True):
        if beside is None:
            unsure.append(line)
            continue
        if not runs:
            runs.append((beside, [*unsure, line]))
        elif runs[-1][0] == beside:
            runs[-1][1].extend([*unsure, line])
        else:
            cut = _widest_gap([runs[-1][1][-1], *unsure, line])
            runs[-1][1].extend(unsure[:cut])
            runs.append((beside, [*unsure[cut:], line]))
        unsure = []
    if not runs:
        return [(False, unsure)]
    runs[-1][1].extend(unsure)
    return runs


def _sides_taken(lines: Sequence[Line], gutter: tuple[float, float]) -> list[bool | None]:
    """Whether each line has prose beside the gutter, not words across it; None for neither."""
    left, right = min(li.x0 for li in lines), max(li.x1 for li in lines)
    middle = sum(gutter) / 2
    return [
        False if _crosses(line, gutter) else (_prose(line, middle, left, right) > 0 or None)
        for line in lines
    ]


def _widest_gap(lines: Sequence[Line]) -> int:
    """How many of the lines between the first and the last stand above the widest gap."""
    steps = [b.top - a.bottom for a, b in pairwise(lines)]
    return max(range(len(steps)), key=lambda i: steps[i])


def _gutter(lines: Sequence[Line]) -> tuple[float, float] | None:
    """The gap between two columns of prose; None where the page is not set so."""
    if len(lines) < 8:
        return None
    left, right = min(li.x0 for li in lines), max(li.x1 for li in lines)
    width = right - left
    best: tuple[int, float, float] | None = None
    for share in range(38, 63):
        x = left + width * share / 100
        sides = [_prose(line, x, left, right) for line in lines]
        score = sum(max(s, 0) for s in sides)
        crossed = sum(1 for s in sides if s < 0)
        if score >= 6 and score > crossed and (best is None or score > best[0]):
            best = (score, x - 1, x + 1)
    return best[1:] if best else None


def _prose(line: Line, x: float, left: float, right: float) -> int:
    """How many of a line's halves are filled with words; below nought where words cross."""
    if any(w.x0 < x < w.x1 for w in line.words):
        return -1
    halves = ([w for w in line.words if w.x1 <= x], [w for w in line.words if w.x0 >= x])
    widths = (x - left, right - x)
    if halves[0] and halves[1] and halves[1][0].x0 - halves[0][-1].x1 < 0.8 * line.words[0].size:
        return -1
    return sum(
        1
        for half, width in zip(halves, widths, strict=True)
        if len(half) > 4
        and half[-1].x1 - half[0].x0 > 0.85 * width
        and all(b.x0 - a.x1 < a.size for a, b in zip(half, half[1:], strict=False))
    )


def _crosses(line: Line, gutter: tuple[float, float]) -> bool:
    middle = sum(gutter) / 2
    if any(w.x0 < middle < w.x1 for w in line.words):
        return True
    left = [w for w in line.words if w.x1 <= middle]
    right = [w for w in line.words if w.x0 >= middle]
    return bool(left and right) and right[0].x0 - left[-1].x1 < 0.8 * line.words[0].size


def _divided(run: Sequence[Line], gutter: tuple[float, float]) -> list[list[Line]]:
    """Lines beside a gutter as two zones, or one where neither side is prose."""
    middle = sum(gutter) / 2
    left, right = min(li.x0 for li in run), max(li.x1 for li in run)
    if not any(_prose(line, middle, left, right) > 0 for line in run):
        return [list(run)]
    words: list[Word] = [word for line in run for word in line.words]
    page = run[0].page
    return [
        lines_of([w for w in words if w.centre < middle], page=page),
        lines_of([w for w in words if w.centre >= middle], page=page),
    ]
