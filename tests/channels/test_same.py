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
from fake_slack import SECRET, FakeSlack, direct, markdown, send
from loopback import serving, until

from assistant.access import ADMINISTRATOR
from assistant.channels.house import House
from assistant.channels.slack import SlackHouse
from assistant.channels.slack_blocks import LONGEST_TEXT as SLACK
from assistant.channels.teams_message import LONGEST_TEXT as TEAMS
from assistant.channels.web import make_app
from assistant.channels.wording import escaped, shortened
from assistant.office.people import Identity

BASE = "http://127.0.0.1:8000"
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


def shown(body: dict, longest: int) -> str:
    """What a chat shows of it, written out here again: the text, and its notes in italics."""
    notes = "\n".join(f"_{escaped(n)}_" for n in body["notes"])
    text, left = shortened(body["text"], longest - len(notes) - 200)
    if text != body["text"]:
        more = f"and {left} more" if left else "There is more"
        text += f"\n\n… [{more}]({BASE}/answers/ID)"
    return "\n\n".join(p for p in (text, notes) if p)


def told(text: str) -> str:
    return re.sub(r"/answers/[\w-]+", "/answers/ID", text)


def test_there_are_forty_questions_of_every_status(asked):
    assert len(QUESTIONS) == len(set(QUESTIONS)) == 40
    assert len({b["status"] for b in asked}) >= 3


def test_other_programs_are_told_the_same(everywhere, asked, trust):
    url = everywhere[0]
    program = [sys.executable, Path(__file__).with_name("programs.py"), url, trust.folder]
    lines = "\n".join(map(json.dumps, QUESTIONS))
    done = subprocess.run(program, input=lines, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    by = json.loads(done.stdout)
    for n, body in enumerate(asked):
        quotes = [c["quote"] for c in body["citations"]]
        urls = [c["url"] for c in body["citations"]]
        for other in (by["openai"][n], by["mcp"][n], by["stdio"][n]):
            assert other["status"] == body["status"]
            assert other["quotes"] == quotes
            assert [re.sub(r"^https?://[^/]+", "", u) for u in other["urls"]] == urls
        assert by["mcp"][n]["text"] == by["stdio"][n]["text"] == body["text"]
        notes = "\n".join(f"*{escaped(note)}*" for note in body["notes"])
        rest = by["openai"][n]["text"].removeprefix(body["text"])
        assert rest.strip().removeprefix(notes).strip()[:11] == ("**Sources**" if urls else "")


def test_slack_is_told_the_same(everywhere, asked):
    url, slack, _ = everywhere
    events = [direct(q, user="ADA") for q in QUESTIONS]
    for event in events:
        send(url, event)
    until(lambda: len(slack.got("chat.stopStream")) == len(events), 60)
    ended = slack.ended()
    for event, body in zip(events, asked, strict=True):
        end = ended[event["event"]["ts"]]
        assert told(markdown(end["chunks"])) == shown(body, SLACK)
        wanted = [c["url"] for c in body["citations"]]
        found = cited(json.dumps(end["blocks"]))
        assert found == wanted[: len(found)]
        assert len(found) == len(wanted) or "more sources" in json.dumps(end["blocks"])


def cited(blocks: str) -> list[str]:
    return re.findall(rf"\[\d+\] <{re.escape(BASE)}([^|]+)\|", blocks)


def test_teams_is_told_the_same(everywhere, asked):
    url, _, teams = everywhere
    messages = [teams.activity(q, user="ada") for q in QUESTIONS]
    for message in messages:
        teams.send(url, message)
    until(lambda: len(teams.messages()) == len(messages), 60)
    replies = {m["talk"]: m for m in teams.messages()}
    for message, body in zip(messages, asked, strict=True):
        reply = replies[message["conversation"]["id"]]
        text, more, _ = reply["text"].partition("\n\n[The other ")
        assert told(text) == shown(body, TEAMS)
        about = next(e for e in reply["entities"] if e["type"] == "https://schema.org/Message")
        urls = [c["appearance"]["url"] for c in about.get("citation") or []]
        wanted = [c["url"] for c in body["citations"] if f"[{c['n']}]" in reply["text"]]
        assert [u.removeprefix(BASE) for u in urls] == wanted[:10]
        assert bool(more) == (len(wanted) > 10)


def test_every_answer_is_kept_with_the_same_status(everywhere, asked, trust):
    people = trust.library.office.people
    status = {q: b["status"] for q, b in zip(QUESTIONS, asked, strict=True)}
    readers = [p for p in people.everybody() if ADMINISTRATOR in p.roles]
    kept = [q for p in readers for q in trust.library.office.audit.of(p.owner)]
    for channel in ("slack", "teams"):
        assert {q.question: q.status for q in kept if q.channel == channel} == status
