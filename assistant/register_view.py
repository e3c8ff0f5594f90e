"""The register as a list: what matches a filter, a page at a time, each record with its places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from os.path import commonprefix
from typing import Literal

from assistant.answer import Citation
from assistant.citing import cited
from assistant.question import BadQuestion, UnknownPlan
from assistant.times import Asked, asked_period, every_year
from ingest.calendar import Span, month_span
from ingest.document import Quote
from ingest.entries import Commitment, Definition, Entry, Measure, Responsibility
from ingest.filing import Filed, Kept, Plan
from ingest.matching import Match
from ingest.rows import name_words
from ingest.view import View
from ingest.words import stem, stopwords, terms, tokens

Listed = Literal["responsibility", "commitment", "measure", "definition"]
State = Literal["done", "not done"]

MOST = 200
"""How many records a page may have."""

_CHUNK = 2_000
"""How many records are read at a time where all are wanted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of records is to hold; what is not given, all match.

    `strand` is a strand's name or words of it, `person` a name, position or initials; `words`
    stand in the record or its headings, all of them. `period` is a time in words ("March 2026")
    or as days ("2026-03-01..2026-03-31"); with `open_ended` it takes in what merely goes on then.
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
class Days:
    """The days that a period was taken to mean, in these plans; in all where none are named."""

    span: Span
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the records that match, how many match in all, and the days that were meant."""

    total: int
    records: tuple[Record, ...]
    days: tuple[Days, ...]


class Listing:
    """The records that match, in the order of their plans' periods and of their documents.

    Raises UnknownPlan, and BadQuestion for a period that is no time.
    """

    def __init__(self, view: View, wanted: Wanted, *, today: date) -> None:
        self._view = view
        self._filed = {f.key: f for f in view.documents()}
        plans = {f.plan for f in self._filed.values() if f.current}
        if wanted.plan is not None and wanted.plan not in plans:
            raise UnknownPlan(f"There is no plan of the key {wanted.plan}.")
        match = _match(view, wanted, self._filed.values())
        self.days = _days(view, wanted, match, today) if wanted.period is not None else ()
        self._matches = [_within(match, d, wanted) for d in self.days]
        if wanted.period is None:
            self._matches = [match]
        self._counts = [view.count(**m) for m in self._matches]

    @property
    def total(self) -> int:
        """How many records match."""
        return sum(self._counts)

    def page(self, *, limit: int, offset: int = 0) -> Page:
        """At most `limit` of the records, from `offset` on."""
        return Page(self.total, tuple(self._records(limit, offset)), self.days)

    def every(self) -> Iterator[Record]:
        """All the records, read some at a time."""
        for offset in range(0, self.total, _CHUNK):
            yield from self._records(_CHUNK, offset)

    def _records(self, limit: int, offset: int) -> Iterator[Record]:
        for match, count in zip(self._matches, self._counts, strict=True):
            if offset < count and limit > 0:
                kept = self._view.entries(limit=limit, offset=offset, **match)
                limit -= len(kept)
                yield from (_record(k, self._filed[k.document]) for k in kept)
            offset = max(0, offset - count)


def _match(view: View, wanted: Wanted, filed: Iterable[Filed]) -> Match:
    """The filter as the index takes it, but for its period."""
    match: Match = {"kinds": (wanted.kind,)}
    if wanted.plan is not None:
        match["plans"] = (wanted.plan,)
    if wanted.strand is not None:
        match["strands"] = strands_named(wanted.strand, view)
    if wanted.person is not None:
        match["people"] = names_of(wanted.person, filed)
    if wanted.state is not None:
        match["done"] = wanted.state == "done"
    if wanted.words is not None and (stems := terms(wanted.words)):
        match["all_terms"] = stems
    return match


def strands_named(asked: str, view: View) -> list[str]:
    """The strand of that name; where there is none, those whose names have all its words.

    Words are taken by what all their forms begin with: "finance" and "financial" by "financ".
    """
    names = [(n, n.casefold()) for n in view.strands()]
    if own := [n for n, folded in names if folded == asked.strip().casefold()]:
        return own
    said = [t.lower() for t in tokens(asked)]
    kept = [t for t in said if t not in stopwords()] or said
    pieces = [commonprefix([t, stem(t)]) or t for t in kept]
    return [n for n, folded in names if pieces and all(p in folded for p in pieces)]


def names_of(person: str, filed: Iterable[Filed]) -> list[str]:
    """A person by the name given, and by the initials or the name that a trust gives beside it."""
    found = dict.fromkeys([person])
    wanted = set(name_words(person))
    for document in filed:
        for initials, name in document.people_told.items():
            if initials == person:
                found[name] = None
            elif wanted <= set(name_words(name)):
                found[initials] = None
    return list(found)


_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def _days(view: View, wanted: Wanted, match: Match, today: date) -> tuple[Days, ...]:
    """The days that a period means: the same in every plan, or as each plan's own years have it."""
    text = (wanted.period or "").strip()
    if span := _iso(text):
        return (Days(span, ()),)
    asked = asked_period(text, today)
    if asked is None or (asked.span is None and asked.period is None):
        raise BadQuestion(
            f"“{text}” is no time that can be looked up: "
            "give one such as “March 2026” or 2026-03-01..2026-03-31."
        )
    if asked.span is not None:
        return (Days(asked.span, ()),)
    plans = [p for p in view.plans() if wanted.plan in (None, p.key)]
    return _by_plan(view, plans, asked, match, today)


