"""Lines of a PDF joined into paragraphs, by where they end and how far apart they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.pdf_words import Line, Word

GLYPHS = re.compile("[•●○◦▪■□◆◇‣➢➤❖✓✔·–—*\\-\ue000-\uf8ff]|o")
NUMBERS = re.compile(r"\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]")
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Measure:
    """What decides where paragraphs end: the right limit of lines, and what spaces at ends mean.

    `spaces_tell` when the program that made the file writes a space character at the end of a
    line exactly where its paragraph goes on.
    """

    right: float
    spaces_tell: bool = False

    def stops(self, line: Line) -> bool:
        """Whether a line shows by its missing space that its words do not go on."""
        return self.spaces_tell and not line.spaced and self.shows_space(line)

    def shows_space(self, line: Line) -> bool:
        """Whether there is room at a line's end for a space, which is dropped where there is not."""
        return self.right - line.x1 > 0.3 * line.size


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that make one paragraph; `marker` is the bullet or number before it, if it has one."""

    lines: tuple[Line, ...]
    measure: Measure
    marker: str | None = None

    @property
    def text(self) -> str:
        """Its words in one line, without the marker; a hyphen at a line's end stays."""
        text = ""
        skip = 0 if self.marker is None else 1
        for n, line in enumerate(self.lines):
            words = " ".join(word.text for word in line.words[skip:])
            text += words if n == 0 else self._between(self.lines[n - 1]) + words
            text = text.removesuffix(SOFT_HYPHEN)
            skip = 0
        return text

    def _between(self, last: Line) -> str:
        """The white space between a line and the next."""
        end = last.text
        if end.endswith(SOFT_HYPHEN) or in_word(end) and not last.spaced:
            return ""
        return "" if end.endswith("-") and self.measure.stops(last) else " "


def in_word(text: str) -> bool:
    """Whether a text ends inside a word that is written with a hyphen or a stroke."""
    return re.search(r"\w[-\u2010\u2011/]$", text) is not None


def paragraphs_of(lines: Sequence[Line], measure: Measure) -> list[Paragraph]:
    """Lines of one column, from the top, as paragraphs and list items."""
    pitch = _pitch(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _parts(groups[-1], line, measure, pitch):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Paragraph(tuple(group), measure, marker_of(group[0])) for group in groups]


def _pitch(lines: Sequence[Line]) -> float:
    """The least distance from one line to the next, within reason, in parts of the type's size."""
    steps = [
        (b.top - a.top) / b.size
        for a, b in zip(lines, lines[1:], strict=False)
        if a.page == b.page and abs(a.size - b.size) < 1 and b.top > a.top
    ]
    return min(max(1.0, min(steps, default=1.2)), 1.6)


def _parts(group: Sequence[Line], line: Line, measure: Measure, pitch: float) -> bool:
    """Whether a new paragraph begins at a line, after the lines of the one before it."""
    last = group[-1]
    if abs(last.size - line.size) > 0.08 * line.size:
        return True
    if last.bold != line.bold and last.text.endswith((".", ":", "!", "?")):
        return True
    if last.page == line.page and (line.top - last.top) > (1.25 * pitch + 0.1) * line.size:
        return True
    if marker_of(line) is not None and not _is_dash(group[-1], line, measure):
        return True
    return not goes_on(last, line, measure)


def _is_dash(last: Line, line: Line, measure: Measure) -> bool:
    """Whether the dash that begins a line stands inside a text, and not before a list's item."""
    dash = line.words[0].text in ("-", "–", "—", "*")
    return dash and marker_of(last) is None and goes_on(last, line, measure)


def goes_on(last: Line, line: Line, measure: Measure) -> bool:
    """Whether a paragraph that reached the end of one line goes on in the next."""
    if measure.stops(last) and not last.text.endswith(("-", "/")):
        return False
    if not fits(last, line, right=measure.right):
        return True
    room = measure.right - last.x1 < 0.2 * (measure.right - last.x0)
    return (
        room and not measure.spaces_tell and line.text[0].islower() and last.text[-1] not in ".:;"
    )


def fits(last: Line, line: Line, *, right: float) -> bool:
    """Whether the next line's first word would have had room on the line before it."""
    word = line.words[0]
    return last.x1 + 0.25 * last.size + (word.x1 - word.x0) < right - 0.1 * last.size


def marker_of(line: Line) -> str | None:
    """The bullet or number that begins a line, where words follow it."""
    if len(line.words) < 2:
        return None
    first, second = line.words[:2]
    text = first.text
    if GLYPHS.fullmatch(text) and _set_apart(first, second):
        return text
    return text if NUMBERS.fullmatch(text) else None


def _set_apart(marker: Word, word: Word) -> bool:
    """Whether a glyph is a list's: of another font than the text, or at a distance from it."""
    gap = word.x0 - marker.x1
    return marker.font != word.font or gap > 0.4 * word.size or marker.text not in "o-–—*"
