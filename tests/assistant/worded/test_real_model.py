"""A real llama.cpp server with a small packaged model, over HTTP: what it says is checked too."""

from __future__ import annotations

import json
import threading
import time

import httpx
import pytest

from evals.model_server import serving
from evals.packaged_models import small

SECONDS = 60
ASKED = [
    "How often are fire doors surveyed?",
    "What does the estates team do?",
    "What does the plan say about fire doors?",
]


@pytest.fixture(scope="module")
def server():
    """The address of a server of the small model."""
    with serving(small()) as running:
        yield running.url


def settings(url: str) -> dict[str, str]:
    """The environment in which that server is the configured model."""
    return {
        "PLANS_MODEL": "openai",
        "PLANS_MODEL_NAME": "small",
        "PLANS_MODEL_URL": url,
        "PLANS_MODEL_SECONDS": str(SECONDS),
        "PLANS_MODEL_PRICE_IN": "2",
    }


@pytest.fixture(scope="module")
def managed(oak, answers):
    """The page for administrators, after the questions."""
    del answers
    with oak.serving() as url:
        return httpx.get(f"{url}/manage", timeout=30).text


@pytest.fixture(scope="module")
def answers(oak, server):
    """For each question, the API's answer with the model and without it."""
    with oak.serving(**settings(server)) as url:
        worded = [httpx.post(f"{url}/api/ask", json={"question": q}, timeout=90) for q in ASKED]
    with oak.serving() as url:
        composed = [httpx.post(f"{url}/api/ask", json={"question": q}) for q in ASKED]
    return [(w.json(), c.json()) for w, c in zip(worded, composed, strict=True)]


def test_every_answer_is_checked_words_or_the_composed_ones_with_a_note(answers):
    asked = [(w, c) for w, c in answers if w["wording"]]
    assert len(asked) >= 2
    for worded, composed in asked:
        used = worded["wording"]["used"]
        if not used:
            assert worded["text"] == composed["text"]
            assert "without the language model" in worded["notes"][-1]
        else:
            assert "language model (small)" in worded["notes"][-1]
        quotes = {c["n"]: c["quote"] for c in worded["citations"]}
        for line in worded["text"].splitlines():
            words, _, number = line.rstrip("]").rpartition(" [")
            assert words.removeprefix("- ").split(": ")[-1].rstrip(".") in quotes[int(number)]


def test_tokens_are_counted_and_priced(answers):
    wording = next(w["wording"] for w, _ in answers if w["wording"])
    assert wording["tokens_in"] > 200
    assert 5 < wording["tokens_out"] <= 800
    assert wording["cost"] == pytest.approx(wording["tokens_in"] * 2 / 1_000_000)


def test_the_account_of_the_model_is_shown_at_the_terminal_and_to_administrators(
    oak, answers, managed
):
    wordings = [w["wording"] for w, _ in answers if w["wording"]]
    (month,) = json.loads(oak("usage", "--json").stdout)
    assert (month["model"], month["answers"]) == ("small", len(wordings))
    for tokens in ("tokens_in", "tokens_out"):
        assert month[tokens] == sum(w[tokens] for w in wordings)
    assert month["cost"] == pytest.approx(sum(w["cost"] for w in wordings))
    for shown in (managed, oak("usage").stdout):
        assert "small" in shown
        assert f"{month['tokens_in']:,}" in shown


def test_a_server_that_dies_while_it_answers_leaves_the_composed_answer(ask):
    question = "What will the trust spend on fire doors in the chapel?"
    with serving(small()) as running:
        given = []
        thread = threading.Thread(
            target=lambda: given.append(ask(question, running.url, seconds=SECONDS))
        )
        thread.start()
        while not generating(running.url):
            assert thread.is_alive(), "it had answered before it could be stopped"
            time.sleep(0.05)
        running.kill()
        began = time.monotonic()
        thread.join()
    assert time.monotonic() - began < 10
    assert given[0].text == ask(question).text
    assert "could not be reached" in given[0].notes[-1]


def generating(url: str) -> bool:
    """Whether the server is in the middle of an answer."""
    slots = httpx.get(url.replace("/v1", "/slots"), timeout=30).json()
    return any(s["is_processing"] and s["next_token"][0]["n_decoded"] > 2 for s in slots)
