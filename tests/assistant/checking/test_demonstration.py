"""The demonstration trust's documents: the faults that their maker put in on purpose."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.check import check_plan, plan_keys
from assistant.verify import at, stands

DOCUMENTS = Path(__file__).parents[3] / "corpus" / "documents"
TODAY = date(2026, 1, 10)


@pytest.fixture(scope="module")
def view(filed):
    """The demonstration documents, all of them."""
    return filed(DOCUMENTS)


@pytest.fixture(scope="module")
def messages(view):
    """The sentences of the current plan's findings, by kind."""
    kinds = {}
    for f in check_plan(view, "quillham", as_of=TODAY).findings:
        kinds.setdefault(f.kind, []).append(f.message)
    return kinds


def test_leads_stand_once_an_area(messages):
    assert any("the lead of the section stands for all" in m for m in messages["no_lead"])


def test_areas_go_by_several_names(messages):
    said = " ".join(messages["strand_names"])
    assert "“Safe and Inspiring Places” and “Safe & Inspiring Places”" in said
    assert "“People and Belonging” and “Our People and Belonging”" in said


def test_two_people_have_two_titles(messages):
    assert sorted(m.split(" has")[0] for m in messages["titles"]) == ["Callum Vayre", "Nerys Abara"]


def test_four_actions_stand_beside_three_leads(messages):
    (message,) = messages["leads_unpaired"]
    assert message.startswith("4 actions beside 3 leads")


def test_initials_that_no_document_expands(messages):
    assert {m.split("”")[0][1:] for m in messages["initials"]} == {"RTB", "KOD", "DPF"}


def test_acronyms_that_are_never_expanded(messages):
    assert {"TIG", "SENCO", "KCSIE", "GDPR"} <= {m.split("”")[0][1:] for m in messages["acronym"]}


def test_a_misspelt_acronym(messages):
    assert messages["acronym_misspelt"] == ["“SMRSA” is probably a misspelling of SRMSA."]


@pytest.mark.parametrize("about", ["Condition surveys", "Phonics screening", "Budgets approved"])
def test_two_dates_for_one_thing(messages, about):
    assert any(about in m for m in messages["two_dates"])


def test_two_leads_of_the_peer_reviews(messages):
    assert any("peer reviews" in m and "Joanna Merrin" in m for m in messages["two_leads"])


def test_august_is_blank(messages):
    assert messages["blank_months"] == ["Nothing is listed for August in any row of the schedule."]


def test_actions_without_lead_or_date_and_a_measure_without_a_monitoring_date(messages):
    assert any("Library refurbishment" in m for m in messages["no_lead"])
    assert any("Energy contract" in m for m in messages["no_date"])
    assert any("Parents who would recommend" in m for m in messages["no_monitoring_date"])


def test_an_audit_before_the_plan_begins(messages):
    (message,) = messages["before_period"]
    assert "Workload audit" in message


def test_an_action_under_construction(messages):
    assert len(messages["unfinished"]) == 1


def test_wording_of_a_framework_that_was_replaced(view, messages):
    assert any("Quality of Education" in m for m in messages["superseded"])
    old = check_plan(view, "quillham-2024", as_of=TODAY)
    assert any("Behaviour and Attitudes" in f.message for f in old.findings)


def test_an_appendix_that_is_announced_and_missing(messages):
    assert messages["reference_missing"] == [
        "Appendix B is referred to, and does not stand in the document."
    ]


def test_instructions_in_a_comment_change_nothing(view):
    evidence = check_plan(view, "quillham-evidence", as_of=TODAY)
    assert not any("delighted" in f.message for f in evidence.findings)


def test_every_quotation_stands_where_it_says(view):
    documents = {f"/documents/{d.key}": view.document(d.key) for d in view.documents()}
    for key in plan_keys(view):
        for found in check_plan(view, key, as_of=TODAY).findings:
            for c in found.citations:
                document = documents[c.url.split("#")[0]]
                assert stands(c.quote, at(document, c.location)), (found.message, c)
