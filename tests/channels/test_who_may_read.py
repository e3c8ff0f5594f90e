"""What a person may not read does not exist for them: at every address, and in every store."""

from __future__ import annotations

import gc
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.access import Access
from assistant.ask import Assistant
from assistant.channels.house import House, Provider
from assistant.channels.web import make_app
from assistant.conversations import Conversations
from assistant.library import Library, Opening
from assistant.office.office import Office
from ingest.catalogue import open_catalogue
from ingest.document import Source
from ingest.filing import Filing, Reader
from ingest.formats import read
from ingest.index import Index
from ingest.passages import passages
from ingest.register import entries
from ingest.view import View
from ingest.words import terms

AUDIENCES = ("public", "staff", "leaders", "governors", "trustees", "estates-team")
ROLES = ("public", "staff", "leaders", "governors", "trustees", "estates-team")
CANARIES = ("Zyxqanar", "Quovwexil", "Jubblefip", "Wrixtolan")
SUBJECTS = ("Estates", "Finance", "Attendance")
QUESTIONS = (
    "what is due in March?",
    "who leads estates?",
    "what does TLA stand for?",
    "list everything for finance",
    "what does the plan say about surveys?",
    "compare the plans on attendance",
    "how many actions are there?",
    "who is responsible for finance?",
)
PROVIDER = Provider("oidc", "https://id.example", "https://id.example", "client", "secret")
NEVER_SAME = re.compile(
    r'"(took_ms|answer|conversation)":\s*("[^"]*"|[\d.]+)|name="csrf" (value|content)="\w+"'
    r'|(a|c|chatcmpl)[_-][\w-]{10,}|"created":\s*\d+|took_ms\W+[\d.]+'
)


@dataclass(frozen=True)
class Paper:
    """A document: its canary word, whom it is for, and what it is about."""

    canary: str
    audience: str
    subject: str

    @property
    def key(self) -> str:
        return f"{self.canary.lower()}-plan.md"

    @property
    def plan(self) -> str:
        return self.canary.lower()

    @property
    def text(self) -> str:
        return f"""# {self.canary} Trust Strategic Plan 2025-2026

## {self.subject}

**Lead:** Mara {self.canary}

The {self.canary} team surveys every roof (TLA, {self.canary} loft assembly) each spring.

| Strand | January 2026 | March 2026 |
| --- | --- | --- |
| {self.subject} | Boiler service at {self.canary} | {self.canary} survey due |

| Action | Lead | Deadline | Success measure |
| --- | --- | --- | --- |
| Budget of {self.canary} | Mara {self.canary} | 31 March 2026 | {self.canary} signed |
"""


class Letters:
    """Vectors of how often each letter stands in a text: quick, and alike for like texts."""

    name = "letters"
    dimensions = 26

    def passages(self, texts, progress=None):
        return np.array([self.query(t) for t in texts], np.float32).reshape(len(texts), 26)

    def query(self, text):
        counts = np.array([text.lower().count(chr(97 + n)) for n in range(26)], np.float32) + 0.01
        return counts / np.linalg.norm(counts)


def filing(paper: Paper, folder: Path) -> Filing:
    """The document read and understood, as ingesting does it."""
    file = folder / paper.key
    file.write_text(paper.text, "utf-8")
    document = read(Source(str(file), paper.key, paper.key))
    made = passages(document)
    return Filing(
        document,
        plan=paper.plan,
        plan_name=f"{paper.canary} Plan",
        audience=paper.audience,
        digest=paper.text,
        start=date(2025, 9, 1),
        end=date(2026, 8, 31),
        entries=entries(document),
        passages=made,
        vectors=Letters().passages([p.embedded for p in made]),
        people={"MQ": f"Mara {paper.canary}"},
        glossary={"LTB": f"what {paper.canary} says"},
    )


@contextmanager
def library(papers: list[Paper], view: type[View] = View) -> Iterator[Library]:
    """A library that holds these documents, seen by that sort of view."""

    class Seen(Index):
        def seen_by(self, reader: Reader) -> View:
            return view(self._memory, reader)

    with tempfile.TemporaryDirectory() as folder:
        index = Seen.open(Path(folder) / "index", embedder_name="letters")
        with index.changing() as change:
            for paper in papers:
                change.replace(filing(replace(paper, subject="Once"), Path(folder)))
                change.replace(filing(paper, Path(folder)))
        engine = open_catalogue(Path(folder) / "index")
        conversations = Conversations(engine)
        office = Office.over(engine, access=Access(), conversations=conversations)
        assistant = Assistant(
            index=index,
            embedder=Letters(),
            conversations=conversations,
            today=lambda: date(2026, 1, 10),
        )
        yield Library(index, assistant, office)
        index.close()
        engine.dispose()


