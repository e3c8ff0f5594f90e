"""A plan's month-by-month schedule: the year it covers, its headings, and its empty strands."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from assistant.composed import Said
from assistant.composing.ground import Ground, months, said
from assistant.composing.groups import Fallen, Group
from ingest.calendar import Span, academic_year, year_span
from ingest.columns import is_heading_date
from ingest.days import Frame
from ingest.document import Heading, Quote
from ingest.entries import Commitment, Period
from ingest.filing import Plan


def schedule_of(ground: Ground, plan: Plan) -> Span | None:
    """The academic year of a plan's month-by-month schedule; of several, today's or the last."""
    held = ground.search.held(kinds=("commitment",), plans=(plan.key,))
    years = Counter(
        academic_year(d.period.end)
        for k in held
        if isinstance(k.entry, Commitment) and k.entry.origin not in ("action", "milestone")
        for d in k.entry.when
        if d.period.end and not _whole_year(d.period) and _is_place(d.period.text)
    )
    full = [y for y, n in years.items() if n >= 6]
    if not full:
        return None
    today = academic_year(ground.today)
    return year_span(today if today in full else max(full))


def _whole_year(period: Period) -> bool:
    """Whether a time is as long as a year: a roadmap's step, and no place within a schedule."""
    begins, ends = period.start, period.end
    return begins is not None and ends is not None and (ends - begins).days > _LONGEST


_LONGEST = 200
"""Days that a schedule's place, such as a term, has at most."""


@lru_cache(maxsize=4096)
def _is_place(text: str) -> bool:
    """Whether a time is a place in a schedule: a month, half-term, term or quarter."""
    return is_heading_date(text, Frame())


def quiet_strands(
    ground: Ground, plan: Plan, span: Span, found: list[Fallen], calendar: Span | None
) -> tuple[str, ...]:
    """The strands of a schedule for which a month has nothing."""
    if (
        calendar is None
        or (span[1] - span[0]).days > 31
        or not found
        or span[0] > calendar[1]
        or span[1] < calendar[0]
    ):
        return ()
    held = ground.search.held(kinds=("commitment",), plans=(plan.key,))
    every = dict.fromkeys(
        k.entry.strand
        for k in held
        if isinstance(k.entry, Commitment)
        and k.entry.origin in ("calendar", "meeting", "return")
        and k.entry.when
        and _is_place(k.entry.when[0].period.text)
    )
    with_any = {f.entry.strand for f in found}
    return tuple(s for s in every if s and s not in with_any)


def years_of(span: Span) -> str:
    """A schedule's span: as an academic year where it is one."""
    if span[1].year == span[0].year + 1:
        return f"the academic year {span[0].year}-{span[1].year % 100:02d} ({months(*span)})"
    return months(*span)


def schedule_heading(ground: Ground, group: Group) -> tuple[Said, ...]:
    """The schedule's own heading of the month that is empty, or of the years that it covers."""
    held = ground.search.held(kinds=("commitment",), plans=(group.plan.key,))
    kept = next(
        (
            k
            for k in held
            if isinstance(k.entry, Commitment)
            and k.entry.origin in ("calendar", "meeting", "return")
            and k.entry.when
            and _is_place(k.entry.when[0].period.text)
        ),
        None,
    )
    if kept is None or not isinstance(kept.entry, Commitment):
        return ()
    at = kept.entry.what.location
    document = ground.reading(kept.document)
    if group.outside:
        title = next(
            (
                b
                for b in reversed(document.blocks)
                if isinstance(b, Heading) and at.headings and b.text == at.headings[-1]
            ),
            None,
        )
        return (said(Quote(title.text, title.location), kept),) if title else ()
    table = next((t for t in document.tables() if t.location.table == at.table), None)
    month = f"{group.span[0]:%B}" if group.span else ""
    cells = [
        c
        for row in (table.rows[: table.heading_rows] if table else ())
        for c in row
        if c.text.strip() == month
    ]
    return (said(Quote(cells[0].paragraphs[0], cells[0].location), kept),) if cells else ()
