"""Lines and grids, as a reader found them in order -> blocks that know their headings and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.document import (
    Block,
    Bullet,
    Document,
    Format,
    Heading,
    Location,
    Paragraph,
    Problem,
    Source,
    Table,
)
from ingest.tables import Grid, whole
from ingest.wordlists import wordlist
from ingest.words import stem, tokens

_TITLE_BLOCKS = 4
_LONGEST_HEADING = 100
_LONGEST_LEAD_IN = 60
_LABELLED = re.compile(r"(?![\w ]{1,20}\b(?:\d+|[A-Z])\s*:)[^:]{1,30}:\s+\S")
_CONTINUED = re.compile(r"(.*?)[\s,:(–-]*\bcont(?:inued|['’]?d)?\b\.?\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside tables: `level` where the format says heading, `marker` for a list item.

    A `plain` line is no heading, whatever it looks like.
    """

    text: str
    level: int | None = None
    marker: str | None = None
    depth: int = 0
    bold: bool = False
    plain: bool = False


Piece = Line | Grid


class Outline:
    """The blocks of a document, put in their places one after another."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.sheet: str | None = None
        self.page: int | None = None
        self.reference: str | None = None
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self._above: list[tuple[int, str]] = []
        self._level = 0
        self.tables = 0

    def add(self, pieces: Sequence[Piece]) -> None:
        """Add lines and grids in order, taking plain lines for headings where they stand as such."""
        pieces = _rejoined(pieces)
        explicit = any(isinstance(p, Line) and p.level for p in pieces)
        for at, piece in enumerate(pieces):
            after = pieces[at + 1] if at + 1 < len(pieces) else None
            if isinstance(piece, Grid):
                self.table(piece)
            elif piece.marker is not None and not _numbered_heading(piece, after):
                self._put(Bullet(piece.text, self._place(), piece.marker, piece.depth))
            elif piece.level or (not self.blocks and not explicit and _may_title(piece)):
                self.heading(piece.text, level=piece.level or 1)
            elif piece.marker is not None or _heads_what_follows(piece, after):
                self.heading(piece.text)
            else:
                self._put(Paragraph(piece.text, self._place()))

    def heading(self, text: str, *, level: int | None = None, at: Location | None = None) -> None:
        """Add a heading; without a level it stands one below the last that had one."""
        if level is not None:
            self._level = level
        depth = level or self._level + 1
        self._above = [(d, t) for d, t in self._above if d < depth]
        self._put(Heading(text, depth, at or self._place()))
        self._above.append((depth, text))

    def table(self, grid: Grid) -> Table:
        """Add a table; its title row is also a heading, at the place of its cell."""
        self.tables += 1
        before = self._last_table()
        table = whole(grid, location=self._place(table=self.tables))
        titled = bool(table.heading_rows and table.title) and table.rows[0][0].text in table.title
        if titled:
            self.heading(table.title, at=table.rows[0][0].location)
        continues = before if before and _goes_on(table, before, self.blocks) else None
        if titled or continues:
            table = whole(grid, location=self._place(table=self.tables), continues=continues)
        self._put(table)
        return table

    def problem(self, reason: str) -> None:
        """Note what could not be read, at the place reached."""
        self.problems.append(Problem(reason, self._place()))

    def document(self, format: Format, *, title: str = "", dated: str | None = None) -> Document:
        """The document made of the blocks; without a title, its first heading's or its file's name."""
        first = next((b.text for b in self.blocks if isinstance(b, Heading)), "")
        top = next((b.text for b in self.blocks if isinstance(b, Heading) and b.level == 1), first)
        title = self._whole_title(title or top or self.file_title())
        return Document(
            self.source, format, title, tuple(self.blocks), tuple(self.problems), dated=dated
        )

    def _whole_title(self, title: str) -> str:
        """The title; where it says only whose document it is, with the line near it that says what."""
        if not title or _tells_kind(title):
            return title
        for block in self.blocks[:_TITLE_BLOCKS]:
            words = "" if isinstance(block, Table) else block.text
            short = words != title and words[-1:] not in ".:" and _may_title(Line(words))
            if short and _tells_kind(words):
                return f"{title}: {words}"
        return title

    def file_title(self) -> str:
        """The file's name as a title."""
        return Path(self.source.name).stem.replace("_", " ").strip() or self.source.name

    def _place(self, *, table: int | None = None) -> Location:
        return Location(
            document=self.source.key,
            page=self.page,
            headings=tuple(text for _, text in self._above),
            block=self._next(),
            table=table,
            sheet=self.sheet,
            reference=self.reference,
        )

    def _headings_above(self, depth: int) -> tuple[str, ...]:
        return tuple(text for d, text in self._above if d < depth)

    def _next(self) -> int:
        return len(self.blocks) + 1

    def _put(self, block: Block) -> None:
        if isinstance(block, Heading):
            place = replace(block.location, headings=self._headings_above(block.level))
            block = replace(block, location=place)
        self.blocks.append(block)

    def _last_table(self) -> Table | None:
        return next((b for b in reversed(self.blocks) if isinstance(b, Table)), None)


