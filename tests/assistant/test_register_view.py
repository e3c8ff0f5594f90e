"""Lists of the register: what matches, how many, a page at a time, and only what may be read."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import BadQuestion, UnknownPlan
from assistant.register_view import Listing, Wanted
from assistant.verify import at, stands

TODAY = date(2026, 2, 10)

ELM = """# Elm Plan 2025-2028

## Finance and Operations

The People Strategy (PS) is ours.

| Action | Lead | By when | Status | Success measure | Monitoring date |
| --- | --- | --- | --- | --- | --- |
| Mend the hall roof | Mara Quill | 31 March 2026 | Open | No leaks | July 2026 |
| Set the budget | AB | June 2026 | Done | Budget balanced | Termly |
| Review lettings | Ada Brook | Ongoing | | | |

## People and Culture

**Lead:** Nora Finn

**Position:** Director of People

| Action | Lead | By when |
| --- | --- | --- |
| Staff survey in every school | Nora Finn | March 2026 |
| Pay review | Nora Finn | March 2027 |
"""
ASH = """# Ash Plan 2024-25

## Finance

| Action | Lead | By when |
| --- | --- | --- |
| Sell the minibus | Tom Vale | March 2025 |
"""


@pytest.fixture(scope="module")
def view(filed):
    """Two invented plans."""
    return filed(elm_plan=ELM, ash_plan=ASH)


@pytest.fixture
def listed(view):
    """What the records that match are about, in order."""

    def found(kind="commitment", **filters):
        page = Listing(view, Wanted(kind, **filters), today=TODAY).page(limit=200)
        assert page.total == len(page.records)
        return [what(r.entry) for r in page.records]

    return found


def what(entry):
    match entry:
        case _ if hasattr(entry, "what"):
            return entry.what.text
        case _ if hasattr(entry, "term"):
            return entry.term
        case _:
            return entry.person.text


def key(view, name):
    return next(p.key for p in view.plans() if name in p.name)


def test_without_filters_everything_is_listed(listed):
    assert len(listed()) == 6
    assert listed("definition") == ["PS"]
    assert "Nora Finn" in listed("responsibility")


def test_a_plan_keeps_to_itself_and_an_unknown_one_is_said(view, listed):
    assert listed(plan=key(view, "Ash")) == ["Sell the minibus"]
    with pytest.raises(UnknownPlan, match="oak"):
        listed(plan="oak")


def test_a_strand_is_found_by_its_name_or_words_of_it(listed):
    assert listed(strand="finance") == ["Sell the minibus"]
    assert listed(strand="Finance and Operations")[0] == "Mend the hall roof"
    assert len(listed(strand="operation")) == 3
    assert listed(strand="nothing like it") == []
    assert listed(strand="%") == []


def test_a_person_is_found_by_name_or_initials(listed):
    assert listed(person="Nora Finn") == ["Staff survey in every school", "Pay review"]
    assert listed(person="AB") == ["Set the budget"]


def test_a_state_is_what_the_document_says(listed):
    assert listed(state="done") == ["Set the budget"]
    assert listed(state="not done") == ["Mend the hall roof"]


def test_words_must_all_be_there(listed):
    assert listed(words="staff surveys") == ["Staff survey in every school"]
    assert listed(words="staff minibus") == []
    assert listed(words='" OR *') == listed()


MARCH = ["Mend the hall roof", "Staff survey in every school"]


@pytest.mark.parametrize(
    "period", ["March 2026", "2026-03", "2026-03-01..2026-03-31", "next month"]
)
def test_a_period_keeps_what_falls_in_it(listed, period):
    assert listed(period=period) == MARCH


def test_what_is_open_ended_is_listed_when_asked_for(listed):
    assert listed(period="March 2026", open_ended=True) == [
        *MARCH[:1],
        "Review lettings",
        *MARCH[1:],
    ]


def test_a_month_without_a_year_is_the_plans_own(view):
    page = Listing(view, Wanted("commitment", period="March"), today=TODAY).page(limit=200)
    assert [what(r.entry) for r in page.records] == ["Sell the minibus", *MARCH]
    assert [(d.span[0].year, d.plans) for d in page.days] == [
        (2025, (key(view, "Ash"),)),
        (2026, (key(view, "Elm"),)),
    ]


@pytest.mark.parametrize("period", ["soonish", "", "2026-02-30", "2026-05-01..2026-04-01"])
def test_what_is_no_time_is_refused(listed, period):
    with pytest.raises(BadQuestion):
        listed(period=period)


def test_every_quotation_stands_where_it_says(view):
    for kind in ("responsibility", "commitment", "measure", "definition"):
        for record in Listing(view, Wanted(kind), today=TODAY).every():
            assert record.citations
            for c in record.citations:
                document = view.document(c.url.removeprefix("/documents/").split("#")[0])
                assert stands(c.quote, at(document, c.location))


@given(limit=st.integers(1, 8), period=st.sampled_from([None, "March"]))
def test_pages_join_into_the_whole(view, limit, period):
    listing = Listing(view, Wanted("commitment", period=period), today=TODAY)
    offsets = [*range(0, listing.total, limit), listing.total]
    pages = [listing.page(limit=limit, offset=a).records for a, _ in pairwise(offsets)]
    assert [r for p in pages for r in p] == list(listing.every())
