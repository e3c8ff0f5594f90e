"""The picture of a page: the rules drawn on it, and the colours of what they enclose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.document import Box
from ingest.formats.pdf_grid import PageTable
from ingest.formats.pdf_rules import Drawing, Fill, Rule, in_one_line

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_SHORTEST = 14.0
"""The length in points from which a run of ink is a rule and no letter."""
_LOWEST_ROW = 8.0
"""The distance in points of level rules from which a row of words fits between them."""
_THICKEST = 3.0
_CONTRAST = 22
_STEP = 60
_DARK = 110
_UNBROKEN = 0.96
_RULED = 0.7
"""The part of a line of dots that is dark where a rule runs along it."""
_NEARLY_WHITE = 243


def drawing_in(grey: Picture, scale: float) -> Drawing:
    """The straight rules of a page's picture in grey, in points; `scale` is its dots a point."""
    across = (Rule(at, a, b, level=True) for at, a, b in _rules(grey, scale))
    down = [Rule(at, a, b, level=False) for at, a, b in _rules(np.ascontiguousarray(grey.T), scale)]
    level = tuple(in_one_line(across))
    return Drawing(level, tuple(in_one_line([*down, *_short_walls(grey, level, scale)])))


def _short_walls(grey: Picture, across: Sequence[Rule], scale: float) -> Iterator[Rule]:
    """Upright rules too short to be told from letters, but for level ones at both their ends."""
    for above, below in pairwise(sorted(across, key=lambda rule: rule.at)):
        start, end = max(above.start, below.start), min(above.end, below.end)
        if not _LOWEST_ROW <= below.at - above.at <= _SHORTEST + 2 or end - start < _SHORTEST:
            continue
        top, bottom, left, right = (round(n * scale) for n in (above.at, below.at, start, end))
        strip = grey[top:bottom, max(0, left - 2) : right + 3]
        full = (strip < _DARK).mean(axis=0) >= _UNBROKEN
        for a, b in _stretches(full):
            if b - a <= _THICKEST * scale:
                at = (max(0, left - 2) + (a + b - 1) / 2) / scale
                yield Rule(at, above.at, below.at, level=False)


def grey_of(picture: Picture) -> Picture:
    """A picture's lightness, dot by dot."""
    return np.asarray(Image.fromarray(picture[..., :3]).convert("L"))


def _rules(grey: Picture, scale: float) -> Iterator[tuple[float, float, float]]:
    """Level rules in points: where each lies, and from where to where it runs."""
    thickest = max(2, round(_THICKEST * scale))
    ink = _thin_ink(grey, thickest) | _steps(grey)
    length = max(8, round(_SHORTEST * scale))
    if ink.shape[1] <= length:
        return
    likely = np.flatnonzero(_may_hold(ink, length))
    sums = np.cumsum(ink[likely], axis=1, dtype=np.int32)
    full = (sums[:, length:] - sums[:, :-length]) >= _UNBROKEN * length
    runs = [
        (int(y), a, b) for y, row in zip(likely, full, strict=True) for a, b in _runs(row, length)
    ]
    for rows, a, b in _joined(runs, near=max(2, round(scale))):
        if rows[-1] - rows[0] <= 2 * thickest:
            yield float(np.mean(rows)) / scale, a / scale, b / scale


def _thin_ink(grey: Picture, reach: int) -> Mask:
    """Where a dot is darker than what lies a little above it and a little below."""
    padded = np.pad(grey, ((reach, reach), (0, 0)), mode="edge")
    paper = np.minimum(padded[: -2 * reach], padded[2 * reach :])
    return grey <= np.maximum(paper, _CONTRAST) - np.uint8(_CONTRAST)


def _steps(grey: Picture) -> Mask:
    """Where what lies above a dot is far lighter or darker than what lies below, as colours end."""
    padded = np.pad(grey, ((1, 1), (0, 0)), mode="edge")
    above, below = padded[:-2], padded[2:]
    return np.maximum(above, below) - np.minimum(above, below) >= _STEP


