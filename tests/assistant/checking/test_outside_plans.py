"""Two real plans with known faults, in every format: each fault that a program can find is found."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.check import check_plan
from assistant.verify import at, stands

pytestmark = pytest.mark.shared

TODAY = date(2026, 11, 22)


class Checks:
    """Makes the check of a plan once, by its number and format, and keeps it with its documents."""

    def __init__(self, folder, filed):
        self._folder, self._filed, self._made = folder, filed, {}

    def __call__(self, number, form):
        if (number, form) not in self._made:
            path = sorted((self._folder / "plans").glob(f"*.{form}"))[number]
            view = self._filed(path)
            (plan,) = view.plans()
            self._made[number, form] = check_plan(view, plan.key, as_of=TODAY), view
        return self._made[number, form]


@pytest.fixture(scope="module")
def checks(shared, filed):
    """The checks of the outside plans."""
    return Checks(shared, filed)


@pytest.fixture(params=["txt", "docx", "pdf"])
def first(request, checks):
    """The plan whose leads stand once a section: its findings by kind."""
    return by_kind(checks(0, request.param)[0])


@pytest.fixture(params=["txt", "docx", "pdf"])
def second(request, checks):
    """The plan whose cells hold lists: its findings by kind."""
    return by_kind(checks(1, request.param)[0])


def by_kind(checked):
    kinds = {}
    for f in checked.findings:
        kinds.setdefault(f.kind, []).append(f)
    return kinds


def quotes(finding):
    return [c.quote for c in finding.citations]


def test_people_outside_the_column_for_leads(second):
    assert [len(f.citations) for f in second["column_shift"]] == [7, 1]


def test_leads_that_cannot_be_paired(second):
    starts = [f.message.split(":")[0] for f in second["leads_unpaired"]]
    assert starts == [
        "5 actions beside 6 leads",
        "2 actions beside 3 leads",
        "4 actions beside 6 leads",
        "7 actions beside 3 leads",
    ]


def test_joint_leads_in_two_ways(second):
    assert len(second["joint_leads"]) == 1


def test_a_part_that_begins_with_its_third_area(second):
    (found,) = second["section_missing"]
    assert "has no a) and b)" in found.message
    assert [q.split()[0] for q in quotes(found)] == ["c)", "3.1", "3.2"]


def test_the_first_action_has_no_lead_and_one_measure_only_names_its_area(second):
    (unled,) = second["no_lead"]
    assert [(c.location.table, c.location.row) for c in unled.citations] == [(3, 3)]
    (echo,) = second["measure_repeats_area"]
    assert [len(q.split()) for q in quotes(echo)] == [1, 2]


def test_one_body_of_two_sorts_and_one_acronym_of_two_spellings(second):
    assert len(second["body_names"]) == 1
    assert len(second["acronym_spellings"]) == 1


def test_all_initials_and_those_that_look_alike(second):
    assert len(second["initials"]) == 7
    assert len(second["initials_alike"]) == 1


def test_the_trusts_own_initials_mean_something_else_elsewhere(second):
    assert len(second["acronym_senses"]) == 1


def test_dates_without_a_year_and_measures_without_a_date(second):
    assert len(second["no_year"]) == 1
    assert len(second["no_monitoring_date"]) >= 3
    assert len(second["unfinished"]) == 1


def test_wording_of_a_framework_that_was_replaced(first, second):
    assert len(first["superseded"]) == 1
    assert len(second["superseded"]) == 3


def test_parts_under_two_names_and_a_person_with_three_titles(first):
    assert len(first["strand_names"]) == 2
    (titles,) = first["titles"]
    assert "3 titles" in titles.message


def test_leads_that_stand_once_a_section(first):
    (unled,) = first["no_lead"]
    assert "in 6 tables names a lead of its own; the lead of the section" in unled.message


def test_colours_that_are_lost(first):
    (lost,) = first["colours_lost"]
    assert "blue, green and red" in lost.message


def test_two_ranges_of_ages(first):
    assert len(first["age_ranges"]) == 1


def test_the_same_references_over_six_tables(first):
    (same,) = first["repeated_reference"]
    assert "(6, 3, 33, 8) stand over 6 tables" in same.message


def test_a_misspelt_acronym_and_a_first_name_of_two_people(first):
    assert len(first["acronym_misspelt"]) == 1
    assert len(first["first_name"]) == 1


@pytest.mark.parametrize("form", ["txt", "docx", "pdf"])
@pytest.mark.parametrize("number", [0, 1])
def test_every_quotation_stands_where_it_says(checks, number, form):
    checked, view = checks(number, form)
    document = view.document(view.documents()[0].key)
    cited = [c for f in checked.findings for c in f.citations]
    assert [c for c in cited if not stands(c.quote, at(document, c.location))] == []
