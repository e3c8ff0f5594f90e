"""Lists that are whole: everything in a period, every record about something, month by month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.composed import Composed, Line
from assistant.composing.falling import Falls, best
from assistant.composing.ground import Ground, human, months, record
from assistant.composing.groups import Fallen, Group
from assistant.composing.initials import every_name
from assistant.composing.listed import plan_lines
from assistant.composing.schedules import quiet_strands, schedule_of, years_of
from assistant.composing.strands import named_strands, strands_of
from assistant.coverage import stem_set, weight
from assistant.times import Asked
from ingest.calendar import Span
from ingest.entries import Commitment, Measure
from ingest.filing import Plan

MOST = 200
_IN: tuple[Falls, ...] = ("due", "placed", "starts")


def in_period(ground: Ground) -> Composed | None:
    """What falls in the time asked about, for each plan, grouped by strand; None without a time."""
    asked = ground.query.period
    if asked is None:
        return None
    groups = [g for plan in ground.asked_plans if (g := _of_plan(ground, plan, asked))]
    with_any = [g for g in groups if g.found or g.note]
    if not with_any:
        return None
    if any(is_tabled_meeting(f.entry) for g in with_any for f in g.found) and _MEETINGS.search(
        ground.query.told
    ):
        with_any = [g for g in with_any if any(is_tabled_meeting(f.entry) for f in g.found)]
    shown = with_any if ground.query.plans else [g for g in with_any if g.found] or with_any
    total = sum(len(g.found) for g in shown)
    lines: list[Line] = []
    for g in shown:
        lines += plan_lines(ground, g)
    notes = [n for g in shown for n in g.notes]
    status = "answered" if total else "partial" if all(g.outside for g in shown) else "answered"
    records = tuple(record(f.kept, f.dated) for g in shown for f in g.found)[:MOST]
    return Composed(
        status, tuple(lines), records, total, tuple(dict.fromkeys(notes)), _then(asked, shown)
    )


def _of_plan(ground: Ground, plan: Plan, asked: Asked) -> Group | None:
    calendar = schedule_of(ground, plan)
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
    notes = _notes(ground, plan, asked, span, calendar, apart, outside=outside)
    if any(f.dated and f.dated.period.year == "unknown" and f.dated.period.months for f in found):
        notes = (*notes, f"{ground.short(plan.key)}: some of these are months without a year.")
    quiet = (
        ()
        if strands or (ground.query.terms and not ground.query.none)
        else quiet_strands(ground, plan, span, found, calendar)
    )
    return Group(
        plan, span, found, _empty(ground, plan, span, calendar, found), outside, notes, quiet
    )


def _settled(found: list[Fallen], asked: Asked, today: date) -> list[Fallen]:
    return (
        [f for f in found if not (isinstance(f.entry, Commitment) and f.entry.done)]
        if asked.reading == "overdue"
        else found
    )


def _dated(ground: Ground, plan: Plan, span: Span) -> list[Fallen]:
    asked = ground.query.period
    assert asked is not None
    low = date(max(1900, span[0].year), 1, 1) if asked.reading in ("by", "overdue") else span[0]
    held = ground.search.held(
        kinds=("commitment", "measure"), plans=(plan.key,), between=(low, span[1])
    )
    out: list[Fallen] = []
    for k in held:
        if isinstance(k.entry, Commitment | Measure):
            how, dated = best(k.entry, span, asked.reading)
            if how:
                out.append(Fallen(k, k.entry, how, dated))
    return out


def _about(ground: Ground, every: list[Fallen]) -> tuple[list[Fallen], tuple[str, ...]]:
    """Those that the question is about: of the strand it names, of the sort, else by their words."""
    q = ground.query
    chosen = every
    if q.people or q.initials:
        names = set(every_name(ground, q.people or q.initials))
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
    if _ACTIONS.search(q.told) and any(isinstance(f.entry, Commitment) for f in chosen):
        chosen = [f for f in chosen if isinstance(f.entry, Commitment)]
    meetings = [t for t in terms if "meet" in t.stems]
    if meetings and (held := _meetings(chosen)):
        chosen, terms = held, [t for t in terms if t not in meetings]
    if len(ground.asked_plans) == 1:
        titled = [ground.search.around(d) for d in ground.asked_plans[0].documents]
        terms = [t for t in terms if not any(t.stems and t.stems <= of for of in titled)] or terms
    if not terms:
        return chosen, ()
    strands = named_strands(
        terms, {f.entry.strand for f in every if f.entry.strand} | strands_of(ground)
    )
    if strands:
        return [f for f in chosen if f.entry.strand in strands], strands
    scored = [(ground.search.fit(terms, f.kept), f) for f in chosen]
    best_own = max((s[1] for s, _ in scored), default=0)
    if best_own >= 0.5:
        top = max(s[0] for s, _ in scored)
        return [f for s, f in scored if (s[1] >= 0.5 or s[0] >= 0.7) and s[0] >= top - 0.3], ()
    return [f for s, f in scored if s[0] >= 0.5], ()


_MEETINGS = re.compile(r"\bmeetings?\b", re.I)
_ACTIONS = re.compile(
    r"\b(?:which|what|list|all(?: the)?) (?:\w+ )?(?:actions?|activities|tasks|jobs)\b", re.I
)
"""What asks for what is to be done, and not for what shows it."""
_BODY = re.compile(r"\b(?:meetings?|boards?|committees?|forums?|panels?|councils?|groups?)\b", re.I)


def _meetings(chosen: list[Fallen]) -> list[Fallen]:
    """Those that are meetings: of a table of meetings, where there is one, else by what they name."""
    tabled = [f for f in chosen if is_tabled_meeting(f.entry)]
    return [
        f
        for f in chosen
        if f in tabled or (_BODY.search(f.entry.what.text) and not (tabled and _is_said(f.entry)))
    ]


def _is_said(entry: Commitment | Measure) -> bool:
    """Whether a record comes from an action's or a measure's words, not from a calendar."""
    return not isinstance(entry, Commitment) or entry.origin in ("action", "milestone")


def is_tabled_meeting(entry: Commitment | Measure) -> bool:
    """Whether a record is a meeting in a table of meetings, and not when its papers are due."""
    if not isinstance(entry, Commitment) or entry.label is not None:
        return False
    around = stem_set(" ".join((entry.strand, *entry.what.about)))
    return entry.origin == "meeting" or "meet" in around


def _empty(
    ground: Ground, plan: Plan, span: Span, calendar: Span | None, found: list[Fallen]
) -> str:
    if found or not (calendar or ground.query.plans or len(ground.asked_plans) == 1):
        return ""
    name, when = (
        ground.short(plan.key),
        months(*span) if span[0].year > 1900 else f"the time up to {human(span[1])}",
    )
    if calendar and (span[0] > calendar[1] or span[1] < calendar[0]):
        return (
            f"{name}: not stated for {when}. The plan's schedule covers {years_of(calendar)} only."
        )
    return f"{name}: nothing is listed for {when}."


def _notes(
    ground: Ground,
    plan: Plan,
    asked: Asked,
    span: Span,
    calendar: Span | None,
    apart: list[Fallen],
    *,
    outside: bool,
) -> tuple[str, ...]:
    """What is said beneath the list: the years of the schedule, and what is left apart."""
    out: list[str] = []
    if calendar and asked.reading in ("in", "overdue") and not outside:
        out.append(
            f"{ground.short(plan.key)}: the schedule (calendar) covers {years_of(calendar)} only."
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
            f"{ground.short(plan.key)}: the schedule (calendar) covers {years_of(calendar)} only, so it has nothing for this time."
        ]
    parts = [f"{around} placed in a longer time around it"] * bool(around) + [
        f"{ongoing} ongoing or recurring without a month"
    ] * bool(ongoing)
    if parts:
        out.append(f"{ground.short(plan.key)}: not listed here are {' and '.join(parts)}.")
    return tuple(out)


def _then(asked: Asked, shown: Sequence[Group]) -> tuple[str, ...]:
    span = shown[0].span if shown else None
    if span is None or asked.reading != "in" or (span[1] - span[0]).days > 31:
        return ()
    n = span[1].year * 12 + span[1].month
    return (f"And in {date(n // 12, n % 12 + 1, 1):%B}?",)
