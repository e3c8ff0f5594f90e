"""Lists that are whole: everything in a period, every record about something, month by month."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.composed import Composed, Line, Piece, Said, bullet, heading
from assistant.composing.common import Ground, distinct, human, join, months, record, said, sentence
from assistant.composing.falling import Falls, best
from assistant.find import scores, stem_set, weight
from assistant.times import Asked
from assistant.vocabulary import Term
from ingest.calendar import MONTHS, Span, academic_year, year_span
from ingest.document import Heading, Quote
from ingest.entries import Commitment, Dated, Measure
from ingest.filing import Kept, Plan

MOST = 200
_IN: tuple[Falls, ...] = ("due", "placed", "starts")


@dataclass(frozen=True, slots=True)
class _Fallen:
    """A record that falls in the time asked about, how, and by which of its times."""

    kept: Kept
    entry: Commitment | Measure
    how: Falls
    dated: Dated | None


def in_period(ground: Ground) -> Composed | None:
    """What falls in the time asked about, for each plan, grouped by strand; None without a time."""
    asked = ground.query.period
    if asked is None:
        return None
    groups = [g for plan in ground.asked_plans if (g := _of_plan(ground, plan, asked))]
    with_any = [g for g in groups if g.found or g.note]
    if not with_any:
        return None
    shown = with_any if ground.query.plans else [g for g in with_any if g.found] or with_any
    total = sum(len(g.found) for g in shown)
    lines: list[Line] = []
    for g in shown:
        lines += _plan_lines(ground, g, several=len(shown) > 1)
    notes = [n for g in shown for n in g.notes]
    status = "answered" if total else "partial" if all(g.outside for g in shown) else "answered"
    records = tuple(record(f.kept, f.dated) for g in shown for f in g.found)[:MOST]
    return Composed(
        status, tuple(lines), records, total, tuple(dict.fromkeys(notes)), _then(asked, shown)
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """What one plan has for the time asked about."""

    plan: Plan
    span: Span | None
    found: list[_Fallen]
    note: str
    outside: bool
    notes: tuple[str, ...]
    quiet: tuple[str, ...] = ()


def _of_plan(ground: Ground, plan: Plan, asked: Asked) -> _Group | None:
    calendar = _schedule(ground, plan)
    covers = calendar or ((plan.start, plan.end) if plan.start and plan.end else None)
    span = asked.within(covers, ground.today)
    if span is None:
        return None
    if asked.reading == "by" and covers:
        span = (min(covers[0], span[1]), span[1])
    every = _dated(ground, plan, span)
    if (
        not every
        and calendar is None
        and not ground.view.count(kinds=("commitment", "measure"), plans=(plan.key,))
    ):
        return None
    chosen, strands = _about(ground, every)
    found = [f for f in chosen if f.how in _IN]
    found = _settled(found, asked, ground.today)
    apart = [f for f in chosen if f.how in ("open", "around")]
    outside = bool(calendar and not found and (span[0] > calendar[1] or span[1] < calendar[0]))
    notes = _notes(ground, plan, asked, span, calendar, apart, outside)
    quiet = (
        ()
        if strands or (ground.query.terms and not ground.query.none)
        else _quiet(ground, plan, span, found, calendar)
    )
    return _Group(
        plan, span, found, _empty(ground, plan, span, calendar, found), outside, notes, quiet
    )


def _settled(found: list[_Fallen], asked: Asked, today: date) -> list[_Fallen]:
    return (
        [f for f in found if not (isinstance(f.entry, Commitment) and f.entry.done)]
        if asked.reading == "overdue"
        else found
    )


def _schedule(ground: Ground, plan: Plan) -> Span | None:
    """The academic year of a plan's month-by-month schedule; of several, today's or the last."""
    held = ground.search.held(kinds=("commitment",), plans=(plan.key,))
    years = Counter(
        academic_year(d.period.end)
        for k in held
        if isinstance(k.entry, Commitment) and k.entry.origin not in ("action", "milestone")
        for d in k.entry.when
        if d.period.end and d.period.text.strip() in MONTHS
    )
    full = [y for y, n in years.items() if n >= 6]
    if not full:
        return None
    today = academic_year(ground.today)
    return year_span(today if today in full else max(full))


def _dated(ground: Ground, plan: Plan, span: Span) -> list[_Fallen]:
    asked = ground.query.period
    assert asked is not None
    low = date(max(1900, span[0].year), 1, 1) if asked.reading in ("by", "overdue") else span[0]
    held = ground.search.held(
        kinds=("commitment", "measure"), plans=(plan.key,), between=(low, span[1])
    )
    out: list[_Fallen] = []
    for k in held:
        if isinstance(k.entry, Commitment | Measure):
            how, dated = best(k.entry, span, asked.reading)
            if how:
                out.append(_Fallen(k, k.entry, how, dated))
    return out


def _about(ground: Ground, every: list[_Fallen]) -> tuple[list[_Fallen], tuple[str, ...]]:
    """Those that the question is about: of the strand it names, of the sort, else by their words."""
    q = ground.query
    chosen = every
    if q.people or q.initials:
        names = set(q.people) | set(q.initials)
        chosen = [f for f in chosen if any(n in w.text for w in f.entry.who for n in names)]
    if q.state:
        chosen = [
            f
            for f in chosen
            if isinstance(f.entry, Commitment) and f.entry.done is (q.state == "done")
        ]
    terms = [t for t in q.terms if t.known and weight(t) > 0.25]
    sorts = [
        t
        for t in terms
        if stem_set(t.word) & stem_set("KPI KPIs measure measures baseline baselines")
    ]
    if sorts and any(isinstance(f.entry, Measure) for f in chosen):
        chosen = [f for f in chosen if isinstance(f.entry, Measure)]
        base = [t for t in sorts if "baselin" in t.stems]
        if base and (only := [f for f in chosen if "baselin" in stem_set(f.entry.what.text)]):
            chosen = only
        terms = [t for t in terms if t not in sorts]
    if not terms:
        return chosen, ()
    strands = named_strands(
        terms, {f.entry.strand for f in every if f.entry.strand} | _strands(ground)
    )
    if strands:
        return [f for f in chosen if f.entry.strand in strands], strands
    scored = [(ground.search.fit(terms, f.kept), f) for f in chosen]
    best_own = max((s[1] for s, _ in scored), default=0)
    if best_own >= 0.5:
        return [f for s, f in scored if s[1] >= 0.5 or s[0] >= 0.7], ()
    return [f for s, f in scored if s[0] >= 0.5], ()


def _strands(ground: Ground) -> set[str]:
    held = ground.search.held(kinds=("commitment",))
    return {k.entry.strand for k in held if isinstance(k.entry, Commitment) and k.entry.strand}


def named_strands(terms: Sequence[Term], strands: set[str]) -> tuple[str, ...]:
    """The strands whose name the terms give: all of a term in the name, and most of the name."""
    out: list[tuple[float, str]] = []
    for strand in strands:
        bare = re.sub(r"\([^)]*\)", " ", strand)
        name = stem_set(bare)
        cover = scores(terms, name, frozenset())[0]
        back = len([s for s in name if any(s in t.stems for t in terms)]) / max(
            1, len(_content(bare))
        )
        if (cover >= 0.95 and back >= 0.5) or (cover >= 0.6 and back >= 0.99):
            out.append((cover + back, strand))
    top = max((s for s, _ in out), default=0)
    return tuple(s for score, s in out if score >= top - 0.2)


def _content(text: str) -> frozenset[str]:
    from ingest.words import terms

    return frozenset(terms(text))


def _quiet(
    ground: Ground, plan: Plan, span: Span, found: list[_Fallen], calendar: Span | None
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
        and k.entry.when[0].period.text.strip() in MONTHS
    )
    with_any = {f.entry.strand for f in found}
    return tuple(s for s in every if s and s not in with_any)


def _empty(
    ground: Ground, plan: Plan, span: Span, calendar: Span | None, found: list[_Fallen]
) -> str:
    if found or not (calendar or ground.query.plans):
        return ""
    name, when = (
        ground.short(plan.key),
        months(*span) if span[0].year > 1900 else f"the time up to {human(span[1])}",
    )
    if calendar and (span[0] > calendar[1] or span[1] < calendar[0]):
        return f"{name}: not stated for {when}. The plan's schedule covers {_years(calendar)} only."
    return f"{name}: nothing is listed for {when}."


def _years(span: Span) -> str:
    """A schedule's span: as an academic year where it is one."""
    if span[1].year == span[0].year + 1:
        return f"the academic year {span[0].year}-{span[1].year % 100:02d} ({months(*span)})"
    return months(*span)


