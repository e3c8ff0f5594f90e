"""The time that a question asks about: "in March", "this half term", "before Christmas", "overdue"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ingest.calendar import (
    MONTHS,
    SchoolCalendar,
    Span,
    academic_year,
    month_span,
    year_span,
)
from ingest.days import Frame
from ingest.entries import Period
from ingest.periods import Found, find

Reading = Literal["in", "by", "from", "overdue", "ongoing"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A time asked about: the words, how it is meant, and its span where the words alone give one.

    `period` is kept for words without a year, which a plan's own years complete.
    """

    text: str
    reading: Reading
    span: Span | None
    period: Period | None = None

    def within(self, frame: Span | None, today: date) -> Span | None:
        """Its span in a plan that covers `frame`; the next one after today where no plan tells."""
        if self.span:
            return self.span
        if self.reading == "ongoing":
            return frame or (today, today)
        for years in (frame, (today, today + timedelta(days=366))):
            if years and (span := _again(self.text, years)):
                return span if self.reading != "by" else (years[0], span[1])
        return _yearless(self.text, frame, today)


_RELATIVE = re.compile(
    r"\b(?P<which>this|next|last|current|coming|previous)\s(?P<unit>week|month|half[- ]?term|term|year|academic year|school year|quarter)\b(?!'s)"
    r"|\b(?P<day>today|tomorrow|this week)\b|\b(?P<over>overdue|slipped|running late|missed (?:its |their )?deadlines?|(?:gone )?past (?:its|their|the) (?:due date|deadline)s?|behind schedule)\b"
    r"|\b(?:in the )?(?:next|coming) (?P<n>\d+|two|three|four|six) (?P<nunit>weeks|months|days)\b",
    re.I,
)
_NUMBER = {"two": 2, "three": 3, "four": 4, "six": 6}
_BY = re.compile(
    r"\b(?:by|before|until|up to|no later than|ahead of)\s(?:the\s)?(?:end of\s)?$", re.I
)
_FROM = re.compile(r"\b(?:after|from|since)\s(?:the\s)?$", re.I)


def asked_period(text: str, today: date) -> Asked | None:
    """The time that a question's words ask about; None where they name none."""
    if m := _RELATIVE.search(text):
        return _relative(m, today)
    found = [
        f
        for f in find(text)
        if f.period.every in (None, "yearly") and f.period.kind not in ("ongoing", "none")
    ]
    if not found:
        return (
            Asked(m[0], "ongoing", None)
            if (m := re.search(r"\bon-?going\b", text, re.I))
            and re.search(r"\b(?:what|which|list|anything)\b", text, re.I)
            else None
        )
    if (m := _BETWEEN.search(text)) and (span := _named_months(m, found)):
        return Asked(m[0], "in", span)
    spans = [f for f in found if f.period.end or f.period.start]
    chosen = (spans or found)[0]
    if len(spans) > 1 and "(" in text:
        chosen = spans[-1] if spans[-1].period.start and spans[-1].period.end else chosen
    whole = text[chosen.begin : chosen.end]
    bare = _point(whole)
    alone = find(bare)
    period = alone[0].period if alone else chosen.period
    reading = _reading(text[: chosen.begin + len(whole) - len(bare)])
    if reading == "by":
        end = period.end or period.start
        if (
            re.search(r"\bbefore\b", text[: chosen.end], re.I)
            and period.start
            and period.kind == "window"
            and not re.search(r"christmas|easter", whole, re.I)
        ):
            end = period.start - timedelta(days=1)
        return Asked(whole, "by", (date(1900, 1, 1), end) if end else None, period)
    if reading == "from":
        return Asked(
            whole, "from", (period.start, date(2199, 12, 31)) if period.start else None, period
        )
    span = (period.start or period.end, period.end or period.start)
    return Asked(whole, "in", (span[0], span[1]) if span[0] and span[1] else None, period)


def without_times(text: str) -> str:
    """A text without its phrases of time."""
    for f in reversed(find(text)):
        text = f"{text[: f.begin]} {text[f.end :]}"
    return text


def _point(words: str) -> str:
    return re.sub(
        r"^(?:\W*(?:by|before|until|from|since|after|due|in|no later than|completed?|ready|done|the|end of|start(?:s|ing|ed)?|begins?|launch(?:es|ed)?|opens?)\W+)+",
        "",
        words,
        flags=re.I,
    )


def _reading(before: str) -> Reading:
    if _BY.search(before):
        return "by"
    return "from" if _FROM.search(before) else "in"


