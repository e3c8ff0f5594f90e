"""The order in which the text outside tables is read: down each column of a page in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.pdf_words import Line, lines_of

GUTTER = 1.0
"""The least width of the gap between columns of text, in parts of the type's size."""
FEWEST = 4
"""The fewest lines that make columns of text."""

Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Column:
    """Lines to be read from the top; `right` is where they may end, None for the page's own."""

    lines: tuple[Line, ...]
    right: float | None = None


def columns_of(lines: Sequence[Line], *, right: float | None = None) -> list[Column]:
    """Lines, from the top of the page, in groups to be read one after the other."""
    if not lines:
        return []
    edges = min(line.x0 for line in lines), max(line.x1 for line in lines)
    columns: list[Column] = []
    plain: list[Line] = []
    start = 0
    while start < len(lines):
        end, gap = _run(lines, start, *edges)
        sides = _sides(lines[start:end], gap, edges[1] - edges[0]) if gap else None
        if sides is None:
            plain.append(lines[start])
            start += 1
            continue
        columns += [Column(tuple(plain), right)] if plain else []
        columns += [part for side in sides for part in _column(side)]
        plain, start = [], end
    return columns + ([Column(tuple(plain), right)] if plain else [])


def _column(lines: Sequence[Line]) -> list[Column]:
    return columns_of(lines, right=max(line.x1 for line in lines))


def _run(lines: Sequence[Line], start: int, left: float, right: float) -> tuple[int, Gap | None]:
    """How far lines from a start share a gap, and the widest gap that they share."""
    shared = _gaps(lines[start], left, right)
    end = start + 1
    while end < len(lines) and shared:
        both = _shared(shared, _gaps(lines[end], left, right), GUTTER * lines[end].size)
        if not both:
            break
        shared, end = both, end + 1
    inner = [g for g in shared if g[0] > left + 0.2 * (right - left)]
    inner = [g for g in inner if g[1] < right - 0.15 * (right - left)]
    return end, max(inner, key=lambda g: g[1] - g[0], default=None)


def _gaps(line: Line, left: float, right: float) -> list[Gap]:
    """The stretches of a line's level without words."""
    gaps: list[Gap] = []
    at = left - 1
    for word in line.words:
        if word.x0 - at > GUTTER * word.size:
            gaps.append((at, word.x0))
        at = max(at, word.x1)
    return [*gaps, (at, right + 1)]


def _shared(a: Sequence[Gap], b: Sequence[Gap], least: float) -> list[Gap]:
    both = [(max(p[0], q[0]), min(p[1], q[1])) for p in a for q in b]
    return [gap for gap in both if gap[1] - gap[0] >= least]


def _sides(lines: Sequence[Line], gap: Gap, width: float) -> list[list[Line]] | None:
    """The lines left and right of a gap, where there is enough on either side to be columns."""
    words = [word for line in lines for word in line.words]
    page = lines[0].page
    middle = (gap[0] + gap[1]) / 2
    left = lines_of([w for w in words if w.centre < middle], page=page)
    right = lines_of([w for w in words if w.centre >= middle], page=page)
    if min(len(left), len(right)) < FEWEST:
        return None
    wide = all(
        max(s.x1 for s in side) - min(s.x0 for s in side) > 0.2 * width for side in (left, right)
    )
    return [left, right] if wide else None