def _tells_kind(words: str) -> bool:
    """Whether words say what sort of document it is: a plan, minutes, a calendar."""
    return bool({stem(t) for t in tokens(words)} & {stem(w) for w in wordlist("document_words")})


def _rejoined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with a paragraph that a stray break cut inside a sentence put together again."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(last, Line) and isinstance(piece, Line) and _cut(last, piece):
            joined[-1] = replace(last, text=f"{last.text} {piece.text}")
        else:
            joined.append(piece)
    return joined


def _cut(first: Line, second: Line) -> bool:
    """Whether two paragraphs are one, cut in the middle of a sentence."""
    plain = all(line.level is None and line.marker is None for line in (first, second))
    whole_words = first.text[-1:].isalnum() or first.text.endswith(",")
    return plain and whole_words and len(first.text) > _LONGEST_LEAD_IN and second.text[0].islower()


def _may_title(line: Line) -> bool:
    """Whether a document's first line reads as its title."""
    return _short(line.text, _LONGEST_HEADING) and not _LABELLED.match(line.text)


def _heads_what_follows(line: Line, after: Piece | None) -> bool:
    """Whether a plain line is a heading: bold, directly before a table, or leading in with a colon."""
    if after is None or line.plain or _LABELLED.match(line.text) or not line.text[0].isalnum():
        return False
    if line.bold or isinstance(after, Grid):
        return _short(line.text, _LONGEST_HEADING)
    follows = after.level is None and after.marker is None and not _LABELLED.match(after.text)
    begins = line.text[0].isupper() or line.text[0].isdigit()
    return line.text.endswith(":") and begins and follows and _short(line.text, _LONGEST_LEAD_IN)


def _numbered_heading(line: Line, after: Piece | None) -> bool:
    """Whether a numbered line is a heading: bold, and no other item of a list follows it."""
    counted = bool(line.marker and line.marker.strip("().").isalnum())
    alone = isinstance(after, Grid) or (after is not None and after.marker is None)
    return line.bold and counted and alone and _short(line.text, _LONGEST_HEADING)


def _short(text: str, limit: int) -> bool:
    """Whether a text is short and no sentence."""
    return len(text) <= limit and not text.endswith((".", ";", ",", "!", "?"))


def _goes_on(table: Table, before: Table, blocks: Sequence[Block]) -> bool:
    """Whether a table without headings goes on under those of the table before it."""
    if table.columns != before.columns or any(c.column_heading for c in table.rows[-1]):
        return False
    above = table.title or next(iter(table.location.headings[-1:]), "")
    found = _CONTINUED.fullmatch(above)
    if found:
        return found[1] in before.title or found[1] in before.location.headings
    return not table.title and blocks[-1] is before
