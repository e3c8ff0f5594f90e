"""Every way that plans say when, as the interval that it means."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.calendar import SchoolCalendar
from ingest.periods import Found, Frame, find, read

YEAR = Frame((date(2025, 9, 1), date(2026, 8, 31)))
PLAN = Frame((date(2024, 9, 1), date(2027, 8, 31)))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def told(found: Found) -> tuple[object, ...]:
    p = found.period
    return p.text, p.start, p.end, p.kind, p.year


ONE = [
    ("March", YEAR, "March", "2026-03-01", "2026-03-31", "window", "inferred"),
    ("October", YEAR, "October", "2025-10-01", "2025-10-31", "window", "inferred"),
    ("Return due 31/12/25", YEAR, "due 31/12/25", None, "2025-12-31", "deadline", "stated"),
    ("Certificate by 30/9", YEAR, "by 30/9", None, "2025-09-30", "deadline", "inferred"),
    ("Checks, 2026-01-28", YEAR, "2026-01-28", None, "2026-01-28", "deadline", "stated"),
    ("Spring 2025", PLAN, "Spring 2025", "2025-01-01", "2025-04-20", "window", "stated"),
    ("Spring term 2025", PLAN, "Spring term 2025", "2025-01-01", "2025-04-20", "window", "stated"),
    ("Spring 26", PLAN, "Spring 26", "2026-01-01", "2026-04-05", "window", "stated"),
    ("Autumn 25", PLAN, "Autumn 25", "2025-09-01", "2025-12-31", "window", "stated"),
    ("HT2 25/26", PLAN, "HT2 25/26", "2025-11-01", "2025-12-31", "window", "stated"),
    ("Spring 2025/26", PLAN, "Spring 2025/26", "2026-01-01", "2026-04-05", "window", "stated"),
    ("Autumn 25/26.", PLAN, "Autumn 25/26", "2025-09-01", "2025-12-31", "window", "stated"),
    ("End of 25/26", PLAN, "End of 25/26", "2026-05-02", "2026-08-31", "window", "stated"),
    ("End of 2025/26", PLAN, "End of 2025/26", "2026-05-02", "2026-08-31", "window", "stated"),
    ("24/25 baseline", PLAN, "24/25", "2024-09-01", "2025-08-31", "window", "stated"),
    ("Easter 25", PLAN, "Easter 25", None, "2025-04-20", "deadline", "stated"),
    ("Easter 2025", PLAN, "Easter 2025", None, "2025-04-20", "deadline", "stated"),
    (
        "Held between Easter 25 and Spring 26",
        PLAN,
        "between Easter 25 and Spring 26",
        "2025-04-20",
        "2026-04-05",
        "window",
        "stated",
    ),
    ("by Autumn 2025", PLAN, "by Autumn 2025", None, "2025-12-31", "deadline", "stated"),
    (
        "in place by Autumn 2026",
        PLAN,
        "in place by Autumn 2026",
        None,
        "2026-12-31",
        "deadline",
        "stated",
    ),
    (
        "Spring and Summer 2025",
        PLAN,
        "Spring and Summer 2025",
        "2025-01-01",
        "2025-07-31",
        "window",
        "stated",
    ),
    (
        "Autumn 2024 and on-going",
        PLAN,
        "Autumn 2024 and on-going",
        "2024-09-01",
        None,
        "start",
        "stated",
    ),
    ("December 2024 onwards", PLAN, "December 2024 onwards", "2024-12-01", None, "start", "stated"),
    ("Autumn term onwards", PLAN, "Autumn term onwards", "2024-09-01", None, "start", "inferred"),
    (
        "Launch in Autumn term",
        PLAN,
        "Launch in Autumn term",
        "2024-09-01",
        None,
        "start",
        "inferred",
    ),
    ("Launch in Autumn term", Frame(), "Launch in Autumn term", None, None, "start", "unknown"),
    ("Starting July 2025", PLAN, "Starting July 2025", "2025-07-01", None, "start", "stated"),
    (
        "Ongoing November 2024 to April 2025",
        PLAN,
        "Ongoing November 2024 to April 2025",
        "2024-11-01",
        "2025-04-30",
        "window",
        "stated",
    ),
    ("Ongoing", PLAN, "Ongoing", None, None, "ongoing", "unknown"),
    ("On-going review", PLAN, "On-going", None, None, "ongoing", "unknown"),
    ("Ad hoc", PLAN, "Ad hoc", None, None, "none", "unknown"),
    (
        "once the new system is agreed",
        PLAN,
        "once the new system is agreed",
        None,
        None,
        "none",
        "unknown",
    ),
]


@pytest.mark.parametrize(
    ("text", "frame", "said", "start", "end", "kind", "year"),
    ONE,
    ids=[f"{n}-{case[0]}" for n, case in enumerate(ONE)],
)
def test_a_phrase_becomes_its_interval(text, frame, said, start, end, kind, year):
    (found,) = find(text, frame)
    assert told(found) == (said, day(start), day(end), kind, year)


RECURRING = [
    ("Termly from Spring 2025", "2025-01-01", "termly", (), "stated"),
    ("January 2025 and then termly", "2025-01-01", "termly", (), "stated"),
    ("half termly", None, "half-termly", (), "unknown"),
    ("Half termly linked to the governors' meetings", None, "half-termly", (), "unknown"),
    ("February and July", None, "yearly", (2, 7), "unknown"),
    ("Summer term", None, "yearly", (), "unknown"),
    ("(Twice monthly meetings)", None, "twice monthly", tuple(range(1, 13)), "unknown"),
]


@pytest.mark.parametrize(
    ("text", "start", "every", "months", "year"), RECURRING, ids=[c[0] for c in RECURRING]
)
def test_a_rhythm_is_a_recurrence_without_an_end(text, start, every, months, year):
    (found,) = find(text, PLAN)
    p = found.period
    assert (p.kind, p.start, p.end, p.every, p.months, p.year) == (
        "recurrence",
        day(start),
        None,
        every,
        months,
        year,
    )


def test_several_points_of_one_year_are_each_kept():
    (found,) = find("January, April and July 2025", PLAN)
    assert found.period.months == (1, 4, 7)
    assert (found.period.start, found.period.end) == (date(2025, 1, 1), date(2025, 7, 31))
    assert found.period.year == "stated"


PHASES = [
    (
        "Launch - January 2025. Further develop - Spring and Summer 2025",
        [("2025-01-01", "2025-01-31", "window"), ("2025-01-01", "2025-07-31", "window")],
    ),
    (
        "First notes Jan 2025. Completed by Jan 2026",
        [("2025-01-01", "2025-01-31", "window"), (None, "2026-01-31", "deadline")],
    ),
    (
        "Baseline Autumn 2025 with termly audits",
        [("2025-09-01", "2025-12-31", "window"), (None, None, "recurrence")],
    ),
]


@pytest.mark.parametrize(("text", "phases"), PHASES, ids=[c[0] for c in PHASES])
def test_two_phases_of_one_action_are_two_phrases(text, phases):
    first, second = find(text, PLAN)
    assert first.end <= second.begin
    found = [(p.start, p.end, p.kind) for p in (first.period, second.period)]
    assert found == [(day(start), day(end), kind) for start, end, kind in phases]


@pytest.mark.parametrize(
    "text",
    ["", " ", "Revision under construction", "Checklist due", "we may march on", "99/99/2025"],
)
def test_what_says_no_time_has_none(text):
    assert find(text, PLAN) == ()
    assert read(text, PLAN) is None


def test_the_month_of_a_column_takes_its_year_from_the_academic_year():
    months = ["September", "December", "January", "August"]
    assert [read(m, YEAR).start for m in months] == [
        date(2025, 9, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 8, 1),
    ]


def test_a_month_that_the_plan_has_more_than_once_gets_no_year():
    period = read("March", PLAN)
    assert (period.start, period.end, period.year, period.months) == (None, None, "unknown", (3,))


def test_the_trusts_own_term_dates_come_before_the_usual_ones():
    own = SchoolCalendar({"spring-2026": (date(2026, 1, 5), date(2026, 3, 27))})
    assert read("Spring 2026", Frame(terms=own)).end == date(2026, 3, 27)
    assert read("Spring 2027", Frame(terms=own)).end == date(2027, 3, 28)


def test_half_terms_are_six_windows_that_meet():
    names = ["Autumn 1 2025", "Autumn 2 2025", "Spring 1 2026", "Spring 2 2026"]
    spans = [(p.start, p.end) for p in map(read, names)]
    assert spans == [
        (date(2025, 9, 1), date(2025, 10, 31)),
        (date(2025, 11, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 2, 15)),
        (date(2026, 2, 16), date(2026, 4, 5)),
    ]


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_it_is_written_in_this_country(when):
    texts = [f"{when:%d/%m/%Y}", f"{when.day} {when:%B %Y}", when.isoformat()]
    assert {read(f"due {t}").end for t in texts} == {when}


SAID = """March may May by due 30/9 31/12/25 Spring 26 Easter 2025 - to and , . termly then ongoing
onwards half Autumn 1 between from once agreed until Q3 2025-26 Term 4 on 99/99 '25 ( ) Summer"""
PIECES = st.sampled_from([*SAID.split(), "\n"])
PHRASES = st.lists(PIECES, max_size=14).map(" ".join)


