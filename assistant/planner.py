"""The year: what plans have for each strand, in the months or terms in which it falls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from assistant.citing import anchor
from ingest.calendar import SEASONS, SchoolCalendar, Span, academic_year, month_span, year_span
from ingest.entries import Commitment, Dated, Measure, Period
from ingest.filing import Kept
from ingest.people import listed
from ingest.view import View

Show = Literal["months", "terms", "list"]
SHOWS: tuple[Show, ...] = get_args(Show)
NO_STRAND = "No strand given"


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the year is wanted: one plan, strand or lead, or every one, and in what shape."""

    plan: str = ""
    strand: str = ""
    lead: str = ""
    year: int | None = None
    show: Show = "months"


@dataclass(frozen=True, slots=True)
class Placed:
    """Something that a plan has for a time: its words, who, the plan's phrase, and where it stands.

    `span` are the days that the phrase means; None where it means none, or goes on.
    """

    what: str
    who: tuple[str, ...]
    phrase: str
    kind: str
    inferred: bool
    span: Span | None
    strand: str
    plan: str
    document: str
    url: str

    @property
    def day(self) -> date:
        """The day that it is sorted by: a deadline's own, else the first."""
        assert self.span
        return self.span[1] if self.kind == "deadline" else self.span[0]


@dataclass(frozen=True, slots=True)
class Column:
    """A month or a term of the year; `is_now` where today falls in it."""

    name: str
    span: Span
    is_now: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A strand of a plan, with what falls in each column."""

    strand: str
    plan: str
    cells: tuple[tuple[Placed, ...], ...]


@dataclass(frozen=True, slots=True)
class Year:
    """An academic year: its rows by columns, the same in order of time, and what has no date."""

    first: int
    years: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    dated: tuple[Placed, ...]
    ongoing: tuple[Placed, ...]
    undated: tuple[Placed, ...]
    plans: tuple[tuple[str, str], ...]
    strands: tuple[str, ...]
    leads: tuple[str, ...]

    @property
    def name(self) -> str:
        """The year as schools write it."""
        return f"{self.first}–{(self.first + 1) % 100:02d}"


def year_of(view: View, choice: Choice, *, today: date) -> Year:
    """The year that was chosen; without a choice, today's, or the one nearest to it in the plans."""
    plans = tuple((p.key, p.name) for p in view.plans())
    every = [p for k in view.entries(kinds=("commitment", "measure")) for p in _placed(k)]
    of_plan = [p for p in every if choice.plan in ("", p.plan)]
    kept = [p for p in of_plan if _is_chosen(p, choice)]
    years = tuple(sorted({academic_year(p.day) for p in of_plan if p.span}))
    first = _first(choice, years, today)
    columns = _columns(first, choice.show, today)
    dated = sorted(
        (p for p in kept if p.span and academic_year(p.day) == first), key=lambda p: p.day
    )
    return Year(
        first,
        years,
        columns,
        _rows(dated, columns),
        tuple(dated),
        tuple(p for p in kept if not p.span and p.kind == "ongoing"),
        tuple(p for p in kept if not p.span and p.kind != "ongoing"),
        plans,
        tuple(sorted({p.strand for p in of_plan})),
        tuple(sorted({w for p in of_plan for w in p.who})),
    )


def _is_chosen(placed: Placed, choice: Choice) -> bool:
    return choice.strand in ("", placed.strand) and (not choice.lead or choice.lead in placed.who)


def _first(choice: Choice, years: Sequence[int], today: date) -> int:
    """The academic year to show, by the calendar year in which it begins."""
    if choice.year is not None:
        return choice.year
    now = academic_year(today)
    return min(years, key=lambda y: (abs(y - now), y), default=now)


def _placed(kept: Kept) -> Iterator[Placed]:
    """A record once for each of its times, or once without any."""
    entry = kept.entry
    if not isinstance(entry, Commitment | Measure):
        return
    times: Iterable[Dated | None] = entry.when or (None,)
    for dated in times:
        for span in _spans(dated.period) if dated else (None,):
            yield Placed(
                entry.what.text,
                _leads(entry),
                dated.period.text if dated else "",
                dated.period.kind if dated else "none",
                bool(dated and dated.period.year == "inferred"),
                span,
                entry.strand or NO_STRAND,
                kept.plan,
                kept.document,
                f"/documents/{kept.document}#{anchor(entry.what.location)}",
            )


def _leads(entry: Commitment | Measure) -> tuple[str, ...]:
    """Who is named, each by their own name, as written."""
    named = (name for q in entry.who for name in (listed(q.text) or (q.text,)))
    return tuple(dict.fromkeys(" ".join(n.split()) for n in named))


def _spans(period: Period) -> Iterator[Span | None]:
    """The days that a phrase means; a recurrence's month by month; None where it means none."""
    start, end = period.start or period.end, period.end or period.start
    if period.kind in ("ongoing", "none") or start is None or end is None:
        yield None
        return
    if period.kind != "recurrence" or not period.months:
        yield start, end
        return
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        year, month = number // 12, number % 12 + 1
        if month in period.months and number < start.year * 12 + start.month + 60:
            yield month_span(year, month)


def _columns(first: int, show: Show, today: date) -> tuple[Column, ...]:
    if show == "terms":
        terms = SchoolCalendar()
        years = {"autumn": first, "spring": first + 1, "summer": first + 1}
        spans = [(f"{s.title()} {years[s]}", terms.term(s, years[s])) for s in SEASONS]
        spans[-1] = (spans[-1][0], (spans[-1][1][0], year_span(first)[1]))
    else:
        months = [(first + (m < 9), m) for m in (*range(9, 13), *range(1, 9))]
        spans = [(f"{date(y, m, 1):%B %Y}", month_span(y, m)) for y, m in months]
    return tuple(Column(name, s, s[0] <= today <= s[1]) for name, s in spans)


def _rows(dated: Sequence[Placed], columns: Sequence[Column]) -> tuple[Row, ...]:
    """A row for each strand of each plan; what falls between two terms goes to the next."""
    strands = dict.fromkeys(sorted((p.plan, p.strand) for p in dated))
    return tuple(
        Row(
            strand,
            plan,
            tuple(
                tuple(
                    p
                    for p in dated
                    if (p.plan, p.strand) == (plan, strand) and _column(p, columns) is c
                )
                for c in columns
            ),
        )
        for plan, strand in strands
    )


def _column(placed: Placed, columns: Sequence[Column]) -> Column:
    return next((c for c in columns if placed.day <= c.span[1]), columns[-1])
