"""Evidence documents as statements: sentences, and rows of tables, each with when it is from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.coverage import stem_set
from assistant.evidence.dating import From, row_from, when_from
from ingest.document import Bullet, Cell, Document, Paragraph, Quote, Table
from ingest.filing import Filed
from ingest.segments import sentences
from ingest.view import View


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest thing that evidence says: a sentence or a table's row, in its own words.

    `own` are the stems of its words, `around` those of the headings over it.
    """

    document: str
    quotes: tuple[Quote, ...]
    own: frozenset[str]
    around: frozenset[str]
    dated: From | None

    @property
    def text(self) -> str:
        """All its words; of a row, cell after cell."""
        return " | ".join(q.text for q in self.quotes)


def statements(view: View, filed: Filed) -> tuple[Statement, ...]:
    """Everything that a document states, in order."""
    document = view.document(filed.key)
    whole = when_from(filed, document)
    return tuple(_statements(document, filed.key, whole))


def _statements(document: Document, key: str, whole: From | None) -> Iterator[Statement]:
    title = frozenset(stem_set(document.title))
    for block in document.blocks:
        if isinstance(block, Table):
            yield from _rows(block, key, whole, title)
        elif isinstance(block, Paragraph | Bullet):
            over = title.union(*map(stem_set, block.location.headings))
            for text in _sentences(block.text) if _is_said(block.text) else ():
                quote = Quote(text, block.location)
                yield Statement(key, (quote,), stem_set(text), over, whole)


def _sentences(text: str) -> list[str]:
    return [s for line in text.split("\n") for s in sentences(line) if s.strip()]


_ROLL = re.compile(
    r"\W*(?:present|in attendance|attendees|apologies|attended by|absent|circulation|copies? to)\b"
    r"[^.]{0,20}:",
    re.I,
)


def _is_said(text: str) -> bool:
    """Whether a paragraph says something: it is no roll of who was there, and no running title."""
    if _ROLL.match(text):
        return False
    return len(text.split()) > 12 or text.rstrip()[-1:] in ".!?;:)" or any(map(str.isdigit, text))


def _rows(table: Table, key: str, whole: From | None, title: frozenset[str]) -> Iterator[Statement]:
    over = title.union(stem_set(table.title), *map(stem_set, table.location.headings))
    for row in table.body():
        cells = list(dict.fromkeys(c for c in row if c.paragraphs))
        quotes = tuple(_quote(c) for c in cells)
        if not quotes:
            continue
        own = frozenset[str]().union(*(stem_set(q.text) for q in quotes))
        heads = frozenset[str]().union(*(stem_set(c.heading) for c in cells))
        yield Statement(key, quotes, own | heads, over, row_from(quotes, whole))


def _quote(cell: Cell) -> Quote:
    about = tuple(a for a in (cell.heading,) if a)
    return Quote(cell.text, replace(cell.location), about)
