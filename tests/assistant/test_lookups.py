"""Questions that a table, a heading or a number answers, on an invented plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.conversations import Conversations
from assistant.question import Question
from ingest.catalogue import open_catalogue
from ingest.index import Index, Reader
from ingest.pipeline import ingest

PLAN = """# Larch Trust Development Plan 2026-27

## Purpose

Larch Trust widens the horizons of every child.

## Academies in scope

Academy\tPhase\tNOR\tHeadteacher\tSupport level
Oak Academy\tSecondary\t1,184\tLeanne Osgood\tUniversal
Elm Academy\tSecondary\t743\tToby Farrow\tIntensive
Ash Primary\tPrimary\t198\tCeri Bann\tTargeted
Fir Primary\tPrimary\t289\tIda Moss\tTargeted

## WS2 Attendance

Workstream Lead: Rhys Cole. Link trustee: Joyce Ade. Budget line: 4150.

No.\tAction\tOwner\tStart\tEnd\tImpact measure\tSt.
2.1\tAttendance clinic for every academy\tRC\t07/09/26\t18/12/26\tAttendance 94%\tG
2.2\tHome visits on day three of absence\tRC\t01/10/26\t16/07/27\t95% of visits made\tA
2.3\tPhone-free day at both secondaries\t\tJan 27\tFeb 27\tIncidents halved\tR

Status key: **G** on track; **A** some slippage; **R** off track.

## Risks

Ref\tRisk\tL\tI\tScore\tWhat we are doing\tOwner
SR1\tFalling rolls leave budgets short\t5\t4\t20\tFive-year forecast\tChief Finance Officer
SR2\tWe cannot recruit teachers\t4\t4\t16\tRetention payments\tMarion Hale
SR3\tBuilding failure closes a school\t3\t4\t12\tCondition surveys\t

## Scheme of consultation

D = decides, A = advises before a decision, C = formally consulted, I = informed afterwards.

Matter\tBoard\tCEO\tHeads\tStaff\tParents
Behaviour policy\tI\tA\tD\tC\tC
Term dates\tI\tD\tC\tC\tI

## Scorecard

No.\tMeasure\t2025/26\t2026/27\tReported to\tHow often
K1\tAttendance\t93.1%\t94%\tStandards Committee\tHalf-termly
K2\tCarbon\t2,960\t2,500\tFinance Committee\t

## Milestones

Action\tOwner\tWhen
Leaflets printed once the attendance clinic for every academy is open\tRC\tonce the attendance clinic for every academy is open

## The yearly cycle

The Standards Committee meets once a half-term. We will cut data drops from six to two a year.
Exit interviews take place within two weeks of a resignation.
"""

Ask = Callable[..., Answer]


SCHEDULE = """# Larch Trust Strategic Plan 2025-2028

## Monitoring calendar 2025-26

Strand\tSeptember\tOctober\tNovember\tJanuary\tFebruary\tMarch\tApril\tJune
Finance\tAudit begins\tBudget reviewed\tAccounts signed\tForecast\tPay review\tTender opened\tBudget drafted\tBudget agreed
Estates\tFire doors\tRoof survey\tBoiler check\tAsbestos survey\tWater check\tFloor repairs\tPlay areas\tLifts

## Roadmap

Year\tPlaces\tPeople\tLearning
2025-26\tNew boilers at Oak\tCareer paths written\tPhonics in every school
2026-27\tOne network for all\tMentors for new leaders\tShared assessments
2026-27\tBoilers at Elm\tWorkload charter signed\tPeer reviews in pairs
2027-28\tHygiene rooms at Ash\tApprentices in offices\tCommon options
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory) -> Iterator[Ask]:
    """Asks one question after another in one conversation: the last answer."""
    with asking(tmp_path_factory.mktemp("larch"), PLAN) as asked:
        yield asked


@contextmanager
def asking(folder: Path, plan: str) -> Iterator[Ask]:
    """Asks of one plan on 10 November 2026."""
    from ingest.embedding import open_embedder

    (folder / "larch-plan.txt").write_text(plan, "utf-8")
    embedder = open_embedder()
    index = Index.open(folder / "index", embedder_name=embedder.name)
    outcomes = ingest([folder / "larch-plan.txt"], index=index, embedder=embedder)
    assert [o.status for o in outcomes] == ["added"]
    engine = open_catalogue(folder / "index")
    assistant = Assistant(
        index=index,
        embedder=embedder,
        conversations=Conversations(engine),
        today=lambda: date(2026, 11, 10),
    )

    def asked(*questions: str) -> Answer:
        answer, talk = None, None
        for text in questions:
            answer = assistant.ask(
                Question(text, conversation=talk), reader=Reader(index.audiences())
            )
            talk = answer.conversation
        assert answer is not None
        return answer

    yield asked
    index.close()
    engine.dispose()


