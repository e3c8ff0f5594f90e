"""The lines of a list of what falls in a time, grouped under their strands or months."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from assistant.composed import Line, Piece, bullet, heading
from assistant.composing.ground import Ground, distinct, human, join, months, said, sentence
from assistant.composing.groups import Fallen, Group
from assistant.composing.schedules import schedule_heading
from assistant.composing.times_said import when_said
from ingest.entries import Commitment


def plan_lines(ground: Ground, group: Group) -> list[Line]:
    if not group.found:
        return [sentence(group.note, rests=schedule_heading(ground, group))] if group.note else []
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
    if ground.query.period and ground.query.period.reading == "ongoing":
        span = "what is ongoing, or recurs without a month"
    if ground.query.none and group.quiet:
        return [
            sentence(
                f"{name}: nothing is listed for {span} under ",
                "; ".join(group.quiet),
                ".",
                rests=schedule_heading(ground, group),
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
    return lines


def _grouped(found: list[Fallen], long: bool) -> dict[str, list[Fallen]]:
    """By strand; what a schedule places in a long span for one strand, by month."""
    if long and len({f.entry.strand for f in found}) == 1 and all(_month_of(f) for f in found):
        key = _month_of
    else:
        key = _strand_of
    groups: dict[str, list[Fallen]] = defaultdict(list)
    for f in _in_time(found, long):
        groups[key(f)].append(f)
    return groups


def _strand_of(f: Fallen) -> str:
    return f.entry.strand.split("\n")[0]


def _month_of(f: Fallen) -> str:
    """The month and year of a schedule's entry; "" for what is no such entry."""
    day = (f.dated.period.start or f.dated.period.end) if f.dated else None
    calendar = isinstance(f.entry, Commitment) and f.entry.origin in (
        "calendar",
        "meeting",
        "return",
    )
    return f"{day:%B %Y}" if day and calendar else ""


def _in_time(found: list[Fallen], long: bool) -> list[Fallen]:
    if not long:
        return found
    return sorted(
        found,
        key=lambda f: (
            (f.dated.period.start or f.dated.period.end or date.max) if f.dated else date.max
        ),
    )


def _item(f: Fallen, *, dated: bool) -> Line:
    what = said(f.entry.what, f.kept)
    pieces: list[Piece] = []
    if f.dated and (dated or f.how == "due") and f.dated.period.text not in what.text:
        pieces += [*when_said(f.kept, (f.dated,)), ": "]
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
        ) and f.entry.origin == "return" else None
    return bullet(*pieces)
