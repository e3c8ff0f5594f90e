"""How the words of scanned pages are set, measured in their pictures: how large and how bold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ingest.formats.pdf_blots import Ink
from ingest.formats.pdf_letters import as_drawn
from ingest.formats.pdf_tesseract import Grey, Read, ReadLine
from ingest.formats.pdf_words import Word

_TALLER, _TALL = re.compile(r"[bdfhikl]"), re.compile(r"[A-Z0-9]")
_DEEP = re.compile(r"[gjpqyQ,;ç]")
_MARKS = re.compile(r"[^\w,;.:-]|_")
_ASCENT, _CAPITAL = 0.76, 0.73
"""How high tall letters, and capitals and figures, are in parts of the type's size."""
_AS_READ = 1.04
"""What Tesseract's sizes are multiplied by to agree with ours."""
_ABOVE, _BELOW = 0.8, 0.2
"""How far type reaches from the line that its letters stand on, in parts of its size."""
_SMALLEST = 4.0
_UNSURE = 0.2
"""How far a size that letters do not tell may be from one that is usual, in parts."""
_SLIPS = 0.12
"""How far sizes in one cell may differ that are one, in parts."""
_ALIKE = 0.6
"""How many points sizes may differ that are one: the width of a dot or two."""
_BOLDER = 1.25
_LARGER = 1.1
_ROUND = 3
"""How many dots round a word are looked at with it."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line that was read, in points: where it stands, its type's size and how wide its strokes are.

    The strokes are in parts of the size, which letters may not have told; `sure` is how sure of
    each word Tesseract is.
    """

    words: tuple[tuple[str, float, float, float], ...]
    size: float
    told: bool
    stroke: float
    sure: tuple[float, ...]

    @property
    def letters(self) -> int:
        """How many letters it has."""
        return sum(len(word[0]) for word in self.words)


def set_line(line: ReadLine, grey: Grey, scale: float) -> SetLine:
    """How a line is set, as far as the page's picture shows it; its size as read where it does not."""
    inks = [_ink(word, grey) for word in line]
    height, stroke = _measured(line, inks)
    size = max(1.0, _AS_READ * line[0].size if height is None else height)
    words = [
        drawn
        for word, ink in zip(line, inks, strict=True)
        for drawn in as_drawn(word, ink, left=_start(word.left), top=_start(word.top), size=size)
    ]
    return SetLine(
        tuple((w.text, w.left / scale, w.right / scale, w.base / scale) for w in words),
        size / scale,
        height is not None,
        stroke / size,
        tuple(w.sure for w in words),
    )


def alike(lines: Sequence[SetLine]) -> list[SetLine]:
    """Lines of one cell, those that slipped a little from the size of most set to that."""
    usual = _middle([(line.size, line.letters) for line in lines])
    return [
        replace(line, size=usual) if abs(line.size - usual) < _SLIPS * usual else line
        for line in lines
    ]


def words_of(pages: Sequence[Sequence[SetLine]]) -> list[list[Word]]:
    """The words of a document's pages; sizes that are nearly the same are made the same."""
    lines = [line for page in pages for line in page]
    sizes = _usual_sizes(lines)
    bold = _bold(lines, sizes)
    return [
        [word for line in page for word in _words(line, sizes[line.size], bold=bold[id(line)])]
        for page in pages
    ]


def _usual_sizes(lines: Sequence[SetLine]) -> dict[float, float]:
    """For each size of lines the one that most letters near it have."""
    told: Counter[float] = Counter()
    read: Counter[float] = Counter()
    for line in lines:
        (told if line.told else read)[line.size] += line.letters
    usual: list[float] = []
    for size, _ in told.most_common():
        if all(abs(size - other) > _ALIKE for other in usual):
            usual.append(size)
    for size, _ in read.most_common():
        if all(abs(size - other) > _UNSURE * other for other in usual):
            usual.append(size)
    return {size: max(_SMALLEST, min(usual, key=lambda u: abs(u - size))) for size in told | read}


def _bold(lines: Sequence[SetLine], sizes: Mapping[float, float]) -> dict[int, bool]:
    """Whether each line, by its identity, is bold: bolder than most; large ones as most of theirs."""
    if not lines:
        return {}
    usual = _middle([(line.stroke, line.letters) for line in lines])
    body = _middle([(sizes[line.size], line.letters) for line in lines])
    found = {id(line): line.stroke > _BOLDER * usual for line in lines}
    for size in set(sizes.values()):
        large = [line for line in lines if sizes[line.size] == size]
        if size > _LARGER * body:
            most = sum(line.letters if found[id(line)] else -line.letters for line in large) > 0
            found |= {id(line): most for line in large}
    return found


def _middle(weighed: Sequence[tuple[float, int]]) -> float:
    """The middle one of values, each counted so many times."""
    half = sum(times for _, times in weighed) / 2
    seen = 0
    for value, times in sorted(weighed):
        seen += times
        if seen >= half:
            return value
    return 0.0


def _words(line: SetLine, size: float, *, bold: bool) -> Iterator[Word]:
    """A line's words; one that ends it with a hyphen has no space after it."""
    last = len(line.words) - 1
    for n, (text, left, right, base) in enumerate(line.words):
        yield Word(
            text,
            left,
            base - _ABOVE * size,
            right,
            base + _BELOW * size,
            size=size,
            font="bold" if bold else "",
            spaced=n < last or not text.endswith("-"),
        )


def _measured(line: ReadLine, inks: Sequence[Ink]) -> tuple[float | None, float]:
    """The size of a line's type and the width of its strokes, in dots; None where letters fail to tell."""
    heights: list[float] = []
    above_base: list[float] = []
    runs: list[NDArray[np.intp]] = []
    for word, ink in zip(line, inks, strict=True):
        rows = np.flatnonzero(ink.any(axis=1))
        if not rows.size:
            continue
        runs.append(_runs(ink))
        part = _reach(word.text)
        if part is not None and _DEEP.search(word.text):
            above_base.append((word.base - _start(word.top) - float(rows[0])) / part)
        elif part is not None:
            heights.append(float(rows[-1] - rows[0] + 1) / part)
    heights = heights or above_base
    widths = np.concatenate(runs) if runs else np.zeros(1)
    upright = widths[widths <= 1.5 * np.median(widths)]
    return median(heights) if heights else None, float(upright.mean())


def _reach(text: str) -> float | None:
    """How high a word's letters are in parts of its type's size; None where they do not tell."""
    if len(text) < 2 or _MARKS.search(text):
        return None
    return _ASCENT if _TALLER.search(text) else _CAPITAL if _TALL.search(text) else None


def _runs(ink: Ink) -> NDArray[np.intp]:
    """How many dots each stroke is wide, row by row."""
    steps = np.diff(np.pad(ink, ((0, 0), (1, 1))).astype(np.int8)).ravel()
    return np.flatnonzero(steps < 0) - np.flatnonzero(steps > 0)


def _start(edge: int) -> int:
    """Where the ink that is looked at begins before the edge of a word."""
    return max(0, edge - _ROUND)


def _ink(word: Read, grey: Grey) -> Ink:
    """Which dots of a word are more ink than the paper round it."""
    top, left = _start(word.top), _start(word.left)
    part = grey[top : word.bottom + _ROUND, left : word.right + _ROUND].astype(np.int16)
    if min(part.shape) < 3:
        return np.zeros((1, 1), np.bool_)
    paper = int(np.median(np.concatenate((part[0], part[-1], part[:, 0], part[:, -1]))))
    ink = abs(part - paper)
    return ink > max(20.0, 0.5 * float(np.quantile(ink, 0.95)))
