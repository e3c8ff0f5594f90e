"""The same questions in every channel have the same text, the same citations and the same status."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from fake_connector import TENANT, FakeConnector
from fake_slack import SECRET, FakeSlack, direct, send
from loopback import serving, until

from assistant.access import ADMINISTRATOR
from assistant.channels.house import House
from assistant.channels.slack import SlackHouse
from assistant.channels.slack_blocks import LONGEST_TEXT
from assistant.channels.web import make_app
from assistant.office.people import Identity

ROOT = Path(__file__).parents[2]
CASES = (ROOT / "evals" / "questions.jsonl").read_text("utf-8").splitlines()
QUESTIONS = [json.loads(line)["question"] for line in CASES[:: max(1, len(CASES) // 40)]][:40]


@pytest.fixture(scope="module")
def everywhere(trust):
    """A server with every channel, for one who reads everything in each."""
    people = trust.library.office.people
    for who in (Identity("slack", "T1", "ADA"), Identity("entra", TENANT, "ada")):
        people.add(name="", roles=[ADMINISTRATOR], identity=who)
    slack, teams = FakeSlack(), FakeConnector()
    with serving(slack.app) as slack.url, serving(teams.app) as teams.url:
        bot = SlackHouse(SECRET, token="xoxb-T1", api=f"{slack.url}/api/")
        house = House(slack=bot, teams=teams.house)
        with serving(make_app(trust.opening, house=house)) as url:
            yield url, slack, teams


@pytest.fixture(scope="module")
def asked(everywhere) -> list[dict]:
    """The bodies of the API's answers."""
    url = everywhere[0]
    with httpx.Client(timeout=60) as client:
        return [client.post(f"{url}/api/ask", json={"question": q}).json() for q in QUESTIONS]


def short(body: dict, longest: int) -> bool:
    return len(body["text"]) + sum(map(len, body["notes"])) < longest - 400


def test_there_are_forty_questions_of_every_status(asked):
    assert len(QUESTIONS) == 40
    assert len({b["status"] for b in asked}) >= 3


def test_other_programs_are_told_the_same(everywhere, asked):
    url = everywhere[0]
    program = [sys.executable, Path(__file__).with_name("programs.py"), url]
    lines = "\n".join(map(json.dumps, QUESTIONS))
    done = subprocess.run(program, input=lines, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    for body, by_openai, by_mcp in zip(asked, told["openai"], told["mcp"], strict=True):
        quotes = [c["quote"] for c in body["citations"]]
        for other in (by_openai, by_mcp):
            assert other["status"] == body["status"]
            assert other["quotes"] == quotes
            assert [u.removeprefix(url) for u in other["urls"]] == [
                c["url"] for c in body["citations"]
            ]
        assert by_mcp["text"] == body["text"]
        assert by_openai["text"].startswith(body["text"])


def test_slack_is_told_the_same(everywhere, asked):
    url, slack, _ = everywhere
    events = [direct(q, user="ADA") for q in QUESTIONS]
    for event in events:
        send(url, event)
    until(lambda: len(slack.got("chat.stopStream")) == len(events), 60)
    stopped = {b["ts"]: b for b in slack.got("chat.stopStream")}
    texts = {b["blocks"][-1]["elements"][0]["positive_button"]["value"] for b in stopped.values()}
    assert len(texts) == len(events)
    said = sorted(slack.messages())
    for text, body in zip(said, sorted(asked, key=lambda b: b["text"]), strict=True):
        if short(body, LONGEST_TEXT):
            assert text.startswith(body["text"])
    sources = sorted(cited(json.dumps(b["blocks"])) for b in stopped.values())
    wanted = sorted([c["url"] for c in b["citations"]] for b in asked)
    assert [w[: len(s)] for s, w in zip(sources, wanted, strict=True)] == sources


def cited(blocks: str) -> list[str]:
    return re.findall(r"\[\d+\] <http://127\.0\.0\.1:8000([^|]+)\|", blocks)


def test_teams_is_told_the_same(everywhere, asked):
    url, _, teams = everywhere
    messages = [teams.activity(q, user="ada") for q in QUESTIONS]
    for message in messages:
        teams.send(url, message)
    until(lambda: len(teams.messages()) == len(messages), 60)
    told = {m["talk"]: m for m in teams.messages()}
    for message, body in zip(messages, asked, strict=True):
        reply = told[message["conversation"]["id"]]
        assert reply["text"].startswith(body["text"])
        about = next(e for e in reply["entities"] if e["type"] == "https://schema.org/Message")
        urls = [c["appearance"]["url"] for c in about.get("citation") or []]
        wanted = [c["url"] for c in body["citations"] if f"[{c['n']}]" in body["text"]]
        assert [u.removeprefix("http://127.0.0.1:8000") for u in urls] == wanted[:20]


def test_every_answer_is_kept_with_the_same_status(everywhere, asked, trust):
    kept = [q for p in trust.library.office.people.everybody() for q in trust_audit(trust, p)]
    for channel in ("slack", "teams"):
        told = sorted(q.status for q in kept if q.channel == channel and q.question in QUESTIONS)
        assert told == sorted(b["status"] for b in asked)


def trust_audit(trust, person):
    """What the person who reads everything has asked."""
    return trust.library.office.audit.of(person.owner) if ADMINISTRATOR in person.roles else ()
