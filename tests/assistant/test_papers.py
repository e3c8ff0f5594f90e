"""Questions on several papers of one invented school: a plan, two sets of minutes and a planner."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.wording import question_alone, tidy
from tests.assistant.conftest import Asked

FILES = {
    "fernhill-school-development-plan-2026-27.txt": """# Fernhill School
# School Development Plan 2026-27

## Priority 1: Reading

Action\tLead\tWhen\tKey performance indicators
Open the new library\tAB\tOn Monday 22 February 2027\tLoans up by a fifth
Plan an Outdoor Evening\tGH\tMay 2027\tEveryone takes part
Plan a Music Evening\tIJ\tJune 2027\tEveryone sings
Hold two series of mock examinations\tEF\t16–27 November 2026\tEntries made

Rates of staff turnover were talked about on 3 June 2025.

Attendance target for the year: 93.5%.

Ruth Croft joined in 2020 after fourteen years of teaching in hospital schools and in a special school, where she was head of English and a trustee of a literacy charity.

Ruth Croft is Deputy Headteacher.

Items 24-25 of the list are for Gill Hart.

## Priority 2: Belonging

What stands in our way is distance.

## Priority 3: Places and pounds

We spend with care.

## Barriers

These are what stands in our way.

Challenge number\tDetail of challenge
1\tDistance. Buses run twice a day.
2\tWeather. The road floods.
3\tFatigue. Mornings are early.

## Initials

Initials\tName
AB\tAnn Bell
CD\tCara Dunn

## Colour key

Green\tDone\tRed\tLate
""",
    "governors-minutes-2026-09-24.txt": """# Fernhill School: Full Governing Body
Minutes of the meeting held on 24 September 2026

## Reading

The phonics groups have 21 pupils.
""",
    "pupil-premium-statement-2026-27.txt": """# Fernhill School: pupil premium statement 2026-27

## What it pays for

Small groups in the afternoon and trips for those who could not pay.
""",
    "governors-minutes-2026-10-13.txt": """# Fernhill School: Standards Committee
Minutes of the meeting held on 13 October 2026

## Reading

The phonics groups have 26 pupils.

## Actions

Action\tLead\tBy
Count the reading books\tAB\t10 November 2026
Thank the volunteers\tCD\t12 November 2026
""",
    "governors-year-planner-2026-27.txt": """# Fernhill Governing Body: year planner 2026-27

## Business

Month\tFull Governing Body\tResources\tPanels
AUTUMN TERM\t\t\t
September 2026\tElect chair\t\t
October 2026\t\tBudget monitoring 20 October; Audit 22 October\t
November 2026\t\tSupply costs\tPay panel
December 2026\tBehaviour policy\t\t
January 2027\t\tDraft budget\t
February 2027\tSafeguarding return\t\t
March 2027\t\t\tAppeals

## Meeting dates

Meeting\tDay and date\tPapers sent out\tChair
FGB 1\tThursday 24 September 2026\t17 September 2026\tFay Moor
RES 1\tTuesday 10 November 2026\t3 November 2026\tYvo Petts
FGB 2\tThursday 10 December 2026\t3 December 2026\tFay Moor

## Link governors

Link\tGovernor\tWorks with
Attendance\tTess Low\tKit Bell
Pupil premium\tYvo Petts\tIra Sand
Careers\tFay Moor\tTom Lav

## Short names

