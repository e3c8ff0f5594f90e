"""Which lines of a PDF are headings, and of what level: by its outline, else by how they are set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.formats.pdf_paragraphs import GLYPHS, Paragraph
from ingest.formats.pdf_words import Line

LONGEST = 200
LARGER = 1.12
"""How much larger than the body's type a heading is set."""
TITLE_WORDS = 14

Style = tuple[float, bool, str | None]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of a PDF's outline: its words, its level from 1 and the page that it leads to."""

    title: str
    level: int
    page: int | None


def style_of(line: Line) -> Style:
    """How a line is set: size to the half point, bold, colour."""
    return round(line.size * 2) / 2, line.bold, line.colour


def bare(text: str) -> str:
    """A text as outlines and pages agree on it: letters and digits alone, without case."""
    return re.sub(r"[\W_]+", "", text).casefold()


class Headings:
    """What a document's headings look like."""

    def __init__(self, paragraphs: Sequence[Paragraph], outline: Sequence[OutlineEntry]) -> None:
        self._outline = _by_words(outline)
        self._body = _body_style(paragraphs)
        self._levels = self._style_levels(paragraphs)

    def level_of(self, paragraph: Paragraph) -> int | None:
        """The level of a paragraph that is a heading; None for any other."""
        found = self._outlined(paragraph)
        if found is not None:
            return found
        if not self._stands_out(paragraph):
            return None
        return self._levels.get(style_of(paragraph.lines[0]))

    def _outlined(self, paragraph: Paragraph) -> int | None:
        text = " ".join(line.text for line in paragraph.lines)
        if len(text) > LONGEST:
            return None
        entries = self._outline.get(bare(text), ())
        page = paragraph.lines[0].page
        return next((e.level for e in entries if e.page in (page, None)), None)

    def _stands_out(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph is short and larger, or bolder, than the body."""
        first = paragraph.lines[0]
        text = paragraph.text
        if paragraph.marker is not None and GLYPHS.fullmatch(paragraph.marker):
            return False
        if len(text) > LONGEST or len(paragraph.lines) > 3 or not re.search(r"[^\W\d_]", text):
            return False
        size, bold, _ = self._body
        if first.size >= LARGER * size:
            return True
        return (
            not self._outline
            and all(line.bold for line in paragraph.lines)
            and not bold
            and first.size > 0.95 * size
            and not text.endswith((".", ";", ","))
            and len(text.split()) <= TITLE_WORDS
        )

    def _style_levels(self, paragraphs: Iterable[Paragraph]) -> Mapping[Style, int]:
        """The level of each style that headings are set in: the outline's, else by size."""
        told: dict[Style, Counter[int]] = {}
        styles: set[Style] = set()
        for paragraph in paragraphs:
            style = style_of(paragraph.lines[0])
            level = self._outlined(paragraph)
            if level is not None:
                told.setdefault(style, Counter())[level] += 1
            elif self._stands_out(paragraph):
                styles.add(style)
        levels = {style: counts.most_common(1)[0][0] for style, counts in told.items()}
        return levels | _by_size(styles - set(levels), levels)


def _by_words(outline: Sequence[OutlineEntry]) -> Mapping[str, tuple[OutlineEntry, ...]]:
    found: dict[str, tuple[OutlineEntry, ...]] = {}
    for entry in outline:
        key = bare(entry.title)
        if key:
            found[key] = (*found.get(key, ()), entry)
    return found


def _body_style(paragraphs: Iterable[Paragraph]) -> Style:
    """The style that most letters have."""
    letters: Counter[Style] = Counter()
    for paragraph in paragraphs:
        for line in paragraph.lines:
            letters[style_of(line)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else (10.0, False, None)


def _by_size(styles: Iterable[Style], known: Mapping[Style, int]) -> dict[Style, int]:
    """Levels for styles that the outline tells nothing of: the larger, the further out."""
    ranked = sorted({(size, bold) for size, bold, _ in styles}, reverse=True)
    levels: dict[Style, int] = {}
    for style in styles:
        size, bold, _ = style
        above = max((level for (s, _, _), level in known.items() if s > size), default=0)
        levels[style] = min(6, above + 1 + (ranked.index((size, bold)) if not known else 0))
    return levels


def is_table_title(paragraph: Paragraph) -> bool:
    """Whether a paragraph that stands just before a table reads as its title: short, no stop."""
    text = paragraph.text
    return (
        len(paragraph.lines) == 1
        and paragraph.marker is None
        and len(text.split()) <= TITLE_WORDS
        and not text.endswith((".", ",", ";", ":", "!", "?"))
        and text[:1].isupper() | text[:1].isdigit()
    )


def largest_first(paragraphs: Sequence[Paragraph]) -> str:
    """The first of the largest lines on the first two pages, else the first short line; or ""."""
    early = [p for p in paragraphs if p.lines[0].page <= 2 and 3 < len(p.text) <= LONGEST]
    if not early:
        return ""
    body, _, _ = _body_style(paragraphs)
    largest = max(early, key=lambda p: p.lines[0].size)
    if largest.lines[0].size >= LARGER * body:
        return largest.text
    return early[0].text if len(early[0].lines) == 1 else ""
