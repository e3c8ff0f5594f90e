"""The HTTP interface: its bodies, its event stream, its problems and its pages."""

from __future__ import annotations

import json
import threading
import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from assistant.access import Access
from assistant.answer import Answer, Citation, Item, When
from assistant.channels.body import EXAMPLE, AnswerBody
from assistant.channels.web import LARGEST_BODY, make_app
from assistant.conversations import Conversations
from assistant.library import Library, NotReady, Opening
from assistant.office.office import Office
from assistant.question import LONGEST, BadQuestion, UnknownConversation, UnknownPlan
from ingest.catalogue import open_catalogue
from ingest.document import (
    Bullet,
    Cell,
    Document,
    Heading,
    Location,
    Paragraph,
    Problem,
    Source,
    Table,
)

AT = Location("oak-plan", 11, ("Monitoring",), 61, 8, 5, 8)
ANSWER = Answer(
    "answered",
    "One thing is listed for March 2026 [1].",
    (
        Item(
            "Fire door survey due",
            (),
            When("March", None, date(2026, 3, 31), "deadline", "target", "inferred"),
            "Estates",
            "oak",
            (1,),
        ),
        Item("Governors’ day", ("AB",), None, "Governance", "oak", (1,)),
    ),
    (
        Citation(
            1, "Oak Plan", "oak", "Estates › March", AT, "Fire door survey due", "/documents/x"
        ),
    ),
    2,
    ("A note.",),
    ("And in April?",),
    "c_1",
    "a_1",
    18.4,
)


class FakeAssistant:
    """Answers what it was given, raises it where it is an error, and remembers the questions."""

    def __init__(self, outcome: Answer | Exception = ANSWER, steps: tuple[str, ...] = ()) -> None:
        self.outcome, self.steps = outcome, steps
        self.asked, self.at_once, self.most = [], 0, 0
        self._lock = threading.Lock()

    def ask(self, question, *, reader, owner="local", on_step=None):
        with self._lock:
            self.asked.append(question)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        for step in self.steps if on_step else ():
            on_step(step)
        time.sleep(0.001)
        with self._lock:
            self.at_once -= 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