def everything_said(
    held: Library, roles: list[str], papers: list[Paper], questions: list[str]
) -> dict[str, str]:
    """Every answer that somebody of these roles gets, by the request: each address, each filter.

    `papers` are those of which the addresses speak, whether they are there or not.
    """
    app = make_app(Opening(lambda: held), house=House(PROVIDER, "http://127.0.0.1"))
    person = held.office.people.add(name="Somebody", roles=roles)
    feed = held.office.feeds.create(owner=person.owner, choice={})
    said: dict[str, str] = {}
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        client.cookies.set("plans", held.office.sessions.begin(person))
        token = re.search(r'name="csrf" content="(\w+)"', client.get("/").text)[1]
        for address in addresses(app, papers, feed):
            said[address.replace(feed, "SECRET")] = plain(client.get(address))
        for question in questions:
            for stream in ("application/json", "text/event-stream"):
                answer = client.post(
                    "/api/ask",
                    json={"question": question, "as_of": "2026-01-10"},
                    headers={"X-CSRF-Token": token, "Accept": stream},
                )
                said[f"{question} {stream}"] = plain(answer)
            for paper in papers:
                answer = client.post(
                    "/api/ask",
                    json={"question": question, "plan": paper.plan},
                    headers={"X-CSRF-Token": token},
                )
                said[f"{question} of {paper.plan}"] = plain(answer)
        _, key = held.office.keys.create(name="k", roles=roles, scopes=["ask", "read"], days=1)
        client.cookies.clear()
        for name, address, sent in programs(papers, questions):
            name = re.sub(r"\s+", " ", name)
            said[name] = plain(client.post(address, json=sent, headers=of_program(key)))
    return said


def of_program(key: str) -> dict[str, str]:
    accept = "application/json, text/event-stream"
    return {"Authorization": f"Bearer {key}", "Accept": accept}


def programs(papers: list[Paper], questions: list[str]) -> Iterator[tuple[str, str, dict]]:
    """What programs send: questions in OpenAI's form, and each tool of the Model Context Protocol."""
    for question in questions:
        messages = [{"role": "user", "content": question}]
        sent = {"model": "plan-assistant", "messages": messages}
        yield f"{question} in OpenAI's form", "/v1/chat/completions", sent
    calls = [
        *(("ask", {"question": q}) for q in questions),
        ("due", {"period": "March 2026"}),
        ("who", {"topic": "finance"}),
        ("search", {"words": "surveys every roof"}),
        *(("open_source", {"url": f"/documents/{p.key}#b1"}) for p in papers),
    ]
    for tool, arguments in calls:
        params = {"name": tool, "arguments": arguments}
        sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        yield f"tool {tool} {arguments}", "/mcp/", sent


def addresses(app, papers: list[Paper], feed: str) -> Iterator[str]:
    """Every address that can be read, for every document, plan and form of it."""
    paths = sorted(set(app.openapi()["paths"]) | {r.path for r in every_route(app.router.routes)})
    for path in paths:
        if path in ("/openapi.json", "/sign-in", "/signed-in"):
            continue
        for paper in papers if "{" in path else papers[:1]:
            for key in (paper.key, paper.plan):
                filled = re.sub(r"{key(:path)?}", key, path)
                filled = filled.replace("{number}", "1").replace("{secret}", feed)
                yield re.sub(r"{\w+}", "nothing", filled)
        if path.startswith("/api/"):
            form = "docx" if path.endswith("/check") else "xlsx"
            plan = papers[0].plan
            yield f"{path.replace('{key}', plan)}?format={form}"
            yield f"{path.replace('{key}', plan)}?format=csv"
            yield f"{path.replace('{key}', plan)}?q=survey&plan={plan}"
    for paper in papers:
        yield f"/source/{paper.key}?at=t1r2c2"
        yield f"/plans/{paper.key}?since=1"
        yield f"/year?plan={paper.plan}&show=list&year=2025"


def every_route(routes) -> Iterator[APIRoute]:
    """The routes of an application that answer to GET, those of its routers among them."""
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        if isinstance(route, APIRoute):
            if "GET" in (route.methods or ()):
                yield route
        elif inner:
            yield from every_route(inner)


def plain(response) -> str:
    """A response as text: its status, and all that it says, packed files opened."""
    content = response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [packed.read(n).decode("utf-8", "replace") for n in sorted(packed.namelist())]
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z?", "", "\n".join(parts))
    else:
        text = content.decode("utf-8", "replace")
    return f"{response.status_code}\n{NEVER_SAME.sub('', text)}"


def stores_said(held: Library, reader: Reader, papers: list[Paper]) -> str:
    """All that a view lets this reader have, straight from each store."""
    asked = terms("surveys every roof budget team")
    with held.index.seen_by(reader) as view:
        documents = []
        for paper in papers:
            try:
                documents.append(view.document(paper.key))
            except LookupError:
                documents.append(None)
        stores = {
            "documents": [(d.key, d.title, d.plan_name) for d in view.documents()],
            "plans": view.plans(),
            "versions": [(v.number, v.document) for p in papers for v in view.versions(p.key)],
            "document": documents,
            "passages": [view.passages_of(p.key) for p in papers],
            "vocabulary": dict(view.vocabulary()),
            "strands": view.strands(),
            "entries": [k.entry for k in view.entries()],
            "entries by words": [k.entry for k in view.entries(terms=asked)],
            "count": (view.count(), view.count(terms=asked)),
            "words": [(h.passage, h.document) for h in view.passages_by_words(asked)],
            "vectors": [
                (h.passage, h.document)
                for h in view.passages_by_vector(Letters().query("survey of the roof"))
            ],
        }
    # Where the file lies says nothing, and differs between two libraries.
    return re.sub(r"path='[^']*'", "", json.dumps({k: repr(v) for k, v in stores.items()}))


