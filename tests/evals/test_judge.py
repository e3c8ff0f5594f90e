"""Answers are judged by their content."""

from __future__ import annotations

import importlib.util
import json

import pytest

from assistant.channels.body import AnswerBody
from evals.cases import Case, Reply, load
from evals.judge import Verdict, asserted
from evals.measures import summary
from evals.wording import Texts, Vocabulary, words

SOURCE = """Lead: Mara Quill, Head of Estates
The fire door survey is due in March. The boiler is serviced in May and the roof is checked.
There were 14 schools. The roof of the old gym leaks."""
KNOWN = Vocabulary([SOURCE, "the plan head of survey"])


def reply(text: str, *quotes: str, status: str = "answered", items=(), notes=()) -> Reply:
    place = {"headings": []}
    citations = [
        {"n": n, "document": "", "plan": "", "label": "", "location": place, "quote": q, "url": ""}
        for n, q in enumerate(quotes, 1)
    ]
    rest = {"suggestions": [], "conversation": "", "answer": "", "took_ms": 1.0}
    body = {"status": status, "text": text, "items": items, "notes": notes, **rest}
    return Reply(AnswerBody.model_validate({**body, "citations": citations}), 1.0)


def verdict(case: Case, given: Reply) -> Verdict:
    return Verdict(case, given, KNOWN, Texts([SOURCE]))


LEAD = Case(
    id="1",
    kind="lead",
    question="Who leads estates?",
    answer_points=("Mara Quill", "Head of Estates"),
    must_not=("Jon Ash",),
    source_quotes=("Lead: Mara Quill",),
)
ABSENT = Case(id="2", kind="unanswerable", question="What is the chef's name?")


def test_an_answer_that_says_its_points_and_cites_them_is_right():
    given = reply("Mara Quill, Head of Estates, leads estates [1].", "Mara Quill")
    assert verdict(LEAD, given).right


@pytest.mark.parametrize(
    "given",
    [
        reply("Mara Quill leads estates [1].", "Mara Quill"),
        reply("The Head of Estates, Jane Quill [1].", "Mara Quill"),
        reply("Mara Quill, Head of Estates, and Jon Ash [1].", "Mara Quill"),
        reply("Mara Quill, Head of Estates."),
        reply("Mara Quill, Head of Estates [1].", "Mara Quilly"),
        reply("Mara Quill, Head of Estates [1]." + " and more words" * 80, "Mara Quill"),
        reply("Mara Quill, Head of Estates [1].", "Mara Quill", status="not_found"),
    ],
)
def test_an_answer_with_one_fault_is_wrong(given):
    assert not verdict(LEAD, given).right


def test_what_is_denied_is_not_said():
    given = reply("Not Jon Ash. Mara Quill, Head of Estates, leads it [1].", "Mara Quill")
    assert verdict(LEAD, given).right


def test_declining_is_right_only_where_there_is_no_answer():
    declined = reply("The plan does not name one.", status="not_found")
    assert verdict(ABSENT, declined).right
    assert not verdict(LEAD, declined).right


def test_a_month_counts_only_on_the_line_of_its_entry():
    case = Case(id="3", kind="date", question="When?", answer_points=("boiler serviced in May",))
    apart = reply("The boiler is serviced in March [1].\nThe roof is checked in May.", "boiler")
    together = reply("The boiler is serviced in May [1].", "boiler")
    under = reply("**May**\n- the boiler is serviced [1]", "boiler")
    assert [verdict(case, g).right for g in (apart, together, under)] == [False, True, True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("by 30/9", "by 30 September"),
        ("due 31/12/25", "due 31 December 2025"),
        ("Spring 26", "Spring 2026"),
        ("Sept 25", "September 2025"),
        ("2025-26", "2025-2026"),
        ("Health & Safety", "Health and Safety"),
        ("the trust’s", "the trust"),
    ],
)
def test_ways_of_writing_the_same_are_the_same(one, other):
    assert words(one) == words(other)


def test_a_forbidden_phrase_counts_as_whole_words():
    assert asserted("May", "It is due in May.")
    assert not asserted("May", "It is due in Mayfield.")
    assert not asserted("July", "From May 2026 to July 2026 nothing is due.")
    assert not asserted("Jon Ash", "There is no Jon Ash here.")


def test_a_quotation_is_valid_as_whole_words_whatever_the_white_space():
    texts = Texts(["**Lead:** Mara\nQuill\t<b>Head</b> of Estates"])
    assert texts.hold("Lead: Mara Quill  Head of\nEstates")
    assert not texts.hold("ara Quill")
    assert not texts.hold("Mara Head")
    assert not texts.hold("")


def test_measures_leave_out_the_cases_they_do_not_apply_to():
    found = summary([verdict(LEAD, reply("Mara Quill, Head of Estates [1].", "Mara Quill"))])
    assert found["right"] == found["citation_validity"] == found["source_found"] == 1
    assert found["refusal_recall"] is None
    assert found["recall_at_10"] == 0


def made_up(case: Case, following: Case) -> list[Reply]:
    """Answers of many sorts, right and wrong, to one question."""
    points = [p.split("|")[0] for p in case.answer_points]
    quotes = case.source_quotes
    records = [{"what": p, "who": [], "strand": "", "plan": "", "citations": []} for p in points]
    return [
        reply("\n".join(f"- {p} [1]" for p in points), *quotes),
        reply(" ".join(quotes), *quotes),
        reply("\n".join(following.answer_points), *quotes),
        reply("\n".join([*points, *case.must_not]), *quotes),
        reply("The plan does not say.", status="not_found"),
        reply(f"Nothing is listed about {case.question}", *quotes),
        reply("Here they are.", *quotes, status="partial", items=records),
        reply("\n".join(points[:-1]), *quotes),
        reply("\n".join(points) + " and so on" * 200, *quotes),
    ]


@pytest.mark.shared
def test_the_outside_scorer_judges_alike(shared):
    found = importlib.util.spec_from_file_location("outside", shared / "tools/score.py")
    outside = importlib.util.module_from_spec(found)
    found.loader.exec_module(outside)
    path = shared / "questions/seed_plans.jsonl"
    cases, raw = load(path), [json.loads(line) for line in path.read_text().splitlines()]
    texts = [p.read_text("utf-8") for p in sorted((shared / "plans").glob("*.txt"))]
    outside.prepare(raw, texts)
    theirs, ours = outside.Sources(texts), Texts(texts)
    known = Vocabulary(texts, [c.plan for c in cases])
    for n, case in enumerate(cases):
        for given in made_up(case, cases[n - 1]):
            judged = outside.judge(raw[n], given.body.model_dump(mode="json"), theirs)
            verdict = Verdict(case, given, known, ours)
            expected = (judged["ok"], judged["valid"], judged["hit"], judged["too_long"])
            valid = [sum(verdict.valid), len(verdict.valid)]
            hit = [sum(verdict.found), len(verdict.found)]
            assert (verdict.right, valid, hit, verdict.too_long) == expected, case.id