def _notes(
    ground: Ground,
    plan: Plan,
    asked: Asked,
    span: Span,
    calendar: Span | None,
    apart: list[_Fallen],
    outside: bool,
) -> tuple[str, ...]:
    out: list[str] = []
    if calendar and asked.reading in ("in", "overdue") and not outside:
        out.append(
            f"{ground.short(plan.key)}: the schedule (calendar) covers {_years(calendar)} only."
        )
    around = sum(f.how == "around" for f in apart)
    ongoing = sum(f.how == "open" for f in apart)
    if (
        calendar
        and not outside
        and asked.reading == "in"
        and (span[0] > calendar[1] or span[1] < calendar[0])
    ):
        out = [
            f"{ground.short(plan.key)}: the schedule (calendar) covers {_years(calendar)} only, so it has nothing for this time."
        ]
    parts = [f"{around} placed in a longer time around it"] * bool(around) + [
        f"{ongoing} ongoing or recurring without a month"
    ] * bool(ongoing)
    if parts:
        out.append(f"{ground.short(plan.key)}: not listed here are {' and '.join(parts)}.")
    del span
    return tuple(out)


def _plan_lines(ground: Ground, group: _Group, *, several: bool) -> list[Line]:
    if not group.found:
        return [sentence(group.note, rests=_schedule_heading(ground, group))] if group.note else []
    assert group.span
    name = ground.short(group.plan.key)
    count = f"{len(group.found)} {'item' if len(group.found) == 1 else 'items'}"
    span = (
        months(*group.span)
        if group.span[0].year > 1900
        else f"the time up to {human(group.span[1])}"
    )
    if ground.query.period and ground.query.period.reading in ("by", "overdue"):
        span = f"the time up to {human(group.span[1])}"
    if ground.query.none and group.quiet:
        return [
            sentence(
                f"{name}: nothing is listed for {span} under ",
                "; ".join(group.quiet),
                ".",
                rests=_schedule_heading(ground, group),
            )
        ]
    lines = [sentence(f"{name}: {count} for {span}.")]
    long = (group.span[1] - group.span[0]).days > 45
    for title, found in _grouped(group.found, long).items():
        if title:
            lines.append(heading(title))
        lines += [_item(f, dated=long and title != _month_of(f)) for f in found]
    if group.quiet:
        lines.append(sentence("Nothing is listed for ", "; ".join(group.quiet), "."))
    del several
    return lines


