"""The year ahead: what the plan has a date for, and what of it falls to the newcomer's role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.composed import Said
from assistant.composing.ground import human, join, months
from assistant.onboarding.ground import Ground, ended, flat, item, when
from assistant.onboarding.part import Part, Ranked, part
from ingest.calendar import academic_year, year_span
from ingest.entries import Commitment, Dated, Measure
from ingest.filing import Kept

_FEW = 6
"""With fewer things dated in the year ahead, the latest year that has dates is shown too."""

_PHRASES = 6
"""How many times of one thing a line shows."""


@dataclass(frozen=True, slots=True)
class Falls:
    """A record at one of its times, and the day by which it is sorted."""

    kept: Kept
    entry: Commitment | Measure
    dated: Dated
    day: date
    last: date


def year(ground: Ground) -> Part:
    """What falls in the twelve months from today; where that is little, the last year with dates."""
    every = list(_falling(ground))
    end = ground.today + timedelta(days=365)
    ahead = [f for f in every if f.last >= ground.today and f.day <= end]
    span = months(ground.today, end)
    if len(ahead) >= _FEW:
        note = f"What the plan dates from {span}."
        return part("year", _lines(ground, ahead), note=note, more="/year?show=list", most=26)
    first = max((academic_year(f.day) for f in every if f.day < ground.today), default=None)
    begin, finish = year_span(first) if first else (ground.today, end)
    before = [f for f in every if begin <= f.day <= finish and f not in ahead]
    note = (
        f"The plan dates {len(ahead) or 'nothing'} for the twelve months from "
        f"{human(ground.today)}. Its latest year with dates, {first}-{str((first or 0) + 1)[2:]}, is "
        "shown to tell when things fall; ask whether they come again."
        if first
        else "The plan gives nothing a date."
    )
    return part(
        "year", _lines(ground, [*ahead, *before]), note=note, more="/year?show=list", most=26
    )


def _falling(ground: Ground) -> Iterator[Falls]:
    for kept in ground.of(Commitment, Measure):
        entry = kept.entry
        assert isinstance(entry, Commitment | Measure)
        for dated in entry.when:
            p = dated.period
            if not when(dated, kept)[0]:
                continue
            day, last = p.start or p.end, p.end or p.start
            if day and last and p.kind in ("deadline", "window", "start"):
                yield Falls(kept, entry, dated, last if p.kind == "deadline" else day, last)


def _lines(ground: Ground, found: Sequence[Falls]) -> list[Ranked]:
    """Each thing once, with all its times; what falls to the role is a group of its own."""
    things: dict[str, list[Falls]] = defaultdict(list)
    for f in sorted(found, key=lambda f: f.day):
        things[flat(f.entry.what.text)].append(f)
    return [_line(ground, held) for held in things.values()]


def _line(ground: Ground, held: Sequence[Falls]) -> Ranked:
    first = held[0]
    entry, document = first.entry, first.kept.document
    times = {flat(f.dated.period.text): f for f in held}
    shown = list(times.values())[:_PHRASES]
    told = [when(f.dated, f.kept) for f in shown]
    phrases = [phrase for phrase, _ in told]
    rests = tuple(r for _, rest in told for r in rest)
    leads = [ground.said(q, document) for q in entry.who[:2]]
    who = (" – ", *join(leads)) if leads else ()
    more = f" and {len(times) - len(shown)} more times" if len(times) > len(shown) else ""
    what = ended(_without(ground.said(entry.what, document, 18), first.dated.period.text))
    line = item(join(phrases), more, ": ", what, who, rests=rests)
    rank = ground.newcomer.rank(entry.what.text, *(q.text for q in entry.who))
    own = rank < len(ground.newcomer.falls)
    group = ground.newcomer.group if own else "Also in the year"
    measured = isinstance(entry, Measure)
    order = (not own, first.day.toordinal())
    past = first.last < ground.today
    near = not ground.near(entry.strand)
    return Ranked(line, (rank, near, past, measured, first.day.toordinal()), order, group)


def _without(said: Said, phrase: str) -> Said:
    """Words without the phrase of time at their end, which stands before them."""
    text = said.text.rstrip(" .")
    bare = text.removesuffix(phrase).rstrip(" ,.-–")
    return replace(said, text=bare) if text.endswith(phrase) and len(bare.split()) > 1 else said
