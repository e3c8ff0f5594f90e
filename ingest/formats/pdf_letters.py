"""Letters of scanned words set right where their picture tells better than Tesseract does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ingest.formats.pdf_blots import Ink
from ingest.formats.pdf_tesseract import Read

_TWINS = frozenset("cosvwxzCOSVWXZ")
"""Letters whose small form is their large one over again."""
_LARGE = 0.635
"""Between the heights of small letters and of large ones, in parts of the type's size."""
_DASHES = frozenset("-–—")
_HYPHEN, _EN_DASH = 0.42, 0.78
"""How long a hyphen and a dash are at most, in parts of the type's size."""
_SPACE = 0.2
"""The least gap between words, in parts of the type's size."""
_GAPS = 2.0
"""How many times wider a gap between words is than any between their letters."""


def as_drawn(word: Read, ink: Ink, *, left: int, top: int, size: float) -> Iterator[Read]:
    """A word as its ink shows it: letters large or small, dashes long or short, and two for one.

    `left` and `top` are where the ink begins on the page, and `size` is the type's, all in dots.
    """
    glyphs = _stretches(np.any(ink, axis=0))
    if word.text in _DASHES and len(glyphs) == 1:
        yield replace(word, text=_dash((glyphs[0][1] - glyphs[0][0]) / size))
        return
    text = _with_case(word, ink, glyphs, top=top, size=size)
    split = _gap(glyphs, size) if len(glyphs) == len(text) and text.isalpha() else None
    if split is None:
        yield replace(word, text=text)
    else:
        yield replace(word, text=text[:split], right=left + glyphs[split - 1][1])
        yield replace(word, text=text[split:], left=left + glyphs[split][0])


def _dash(length: float) -> str:
    return "-" if length < _HYPHEN else "–" if length < _EN_DASH else "—"


def _stretches(row: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From where to where a line of dots is set."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _with_case(
    word: Read, ink: Ink, glyphs: list[tuple[int, int]], *, top: int, size: float
) -> str:
    """A word's text with letters large or small as their height says.

    Where letters touch, only the first is looked at, and only for being small.
    """
    text = word.text
    apart = len(glyphs) == len(text)
    for n, letter in enumerate(text if apart else text[:1]):
        if letter not in _TWINS or not glyphs or glyphs[n][0] == 0:
            continue
        rows = np.flatnonzero(ink[:, glyphs[n][0] : glyphs[n][1]].any(axis=1))
        small = (word.base - (top + rows[0])) / size < _LARGE
        begins = n == 0 or text[n - 1].isupper()
        if small or (apart and begins):
            text = text[:n] + (letter.lower() if small else letter.upper()) + text[n + 1 :]
    return text


def _gap(glyphs: list[tuple[int, int]], size: float) -> int | None:
    """The glyph before which a gap between words lies; None where there is none, or are several."""
    gaps = [begin - end for (_, end), (begin, _) in zip(glyphs, glyphs[1:], strict=False)]
    wide = [n for n, gap in enumerate(gaps, 1) if gap > _SPACE * size]
    if len(wide) != 1:
        return None
    others = [gap for n, gap in enumerate(gaps, 1) if n != wide[0]]
    return wide[0] if gaps[wide[0] - 1] > _GAPS * max(others, default=0) else None
