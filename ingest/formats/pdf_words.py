"""Words and lines of a PDF page, made of its characters by where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, cast

from ingest.document import Box
from ingest.formats.pdf_marks import NAMELESS, Char

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
WORD_GAP = 0.18
"""The gap that divides words, in parts of the type's size."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it stands and how it is set; `spaced` when a space character follows it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: str = ""
    colour: str | None = None
    spaced: bool = False

    @property
    def bold(self) -> bool:
        """Whether its font says that it is bold."""
        name = self.font.lower()
        return any(mark in name for mark in ("bold", "black", "heavy", "demi"))

    @property
    def middle(self) -> float:
        """Half-way down the word."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Half-way along the word."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words beside each other on a page, from the left, and the edges of them all.

    `size` is the size of its longest word.
    """

    words: tuple[Word, ...]
    page: int
    x0: float = field(init=False)
    top: float = field(init=False)
    x1: float = field(init=False)
    bottom: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "x0", self.words[0].x0)
        object.__setattr__(self, "top", min(word.top for word in self.words))
        object.__setattr__(self, "x1", max(word.x1 for word in self.words))
        object.__setattr__(self, "bottom", max(word.bottom for word in self.words))
        object.__setattr__(self, "size", max(self.words, key=lambda w: len(w.text)).size)

    @property
    def text(self) -> str:
        """Its words, one space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether all its words are bold."""
        return all(word.bold for word in self.words)

    @property
    def colour(self) -> str | None:
        """The colour of its first word."""
        return self.words[0].colour

    @property
    def spaced(self) -> bool:
        """Whether a space character ends it, as programs write where a paragraph goes on."""
        return self.words[-1].spaced


def box_of(lines: Iterable[Line]) -> Box:
    """The rectangle round lines of one page."""
    kept = list(lines)
    return Box(
        left=round(min(line.x0 for line in kept), 1),
        top=round(min(line.top for line in kept), 1),
        right=round(max(line.x1 for line in kept), 1),
        bottom=round(max(line.bottom for line in kept), 1),
    )


def words_of(chars: Iterable[Char]) -> list[Word]:
    """The words of upright characters, in the order in which the file has them."""
    runs: list[Word] = []
    run: list[Char] = []
    for char in chars:
        if char.text.isspace():
            runs += _word(run, spaced=True)
            run = []
        elif run and not _goes_on(run[-1], char):
            runs += _word(run, spaced=False)
            run = [char]
        else:
            run.append(char)
    return runs + _word(run, spaced=False)


def _goes_on(before: Char, char: Char) -> bool:
    """Whether a character stands where the word before it goes on."""
    size = max(before.size, char.size)
    gap = char.x0 - before.x1
    level = abs(char.bottom - before.bottom) < 0.5 * size
    return level and -0.5 * size < gap < WORD_GAP * size


def _word(run: Sequence[Char], *, spaced: bool) -> list[Word]:
    if not run:
        return []
    kept = [c for i, c in enumerate(run) if i == 0 or not _same_again(run[i - 1], c)]
    text = "".join(LIGATURES.get(c.text, c.text) for c in kept)
    if not text.strip(NAMELESS):
        return []
    first = run[0]
    return [
        Word(
            text=text,
            x0=first.x0,
            top=min(c.top for c in run),
            x1=max(c.x1 for c in run),
            bottom=max(c.bottom for c in run),
            size=first.size,
            font=first.font,
            colour=colour_of(first.colour),
            spaced=spaced,
        )
    ]


def _same_again(before: Char, char: Char) -> bool:
    """Whether a letter is drawn a second time over itself, which stands for bold in some files."""
    return (
        char.text == before.text
        and abs(char.x0 - before.x0) < 0.15 * char.size
        and abs(char.top - before.top) < 0.15 * char.size
    )


@lru_cache(maxsize=512)
def colour_of(value: Any) -> str | None:
    """A PDF colour as "#RRGGBB"; None where it is a pattern, is not given or cannot be told.

    A single 1 is white as a grey and the full colour as an ink of its own: it is not told which.
    """
    try:
        values = cast("tuple[Any, ...]", value if isinstance(value, tuple) else (value,))
        parts = [min(1.0, max(0.0, float(v))) for v in values]
    except (TypeError, ValueError):
        return None
    if parts == [1.0]:
        return None
    if len(parts) == 1:
        parts *= 3
    elif len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    if len(parts) != 3:
        return None
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def lines_of(words: Iterable[Word], *, page: int) -> list[Line]:
    """Words gathered into lines, from the top; words that touch are made one."""
    rows: list[list[Word]] = []
    level = 0.0
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        if rows and word.middle - level < 0.35 * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
            level += (word.middle - level) / len(rows[-1])
        else:
            rows.append([word])
            level = word.middle
    return [Line(tuple(_touching(sorted(row, key=lambda w: w.x0))), page) for row in rows]


def _touching(row: Sequence[Word]) -> list[Word]:
    """A line's words with those joined that stand without any gap between them."""
    joined: list[Word] = []
    for word in row:
        before = joined[-1] if joined else None
        if before and word.text == before.text and abs(word.x0 - before.x0) < 0.15 * word.size:
            continue
        if before and not before.spaced and abs(word.x0 - before.x1) < 0.1 * word.size:
            joined[-1] = _as_one(before, word)
        else:
            joined.append(word)
    return joined


def _as_one(left: Word, right: Word) -> Word:
    return replace(
        left,
        text=left.text + right.text,
        top=min(left.top, right.top),
        x1=max(left.x1, right.x1),
        bottom=max(left.bottom, right.bottom),
        spaced=right.spaced,
    )


def pieces_of(line: Line, *, gap: float = 2.0, walls: Sequence[float] = ()) -> list[Line]:
    """A line divided where its words stand far apart or a wall stands between them.

    The gap is in parts of the type's size; walls are places along the line.
    """
    pieces: list[list[Word]] = [[line.words[0]]]
    for before, word in zip(line.words, line.words[1:], strict=False):
        apart = word.x0 - before.x1 > gap * word.size
        if apart or any(before.centre < wall < word.centre for wall in walls):
            pieces.append([])
        pieces[-1].append(word)
    return [Line(tuple(words), line.page) for words in pieces]