def assert_nothing_leaks(
    papers: list[Paper], roles: list[str], questions: list[str], view: type[View] = View
) -> None:
    """No canary of an unreadable document is said, and nothing is said otherwise for its being there."""
    reader = Reader(Access().audiences(roles))
    mine = [p for p in papers if p.audience in reader.audiences]
    hidden = [p for p in papers if p not in mine]
    with library(papers, view) as held, library(mine, view) as without:
        stores = stores_said(held, reader, papers)
        assert not [p for p in hidden if p.canary.lower() in stores.lower()]
        assert stores == stores_said(without, reader, papers)
        said = everything_said(held, roles, papers, questions)
        said_without = everything_said(without, roles, papers, questions)
    for paper in hidden:
        word = paper.canary.lower()
        for request, answer in said.items():
            assert word not in answer.lower() or word in request, request
    for request, answer in said.items():
        assert answer == said_without[request], request


PAPERS = st.lists(
    st.builds(
        Paper, st.sampled_from(CANARIES), st.sampled_from(AUDIENCES), st.sampled_from(SUBJECTS)
    ),
    min_size=2,
    max_size=4,
    unique_by=lambda p: p.canary,
)


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    papers=PAPERS,
    roles=st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True),
    questions=st.lists(st.sampled_from(QUESTIONS), min_size=2, max_size=3, unique=True),
)
def test_what_may_not_be_read_is_nowhere(papers, roles, questions):
    assert_nothing_leaks(papers, roles, questions)


def unfiltered(method: str) -> type[View]:
    """A view that forgets in one method who reads."""

    def call(self, *given, **more):
        mine = self._audiences
        self._audiences = AUDIENCES
        try:
            return getattr(View, method)(self, *given, **more)
        finally:
            self._audiences = mine

    return type("Unfiltered", (View,), {method: call})


@pytest.mark.parametrize(
    "method",
    [
        "documents",
        "document",
        "entries",
        "count",
        "passages_of",
        "passages_by_words",
        "passages_by_vector",
        "vocabulary",
        "strands",
        "versions",
    ],
)
def test_it_is_noticed_when_one_store_is_not_filtered(method):
    papers = [Paper("Zyxqanar", "trustees", "Estates"), Paper("Quovwexil", "public", "Finance")]
    with pytest.raises(AssertionError):
        assert_nothing_leaks(papers, ["staff"], [QUESTIONS[0]], unfiltered(method))


# A view that contradicts itself stops an Excel file half-way.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("method", ["documents", "document", "entries"])
def test_it_is_noticed_at_the_addresses_too(method):
    papers = [Paper("Zyxqanar", "trustees", "Estates"), Paper("Quovwexil", "public", "Finance")]
    with library(papers, unfiltered(method)) as held:
        said = everything_said(held, ["staff"], papers, [QUESTIONS[0]])
    gc.collect()
    told = [request for request, answer in said.items() if "zyxqanar" in answer.lower()]
    assert [request for request in told if "zyxqanar" not in request] or method == "document"
    assert told


def test_roles_read_their_audiences_and_no_others():
    access = Access({"caretakers": ("public", "estates-team")})
    assert access.audiences(["staff"]) == {"public", "staff"}
    assert access.audiences(["leaders"]) == {"public", "staff", "leaders"}
    assert access.audiences(["governors"]) == {"public", "governors"}
    assert access.audiences(["trustees"]) == {"public", "trustees"}
    assert access.audiences(["estates-team"]) == {"public", "estates-team"}
    assert access.audiences(["caretakers"]) == {"public", "estates-team"}
    assert access.audiences([]) == frozenset()


def test_what_may_be_read_is_said_at_every_address():
    papers = [Paper("Quovwexil", "public", "Estates")]
    with library(papers) as held:
        said = everything_said(held, ["staff"], papers, [QUESTIONS[0]])
    shown = {re.sub(r"[?].*", "", a) for a, text in said.items() if text.startswith("200")}
    for address in (
        "/",
        "/year",
        "/people",
        "/words",
        "/plans",
        "/plans/quovwexil-plan.md",
        "/documents/quovwexil-plan.md",
        "/source/quovwexil-plan.md",
        "/feeds/SECRET.ics",
        "/api/register/commitments",
        "/api/plans/quovwexil/check",
    ):
        assert address in shown
    assert [a for a, text in said.items() if text.startswith("5")] == []
    for address in ("/year", "/people", "/words", "/plans", "/feeds/SECRET.ics"):
        assert "quovwexil" in said[address].lower()
