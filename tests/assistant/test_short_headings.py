"""A plan whose tables are headed by acronyms, years in two figures, half-terms and money signs."""

from __future__ import annotations

from datetime import date

import pytest

from tests.assistant.conftest import Asked

PLAN = """# Kestrel Downs Trust
# Plan 2025-2028

## How it is read

DRIs carry a piece of work. Years are academic years.

Pledge 1\tPledge 2
Every child swims\tEvery child sings
Executive lead: Olive Hart\tExecutive lead: Saul Finch
Link trustee: Tess Vane\tLink trustee: Ivor Penn

## Promise 1: Read well

Reading comes before all else.

**Aims**

- 1a Fluent by seven
- 1b Books at home

No\tPiece of work\tDRI\tWorking with\tBy\tDone looks like\t£k
1.1\tBuy one reading scheme for the infants\tWJ\tOPr, heads\tHT2 25/26\tOne scheme in all rooms\t46
1.2\tVolunteers hear readers in every school\tOPr\tWJ\tHT4 26/27\tA helper in each class\t9
1.3\tMap of who may follow each headteacher\t\tWJ\tHT6 25/26\tTwo names for each post\t0

Area\tEnd of 25/26\tEnd of 26/27
Fluency\tScheme bought\tScheme in use
Lending\t61%\t70%

~~We will open a book bus by September 2027.~~ *Superseded: the board gave up the book bus in May 2025.*

## Promise 2: Warm rooms

Area\tSponsor\tWatched by
1 Read well\tTess Vane\tLearning Committee
2 Warm rooms\tIvor Penn\tSites Committee

School\tPhase\tHead\tLast inspected
Upper Kestrel School\tPrimary\tAnna Bright\tMarch 2023
Lower Kestrel School\tInfant\t\tJune 2024

The SEND link trustee is Tess Vane; the link trustee for music is vacant.

Ref\tMeasure\tBaseline\t25/26\t26/27\tSource
K1\tReserves as a share of income\t6.1%\t5.5%\t5.2%\tAccounts
K2\tTeacher turnover\t17%\t15%\t13%\tHR

## The round of 2025/26

Half term\tBoard\tReturns
HT1 Sept-Oct\t24 September: results\tStaff declarations by 30 September
HT2 Nov-Dec\t10 December: accounts\tAccounts sent by 31 December
HT3 Jan-Feb\t21 January: budget\tCensus 15 January
HT4 Feb-Mar\t18 March: strategy day\tMoney checklist

Risk\tScore\tOwner
R1 Flood in the lower hall\t12\tWJ
R2 Loss of systems\t15\tOPr

## Key

Initials\tName\tPost
WJ\tWilhelmina Jukes\tDirector of Learning
OPr\tOrlo Prentice\tHead of Sites
"""


@pytest.fixture(scope="module")
def ask(asking) -> Asked:
    """Asks the plan, as in November 2025."""
    return asking({"kestrel-downs-plan-2025-28.txt": PLAN}, date(2025, 11, 16))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who is the DRI for the reading scheme?", "WJ (Wilhelmina Jukes)"),
        ("When will the reading scheme be bought?", "HT2 25/26"),
        ("How much will the reading scheme cost?", "46"),
        ("How much are the volunteers?", "9"),
        ("Who works with Wilhelmina Jukes on the reading scheme?", "OPr"),
        ("What is the reserves target for 2026/27?", "5.2%"),
        ("What is the target for turnover in 26/27?", "13%"),
        ("Which committee watches Promise 2?", "Sites Committee"),
        ("Who is the head of Upper Kestrel School?", "Anna Bright"),
        ("Who is the SEND link trustee?", "Tess Vane"),
        ("Who is the link trustee for music?", "vacant"),
        ("What is Promise 1?", "Reading comes before all else."),
        ("What's the score for loss of systems?", "15"),
        ("When is the strategy day?", "18 March"),
        ("Who is the link trustee for Pledge 2?", "Ivor Penn"),
        ("Who is the executive lead for Pledge 1?", "Olive Hart"),
    ],
)
def test_what_stands_in_the_tables_is_told(ask, question, said):
    answer = ask(question)
    assert answer.status == "answered"
    assert said in answer.text


def test_pieces_of_work_without_a_lead_are_those_whose_cell_is_blank(ask):
    answer = ask("Which pieces of work have no DRI?")
    assert [c.quote for c in answer.citations] == ["Map of who may follow each headteacher"]


def test_aims_are_those_listed_and_not_the_table_after_them(ask):
    answer = ask("What are the aims of Promise 1?")
    assert [c.quote for c in answer.citations] == ["1a Fluent by seven", "1b Books at home"]


def test_what_is_taken_back_is_told_with_what_takes_it_back(ask):
    text = ask("Will the trust open a book bus?").text
    assert "the board gave up the book bus" in text


def test_a_half_term_lists_what_the_round_and_the_tables_have_in_it(ask):
    listed = {i.what for i in ask("What is due in HT2 25/26?").items}
    assert {"Buy one reading scheme for the infants", "10 December: accounts"} <= listed
    assert "Volunteers hear readers in every school" not in listed


def test_we_is_no_acronym(ask):
    assert "does not stand in" not in ask("What do we stand for?").text


def test_a_committee_that_is_not_named_is_nobody_who_leads(ask):
    assert "Olive Hart" not in ask("Which committee does Pledge 1 report to?").text
