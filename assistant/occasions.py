"""When a digest is sent, and which days it tells of: by the calendar of London and the trust's terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ingest.calendar import SEASONS, SchoolCalendar, Span
from ingest.digests import Digest
from ingest.planfile import DigestSection

LONDON = ZoneInfo("Europe/London")

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 300
"""Days within which every digest has another occasion."""


def occasions(digest: Digest, *, after: datetime, until: datetime) -> Iterator[datetime]:
    """The moments after one and not after the other at which the digest is to be sent, in order."""
    day, last = after.astimezone(LONDON).date(), until.astimezone(LONDON).date()
    while day <= last:
        moment = datetime.combine(day, digest.said.at, LONDON)
        if after < moment <= until and _is_day(digest.said, digest.terms, day):
            yield moment
        day += timedelta(days=1)


def days_told(digest: Digest, day: date) -> Span:
    """The days that the digest of `day` tells of: up to the day before its next occasion."""
    following = (day + timedelta(days=n) for n in range(1, _LONGEST))
    after = next((d for d in following if _is_day(digest.said, digest.terms, d)), None)
    return day, (after or day + timedelta(days=_LONGEST)) - timedelta(days=1)


def _is_day(said: DigestSection, terms: Mapping[str, Span], day: date) -> bool:
    words = said.when.removeprefix("the ").split()
    if words[0] == "each":
        return _WEEKDAYS[day.weekday()] == words[1]
    if words[1] in _WEEKDAYS:
        return _WEEKDAYS[day.weekday()] == words[1] and day.day <= 7
    return day in _half_terms(tuple(sorted(terms.items())), day.year)


@lru_cache(maxsize=64)
def _half_terms(terms: tuple[tuple[str, Span], ...], year: int) -> frozenset[date]:
    """The first school days of a calendar year's half-terms: one at a weekend begins on Monday."""
    calendar = SchoolCalendar(dict(terms))
    starts = (calendar.half_term(s, year, half)[0] for s in SEASONS for half in (1, 2))
    return frozenset(d + timedelta(days=7 - d.weekday() if d.weekday() > 4 else 0) for d in starts)
