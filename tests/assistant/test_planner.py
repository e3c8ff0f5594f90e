"""The year: everything that has a date falls in one column of it, and what has none stands apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from assistant.calendar_feed import ics
from assistant.lacking import grouped
from assistant.office.audit import Marked
from assistant.planner import SHOWS, Choice, year_of
from ingest.calendar import academic_year, year_span
from ingest.document import Location, Quote
from ingest.entries import Commitment, Dated, Period
from ingest.filing import Kept

TODAY = date(2026, 3, 10)
AT = Location("oak.md", table=1, row=2, column=3)


class Held:
    """A view that has these commitments."""

    def __init__(self, *commitments: Commitment) -> None:
        self._kept = tuple(
            Kept(n, "oak.md", "oak", "commitment", c) for n, c in enumerate(commitments)
        )

    def plans(self):
        return ()

    def entries(self, **_):
        return self._kept


def commitment(what: str, *periods: Period, who: str = "Mara Quill", strand: str = "Estates"):
    when = tuple(Dated(p, Quote(p.text, AT)) for p in periods)
    return Commitment(Quote(what, AT), (Quote(who, AT),), when=when, strand=strand)


DUE = Period("by 20 March", None, date(2026, 3, 20), "deadline", "inferred")
SPRING = Period("Spring 26", date(2026, 1, 1), date(2026, 4, 5), "window", "stated")
MONTHLY = Period(
    "each term", date(2025, 9, 1), date(2026, 8, 31), "recurrence", "stated", "termly", (12, 3, 7)
)
ONGOING = Period("ongoing", None, None, "ongoing", "unknown")
NONE = Period("when funds allow", None, None, "none", "unknown")


def names(placed):
    return [p.what for p in placed]


def test_each_thing_falls_where_its_phrase_says():
    view = Held(
        commitment("deadline", DUE),
        commitment("window", SPRING),
        commitment("recurring", MONTHLY),
        commitment("always", ONGOING),
        commitment("some day", NONE),
        commitment("nothing said"),
    )
    year = year_of(view, Choice(), today=TODAY)
    by_month = {c.name: names(r) for c, r in zip(year.columns, year.rows[0].cells, strict=True)}
    assert {m: held for m, held in by_month.items() if held} == {
        "December 2025": ["recurring"],
        "January 2026": ["window"],
        "March 2026": ["recurring", "deadline"],
        "July 2026": ["recurring"],
    }
    assert names(year.ongoing) == ["always"]
    assert names(year.undated) == ["some day", "nothing said"]
    assert [c.name for c in year.columns if c.is_now] == ["March 2026"]


def test_the_year_is_todays_or_the_nearest_that_the_plans_have():
    old = Period("June 2024", date(2024, 6, 1), date(2024, 6, 30), "window", "stated")
    assert year_of(Held(commitment("x", DUE)), Choice(), today=TODAY).name == "2025–26"
    assert year_of(Held(commitment("x", old)), Choice(), today=TODAY).name == "2023–24"
    assert year_of(Held(), Choice(), today=TODAY).name == "2025–26"


def test_a_choice_keeps_to_its_strand_and_lead():
    view = Held(commitment("a", DUE), commitment("b", DUE, who="Jo Ashby", strand="Finance"))
    assert names(year_of(view, Choice(lead="Jo Ashby"), today=TODAY).dated) == ["b"]
    assert names(year_of(view, Choice(strand="Estates"), today=TODAY).dated) == ["a"]


DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))


@given(
    spans=st.lists(
        st.tuples(DAYS, DAYS, st.sampled_from(["deadline", "window", "start"])), max_size=8
    ),
    show=st.sampled_from(SHOWS),
    first=st.integers(2023, 2027),
)
def test_whatever_is_dated_stands_once_in_its_year(spans, show, first):
    periods = [Period("some time", *sorted((a, b)), kind, "stated") for a, b, kind in spans]
    view = Held(*(commitment(str(n), p) for n, p in enumerate(periods)))
    year = year_of(view, Choice(year=first, show=show), today=TODAY)
    placed = sorted(p.what for row in year.rows for cell in row.cells for p in cell)
    expected = [
        str(n)
        for n, p in enumerate(periods)
        if academic_year(p.end if p.kind == "deadline" else p.start) == first
    ]
    assert placed == sorted(expected) == sorted(names(year.dated))
    assert year.columns[0].span[0] == year_span(first)[0]
    assert year.columns[-1].span[1] == year_span(first)[1]


def test_a_feed_has_the_plans_phrase_and_no_day_that_it_does_not_give():
    year = year_of(
        Held(commitment("deadline; BEGIN:VALARM", DUE), commitment("window", SPRING)),
        Choice(),
        today=TODAY,
    )
    calendar = Calendar.from_ical(ics(year, address="https://plans.example"))
    window, deadline = calendar.walk("VEVENT")
    assert (window.decoded("dtstart"), window.decoded("dtend")) == (
        date(2026, 1, 1),
        date(2026, 4, 6),
    )
    assert deadline.decoded("dtstart") == date(2026, 3, 20)
    assert "by 20 March" in deadline["description"]
    assert "worked out" in deadline["description"]
    assert deadline["summary"] == "deadline; BEGIN:VALARM"
    assert calendar.walk("VALARM") == []
    assert deadline["url"] == "https://plans.example/documents/oak.md#t1r2c3"


@pytest.mark.parametrize("words", ["", "?", "who leads?", "\x00"])
def test_questions_about_nothing_are_a_group_too(words):
    (group,) = grouped([Marked(words, "", "", date(2026, 1, 1))])
    assert group.about == "something else"


def test_questions_are_grouped_by_the_word_that_most_share():
    asked = ["who leads canteens?", "when are canteens inspected?", "what is a minibus for?"]
    groups = grouped([Marked(q, "", "", date(2026, 1, 1)) for q in asked])
    assert [(g.about, len(g.questions)) for g in groups] == [("canteens", 2), ("minibus", 1)]
