"""Lines of a PDF joined into paragraphs, by where they end and how far apart they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.formats.pdf_words import Line, Word

GLYPHS = re.compile("[•●○◦▪■□◆◇‣➢➤❖✓✔·–—*\\-\ue000-\uf8ff]|o")
NUMBERS = re.compile(r"\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]")
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that make one paragraph; `marker` is the bullet or number before it, if it has one."""

    lines: tuple[Line, ...]
    marker: str | None = None

    @property
    def text(self) -> str:
        """Its words in one line, without the marker."""
        return joined(self.lines, skip=0 if self.marker is None else 1)


@dataclass(frozen=True, slots=True)
class Measure:
    """What decides where paragraphs end: the right limit of lines, and what spaces at ends mean.

    `spaces_tell` when the program that made the file writes a space character at the end of a
    line exactly where its paragraph goes on.
    """

    right: float
    spaces_tell: bool = False


def joined(lines: Iterable[Line], *, skip: int = 0) -> str:
    """The words of lines as one text; a line that ends at a hyphen is joined without a space."""
    text = ""
    for line in lines:
        words = " ".join(word.text for word in line.words[skip:])
        skip = 0
        if text.endswith(SOFT_HYPHEN):
            text = text[:-1] + words
        elif not text or (_hyphen_at_end(text) and not spaced):
            text += words
        else:
            text += " " + words
        spaced = line.spaced
    return text.strip()


def _hyphen_at_end(text: str) -> bool:
    """Whether a text ends inside a word that has a hyphen, which is kept as it is."""
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
    return [Paragraph(tuple(group), marker_of(group[0])) for group in groups]


def _pitch(lines: Sequence[Line]) -> float:
    """The least distance from one line to the next in parts of the type's size."""
    steps = [
        (b.top - a.top) / b.size
        for a, b in zip(lines, lines[1:], strict=False)
        if a.page == b.page and abs(a.size - b.size) < 1 and b.top > a.top
    ]
    return max(1.0, min(steps, default=1.2))


def _parts(group: Sequence[Line], line: Line, measure: Measure, pitch: float) -> bool:
    """Whether a new paragraph begins at a line, after the lines of the one before it."""
    last = group[-1]
    if abs(last.size - line.size) > 0.08 * line.size:
        return True
    if last.bold != line.bold and last.text.endswith((".", ":", "!", "?")):
        return True
    if last.page == line.page and (line.top - last.top) > (1.25 * pitch + 0.1) * line.size:
        return True
    if marker_of(line) is not None and _marker_stands(group, line):
        return True
    return not goes_on(last, line, measure)


def _marker_stands(group: Sequence[Line], line: Line) -> bool:
    """Whether a marker at a line's beginning is one, and not a dash or number within a text."""
    if line.words[0].text in ("-", "–", "—", "*"):
        return not (group[-1].spaced and line.x0 > group[0].x0 + line.size)
    return True


def goes_on(last: Line, line: Line, measure: Measure) -> bool:
    """Whether a paragraph that reached the end of one line goes on in the next."""
    if measure.spaces_tell and not last.spaced and not _hyphen_at_end(last.text):
        return False
    return not fits(last, line, right=measure.right)


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
