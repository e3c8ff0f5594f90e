"""Which records fall in a time asked about, and how: due in it, placed in it, starting, or merely open."""

from __future__ import annotations

import re
from typing import Literal

from ingest.calendar import Span
from ingest.entries import Commitment, Dated, Measure, Period

Falls = Literal["due", "placed", "starts", "around", "open", ""]
_SHORT = 45
"""Days that a month with its edges has at most; what is longer is a term or a range."""


def falls(period: Period, span: Span, reading: str) -> Falls:
    """How a period falls in a span.

    "due" and "placed" and "starts" are in it; "around" covers it without being about it (a whole
    term that holds the month); "open" goes on or recurs with no month of its own; "" is outside.
    """
    if reading in ("by", "overdue"):
        return _by(period, span)
    if reading == "ongoing":
        open_ended = period.kind in ("ongoing", "start", "recurrence") and not period.months
        return "placed" if open_ended else ""
    start, end = span
    match period.kind:
        case "deadline":
            if period.end is None and period.months:
                return "due" if _recurs(period, span) == "placed" else ""
            return "due" if period.end and start <= period.end <= end else ""
        case "window":
            return _window(period, span)
        case "start":
            if period.start and start <= period.start <= end:
                return "starts"
            return "open" if period.start is None or period.start <= end else ""
        case "recurrence":
            return _recurs(period, span)
        case "ongoing":
            return "open"
        case _:
            return ""


def _by(period: Period, span: Span) -> Falls:
    start, end = span
    if period.kind in ("deadline", "window") and period.end:
        if start <= period.end <= end or (
            period.kind == "window"
            and period.start
            and start <= period.start <= end
            and (period.end - period.start).days <= _SHORT
            and (end - period.start).days >= 15
        ):
            return "due"
        return "around" if period.start and period.start <= end else ""
    if period.kind == "recurrence" or period.kind == "ongoing":
        return "open"
    return "open" if period.start and period.start <= end else ""


def _window(period: Period, span: Span) -> Falls:
    start, end = span
    if period.start is None or period.end is None:
        return _recurs(period, span) if period.months else ""
    if period.months:
        return "placed" if _months_in(period, span) else ""
    overlap = (min(period.end, end) - max(period.start, start)).days + 1
    if overlap <= 0:
        return ""
    length = (period.end - period.start).days + 1
    if overlap >= 0.5 * length:
        return "placed"
    ranged = bool(re.search(r"\bto\b|\buntil\b|–|\s-\s|\bbetween\b", period.text))
    if ranged and (start <= period.end <= end or start <= period.start <= end):
        return "placed"
    return "around"


def _months_in(period: Period, span: Span) -> bool:
    assert period.start
    assert period.end
    low, high = max(period.start, span[0]), min(period.end, span[1])
    months = (
        {
            (low.year * 12 + low.month - 1 + n) % 12 + 1
            for n in range((high.year - low.year) * 12 + high.month - low.month + 1)
        }
        if low <= high
        else set[int]()
    )
    return bool(months & set(period.months))


def _recurs(period: Period, span: Span) -> Falls:
    start, end = span
    if period.start and period.start > end:
        return ""
    if period.start and start <= period.start <= end:
        return "starts"
    if period.months and len(period.months) < 12:
        first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
        months = {n % 12 + 1 for n in range(first, min(last, first + 11) + 1)}
        return "placed" if months & set(period.months) else ""
    return "open"


def _fallen(dated: Dated, span: Span, reading: str) -> tuple[Falls, Dated]:
    return falls(dated.period, span, reading), dated


def best(record: Commitment | Measure, span: Span, reading: str) -> tuple[Falls, Dated | None]:
    """The way a record falls in a span by whichever of its times fits best, and that time."""
    order: dict[Falls, int] = {"due": 0, "placed": 1, "starts": 2, "around": 3, "open": 4, "": 5}
    found = [_fallen(d, span, reading) for d in record.when]
    if not found:
        return "", None
    how, dated = min(found, key=lambda f: order[f[0]])
    return how, dated
