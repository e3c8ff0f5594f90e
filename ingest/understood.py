"""A file read and understood: its document, what it covers, its records and its passages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ingest import register
from ingest.document import Document, Source
from ingest.entries import Entry
from ingest.formats import read
from ingest.limits import Allowance
from ingest.passages import Passage, passages


@dataclass(frozen=True, slots=True)
class Understood:
    """All that is made of a file by itself; `starts` to `ends` is the period that it covers."""

    document: Document
    starts: date | None
    ends: date | None
    entries: tuple[Entry, ...]
    passages: tuple[Passage, ...]


def understood(
    source: Source,
    corrections: register.Corrections,
    allowance: Allowance | None = None,
    on_passages: Callable[[tuple[Passage, ...]], None] | None = None,
) -> Understood:
    """The file read and understood in this process. Raises Unreadable.

    `on_passages` is told the passages, which are known long before the records.
    """
    document = read(source, allowance)
    made = passages(document)
    if on_passages:
        on_passages(made)
    starts, ends = register.covers(document)
    return Understood(
        document,
        starts,
        ends,
        register.entries(document, corrections=corrections),
        made,
    )
