"""The cells that rules enclose in a page's picture, each cut out by itself to be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.document import Box
from ingest.formats.pdf_grid import PageTable
from ingest.formats.pdf_tesseract import Grey, Region

MOST_CELLS = 250
"""A page with more cells that have words is read as a whole, for want of time."""
_MARGIN = 12
_SMALLEST = 5.0
_INK = 60
_LEAST_INK = 10
_DARK = 128
_THICKEST = 3.0
_RULED = 0.7


def cells_in(grey: Grey, frames: Sequence[PageTable], scale: float) -> tuple[list[Region], Grey]:
    """The written cells of frames as regions, and the picture without them.

    Nothing is cut out where there are too many.
    """
    left = grey.copy()
    found: list[Region] = []
    for frame in frames:
        for part in frame.parts:
            top, bottom, start, end = _inside(left, part.box, scale)
            cell = left[top:bottom, start:end]
            if min(cell.shape) < _SMALLEST * scale:
                continue
            if is_written(cell):
                found.append(_region(cell, start, top))
        _blank(left, frame.box, scale)
    return (found, left) if len(found) <= MOST_CELLS else ([], grey)


def is_written(grey: Grey) -> bool:
    """Whether there is more in a part of a picture than paper."""
    paper = int(np.median(grey[::2, ::2]))
    return bool(np.count_nonzero(abs(grey.astype(np.int16) - paper) > _INK) >= _LEAST_INK)


def _inside(grey: Grey, box: Box, scale: float) -> tuple[int, int, int, int]:
    """The dots within a box's rules: its first and end rows, and its first and end columns."""
    height, width = grey.shape
    top, bottom = (min(max(round(n * scale), 0), height) for n in (box.top, box.bottom))
    start, end = (min(max(round(n * scale), 0), width) for n in (box.left, box.right))
    cell = grey[top:bottom, start:end]
    reach = min(round(_THICKEST * scale), min(cell.shape) // 4)
    if reach == 0:
        return top, bottom, start, end
    inked = abs(cell.astype(np.int16) - int(np.median(cell[::2, ::2]))) > _INK
    rows = inked[:, reach:-reach].mean(axis=1) > _RULED
    columns = inked[reach:-reach].mean(axis=0) > _RULED
    return (
        top + _past_rule(rows[:reach]),
        bottom - _past_rule(rows[::-1][:reach]),
        start + _past_rule(columns[:reach]),
        end - _past_rule(columns[::-1][:reach]),
    )


def _past_rule(ruled: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """How many lines of dots a rule takes up, with its blurred edge."""
    lines = np.flatnonzero(ruled)
    return int(lines[-1]) + 2 if lines.size else 1


def _region(cell: Grey, left: int, top: int) -> Region:
    """A cell with a margin round it, in dark on light."""
    dark = np.median(cell[::2, ::2]) < _DARK
    clear = 255 - cell if dark else cell
    padded = np.pad(clear, _MARGIN, constant_values=int(np.median(clear[::2, ::2])))
    return Region(padded, left - _MARGIN, top - _MARGIN)


def _blank(grey: Grey, box: Box, scale: float) -> None:
    """Paints over a box and its outer rules with the colour of the page round it."""
    reach = round(_THICKEST * scale / 2)
    top, left = (max(0, round(n * scale) - reach) for n in (box.top, box.left))
    bottom, right = (round(n * scale) + reach + 1 for n in (box.bottom, box.right))
    grey[top:bottom, left:right] = int(np.median(grey[::8, ::8]))