Abbreviation\tMeaning
FGB\tFull Governing Body
RES\tResources Committee
OAK\tOutdoor Arts Kitchen
""",
}


@pytest.fixture(scope="module")
def ask(asking) -> Asked:
    """Asks these papers, as in the middle of November."""
    return asking(FILES, date(2026, 11, 16))


def test_minutes_are_named_by_their_month(ask):
    assert (
        "26 pupils" in ask("How many pupils are in the phonics groups in the October minutes?").text
    )
    september = ask("As of the September meeting, how many pupils are in the phonics groups?")
    assert "21 pupils" in september.text
    assert "26" not in september.text


def test_the_next_meeting_is_the_first_still_to_come(ask):
    answer = ask("When is the next meeting of the governing body or a committee?")
    assert "Thursday 10 December 2026" in answer.text
    assert "24 September" not in answer.text
    assert {c.quote for c in answer.citations} == {"FGB 2", "Thursday 10 December 2026"}


def test_a_misspelt_committee_is_found_by_its_initials(ask):
    assert "10 November 2026" in ask("when does the resources commitee meet").text


def test_a_planner_lists_what_falls_in_a_month_for_each_body(ask):
    answer = ask("What is on the year planner for November 2026?")
    assert {"Supply costs", "Pay panel"} <= {i.what for i in answer.items}
    assert "Budget monitoring" not in answer.text


def test_entries_in_one_cell_have_their_own_days(ask):
    listed = {i.what for i in ask("What is on the year planner for October 2026?").items}
    assert {"Budget monitoring 20 October", "Audit 22 October"} <= listed


def test_days_of_one_month_are_a_span(ask):
    answer = ask("When are the mock examinations?")
    assert "16–27 November 2026" in answer.text


def test_a_working_life_is_told_by_the_paragraph_about_it(ask):
    assert "hospital schools" in ask("What is Ruth Croft's background?").text


def test_what_happened_to_somebody_is_not_taken_for_granted(ask):
    answer = ask("Why did Ruth Croft resign as head of English?")
    assert answer.status == "not_found"
    assert "resign" in answer.text


def test_colours_are_told_by_the_key(ask):
    text = ask("What do the colours mean?").text
    assert "Green – Done" in text
    assert "Red – Late" in text


@pytest.mark.parametrize(
    "question", ["when do we break up for xmas", "What are the half term dates?"]
)
def test_term_dates_that_are_not_there_are_said_not_to_be(ask, question):
    answer = ask(question)
    assert answer.status == "not_found"
    assert "school terms and holidays" in answer.text


def test_a_rate_is_asked_for_as_a_figure(ask):
    assert ask("What turnover rate did the school have?").status == "not_found"


def test_the_question_after_other_sentences_is_answered_alone(ask):
    answer = ask("The mock examinations were cancelled today. When does the library open?")
    assert "22 February 2027" in answer.text
    assert "mock" not in answer.text


def test_a_name_for_initials_is_not_made_up(ask):
    answer = ask("What is EF's full name?")
    assert answer.status == "not_found"
    assert "initials alone" in answer.text


def test_something_in_a_month_is_asked_for_with_anything(ask):
    assert "Appeals" in ask("Does anything happen in March?").text


def test_priorities_are_the_headings_that_number_them(ask):
    answer = ask("List the three priorities in the development plan.")
    assert [c.quote for c in answer.citations] == [
        "Priority 1: Reading",
        "Priority 2: Belonging",
        "Priority 3: Places and pounds",
    ]


def test_a_section_that_leads_in_to_a_table_tells_its_rows(ask):
    assert [c.quote for c in ask("What are the barriers?").citations] == [
        "Distance.",
        "Weather.",
        "Fatigue.",
    ]


def test_somebodys_actions_in_minutes_are_found_by_initials_that_another_paper_spells_out(ask):
    answer = ask("Which actions does Ann Bell have in the October minutes?")
    assert {i.what for i in answer.items} == {"Count the reading books"}


def test_whom_a_link_governor_works_with_stands_in_the_row(ask):
    answer = ask(
        "Which governor is linked to attendance, and which member of staff do they work with?"
    )
    assert "Tess Low" in answer.text
    assert "Kit Bell" in answer.text
    assert "Fay Moor" not in answer.text


def test_a_slip_is_mended_and_another_word_is_not(ask):
    assert (
        "21 pupils"
        in ask("How many pupils are in the phonics gruops in the September minutes?").text
    )
    assert ask("Why did Ruth Croft resign?").status == "not_found"


def test_initials_of_a_body_are_nobodys(ask):
    text = ask("Who leads the Outdoor Evening?").text
    assert "GH" in text
    assert "IJ" not in text


def test_what_a_paper_is_called_by_is_a_topic_too(ask):
    assert "Yvo Petts" in ask("Who leads on pupil premium?").text


def test_the_next_meeting_of_another_body_is_not_told(ask):
    assert "10 December" not in ask("When is the next board of trustees meeting?").text


def test_what_happens_at_the_end_of_term_is_not_asked_by_its_dates(ask):
    assert "school terms and holidays" not in ask("What happens at the end of term?").text


def test_a_place_that_is_said_first_is_kept():
    assert question_alone("I work at Hill Top. Who is the headteacher?").startswith("I work at")
    assert question_alone("We met in June. Who is the headteacher?").startswith("Who")


@pytest.mark.parametrize("text", ["24-25 November", "items 24-25", "the 24-25th", "ages 24-25"])
def test_a_span_is_not_a_school_year(text):
    assert tidy(text) == text


def test_short_years_are_whole_years():
    assert tidy("attendance in 24-25") == "attendance in 2024/25"


def test_a_slip_in_a_word_of_asking_is_mended_too(ask):
    assert "Fay Moor" in ask("who is resposible for careers?").text