def _schedule_heading(ground: Ground, group: _Group) -> tuple[Said, ...]:
    """The schedule's own heading of the month that is empty, or of the years that it covers."""
    held = ground.search.held(kinds=("commitment",), plans=(group.plan.key,))
    kept = next(
        (
            k
            for k in held
            if isinstance(k.entry, Commitment)
            and k.entry.origin in ("calendar", "meeting", "return")
            and k.entry.when
            and k.entry.when[0].period.text.strip() in MONTHS
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


def _grouped(found: list[_Fallen], long: bool) -> dict[str, list[_Fallen]]:
    """By strand; what a schedule places in a long span for one strand, by month."""
    if long and len({f.entry.strand for f in found}) == 1 and all(_month_of(f) for f in found):
        key = _month_of
    else:
        key = _strand_of
    groups: dict[str, list[_Fallen]] = defaultdict(list)
    for f in _in_time(found, long):
        groups[key(f)].append(f)
    return groups


def _strand_of(f: _Fallen) -> str:
    return f.entry.strand.split("\n")[0]


def _month_of(f: _Fallen) -> str:
    """The month and year of a schedule's entry; "" for what is no such entry."""
    day = (f.dated.period.start or f.dated.period.end) if f.dated else None
    calendar = isinstance(f.entry, Commitment) and f.entry.origin in (
        "calendar",
        "meeting",
        "return",
    )
    return f"{day:%B %Y}" if day and calendar else ""


def _in_time(found: list[_Fallen], long: bool) -> list[_Fallen]:
    if not long:
        return found
    return sorted(
        found,
        key=lambda f: (
            (f.dated.period.start or f.dated.period.end or date.max) if f.dated else date.max
        ),
    )


def _item(f: _Fallen, *, dated: bool) -> Line:
    what = said(f.entry.what, f.kept)
    pieces: list[Piece] = []
    if f.dated and (dated or f.how == "due") and f.dated.period.text not in what.text:
        pieces.append(f"{f.dated.period.text}: ")
    pieces.append(what)
    if isinstance(f.entry, Commitment) and f.entry.who and f.entry.who_basis in ("own", "block"):
        people = [said(q, f.kept) for q in distinct(f.entry.who)]
        pieces += [" – ", *join(people)]
    if (
        f.dated
        and f.dated.period.kind == "deadline"
        and not re.search(r"\bdue\b|\bby\b", what.text)
    ):
        pieces.append(" (deadline)") if isinstance(
            f.entry, Commitment
        ) and f.entry.origin != "action" else None
    return bullet(*pieces)


def _then(asked: Asked, shown: Sequence[_Group]) -> tuple[str, ...]:
    span = shown[0].span if shown else None
    if span is None or asked.reading != "in" or (span[1] - span[0]).days > 31:
        return ()
    n = span[1].year * 12 + span[1].month
    return (f"And in {date(n // 12, n % 12 + 1, 1):%B}?",)