def _iso(text: str) -> Span | None:
    """The span of "2026-03-01..2026-03-31", "2026-03-01" or "2026-03". Raises BadQuestion."""
    if m := _MONTH.fullmatch(text):
        return month_span(int(m[1]), int(m[2]))
    m = _ISO.fullmatch(text)
    if m is None:
        return None
    try:
        start, end = date.fromisoformat(m[1]), date.fromisoformat(m[2] or m[1])
    except ValueError:
        raise BadQuestion(f"“{text}” has a day that no calendar has.") from None
    if end < start:
        raise BadQuestion(f"“{text}” ends before it begins.")
    return start, end


def _by_plan(
    view: View, plans: Sequence[Plan], asked: Asked, match: Match, today: date
) -> tuple[Days, ...]:
    """The days by plan: in the plan's years the next such time that has records, else the last."""
    frames: dict[Span | None, list[str]] = defaultdict(list)
    for plan in plans:
        frames[(plan.start, plan.end) if plan.start and plan.end else None].append(plan.key)
    spans: dict[Span, list[str]] = defaultdict(list)
    for frame, keys in frames.items():
        own: Match = {**match, "plans": keys}
        if span := _span(view, asked, frame, own, today):
            spans[span] += keys
    return tuple(Days(s, tuple(sorted(keys))) for s, keys in sorted(spans.items()))


def _span(view: View, asked: Asked, frame: Span | None, match: Match, today: date) -> Span | None:
    """The time that words without a year mean in plans of these years."""
    if asked.reading != "in":
        return asked.within(frame, today)
    options = every_year(asked, frame or (today, today + timedelta(days=366)))
    later = [o for o in options if o[1] >= today]
    for option in (*later, *reversed(options)):
        if frame and view.count(**{**match, "between": option, "placed": True}):
            return option
    return next(iter(later or reversed(options)), None)


def _within(match: Match, days: Days, wanted: Wanted) -> Match:
    """The filter for what falls in some days."""
    out: Match = {**match, "between": days.span, "placed": not wanted.open_ended}
    if days.plans:
        out["plans"] = days.plans
    return out


def _record(kept: Kept, filed: Filed) -> Record:
    quotes = list(dict.fromkeys(q for q in _quotes(kept.entry) if q is not None))
    citations = tuple(cited(q, filed, n) for n, q in enumerate(quotes, 1))
    return Record(kept.plan, filed.title, kept.entry, citations)


def _quotes(entry: Entry) -> tuple[Quote | None, ...]:
    """The quotations that a record is made of, what it is about first."""
    match entry:
        case Responsibility():
            return (entry.person, entry.position, entry.area, entry.school, *entry.support)
        case Commitment():
            dates = (d.quote for d in entry.when)
            return (entry.what, *dates, *entry.who, entry.status, entry.school, *entry.serves)
        case Measure():
            dates = (d.quote for d in entry.when)
            return (entry.what, *dates, *entry.who, entry.school, *entry.serves)
        case Definition():
            return (entry.quote,)
        case _:
            return (entry.what,)
