"""The register as a list: what matches a filter, a page at a time, each record with its places."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.answer import Citation
from assistant.citing import cited
from assistant.question import BadQuestion, UnknownPlan
from assistant.times import asked_period, every_year
from ingest.calendar import Span, month_span
from ingest.document import Quote
from ingest.entries import Commitment, Definition, Entry, EntryKind, Measure, Responsibility
from ingest.filing import Filed, Kept, Plan
from ingest.matching import Match
from ingest.view import View
from ingest.words import stem, terms, tokens

Listed = Literal["responsibility", "commitment", "measure", "definition"]
State = Literal["done", "not done"]

MOST = 200
"""How many records a page may have."""

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of records is to hold; what is not given, all match.

    `strand` is a strand's name or words of it, `person` a name, position or initials, `words` are
    words that a record and its headings all hold. `period` is a time in words ("March 2026") or
    as days ("2026-03-01..2026-03-31"); with `open_ended` it takes in what merely goes on then.
    """

    kind: Listed
    plan: str | None = None
    strand: str | None = None
    person: str | None = None
    period: str | None = None
    open_ended: bool = False
    state: State | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the register with the places that its parts stand in."""

    plan: str
    document: str
    entry: Entry
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the records that match, how many match in all, and the days asked about by plan."""

    total: int
    offset: int
    records: tuple[Record, ...]
    spans: Mapping[str, Span]


def page(view: View, wanted: Wanted, *, today: date, limit: int, offset: int = 0) -> Page:
    """A page of the records that match, in the order of plans and documents.

    Raises UnknownPlan, and BadQuestion for a period that is no time.
    """
    listing = _Listing(view, wanted, today)
    return Page(
        listing.total(), offset, tuple(listing.records(limit, offset)), listing.spans
    )


def every(view: View, wanted: Wanted, *, today: date) -> Iterator[Record]:
    """All records that match, read some at a time. Raises as `page` does."""
    listing = _Listing(view, wanted, today)
    for offset in range(0, listing.total(), _CHUNK):
        yield from listing.records(_CHUNK, offset)


class _Listing:
    """A filter as the index takes it: one or more matches, each over plans with the same span."""

    def __init__(self, view: View, wanted: Wanted, today: date) -> None:
        self._view = view
        self._filed = {f.key: f for f in view.documents()}
        plans = [p for p in view.plans() if wanted.plan in (None, p.key)]
        if wanted.plan is not None and not plans:
            raise UnknownPlan(f"There is no plan of the key {wanted.plan}.")
        match = _match(wanted, self._filed.values())
        self.spans: dict[str, Span] = {}
        self._matches = [match]
        if wanted.period is not None:
            self.spans = _spans(view, plans, wanted, match, today)
            self._matches = _by_span(self.spans, match)

    def total(self) -> int:
        """How many records match."""
        self._counts = [self._view.count(**m) for m in self._matches]
        return sum(self._counts)

    def records(self, limit: int, offset: int) -> Iterator[Record]:
        """The records from `offset` on, at most `limit`; `total` comes first."""
        for match, count in zip(self._matches, self._counts, strict=True):
            if offset < count and limit > 0:
                kept = self._view.entries(limit=limit, offset=offset, **match)
                limit -= len(kept)
                yield from (_record(k, self._filed[k.document]) for k in kept)
            offset = max(0, offset - count)


def _match(wanted: Wanted, filed: object) -> Match:
    match: Match = {"kinds": (wanted.kind,)}
    if wanted.plan is not None:
        match["plans"] = (wanted.plan,)
    if wanted.strand is not None:
        match["strand_words"] = [_piece(t) for t in tokens(wanted.strand)]
    if wanted.person is not None:
        match["people"] = _called(wanted.person, filed)  # type: ignore[arg-type]
    if wanted.state is not None:
        match["done"] = wanted.state == "done"
    if wanted.words is not None:
        match["all_terms"] = terms(wanted.words) or [wanted.words.lower()]
    return match
