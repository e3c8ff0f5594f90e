"""Entries of a month-by-month schedule by topic, and the months that have none."""

from __future__ import annotations

from datetime import date

from assistant.composed import Composed, Line, bullet, heading
from assistant.composing.ground import Ground, record, said, sentence
from assistant.composing.strands import named_strands
from assistant.composing.when import month_year
from assistant.coverage import scores, stem_set
from ingest.calendar import MONTHS
from ingest.entries import Commitment
from ingest.filing import Kept


def _calendar_entries(ground: Ground) -> list[tuple[Kept, Commitment]]:
    held = ground.search.held(kinds=("commitment",))
    return [
        (k, k.entry)
        for k in held
        if isinstance(k.entry, Commitment)
        and k.entry.origin in ("calendar", "meeting", "return")
        and k.entry.when
    ]


def months_without(ground: Ground) -> Composed | None:
    """The months of the schedule in which a strand, or a topic, has nothing."""
    every = _calendar_entries(ground)
    terms = [t for t in ground.query.terms if t.known]
    strands = named_strands(terms, {c.strand for _, c in every})
    own = (
        [(k, c) for k, c in every if c.strand in strands]
        if strands
        else [
            (k, c) for k, c in every if scores(terms, stem_set(c.what.text), frozenset())[0] >= 0.9
        ]
    )
    if not own:
        return None
    year = sorted({_month(c) for _, c in every if c.when[0].period.text.strip() in MONTHS})
    first = min(year, default=(2000, 9))
    months = [
        ((first[0] * 12 + first[1] - 1 + n) // 12, (first[0] * 12 + first[1] - 1 + n) % 12 + 1)
        for n in range(12)
    ]
    with_any = {_month(c) for _, c in own}
    empty = [f"{MONTHS[m - 1]} {y}" for y, m in months if (y, m) not in with_any]
    what = strands[0].splitlines()[0] if strands else " ".join(t.word for t in terms)
    quotes = tuple(said(c.label or c.what, k) for k, c in own[:1])
    names = ", ".join(empty) or "none"
    line = sentence(f"{what}: nothing is listed in {names}.", rests=quotes)
    return Composed("answered", (line,), (), len(empty))


def _month(c: Commitment) -> tuple[int, int]:
    day = c.when[0].period.start or c.when[0].period.end or date(1900, 1, 1)
    return day.year, day.month


def scheduled(ground: Ground) -> Composed | None:
    """The schedule's entries about a topic, in the order of the year."""
    terms = [t for t in ground.query.terms if t.known]
    if not terms:
        return None
    every = _calendar_entries(ground)
    strands = named_strands(terms, {c.strand for _, c in every})
    scored = [(scores(terms, stem_set(c.what.text), frozenset())[0], k, c) for k, c in every]
    top = max((s for s, _, _ in scored), default=0.0)
    if strands and top < 0.9:
        chosen = [(k, c) for k, c in every if c.strand in strands]
    elif top >= 0.7:
        chosen = [(k, c) for s, k, c in scored if s >= max(0.7, top - 0.2)]
    else:
        return None
    chosen.sort(key=lambda kc: (kc[0].plan, _month(kc[1])))
    lines: list[Line] = []
    if ground.query.months:
        names = list(dict.fromkeys(month_year(c.when) for _, c in chosen))
        lines.append(
            sentence(
                f"{len(names)} {'month' if len(names) == 1 else 'months'}: {', '.join(names)}."
            )
        )
    last = ""
    for k, c in chosen:
        month = month_year(c.when)
        if month != last:
            lines.append(heading(month))
            last = month
        lines.append(bullet(said(c.what, k)))
    records = tuple(record(k, c.when[0]) for k, c in chosen)
    return Composed("answered", tuple(lines), records, len(chosen))
