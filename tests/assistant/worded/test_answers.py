"""An answer is in a language model's words where they hold, and as composed whatever else it does."""

from __future__ import annotations

import time

import pytest
from scripted import claim, claims, serving

from prompts import MissingVariable, prompt

ASKED = "What will the trust spend on fire doors in the chapel?"
TRUE = "The trust will spend £45,000 on fire doors in the chapel before the inspection."


def true(evidence, _n):
    found = next(e for e in evidence if "45,000" in e["words"])
    return claims(claim(TRUE, found))


def false(evidence, _n):
    found = next(e for e in evidence if "45,000" in e["words"])
    return claims(claim(TRUE.replace("45", "54"), found))


def test_an_answer_is_in_the_models_words_with_its_citation_and_what_it_took(ask):
    with serving(true) as server:
        answer = ask(ASKED, server.url)
    assert TRUE in answer.text
    assert "45,000" in answer.citations[0].quote
    assert answer.wording is not None
    assert (answer.wording.prompt, answer.wording.used) == ("wording/2", 1)
    assert (answer.wording.tokens_in, answer.wording.tokens_out) == (100, 20)
    assert answer.wording.cost == pytest.approx(0.00014)
    assert "language model (scripted)" in answer.notes[-1]


@pytest.mark.parametrize(
    ("script", "how"),
    [
        (false, {}),
        (lambda *_: "I cannot help with that.", {}),
        (lambda *_: '{"claims": [{"text"', {}),
        (lambda *_: "", {}),
        (lambda *_: '{"claims": []}', {}),
        (lambda e, _: claims(claim("The school is outstanding at chess.", e[0])), {}),
        (true, {"status": 500}),
        (true, {"status": 401}),
    ],
)
def test_whatever_else_it_says_the_composed_answer_is_given_with_a_note(ask, script, how):
    with serving(script, **how) as server:
        answer = ask(ASKED, server.url)
    composed = ask(ASKED)
    assert (answer.text, answer.citations) == (composed.text, composed.citations)
    assert "without the language model" in answer.notes[-1]
    assert len(server.asked) <= 2


@pytest.mark.parametrize("how", [{"delay": 5.0}, {"drip": 0.2}])
def test_a_model_that_is_slow_is_not_waited_for(ask, how):
    began = time.monotonic()
    with serving(true, **how) as server:
        answer = ask(ASKED, server.url, seconds=1)
    assert time.monotonic() - began < 4
    assert answer.text == ask(ASKED).text
    assert "too long" in answer.notes[-1]


def test_a_model_that_is_down_does_not_keep_the_answer_back(ask):
    answer = ask(ASKED, "http://127.0.0.1:9/v1")
    assert answer.text == ask(ASKED).text
    assert "could not be reached" in answer.notes[-1]


def test_an_answer_out_of_form_is_asked_for_once_more(ask):
    with serving(lambda e, n: true(e, n) if n else "Certainly!") as server:
        assert TRUE in ask(ASKED, server.url).text
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "question", ["What is due in March?", "What is the name of the school cat?"]
)
def test_lists_and_what_is_declined_are_never_sent_to_a_model(ask, question):
    with serving(true) as server:
        answer = ask(question, server.url)
    assert (server.asked, answer.wording) == ([], None)


def test_a_prompt_that_lacks_a_variable_is_not_sent():
    with pytest.raises(MissingVariable, match=r"wording/2 needs 'evidence'"):
        prompt("wording").filled(question="x")
