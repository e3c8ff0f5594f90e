"""Questions that set two plans beside one another, and on what is done for an aim."""

from __future__ import annotations

from datetime import date

import pytest

from tests.assistant.conftest import Asked

FILES = {
    "alder-trust-strategic-plan-2025-28.txt": """# Alder Trust Strategic Plan 2025-28

## Money

Current priorities\tActivities\tLead
Ensure income from non-government sources is maximised\tLet every hall at weekends  Apply for two grants a year\tAB
Spend well on estates\tA plan for each roof\tCD
Enriched experiences for every pupil\tA trip each term\tGH

## Calendar 2025-26

Strand\tSeptember\tOctober\tNovember\tDecember
People\tStaff survey\tAppraisals\t\tPay review
Reserves\t\tForecast\tAudit\t

## Measures

Indicator\t2024/25\tTarget 2025/26
Reserves as a share of income\t3.9%\t4.5%
""",
    "birch-trust-strategic-plan-2025-28.txt": """# Birch Trust Strategic Plan 2025-28

## People

Action\tLead\tWhen
Annual staff survey shows better morale\tEF\tSummer term 2026
Spend on estates is planned with heads\tGH\tMarch 2026

## Measures

Indicator\t2024/25\tTarget 2025/26
Reserves as a share of income\t6.0%\t5.0%
""",
}


@pytest.fixture(scope="module")
def ask(asking) -> Asked:
    """Asks these papers, as in the middle of November."""
    return asking(FILES, date(2025, 11, 16))


def test_which_spends_more_is_not_told_without_figures(ask):
    answer = ask("Which of the two trusts spends more on estates?")
    assert answer.status == "not_found"
    assert "no figures" in answer.text


def test_figures_that_are_there_are_set_beside_one_another(ask):
    text = ask("Compare the reserves targets of Alder and Birch.").text
    assert "4.5%" in text
    assert "5.0%" in text


def test_a_thing_that_one_plan_calls_by_fewer_words_is_found_in_both(ask):
    text = ask("When is the annual staff survey in each plan?").text
    assert "September 2025: Staff survey" in text
    assert "Summer term 2026" in text


def test_what_is_done_for_an_aim_is_its_actions(ask):
    answer = ask("What will Alder do to bring in money that isn't from government?")
    assert answer.text.startswith("For “Ensure income from non-government sources is maximised”:")
    quoted = {c.quote for c in answer.citations}
    assert {"Let every hall at weekends", "Apply for two grants a year"} <= quoted
    assert "A plan for each roof" not in quoted


def test_which_meets_more_often_is_not_a_question_of_figures(ask):
    assert "no figures" not in ask("Which trust surveys its staff more often?").text


def test_a_career_is_no_experience(ask):
    assert "GH" not in ask("Who leads careers?").text
