"""A digest: what is due in the days ahead and what is overdue, under its plans and strands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.composed import Composed, Line, Piece, bullet, heading
from assistant.composing.falling import best
from assistant.composing.ground import Ground, distinct, human, join, record, said, sentence
from assistant.composing.groups import Fallen
from assistant.register_view import names_of, strands_named
from ingest.calendar import Span
from ingest.entries import Commitment, Measure
from ingest.matching import Match

_MOST = 200


@dataclass(frozen=True, slots=True)
class Telling:
    """What a digest tells: of which days, plan, strands (names, or words of them) and person."""

    title: str
    span: Span
    plan: str | None = None
    strands: tuple[str, ...] = ()
    person: str | None = None


def tell(ground: Ground, telling: Telling) -> Composed:
    """What falls in the days ahead, and what was due before them and is not said to be done."""
    start, end = telling.span
    due = [
        f
        for f in _falling(ground, telling, (start, end), "in")
        if f.how in ("due", "placed", "starts")
    ]
    before = (date(1900, 1, 1), start - timedelta(days=1))
    late = [f for f in _falling(ground, telling, before, "overdue") if f.how == "due"]
    late = [f for f in late if not (isinstance(f.entry, Commitment) and f.entry.done)]
    days = human(start) if start == end else f"{human(start)} to {human(end)}"
    lines = [
        heading(f"{telling.title}: {days}"),
        *_part(ground, "due, planned or starting in these days", due),
        *_part(ground, "overdue: past its date, and not said to be done", late),
    ]
    records = tuple(record(f.kept, f.dated) for f in (*due, *late))[:_MOST]
    return Composed("answered", tuple(lines), records, len(due) + len(late))


def _falling(ground: Ground, telling: Telling, span: Span, reading: str) -> list[Fallen]:
    match: Match = {"kinds": ("commitment", "measure"), "between": span}
    if telling.strands:
        named = (n for words in telling.strands for n in strands_named(words, ground.view))
        match["strands"] = list(dict.fromkeys(named))
    if telling.person:
        match["people"] = names_of(telling.person, ground.view.documents())
    out: list[Fallen] = []
    for kept in ground.search.held(**match):
        if isinstance(kept.entry, Commitment | Measure):
            how, dated = best(kept.entry, span, reading)
            if how:
                out.append(Fallen(kept, kept.entry, how, dated))
    return out


def _part(ground: Ground, words: str, found: Sequence[Fallen]) -> list[Line]:
    if not found:
        return [sentence(f"Nothing is listed as {words.partition(':')[0]}.")]
    lines: list[Line] = [sentence(f"{len(found)} {words}.")]
    groups: dict[tuple[str, str], list[Fallen]] = defaultdict(list)
    for f in found:
        groups[(f.kept.plan, f.entry.strand.split("\n")[0])].append(f)
    for (plan, strand), of in groups.items():
        lines.append(heading(" – ".join(w for w in (ground.short(plan), strand) if w)))
        lines += [_item(f) for f in sorted(of, key=_day)]
    return lines


def _day(f: Fallen) -> date:
    period = f.dated.period if f.dated else None
    return (period.end or period.start or date.max) if period else date.max


def _item(f: Fallen) -> Line:
    what = said(f.entry.what, f.kept)
    pieces: list[Piece] = []
    if f.dated and f.dated.period.text not in what.text:
        pieces.append(f"{f.dated.period.text}: ")
    pieces.append(what)
    if f.entry.who:
        pieces += [" – ", *join([said(q, f.kept) for q in distinct(f.entry.who)])]
    return bullet(*pieces)
