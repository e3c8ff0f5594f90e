"""No word that is not in the document reaches anyone: what fails is left out, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.answer import Answer
from assistant.composed import Composed, Record, Said, bullet, heading, text
from assistant.verify import Stamp, at, stands, verify
from ingest.document import Cell, Document, Location, Paragraph, Quote, Source, Table

SENTENCE = "Savings of £15.3m and 1,700 homes are due by 30 June 2026, said Mara Quill."
PLACE = Location(block=1)
CELL = Location(block=2, table=1, row=2, column=2)


def cell(words: str, row: int, column: int) -> Cell:
    return Cell((words,), Location(block=2, table=1, row=row, column=column))


TABLE = Table(
    rows=(
        (cell("Action", 1, 1), cell("Lead", 1, 2)),
        (cell("Mend the roof", 2, 1), cell("Ada Brook", 2, 2)),
    ),
    heading_rows=1,
    location=Location(block=2, table=1),
)
DOCUMENT = Document(
    Source("elm.md", "elm.md", "elm"), "md", "Elm Plan", (Paragraph(SENTENCE, PLACE), TABLE)
)


def reading(key: str) -> Document:
    if key != "elm":
        raise LookupError(key)
    return DOCUMENT


def said(words: str, *, quoted: str | None = None, place: Location = PLACE, key="elm") -> Said:
    return Said(words, Quote(quoted or words, place), key, "elm")


def checked(composed: Composed) -> Answer:
    return verify(composed, reading=reading, stamp=Stamp("c_1", "a_1", 1.0))


REFUSED = {
    "one word changed": "1,700 houses are due by 30 June 2026",
    "a figure changed": "1,800 homes are due",
    "a figure cut at the front": "5.3m",
    "a figure with another's tail": "Savings of £15.4m",
    "a word cut": "avings of £15.3m",
    "a word cut at the end": "Savings of £15.3m and 1,700 home",
    "words in another order": "homes 1,700 are due",
    "a word left out": "1,700 homes due by 30 June 2026",
    "a word put in": "1,700 new homes are due",
    "another case": "savings of £15.3m",
    "another mark": "Savings of $15.3m",
    "two places joined": "Savings of £15.3m said Mara Quill",
    "nothing": "",
    "white space": " \n ",
}
KEPT = ["£15.3m and 1,700 homes", "30  June\n2026", "Mara Quill.", SENTENCE]


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_what_differs_does_not_stand(words):
    assert not stands(words, SENTENCE)


@pytest.mark.parametrize("words", KEPT)
def test_whole_words_in_a_row_stand_whatever_their_white_space(words):
    assert stands(words, SENTENCE)


WORDS = st.lists(
    st.sampled_from(["a", "b", "ab", "£5", "1.5", "15", "5", ",", "."]), min_size=1, max_size=8
)


@given(WORDS, st.data())
def test_what_is_taken_out_whole_always_stands(words, data):
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    assert stands(" \n ".join(words[start:end]), " ".join(words))


@given(WORDS, WORDS)
def test_words_that_never_follow_one_another_never_stand(wanted, held):
    one, other = " ".join(wanted), " ".join(held)
    assume(one.replace(" ", "") not in other.replace(" ", ""))
    assert not stands(one, other)


def test_a_quotation_is_looked_for_at_its_own_place_only():
    assert at(DOCUMENT, CELL) == "Ada Brook"
    assert at(DOCUMENT, replace(CELL, row=9)) == ""
    kept = checked(Composed("answered", (bullet(said("Ada Brook", place=CELL)),)))
    assert kept.text == "- Ada Brook [1]"
    for elsewhere in (PLACE, replace(CELL, column=1), replace(CELL, table=2), replace(CELL, row=9)):
        lost = checked(Composed("answered", (bullet(said("Ada Brook", place=elsewhere)),)))
        assert (lost.status, lost.citations) == ("not_found", ())


GOOD = bullet("Lead: ", said("Ada Brook", place=CELL))


@pytest.mark.parametrize("words", [*REFUSED.values(), "Ada Book"])
def test_a_line_that_fails_is_left_out_and_the_others_stay(words):
    answer = checked(Composed("answered", (bullet("It says ", said(words)), GOOD)))
    assert answer.text == "- Lead: Ada Brook [1]"
    assert [c.quote for c in answer.citations] == ["Ada Brook"]
    assert answer.status == "answered"
    assert len(answer.notes) == 1


def test_one_bad_quotation_takes_its_whole_line_with_it():
    line = bullet(said("Mara Quill"), " has ", said("16.3m"))
    assert checked(Composed("answered", (line, GOOD))).text == "- Lead: Ada Brook [1]"
    rests = bullet(said("Mara Quill"), rests=(said("Mara Quell"),))
    assert checked(Composed("answered", (rests, GOOD))).text == "- Lead: Ada Brook [1]"


def test_words_must_stand_in_the_quotation_and_not_only_in_the_document():
    line = bullet(said("1,700 homes", quoted="said Mara Quill."))
    assert checked(Composed("answered", (line, GOOD))).text == "- Lead: Ada Brook [1]"


def test_a_document_that_is_gone_is_quoted_nowhere():
    line = bullet(said("Mara Quill", key="oak"))
    assert checked(Composed("answered", (line,))).status == "not_found"


def test_an_answer_whose_quotations_all_fail_is_not_found():
    lines = (heading("Savings"), text("The plan says:"), bullet(said("16.3m")), bullet(said("X")))
    answer = checked(Composed("answered", lines))
    assert (answer.status, answer.citations, answer.items) == ("not_found", (), ())
    assert "16.3m" not in answer.text


def record(words: str, *who: Said) -> Record:
    return Record(said(words), who, None, "Finance", "elm", "elm")


def test_a_record_that_fails_is_left_out_and_no_longer_counted():
    good = record("1,700 homes", said("Ada Brook", place=CELL))
    bad = [record("1,800 homes"), record("1,700 homes", said("Ada Book", place=CELL))]
    answer = checked(Composed("answered", (GOOD,), (good, *bad), total=3))
    assert [i.what for i in answer.items] == ["1,700 homes"]
    assert answer.total == 1


def test_each_place_has_one_number_and_every_number_a_citation():
    again = bullet(said("Mara Quill"), ", ", said("Ada Brook", place=CELL))
    answer = checked(
        Composed("answered", (bullet(said("Mara Quill")), again), (record("Savings"),))
    )
    assert answer.text == "- Mara Quill [1]\n- Mara Quill, Ada Brook [1][2]"
    assert [c.n for c in answer.citations] == [1, 2, 3]
    assert answer.items[0].citations == (3,)


@pytest.mark.parametrize(
    ("words", "text"),
    [("700 homes", "1,700 homes"), ("£15", "£15.3m"), ("5%", "4.5%"), ("15", "£15")],
)
def test_a_figure_is_held_whole(words, text):
    assert not stands(words, text)
    assert stands(text, f"In all ({text}), by July.")
