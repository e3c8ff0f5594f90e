"""The school year: terms, half-terms, Easter and the years they belong to, with a trust's own dates."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.easter import easter

MONTHS = tuple(calendar.month_name)[1:]
SEASONS = ("autumn", "spring", "summer")
Span = tuple[date, date]


def month_span(year: int, month: int) -> Span:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def academic_year(day: date) -> int:
    """The year in which the academic year of `day` began on 1 September."""
    return day.year if day.month >= 9 else day.year - 1


def year_span(first: int) -> Span:
    """The academic year that begins on 1 September of `first`."""
    return date(first, 9, 1), date(first + 1, 8, 31)


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """Where terms begin and end. `terms` maps "autumn-2025" (or "spring-2026-1") to own dates."""

    terms: Mapping[str, Span] = field(default_factory=dict[str, Span])

    def term(self, season: str, year: int) -> Span:
        """A term by its season and calendar year: own dates, else the usual planning window."""
        if own := self.terms.get(f"{season}-{year}"):
            return own
        if season == "autumn":
            return date(year, 9, 1), date(year, 12, 31)
        if season == "spring":
            return date(year, 1, 1), easter(year)
        return easter(year) + timedelta(days=1), date(year, 7, 31)

    def half_term(self, season: str, year: int, half: int) -> Span:
        """The first or second half of a term."""
        if own := self.terms.get(f"{season}-{year}-{half}"):
            return own
        start, end = self.term(season, year)
        cut = {"autumn": date(year, 10, 31), "spring": date(year, 2, 15)}.get(
            season, date(year, 5, 31)
        )
        return (start, cut) if half == 1 else (cut + timedelta(days=1), end)

    def term_of(self, day: date) -> tuple[str, int]:
        """The term that `day` falls in; the holiday after a term counts to the next one."""
        for season in ("spring", "summer", "autumn"):
            if day <= self.term(season, day.year)[1]:
                return season, day.year
        return "autumn", day.year

    def half_of(self, day: date) -> tuple[str, int, int]:
        """The half-term that `day` falls in."""
        season, year = self.term_of(day)
        return season, year, 1 if day <= self.half_term(season, year, 1)[1] else 2
