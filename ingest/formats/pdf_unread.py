"""What is written in a page's picture and was not read, to be read once more by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from ingest.formats.pdf_blots import Edges, Ink, blots_in, bridged, edges_of
from ingest.formats.pdf_tesseract import Grey, Read, ReadLine, Region, read_regions

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


@dataclass(frozen=True, slots=True)
class Unread:
    """Ink that was not read: where it is, and it as a region, with the words beside it and alone."""

    edges: Edges
    in_line: Region
    alone: Region


def read_again(
    grey: Grey, read: Sequence[Sequence[ReadLine]], *, dpi: int, until: float
) -> list[list[ReadLine]]:
    """What was read in regions, and as one region more what of the picture was not read at first."""
    words = [word for region in read for line in region for word in line]
    unread = _unread_in(grey, words)
    again = read_regions(
        [region for one in unread for region in (one.in_line, one.alone)],
        "line",
        dpi=dpi,
        until=until,
    )
    found = [
        line
        for one, in_line, alone in zip(unread, again[::2], again[1::2], strict=True)
        for line in _read_at(one, in_line, alone)
        if not any(_mostly_in(word, line) for word in words if word.text.isalnum())
    ]
    kept = [
        [tuple(w for w in line if not _is_mark_of(w, found)) for line in region] for region in read
    ]
    return [*([line for line in region if line] for region in kept), found]


def _unread_in(grey: Grey, words: Sequence[Read]) -> list[Unread]:
    """The lines of ink, about as high as what was read, that no word covers; none if too many."""
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


def _read_at(
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


def _mostly_in(word: Read, line: ReadLine) -> bool:
    """Whether a word that was read before stands where one of a line does."""
    return any(_middle_in(word, other) for other in line)


def _is_mark_of(word: Read, lines: Sequence[ReadLine]) -> bool:
    """Whether a word is a mark that now belongs to another, read with its letters."""
    if any(c.isalnum() for c in word.text):
        return False
    return any(_middle_in(word, other) for line in lines for other in line)


def _middle_in(word: Read, other: Read) -> bool:
    across = other.left <= (word.left + word.right) / 2 <= other.right
    return across and other.top <= (word.top + word.bottom) / 2 <= other.bottom


def _coarse(ink: Ink) -> Ink:
    """Ink where any of some dots has it."""
    height, width = (n - n % _COARSE for n in ink.shape)
    squares = ink[:height, :width].reshape(height // _COARSE, _COARSE, -1, _COARSE)
    return np.any(squares, axis=(1, 3))


def _untouched(ink: Ink, words: Sequence[Read]) -> Ink:
    """The blots of ink of which nothing lies in a word that was read."""
    blots = blots_in(ink)
    touched = np.zeros(int(blots.max(initial=0)) + 1, np.bool_)
    touched[0] = True
    for word in words:
        rows = slice(word.top // _COARSE, word.bottom // _COARSE + 1)
        columns = slice(word.left // _COARSE, word.right // _COARSE + 1)
        touched[blots[rows, columns]] = True
    return ~touched[blots]


def _lines_of_ink(ink: Ink, apart: int) -> list[Edges]:
    """The edges in dots of coarse ink, gaps within lines bridged."""
    lines = blots_in(bridged(ink, apart // _COARSE))
    return [
        (left * _COARSE, top * _COARSE, right * _COARSE, bottom * _COARSE)
        for left, top, right, bottom in edges_of(np.where(ink, lines, 0))
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