_BETWEEN = re.compile(
    rf"\(({'|'.join(MONTHS)})\s(?:to|-|–)\s({'|'.join(MONTHS)})(?:\s20\d\d)?\)", re.I
)


def _named_months(m: re.Match[str], found: Sequence[Found]) -> Span | None:
    """The months that a bracket spells out, in the year that the question's other words give."""
    end = next(
        (f.period.end or f.period.start for f in found if f.period.end or f.period.start), None
    )
    if end is None:
        return None
    first, last = (MONTHS.index(w.title()) + 1 for w in (m[1], m[2]))
    year = academic_year(end)
    years = [year + (n < 9) for n in (first, last)]
    return month_span(years[0], first)[0], month_span(years[1], last)[1]


def _relative(m: re.Match[str], today: date) -> Asked:
    if m["over"]:
        return Asked(m[0], "overdue", (date(1900, 1, 1), today - timedelta(days=1)))
    if m["n"]:
        n = _NUMBER.get(m["n"].lower()) or int(m["n"])
        days = {"weeks": 7, "months": 30, "days": 1}[m["nunit"].lower()]
        return Asked(m[0], "in", (today, today + timedelta(days=n * days)))
    if m["day"]:
        day = today + timedelta(days=m["day"].lower() == "tomorrow")
        return Asked(
            m[0], "in", (day, day + timedelta(days=6 if "week" in m["day"].lower() else 0))
        )
    step = {"next": 1, "coming": 1, "last": -1, "previous": -1}.get(m["which"].lower(), 0)
    return Asked(m[0], "in", _unit(m["unit"].lower().replace("-", " "), step, today))


def _unit(unit: str, step: int, today: date) -> Span:
    terms = SchoolCalendar()
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        n = today.year * 12 + today.month - 1 + step
        return month_span(n // 12, n % 12 + 1)
    if unit == "term":
        season, year = terms.term_of(today)
        n = (year * 3 + ("spring", "summer", "autumn").index(season)) + step
        return terms.term(("spring", "summer", "autumn")[n % 3], n // 3)
    if unit in ("half term", "halfterm"):
        season, year, half = terms.half_of(today)
        n = (year * 3 + ("spring", "summer", "autumn").index(season)) * 2 + half - 1 + step
        return terms.half_term(("spring", "summer", "autumn")[n // 2 % 3], n // 6, n % 2 + 1)
    if unit == "quarter":
        first = (today.month - 1) // 3 * 3 + today.year * 12 + 3 * step
        return month_span(first // 12, first % 12 + 1)[0], month_span(
            (first + 2) // 12, (first + 2) % 12 + 1
        )[1]
    return year_span(academic_year(today) + step)


def _again(text: str, years: Span) -> Span | None:
    """The span of words without a year, in the one year of `years` that they can mean."""
    found = find(_point(text), Frame(years))
    if not found or found[0].period.end is None and found[0].period.start is None:
        return None
    p = found[0].period
    start, end = p.start or p.end, p.end or p.start
    return (start, end) if start and end else None


def _yearless(text: str, frame: Span | None, today: date) -> Span | None:
    """In a plan of several years: the next such time after today, else the plan's last one."""
    if frame is None:
        return None
    options = [
        s for y in range(frame[0].year, frame[1].year + 1) if (s := _again(text, year_span(y)))
    ]
    options = [o for o in options if frame[0] <= o[1] and o[0] <= frame[1]]
    later = [o for o in options if o[1] >= today]
    return later[0] if later else options[-1] if options else None


def every_year(asked: Asked, frame: Span) -> list[Span]:
    """Each time in a plan's years that words without a year can mean."""
    if asked.span:
        return [asked.span]
    spans = [_again(asked.text, year_span(y)) for y in range(frame[0].year - 1, frame[1].year + 1)]
    return [s for s in spans if s and s[1] >= frame[0] and s[0] <= frame[1]]


def moved(asked: Asked, step: int) -> Asked:
    """The time of the same length just before (-1) or after (1), whole months kept whole."""
    assert asked.span
    start, end = asked.span
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    n = start.year * 12 + start.month - 1 + step * months
    first = month_span(n // 12, n % 12 + 1)[0]
    last = month_span((n + months - 1) // 12, (n + months - 1) % 12 + 1)[1]
    return replace(asked, span=(first, last), text=f"{first:%B %Y} to {last:%B %Y}", reading="in")
