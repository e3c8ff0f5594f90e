"""Each kind of fault, in small invented plans that have it and in ones that do not."""

from __future__ import annotations

import time
from datetime import date

import pytest

from assistant.check import check_plan
from assistant.question import UnknownPlan
from assistant.verify import at, stands

TODAY = date(2026, 3, 10)


@pytest.fixture
def check(filed):
    """Findings of one kind, or of all, in a plan of a single text, as their sentences."""

    def checked(text: str, kind: str | None = None) -> list[str]:
        view = filed(a_plan=f"# Elm Plan 2025-2028\n\n{text}\n")
        (plan,) = view.plans()
        result = check_plan(view, plan.key, as_of=TODAY)
        return [f.message for f in result.findings if kind in (None, f.kind)]

    return checked


TABLE = """## Estates

| Action | Lead | By when | Success measure | Monitoring date |
| --- | --- | --- | --- | --- |
| Mend the hall roof at Elmfield | Mara Quill | May 2026 | No leaks in the hall | July 2026 |
| Clear the gutters of every school | {lead} | {when} | {measure} | {monitored} |
"""
WHOLE = {
    "lead": "Ada Brook",
    "when": "June 2026",
    "measure": "No blocked gutters",
    "monitored": "July 2026",
}


def table(**parts: str) -> str:
    return TABLE.format(**(WHOLE | parts))


def test_a_plan_that_says_everything_has_no_findings(check):
    assert check(table()) == []


def test_an_action_without_a_lead_is_found(check):
    assert check(table(lead=""), "no_lead") == ["“Clear the gutters of every school” has no lead."]


def test_an_action_without_a_date_is_found(check):
    assert check(table(when=""), "no_date") == ["“Clear the gutters of every school” has no date."]


def test_a_measure_without_a_monitoring_date_is_found(check):
    assert len(check(table(monitored=""), "no_monitoring_date")) == 1


def test_a_measure_that_only_names_its_area_is_found(check):
    assert len(check(table(measure="Estates"), "measure_repeats_area")) == 1


def test_a_date_before_the_plan_is_found(check):
    (message,) = check(table(when="May 2024"), "before_period")
    assert "before the plan begins on 1 September 2025" in message


def test_a_date_that_has_passed_is_found(check):
    (message,) = check(table(when="January 2026"), "past")
    assert message.startswith("1 dated action of 2 had passed by 10 March 2026")


def test_initials_that_nothing_expands_are_found(check):
    (message,) = check(table(lead="QZ"), "initials")
    assert message == "“QZ” leads in 1 place, and nothing says who that is."
    assert check(table(lead="MQ"), "initials") == []


def test_initials_that_shorten_to_others_are_found(check):
    text = (
        table(lead="QZa")
        + "| Sweep every chimney of the trust | QZ | June 2026 | Clean | July 2026 |\n"
    )
    assert check(text, "initials_alike") == ["“QZ” could be the same as “QZa”, or somebody else."]


TITLES = """## Finance

**Lead:** Ada Brook

**Position:** {one}

Ada is the trust's {other}. She came in 2020.
"""


def test_two_titles_for_one_job_are_found_and_two_jobs_are_not(check):
    rivals = TITLES.format(one="Chief Financial Officer", other="Director of Finance")
    assert check(rivals, "titles") == [
        "Ada Brook has 2 titles: “Director of Finance” and “Chief Financial Officer”."
    ]
    jobs = TITLES.format(one="Chief Financial Officer", other="Headteacher of Elmfield")
    assert check(jobs, "titles") == []
    same = TITLES.format(
        one="Director of Finance & Estates", other="Director of Finance and Estates"
    )
    assert check(same, "titles") == []


def test_one_strand_under_two_names_is_found(check):
    text = "## Safe and Warm Places\n\nWords.\n\n## Safe & Warm Places\n\nMore words.\n"
    assert check(text, "strand_names") == [
        "One part of the plan is called “Safe and Warm Places” and “Safe & Warm Places”."
    ]
    assert check("## Safe Places\n\nWords.\n\n## Safe places\n\nMore.\n", "strand_names") == []


def test_a_body_of_two_sorts_is_found(check):
    text = "The People and Pay Group meets.\n\nThe People and Pay Committee decides.\n"
    assert check(text, "body_names") == [
        "“People and Pay Group” and “People and Pay Committee” may be one body or several."
    ]
    assert check("The Finance Committee meets. The Trust Board decides.\n", "body_names") == []


def test_an_acronym_is_found_until_it_is_expanded(check):
    assert check("The QZX meets monthly.\n", "acronym") == [
        "“QZX” stands in 1 place and is never expanded."
    ]
    assert check("The Quick Zebra Exchange (QZE) meets. The QZE reports.\n", "acronym") == []
    assert check("We COLLABORATE, and collaborate again. HR and IT help.\n", "acronym") == []


def test_the_outside_reading_of_an_acronym_is_marked_as_such(filed):
    view = filed(a_plan="# Elm Plan 2025-2028\n\nThe PAN is reviewed.\n")
    (found,) = check_plan(view, view.plans()[0].key, as_of=TODAY).findings
    assert found.kind == "acronym"
    assert found.outside.startswith("From outside the documents: PAN")


def test_swapped_letters_of_an_acronym_are_found(check):
    assert check("Read KSCIE part one.\n", "acronym_misspelt") == [
        "“KSCIE” is probably a misspelling of KCSIE."
    ]
    assert check("Read KCSIE part one.\n", "acronym_misspelt") == []