@given(PHRASES | st.text(max_size=80), st.sampled_from([YEAR, PLAN, Frame()]))
def test_phrases_stand_at_their_places_in_order(text, frame):
    found = find(text, frame)
    assert all(0 <= f.begin < f.end <= len(text) for f in found)
    assert all(f.period.text.strip() in text[f.begin : f.end] for f in found)
    assert all(f.period.text.strip() for f in found)
    assert all(a.end < b.end for a, b in zip(found, found[1:], strict=False))


@given(PHRASES, st.sampled_from([YEAR, PLAN, Frame()]))
def test_no_interval_ends_before_it_begins_and_no_year_comes_from_nowhere(text, frame):
    for found in find(text, frame):
        p = found.period
        assert p.start is None or p.end is None or p.start <= p.end, p
        if p.year == "inferred":
            assert frame.span is not None


def test_days_of_one_month_are_a_window_from_the_first_to_the_last():
    for text in ("16–27 November 2026", "Monday 16 to Friday 27 November 2026"):
        period = read(text)
        assert period is not None
        assert (period.kind, period.start, period.end) == (
            "window",
            date(2026, 11, 16),
            date(2026, 11, 27),
        )


def test_a_year_that_only_some_of_several_times_state_is_inferred_for_none():
    period = read("Spring 26 and March")
    assert period is not None
    assert period.year == "stated"


HOSTILE = ["1", "1/", "Spring and ", "January, ", "due ", "by ", "in place by ", "2025-", " "]
HOSTILE += ["end of ", "Easter and ", "\n", "ready ", "launch from ", "-"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_fifty_thousand_characters_of_almost_nothing_are_read_at_once(piece):
    text = (piece * (50_000 // len(piece) + 1))[:50_000]
    began = time.process_time()
    find(text, PLAN)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("phrase", ["Spring ", "once ", "ongoing ", "termly ", "Jan Feb Mar "])
def test_a_long_cell_is_read_in_one_pass(phrase):
    began = time.process_time()
    find(phrase * 3000)
    assert time.process_time() - began < 5


def test_phrases_of_time_do_not_overlap():
    one, two = find("due March by March")
    assert one.end <= two.begin