def quotes(answer: Answer) -> set[str]:
    return {c.quote for c in answer.citations}


def test_rows_are_listed_by_a_value_and_all_of_them(ask):
    answer = ask("which academies are on targeted support")
    assert {"Ash Primary", "Fir Primary"} <= quotes(answer)
    assert "Elm Academy" not in answer.text


def test_rows_are_listed_by_a_figure(ask):
    answer = ask("Which risks score 16 or more?")
    assert "Falling rolls" in answer.text
    assert "cannot recruit" in answer.text
    assert "Building failure" not in answer.text


def test_rows_are_listed_by_the_letter_of_their_rating(ask):
    answer = ask("what actions are amber?")
    assert "Home visits" in answer.text
    assert "clinic" not in answer.text


def test_a_row_is_found_by_its_reference(ask):
    assert "RC" in quotes(ask("Who owns action 2.2?"))


def test_a_blank_cell_is_said_to_be_blank(ask):
    answer = ask("Who owns risk SR3?")
    assert answer.status == "partial"
    assert "Not stated" in answer.text
    assert "Building failure closes a school" in quotes(answer)


def test_a_scheme_of_letters_is_read_by_its_key(ask):
    answer = ask("Who is formally consulted on the behaviour policy?")
    assert {"Staff", "Parents"} <= quotes(answer)
    assert "CEO" not in quotes(answer)


def test_how_often_is_told_by_a_column_or_a_sentence_and_a_blank_is_said(ask):
    assert "Half-termly" in quotes(ask("How often is attendance, K1, reported?"))
    assert "once a half-term" in ask("how often does the Standards Committee meet?").text
    blank = ask("How often is carbon reported?")
    assert blank.status == "partial"
    assert "blank" in blank.text


def test_how_many_needs_its_number_beside_what_is_counted(ask):
    assert "from six to two" in ask("how many data drops a year will there be").text
    assert ask("How many parents answered?").status == "not_found"


def test_what_stands_under_a_heading_is_given_whole(ask):
    assert "widens the horizons" in ask("What is the purpose?").text


def test_a_role_is_answered_by_its_label(ask):
    lead, trustee = (
        ask("Who is the workstream lead for attendance?"),
        ask("Who is the link trustee for attendance?"),
    )
    assert "Rhys Cole" in lead.text
    assert "Joyce Ade" in trustee.text
    assert "Rhys Cole" not in trustee.text


def test_actions_without_an_owner_are_listed(ask):
    answer = ask("Which actions have no owner?")
    listed = [i.what for i in answer.items]
    assert "Phone-free day at both secondaries" in listed
    assert "Home visits on day three of absence" not in listed
    assert "Phone-free day at both secondaries – its section is led by Rhys Cole" in answer.text


def test_a_number_to_reach_somebody_is_not_made_up(ask):
    answer = ask("What is Marion Hale's phone number?")
    assert answer.status == "not_found"
    assert answer.citations == ()


def test_somebody_is_asked_about_beyond_their_post(ask):
    answer = ask("What is Marion Hale's salary?")
    assert answer.status == "not_found"
    assert "Not stated" in answer.text


def test_a_time_counted_from_something_answers_how_soon(ask):
    assert "within two weeks" in ask("how soon after a resignation is the exit interview?").text


def test_why_something_happened_that_no_document_speaks_of_is_declined(ask):
    assert ask("Why was the attendance clinic scrapped?").status == "not_found"


def test_whether_something_is_mentioned_needs_its_own_words(ask):
    assert ask("Does the plan mention catering?").status == "not_found"
    assert ask("Does the plan mention attendance?").status == "answered"


def test_what_waits_for_something_is_no_time_of_it(ask):
    answer = ask("When is the attendance clinic due?")
    assert "Attendance clinic for every academy" in answer.text
    assert "Leaflets" not in answer.text
    assert "Leaflets" in ask("When are the leaflets printed?").text


def test_the_steps_of_a_roadmap_are_no_year_of_the_calendar(tmp_path):
    with asking(tmp_path, SCHEDULE) as ask:
        answer = ask("what's due in March?")
    assert {i.what for i in answer.items} >= {"Tender opened", "Floor repairs"}
