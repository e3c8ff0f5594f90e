"""What a plan is checked on: its current documents whole, their records, and the day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.checking.finding import Words
from ingest.columns import named
from ingest.document import Cell, Document, Location, Quote, Table
from ingest.entries import Commitment, Measure, Responsibility
from ingest.filing import Filed, Kept
from ingest.table_rows import quotes
from ingest.words import stem, stopwords, tokens


@dataclass(frozen=True, slots=True)
class Ground:
    """A plan's documents with their records and all their words, in order.

    `people` are initials with the names that the trust gives for them, `glossary` the terms that
    it explains, both beside the documents.
    """

    plan: str
    filed: tuple[Filed, ...]
    documents: Mapping[str, Document]
    kept: tuple[Kept, ...]
    words: tuple[Words, ...]
    as_of: date

    @property
    def starts(self) -> date | None:
        """The first day that the plan covers, where that is known."""
        return min((f.start for f in self.filed if f.start), default=None)

    @property
    def people(self) -> Mapping[str, str]:
        """Initials with the names behind them, as the trust gives them."""
        return {i: name for f in self.filed for i, name in f.people_told.items()}

    @property
    def glossary(self) -> Mapping[str, str]:
        """Terms with what they stand for, as the trust gives them."""
        return {t: full for f in self.filed for t, full in f.glossary.items()}

    def commitments(self) -> Iterator[tuple[str, Commitment]]:
        """Each commitment with its document's key, but for what only tells how things are."""
        for k in self.kept:
            if isinstance(k.entry, Commitment) and not tells(k.entry.what):
                yield k.document, k.entry

    def measures(self) -> Iterator[tuple[str, Measure]]:
        """Each measure with its document's key, but for what only tells how things are."""
        for k in self.kept:
            if isinstance(k.entry, Measure) and not tells(k.entry.what):
                yield k.document, k.entry

    def responsibilities(self) -> Iterator[tuple[str, Responsibility]]:
        """Each responsibility with its document's key."""
        for k in self.kept:
            if isinstance(k.entry, Responsibility):
                yield k.document, k.entry

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Each table with its document's key."""
        for key, document in self.documents.items():
            for table in document.tables():
                yield key, table

    def cell(self, key: str, location: Location) -> Cell | None:
        """The cell at a place of a document."""
        for table in self.documents[key].tables():
            if table.location.table == location.table and location.row and location.column:
                return table.rows[location.row - 1][location.column - 1]
        return None


_TELLING = re.compile(r"\b(?:evidence|data|survey|audit)s?\s+(?:says?|tells?|shows?)\b", re.I)


def tells(quote: Quote) -> bool:
    """Whether words stand in a column of needs or baselines, or of what the evidence says."""
    heading = quote.about[-1] if quote.about else ""
    return named(heading) in ("need", "baseline") or bool(_TELLING.search(heading))


def every_word(documents: Mapping[str, Document]) -> tuple[Words, ...]:
    """Every block and every paragraph of a cell as a quotation, in order."""
    out: list[Words] = []
    for key, document in documents.items():
        for block in document.blocks:
            if isinstance(block, Table):
                out += [Words(key, q) for c in block.cells() for q in quotes(c)]
            else:
                out.append(Words(key, Quote(block.text, block.location)))
    return tuple(out)


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text in order, small words and numbering left out."""
    bare = re.sub(r"^\s*(?:\d+(?:\.\d+)*[.)]?|[a-z]\)|\([a-z]\))\s+", "", text, flags=re.I)
    small = stopwords()
    return tuple(stem(t) for t in tokens(bare.replace("&", " ")) if t.lower() not in small)


def place(words: Words) -> tuple[str, int | None, int | None, int | None, int | None]:
    """By what two quotations stand in one cell or block."""
    at = words.quote.location
    if at.table is None:
        return (words.document, None, at.block, None, None)
    return (words.document, at.table, None, at.row, at.column)
