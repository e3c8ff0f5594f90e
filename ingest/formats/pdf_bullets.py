"""The discs and squares that stand before a list's items in a page's picture, which are no letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Box
from ingest.formats.pdf_blots import Edges, Ink, blots_in, edges_of
from ingest.formats.pdf_tesseract import Grey
from ingest.formats.pdf_words import Word

_SMALLEST, _LARGEST = 1.5, 7.0
"""How many points across a bullet is."""
_DARK = 140
_FULL = 0.7
"""The part of its box that a bullet fills: a disc 0.79."""
_ROUND = 1.35
_REACH = 14
"""How far right of a bullet its words begin at most, in bullets."""


def bullets_in(grey: Grey, scale: float) -> list[Box]:
    """Where bullets stand, in points; `grey` is the page without its rules."""
    ink = grey < _DARK
    least, most = _SMALLEST * scale, _LARGEST * scale
    return [
        Box(
            left=edges[0] / scale,
            top=edges[1] / scale,
            right=edges[2] / scale,
            bottom=edges[3] / scale,
        )
        for edges in edges_of(blots_in(ink))
        if least <= edges[2] - edges[0] <= most
        and least <= edges[3] - edges[1] <= most
        and _is_bullet(ink, edges)
    ]


def _is_bullet(ink: Ink, edges: Edges) -> bool:
    """Whether a blot is round or square and full, with nothing near but words to its right."""
    left, top, right, bottom = edges
    width, height = right - left, bottom - top
    blot = ink[top:bottom, left:right]
    if max(height, width) > _ROUND * min(height, width) or blot.mean() < _FULL:
        return False
    near = slice(max(0, top - height), bottom + height)
    around = ink[near, max(0, left - width) : right + width]
    after = ink[near, right : right + _REACH * width]
    return around.sum() == blot.sum() and bool(after.any())


def without(grey: Grey, boxes: Sequence[Box], scale: float) -> Grey:
    """A picture with some boxes painted over in the colour beside them."""
    clean = grey.copy()
    for box in boxes:
        top, left = (max(0, round(n * scale) - 2) for n in (box.top, box.left))
        bottom, right = (round(n * scale) + 2 for n in (box.bottom, box.right))
        clean[top:bottom, left:right] = clean[top, left]
    return clean


def with_bullets(words: Sequence[Word], boxes: Sequence[Box]) -> Iterator[Word]:
    """Words, with a bullet before the first of each line that one stands at."""
    yield from words
    for box in boxes:
        middle = (box.top + box.bottom) / 2
        beside = [
            w
            for w in words
            if w.x0 > box.right and w.top < middle < w.bottom and w.x0 - box.right < 3 * w.size
        ]
        if beside:
            first = min(beside, key=lambda w: w.x0)
            yield replace(first, text="•", x0=box.left, x1=box.right, font="symbol")