class FakeIndex:
    """Holds documents that everybody may read."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {d.source.key: d for d in documents}

    def audiences(self):
        return frozenset({"public"})

    def seen_by(self, reader):
        return nullcontext(self)

    def document(self, key):
        return self._documents[key]

    def documents(self):
        return tuple(
            SimpleNamespace(key=k, title=d.title, path=d.source.path, format=d.format)
            for k, d in self._documents.items()
        )


@pytest.fixture
def office(tmp_path):
    """An office that has nobody in it yet."""
    engine = open_catalogue(tmp_path)
    yield Office.over(engine, access=Access(), conversations=Conversations(engine))
    engine.dispose()


@pytest.fixture
def serve(office):
    clients = []

    def start(assistant=None, index=None, opening=None):
        library = Library(index or FakeIndex(), assistant or FakeAssistant(), office)
        app = make_app(opening or Opening(lambda: library))
        client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        clients.append(client.__enter__())
        return client

    yield start
    for client in clients:
        client.__exit__(None, None, None)


def assert_problem(response, status, *words):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail"}
    assert response.json()["status"] == status
    assert "Traceback" not in response.text
    for word in words:
        assert word in response.json()["detail"]


def test_an_answer_has_the_body_that_is_documented(serve):
    response = serve().post("/api/ask", json={"question": "what's due in March?"})
    assert response.status_code == 200
    assert response.json() == {
        "status": "answered",
        "text": "One thing is listed for March 2026 [1].",
        "items": [
            {
                "what": "Fire door survey due",
                "who": [],
                "when": {
                    "text": "March",
                    "start": None,
                    "end": "2026-03-31",
                    "kind": "deadline",
                    "role": "target",
                    "year": "inferred",
                },
                "strand": "Estates",
                "plan": "oak",
                "citations": [1],
            },
            {
                "what": "Governors’ day",
                "who": ["AB"],
                "when": None,
                "strand": "Governance",
                "plan": "oak",
                "citations": [1],
            },
        ],
        "citations": [
            {
                "n": 1,
                "document": "Oak Plan",
                "plan": "oak",
                "label": "Estates › March",
                "location": {
                    "page": 11,
                    "headings": ["Monitoring"],
                    "table": 8,
                    "row": 5,
                    "column": 8,
                    "block": 61,
                    "sheet": None,
                    "reference": None,
                },
                "quote": "Fire door survey due",
                "url": "/documents/x",
            }
        ],
        "total": 2,
        "notes": ["A note."],
        "suggestions": ["And in April?"],
        "conversation": "c_1",
        "answer": "a_1",
        "wording": None,
        "took_ms": 18.4,
    }


def test_the_documented_example_is_a_body():
    assert AnswerBody.model_validate(EXAMPLE).model_dump(mode="json") == EXAMPLE


def test_the_question_reaches_the_assistant_as_it_was_sent(serve):
    assistant = FakeAssistant()
    sent = {"question": " due? ", "conversation": "c_1", "plan": "oak", "as_of": "2026-03-01"}
    serve(assistant).post("/api/ask", json=sent)
    (asked,) = assistant.asked
    assert (asked.text, asked.conversation, asked.plan) == (" due? ", "c_1", "oak")
    assert asked.as_of == date(2026, 3, 1)


def events(response):
    assert response.headers["content-type"].startswith("text/event-stream")
    blocks = [b for b in response.text.split("\n\n") if b.strip()]
    fields = [dict(line.split(": ", 1) for line in b.splitlines()) for b in blocks]
    return [(f["event"], json.loads(f["data"])) for f in fields]


STREAM = {"Accept": "text/event-stream"}


def test_a_stream_has_the_steps_and_then_the_same_answer(serve):
    client = serve(FakeAssistant(steps=("Reading the question", "Searching")))
    streamed = client.post("/api/ask", json={"question": "due?"}, headers=STREAM)
    plain = client.post("/api/ask", json={"question": "due?"}).json()
    assert events(streamed) == [
        ("step", {"step": "Reading the question"}),
        ("step", {"step": "Searching"}),
        ("answer", plain),
    ]


def test_an_error_before_the_first_step_is_an_ordinary_error(serve):
    client = serve(FakeAssistant(UnknownPlan("There is no plan of the key ash.")))
    response = client.post("/api/ask", json={"question": "due?"}, headers=STREAM)
    assert_problem(response, 404, "ash")


def test_an_error_after_the_first_step_is_an_event(serve):
    client = serve(FakeAssistant(UnknownPlan("No plan ash."), steps=("Searching",)))
    response = client.post("/api/ask", json={"question": "due?"}, headers=STREAM)
    name, data = events(response)[-1]
    assert (name, data["status"], data["detail"]) == ("error", 404, "No plan ash.")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadQuestion("The question is blank."), 422),
        (UnknownPlan("There is no plan of that key."), 404),
        (UnknownConversation("There is no such conversation."), 404),
        (NotReady("The index is being built."), 503),
        (RuntimeError("secret"), 500),
    ],
)
def test_each_error_has_its_status(serve, error, status):
    response = serve(FakeAssistant(error)).post("/api/ask", json={"question": "due?"})
    assert_problem(response, status)
    assert "secret" not in response.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"question"',
        b"{}",
        b'{"question": 4}',
        b'{"question": null}',
        b'{"question": ["a"]}',
        b'{"question": "\xff"}',
        b'{"question": "\\ud800"}',
        b'{"question": "due?", "as_of": "soon"}',
        b'{"question": "due?", "as_of": "2026-02-30"}',
        b'{"question": "due?", "as_of": 20260301}',
        b'{"question": "due?", "as_of": "0001-01-01"}',
        b'{"question": "due?", "as_of": "9999-12-31"}',
        b'{"question": "due?", "plan": 7}',
        b"[" * 30_000,
    ],
)
def test_a_body_that_is_no_question_is_refused(serve, body):
    assistant = FakeAssistant()
    headers = {"Content-Type": "application/json"}
    assert_problem(serve(assistant).post("/api/ask", content=body, headers=headers), 422)
    assert assistant.asked == []


def test_a_form_from_another_site_is_no_question(serve):
    headers = {"Content-Type": "text/plain"}
    response = serve().post("/api/ask", content=b'{"question": "due?"}', headers=headers)
    assert_problem(response, 422)


def test_the_longest_question_fits_however_it_is_written(serve):
    sent = json.dumps({"question": "\U0001f3eb" * LONGEST}).encode()
    assert len(sent) < LARGEST_BODY
    headers = {"Content-Type": "application/json"}
    assert serve().post("/api/ask", content=sent, headers=headers).status_code == 200


def test_a_big_body_is_refused(serve):
    response = serve().post("/api/ask", json={"question": "a" * LARGEST_BODY})
    assert_problem(response, 413)


def test_a_big_body_sent_in_pieces_is_refused(serve):
    pieces = (b" " * 1024 for _ in range(100))
    headers = {"Content-Type": "application/json"}
    assert_problem(serve().post("/api/ask", content=pieces, headers=headers), 413)


def test_other_addresses_and_methods_are_problems_too(serve):
    client = serve()
    assert_problem(client.get("/nothing"), 404)
    assert_problem(client.get("/api/ask"), 405)
    assert_problem(client.get("/static/nothing.js"), 404)
    assert_problem(client.get("/documents/nothing"), 404)


def test_another_host_name_is_not_served(serve):
    client = serve()
    for host in ("evil.example", "", "127.0.0.1.evil.example", "[", "127.0.0.1@evil.example"):
        assert_problem(client.get("/healthz", headers={"Host": host}), 421)
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_while_there_is_no_index_it_says_when_to_try_again(serve, office):
    library = Library(FakeIndex(), FakeAssistant(), office)
    outcomes = [NotReady("There is no index yet.", retry_after=7)] * 3 + [library]

    def open_library():
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    client = serve(opening=Opening(open_library))
    unready = client.get("/healthz")
    assert_problem(unready, 503, "no index")
    assert unready.headers["retry-after"] == "7"
    assert_problem(client.post("/api/ask", json={"question": "due?"}), 503)
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.post("/api/ask", json={"question": "due?"}).status_code == 200


def test_two_hundred_questions_at_once_are_all_answered_by_few_threads(serve):
    assistant = FakeAssistant()
    client = serve(assistant)
    statuses = []

    def ask():
        statuses.append(client.post("/api/ask", json={"question": "due?"}).status_code)

    threads = [threading.Thread(target=ask) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 200
    assert assistant.most <= 4


def test_openapi_documents_the_errors_and_the_stream(serve):
    ask = serve().get("/openapi.json").json()["paths"]["/api/ask"]["post"]
    assert set(ask["responses"]) == {"200", "401", "403", "404", "413", "422", "429", "500", "503"}
    for status, response in ask["responses"].items():
        if status != "200":
            assert list(response["content"]) == ["application/problem+json"]
    assert set(ask["responses"]["200"]["content"]) == {"application/json", "text/event-stream"}


def test_the_ask_page_runs_nothing_but_its_own_script(serve):
    page = serve().get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert 'lang="en-GB"' in page.text
    assert "http" not in page.text.replace("http-equiv", "")


SCRIPT = "<script>alert(1)</script>{{ 7 * 7 }}"


def cell(text: str, row: int, column: int, **more) -> Cell:
    paragraphs = tuple(text.split("\n")) if text else ()
    return Cell(paragraphs, Location("oak/a b", table=1, row=row, column=column, block=4), **more)


def hostile_document() -> Document:
    wide = cell(SCRIPT, 1, 1, columns=2)
    table = Table(
        ((wide, wide), (cell("first\nsecond", 2, 1), cell("", 2, 2, means=SCRIPT))),
        1,
        Location("oak/a b", page=2, table=1, block=4),
        SCRIPT,
    )
    return Document(
        Source("/x", SCRIPT, "oak/a b"),
        "pdf",
        SCRIPT,
        (
            Heading(SCRIPT, 9, Location(block=1)),
            Paragraph(SCRIPT, Location(block=2)),
            Bullet(SCRIPT, Location(block=3), marker=SCRIPT, depth=9),
            table,
        ),
        (Problem(SCRIPT, Location(page=3)),),
    )


def test_a_document_stands_on_its_page_with_an_anchor_for_every_block_and_cell(serve):
    page = serve(index=FakeIndex(hostile_document())).get("/documents/oak/a%20b")
    assert page.status_code == 200
    for anchor in ("b1", "b2", "b3", "b4", "t1r1c1", "t1r2c1", "t1r2c2"):
        assert page.text.count(f'id="{anchor}"') == 1
    assert 'colspan="2"' in page.text
    assert "<p>first</p><p>second</p>" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_text_of_a_document_is_never_markup(serve):
    page = serve(index=FakeIndex(hostile_document())).get("/documents/oak/a%20b").text
    assert page.count("<script") == page.count('<script type="module" src="/static/') == 1
    assert "{{ 7 * 7 }}" in page
    assert page.count("&lt;script&gt;") >= 8


def test_a_status_is_passed_through(serve):
    answer = replace(ANSWER, status="not_found", items=(), citations=(), total=None)
    reply = serve(FakeAssistant(answer)).post("/api/ask", json={"question": "due?"}).json()
    assert (reply["status"], reply["items"], reply["total"]) == ("not_found", [], None)