def _may_hold(ink: Mask, length: int) -> Mask:
    """Which lines of dots have three full stretches on end, as any has that a rule runs along."""
    stretch = length // 4
    count = ink.shape[1] // stretch
    sums = ink[:, : count * stretch].reshape(len(ink), count, stretch).sum(axis=2, dtype=np.uint8)
    full = sums >= stretch - (1 - _UNBROKEN) * length
    return (full[:, 2:] & full[:, 1:-1] & full[:, :-2]).any(axis=1)


def _runs(row: Mask, length: int) -> Iterator[tuple[int, int]]:
    """The stretches of a line of dots over which a window of some length is full."""
    for start, end in _stretches(row):
        yield start, end + length


def _stretches(row: Mask) -> Iterator[tuple[int, int]]:
    """From where to where a line of dots is set."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(end)


def _joined(runs: Sequence[tuple[int, int, int]], *, near: int) -> list[tuple[list[int], int, int]]:
    """Runs of neighbouring lines that overlap, as one rule each."""
    found: list[tuple[list[int], int, int]] = []
    open_from = 0
    for y, a, b in runs:
        while open_from < len(found) and y - found[open_from][0][-1] > near:
            open_from += 1
        for at in range(len(found) - 1, open_from - 1, -1):
            rows, start, end = found[at]
            if y - rows[-1] <= near and a <= end + near and start <= b + near:
                found[at] = ([*rows, y], min(start, a), max(end, b))
                break
        else:
            found.append(([y], a, b))
    return found


def without_rules(grey: Picture, drawing: Drawing, scale: float) -> Picture:
    """A picture with its rules painted over in the colour beside them, so that no letter is seen.

    What of a letter touches a rule stays but for the rule's own dots.
    """
    clean = grey.copy()
    for rule in drawing.across:
        _paint_over(clean, rule, scale)
    for rule in drawing.down:
        _paint_over(clean.T, rule, scale)
    return clean


def _paint_over(picture: Picture, rule: Rule, scale: float) -> None:
    """Paints over a rule, level in the picture as it is given."""
    at, start, end = (round(n * scale) for n in (rule.at, rule.start, rule.end))
    reach = max(2, round(_THICKEST / 2 * scale))
    first = max(0, at - reach)
    strip = picture[first : at + reach + 1, start:end]
    if not strip.size:
        return
    paper = picture[max(0, first - reach) : first + 1, start:end].max(axis=0)
    inked = (strip.astype(np.int16) + _CONTRAST <= paper).mean(axis=1) >= _RULED
    inked |= np.roll(inked, 1) | np.roll(inked, -1)
    strip[inked] = paper


def fills_in(
    picture: Picture, drawing: Drawing, frames: Sequence[PageTable], scale: float
) -> Drawing:
    """The drawing with the colours of the cells that its rules enclose."""
    boxes = [part.box for frame in frames for part in frame.parts]
    fills = ((box, _colour(picture, box, scale)) for box in boxes)
    return replace(drawing, fills=tuple(Fill(box, c) for box, c in fills if c is not None))


def _colour(picture: Picture, box: Box, scale: float) -> str | None:
    """The colour that most of a box has; None where it is white or nearly."""
    inset = 2.0
    left, right = round((box.left + inset) * scale), round((box.right - inset) * scale)
    top, bottom = round((box.top + inset) * scale), round((box.bottom - inset) * scale)
    inside = picture[max(0, top) : max(0, bottom) : 3, max(0, left) : max(0, right) : 3, :3]
    if inside.size < 30:
        return None
    red, green, blue = (int(n) for n in np.median(inside.reshape(-1, 3), axis=0))
    if min(red, green, blue) >= _NEARLY_WHITE:
        return None
    return f"#{red:02X}{green:02X}{blue:02X}"