def test_two_spellings_of_an_acronym_are_found(check):
    text = "The QOZ plan.\n\nThe QoZ plan.\n\nThe QOZ again.\n"
    assert check(text, "acronym_spellings") == ["One acronym is spelt “QOZ” (2) and “QoZ” (1)."]


LETTERED = """| Strategic area | Activities | Lead |
| --- | --- | --- |
| {} Reading in every school | Read daily. June 2026 | Ada Brook |
| {} Mathematics in every school | Count daily. June 2026 | Ada Brook |
"""


def test_missing_letters_of_a_part_are_found(check):
    (message,) = check("## 3 Teaching\n\n" + LETTERED.format("c)", "d)"), "section_missing")
    assert "has no a) and b)" in message
    assert check("## 3 Teaching\n\n" + LETTERED.format("a)", "b)"), "section_missing") == []


def test_a_gap_in_numbered_headings_is_found(check):
    text = "## 1. Estates\n\nWords.\n\n## 2. Finance\n\nWords.\n\n## 4. People\n\nWords.\n"
    assert check(text, "section_missing") == ["The numbered sections go up to 4, and 3 is missing."]


def test_an_appendix_that_is_not_there_is_found(check):
    assert check("Appendix B sets out the risks.\n", "reference_missing") == [
        "Appendix B is referred to, and does not stand in the document."
    ]
    there = "Appendix B sets out the risks.\n\n## Appendix B: Risks\n\nNone.\n"
    assert check(there, "reference_missing") == []


def test_a_colour_key_without_colours_is_found(check):
    text = "Colour code:\n\nGreen: schools\n\nBlue: trust team\n"
    assert len(check(text, "colours_lost")) == 1
    assert check("The green and blue rooms are painted.\n", "colours_lost") == []


MONTHS = ["September", "October", "November", "December", "January", "February", "March", "April"]


def test_a_month_with_nothing_in_it_is_found(check):
    head = "| Strand | " + " | ".join(MONTHS) + " |\n|" + " --- |" * 9 + "\n"
    rows = "".join(f"| {s} | " + " | ".join(["Visit"] * 7 + [""]) + " |\n" for s in ("One", "Two"))
    found = check("## Schedule 2025-26\n\n" + head + rows, "blank_months")
    assert found == ["Nothing is listed for April in any row of the schedule."]


def test_replaced_wording_is_found_and_history_is_not(check):
    assert len(check("Behaviour and Attitudes judged at least Good.\n", "superseded")) == 1
    assert check("In 2024 Behaviour and Attitudes was judged Good.\n", "superseded") == []
    assert check("We offer an outstanding education of quality.\n", "superseded") == []


def test_unfinished_text_is_found(check):
    assert len(check("Revision under construction.\n", "unfinished")) == 1


def test_age_ranges_that_differ_are_found_and_a_schools_own_is_not(check):
    text = "A curriculum from the age of 2 to 16.\n\nGrowth from early years to post-16.\n"
    assert len(check(text, "age_ranges")) == 1
    one = "A curriculum from the age of 2 to 18.\n\nElmfield School takes children aged 4 to 11.\n"
    assert check(one, "age_ranges") == []


TWICE = """## Estates

| Action | Lead | Due |
| --- | --- | --- |
| Condition surveys of all seven sites | Ada Brook | {} |

## Roadmap

| Action | Owner | Due |
| --- | --- | --- |
| Condition surveys of all seven sites | {} | {} |
"""


def test_one_thing_with_two_dates_or_leads_is_found(check):
    apart = TWICE.format("April 2026", "Ada Brook", "July 2026")
    assert len(check(apart, "two_dates")) == 1
    within = TWICE.format("Summer 2026", "Ada Brook", "10 July 2026")
    assert check(within, "two_dates") == []
    led = TWICE.format("April 2026", "Mara Quill", "April 2026")
    assert len(check(led, "two_leads")) == 1
    assert check(TWICE.format("April 2026", "AB", "April 2026"), "two_leads") == []


def test_the_same_references_over_every_table_are_found(check):
    one = "## {}\n\n| Action | Risk register REF: 6, 3, 33 | Lead |\n| --- | --- | --- |\n| Do {} | High | Ada Brook |\n\n"
    text = "".join(one.format(n, n) for n in ("Estates", "Finance", "People"))
    assert len(check(text, "repeated_reference")) == 1


def test_a_plan_that_is_not_there_is_unknown(filed):
    view = filed(a_plan="# Elm Plan\n\nWords.\n")
    with pytest.raises(UnknownPlan, match="ash"):
        check_plan(view, "ash", as_of=TODAY)


def test_text_made_to_take_long_takes_no_time(filed):
    view = filed(
        a_plan="# Elm Plan\n\n" + "Aa " * 5000 + "\n\n" + "A" * 20_000 + "1\n\nref " + "1" * 9999
    )
    began = time.perf_counter()
    check_plan(view, view.plans()[0].key, as_of=TODAY)
    assert time.perf_counter() - began < 2


def test_every_quotation_stands_where_it_says(filed):
    view = filed(
        a_plan="# Elm Plan 2025-2028\n\n" + table(lead="", when="") + "\nAppendix B is long.\n"
    )
    checked = check_plan(view, view.plans()[0].key, as_of=TODAY)
    document = view.document(view.documents()[0].key)
    citations = [c for f in checked.findings for c in f.citations]
    assert citations
    assert all(stands(c.quote, at(document, c.location)) for c in citations)
