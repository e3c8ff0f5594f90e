"""The runner asks every question through the assistant, follow-ups in their conversation."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from evals.cases import Case
from evals.measures import summary
from evals.report import show, write
from evals.run import measured, open_corpus

PLAN = """# Ash Trust Plan 2025-2028

## Estates

**Lead:** Mara Quill

The estates team surveys every fire door each spring.
"""
LEAD = Case(
    id="1",
    kind="lead",
    question="Who leads estates?",
    answer_points=("Mara Quill",),
    source_quotes=("**Lead:** Mara Quill",),
)
NOT_THERE = Case(id="2", kind="unanswerable", question="What is the chef's favourite dish?")
FOLLOWING = Case(id="3", kind="fact", question="And what about fire doors?", follows="1")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ash")
    (folder / "plan.md").write_text(PLAN, "utf-8")
    corpus = open_corpus([folder / "plan.md"], folder / "indexes")
    yield corpus
    corpus.library.index.close()


def test_answers_are_judged_and_what_retrieval_finds_is_kept(corpus):
    lead, absent = measured(corpus, [LEAD, NOT_THERE], [])
    assert lead.right
    assert lead.valid == [True] * len(lead.valid)
    assert any("Mara Quill" in passage for passage in lead.reply.found)
    assert absent.reply.declined
    assert summary([lead, absent])["refusal_recall"] == 1


def test_a_follow_up_is_asked_in_its_conversation(corpus):
    first, following = measured(corpus, [LEAD, FOLLOWING], [])
    assert following.reply.body.conversation == first.reply.body.conversation
    assert not following.reply.failed


def test_a_question_that_fails_is_wrong_and_hides_no_other(corpus):
    blank = Case(id="0", kind="unanswerable", question=" ")
    failed, lead = measured(corpus, [blank, LEAD], [])
    assert failed.reply.failed.startswith("BadQuestion")
    assert (failed.right, failed.reply.declined, lead.right) == (False, False, True)


def test_the_report_names_the_wrong_ones_with_their_faults(corpus, tmp_path):
    wrong = LEAD.model_copy(update={"answer_points": ("Jon Ash",), "must_not": ("Mara Quill",)})
    verdicts = measured(corpus, [wrong, NOT_THERE], [])
    shown = StringIO()
    show(verdicts, shown)
    write(verdicts, tmp_path / "out" / "report.json")
    assert "not said: Jon Ash" in shown.getvalue()
    assert "said, and must not: Mara Quill" in shown.getvalue()
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["summary"]["right"] == 0.5
    assert [case["right"] for case in report["cases"]] == [False, True]


def test_an_unchanged_corpus_is_not_read_again(corpus, tmp_path):
    (tmp_path / "plan.md").write_text(PLAN, "utf-8")
    first = open_corpus([tmp_path / "plan.md"], tmp_path / "indexes")
    filed = first.library.index.known()
    first.library.index.close()
    second = open_corpus([tmp_path / "plan.md"], tmp_path / "indexes")
    assert second.library.index.known() == filed
    second.library.index.close()
