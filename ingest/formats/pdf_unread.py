# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false
# (scipy comes without types)
"""What is written in a page's picture and was not read, to be read once more by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ingest.formats.pdf_tesseract import Grey, Read, ReadLine, Region

_MOST = 40
"""A page with more that was not read has a drawing or a photograph, which is no text."""
_DARK = 140
_COARSE = 2
"""How many dots are one where ink is looked for."""
_LOWEST, _HIGHEST = 0.4, 1.5
"""How high a line of ink is, in parts of the type's size."""
_WORDS_APART = 0.4
_MARGIN = 12

_NEAR = 3
"""How far words stand from each other at most that help to read one another, in type sizes."""

Edges = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Unread:
    """Ink that was not read: where it is, and it as a region, with the words beside it and alone."""

    edges: Edges
    in_line: Region
    alone: Region


def unread_in(grey: Grey, lines: Sequence[ReadLine]) -> list[Unread]:
    """The lines of ink, about as high as what was read, that no word covers; none if too many."""
    words = [word for line in lines for word in line]
    if not words:
        return []
    size = median(word.size for word in words)
    left_over = _untouched(_coarse(grey < _DARK), words)
    found = [
        edges
        for edges in _lines_of_ink(left_over, round(_WORDS_APART * size))
        if _LOWEST * size <= edges[3] - edges[1] <= _HIGHEST * size and not _in_words(edges, words)
    ]
    if len(found) > _MOST:
        return []
    return [
        Unread(edges, _region(grey, _with_words(edges, words, size)), _region(grey, edges))
        for edges in found
    ]


def read_at(
    unread: Unread, in_line: Sequence[ReadLine], alone: Sequence[ReadLine]
) -> list[ReadLine]:
    """What stands at some ink, as it was read in its line, else, if it is no lone letter, alone."""
    left, _, right, _ = unread.edges
    kept = [
        tuple(w for w in line if min(w.right, right) - max(w.left, left) > 0.5 * (right - left))
        for line in in_line
    ]
    found = [line for line in kept if line]
    return found or [line for line in alone if len(line[0].text) > 1]


def _coarse(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink where any of some dots has it."""
    height, width = (n - n % _COARSE for n in ink.shape)
    squares = ink[:height, :width].reshape(height // _COARSE, _COARSE, -1, _COARSE)
    return squares.any(axis=(1, 3))


def _untouched(ink: NDArray[np.bool_], words: Sequence[Read]) -> NDArray[np.bool_]:
    """The blots of ink of which nothing lies in a word that was read."""
    from scipy.ndimage import label

    blots, count = label(ink, np.ones((3, 3)))
    touched = np.zeros(count + 1, np.bool_)
    touched[0] = True
    for word in words:
        touched[
            blots[
                word.top // _COARSE : word.bottom // _COARSE + 1,
                word.left // _COARSE : word.right // _COARSE + 1,
            ]
        ] = True
    return ~touched[blots]


def _lines_of_ink(ink: NDArray[np.bool_], apart: int) -> list[Edges]:
    """The left, top, right and bottom in dots of coarse ink, gaps within lines bridged."""
    from scipy.ndimage import binary_dilation, find_objects, label

    bridge = np.ones((1, 2 * max(1, apart // (2 * _COARSE)) + 1), np.bool_)
    labels, _ = label(binary_dilation(ink, bridge), np.ones((3, 3)))
    return [
        (
            columns.start * _COARSE,
            rows.start * _COARSE,
            columns.stop * _COARSE,
            rows.stop * _COARSE,
        )
        for rows, columns in find_objects(np.where(ink, labels, 0))
    ]


def _in_words(edges: Edges, words: Sequence[Read]) -> bool:
    """Whether a box reaches into a word that was read, whose stray dots it then is."""
    left, top, right, bottom = edges
    return any(
        w.left < right and left < w.right and w.top < bottom and top < w.bottom for w in words
    )


def _with_words(edges: Edges, words: Sequence[Read], size: float) -> Edges:
    """A box widened to the words that stand beside it in its line."""
    left, top, right, bottom = edges
    beside = [
        w
        for w in words
        if w.top < (top + bottom) / 2 < w.bottom
        and w.left - right < _NEAR * size
        and left - w.right < _NEAR * size
    ]
    return (
        min([left, *(w.left for w in beside)]),
        min([top, *(w.top for w in beside)]),
        max([right, *(w.right for w in beside)]),
        max([bottom, *(w.bottom for w in beside)]),
    )


def _region(grey: Grey, edges: Edges) -> Region:
    left, top, right, bottom = edges
    part = grey[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2]
    padded = np.pad(part, _MARGIN, constant_values=int(np.median(grey[::8, ::8])))
    return Region(padded, max(0, left - 2) - _MARGIN, max(0, top - 2) - _MARGIN)
