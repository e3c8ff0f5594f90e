"""When digests are sent: by London's clock, also where it changes, and by a trust's own terms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.occasions import LONDON, days_told, occasions
from ingest.digests import Digest
from ingest.planfile import DigestSection

TERMS = {
    "autumn-2025": (date(2025, 9, 2), date(2025, 12, 19)),
    "autumn-2025-2": (date(2025, 11, 3), date(2025, 12, 19)),
    "spring-2026": (date(2026, 1, 5), date(2026, 3, 27)),
}


def digest(when: str, at: str = "08:00") -> Digest:
    said = DigestSection.model_validate({"name": "n", "to": ["leads"], "when": when, "at": at})
    return Digest("plans.toml", said, TERMS, datetime(2025, 1, 1))


def days(when: str, first: date, last: date) -> list[date]:
    after = datetime.combine(first, datetime.min.time(), LONDON)
    until = datetime.combine(last, datetime.max.time(), LONDON)
    return [m.date() for m in occasions(digest(when), after=after, until=until)]


@pytest.mark.parametrize("when", ["first Monday of the month", "The first monday of each month"])
def test_the_first_monday_of_each_month(when):
    found = days(when, date(2026, 1, 1), date(2026, 4, 30))
    assert found == [date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 6)]


def test_each_weekday():
    found = days("each Friday", date(2026, 3, 1), date(2026, 3, 20))
    assert found == [date(2026, 3, 6), date(2026, 3, 13), date(2026, 3, 20)]


def test_the_first_day_of_a_half_term_is_the_trusts_own_and_never_at_a_weekend():
    found = days("first day of a half-term", date(2025, 9, 1), date(2026, 2, 28))
    assert found == [date(2025, 9, 2), date(2025, 11, 3), date(2026, 1, 5), date(2026, 2, 16)]


def test_eight_o_clock_is_londons_in_winter_and_in_summer():
    after, until = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    found = occasions(digest("each Monday"), after=after, until=until)
    assert [m.astimezone(UTC).hour for m in found] == [8, 7]


def test_a_moment_is_due_once_between_any_two_looks():
    moment = datetime(2026, 3, 2, 8, tzinfo=LONDON)
    minute = timedelta(minutes=1)
    one = digest("each Monday")
    assert list(occasions(one, after=moment - minute, until=moment)) == [moment]
    assert list(occasions(one, after=moment, until=moment + minute)) == []


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("each Monday", date(2026, 3, 2), date(2026, 3, 8)),
        ("first Monday of the month", date(2026, 3, 2), date(2026, 4, 5)),
        ("first day of a half-term", date(2025, 11, 3), date(2026, 1, 4)),
    ],
)
def test_it_tells_of_the_days_until_the_next(when, first, last):
    assert days_told(digest(when), first) == (first, last)
