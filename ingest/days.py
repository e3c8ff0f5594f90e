"""The days that a point of school time means, its year told by what it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dateutil.easter import easter

from ingest.calendar import SEASONS, SchoolCalendar, Span, month_span, year_span
from ingest.points import Point


@dataclass(frozen=True, slots=True)
class Frame:
    """What a phrase's year is taken from: the span of the column, heading or plan it stands in.

    Without one, a phrase that states no year has none. `terms` are the trust's own term dates.
    `six_terms` says that "Term 4" is the fourth half-term of the year and not a term.
    """

    span: Span | None = None
    terms: SchoolCalendar = SchoolCalendar()
    six_terms: bool = False


NO_FRAME = Frame()
"""The frame of a text that nothing around it dates."""


def days_of(point: Point, frame: Frame, *, first: bool) -> tuple[date | None, date | None]:
    """The first and last day of a point; both None while its year is not known.

    What begins in some "Autumn term" of a plan begins in the `first` one that the plan has.
    """
    year = point.year or _framed(point, frame, first=first)
    if year is None:
        return None, None
    start, end = _days(point, year, frame.terms)
    third = (end - start) // 3
    if point.edge in ("end", "late"):
        return end - third, end
    if point.edge in ("early", "start", "beginning"):
        return start, start + third
    return (start + third, end - third) if (point.edge or "").startswith("mid") else (start, end)


def _days(point: Point, year: int, terms: SchoolCalendar) -> Span:
    match point.sort:
        case "day":
            day = date(year, int(point.value), point.day or 1)
            return day.replace(day=point.since or day.day), day
        case "month":
            return month_span(year, int(point.value))
        case "season":
            return terms.term(str(point.value), year)
        case "half":
            return terms.half_term(str(point.value), year, point.half or 1)
        case "easter":
            return easter(year), easter(year)
        case "christmas":
            return date(year, 12, 1), date(year, 12, 25)
        case "numbered":
            return _numbered(point, year, terms)
        case "quarter":
            first = month_span(year, 9)[0] if point.year is None else date(year, 9, 1)
            months = [(first.month - 1 + 3 * (int(point.value) - 1) + n) for n in (0, 2)]
            spans = [month_span(year + m // 12, m % 12 + 1) for m in months]
            return spans[0][0], spans[1][1]
        case _:
            if point.value == "calendar":
                return date(year, 1, 1), date(year, 12, 31)
            last = int(str(point.value)[4:]) if str(point.value).startswith("span") else year + 1
            return year_span(year)[0], date(last, 8, 31)


def _numbered(point: Point, year: int, terms: SchoolCalendar) -> Span:
    """Term 1 to 3, or half-term 1 to 6, of the academic year that begins in `year`."""
    number = int(point.value) - 1
    season = SEASONS[number // 2 if point.half else number]
    year += season != "autumn"
    return terms.half_term(season, year, number % 2 + 1) if point.half else terms.term(season, year)


def _framed(point: Point, frame: Frame, *, first: bool) -> int | None:
    """The year of a point inside the frame, where just one year (or `first`) makes it fall there."""
    if frame.span is None:
        return None
    start, end = frame.span
    years = [
        y
        for y in range(start.year, end.year + 1)
        if _inside(_days(point, y, frame.terms), start, end)
    ]
    return years[0] if len(years) == 1 or (years and first) else None


def _inside(span: Span, start: date, end: date) -> bool:
    return span[0] >= start and span[0] <= end


@lru_cache(maxsize=4096)
def covered(text: str) -> Span | None:
    """The span of years that a title or heading covers: "2025-2028", "Academic Year 2025-2026"."""
    for match in _year_spans(text):
        first, last = match
        return date(first, 9, 1), date(last, 8, 31)
    return None


def _year_spans(text: str) -> Iterator[tuple[int, int]]:
    for m in re.finditer(r"\b(20\d\d)\s?(?:[-–—/]|to)\s?((?:20)?\d\d)\b(?![-/]\d)", text):
        first, last = int(m[1]), 2000 + int(m[2]) % 100
        if first < last <= first + 10:
            yield first, last
