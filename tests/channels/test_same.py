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
        sources = [
            f"- [{c['n']}] [{escaped(place(c))}]({url}{c['url']}): “{escaped(c['quote'])}”"
            for c in body["citations"]
        ]
        listed = "\n".join(("**Sources**", "", *sources)) if sources else ""
        parts = [p for p in (body["text"], notes, listed) if p]
        assert by["openai"][n]["text"] == "\n\n".join(parts)


def test_slack_is_told_the_same(everywhere, asked):
    url, slack, _ = everywhere
    events = [direct(q, user="ADA") for q in QUESTIONS]
    for event in events:
        send(url, event)
    until(lambda: len(slack.got("chat.stopStream")) == len(events), 60)
    ended = slack.ended()
    whole = 0
    for event, body in zip(events, asked, strict=True):
        end = ended[event["event"]["ts"]]
        assert told(markdown(end["chunks"])) == shown(body, SLACK)
        by_type = {b["type"]: b for b in end["blocks"]}
        lines = by_type.get("section", {"text": {"text": ""}})["text"]["text"].split("\n")
        wanted = [slack_source(c) for c in body["citations"]] or [""]
        whole += lines == wanted
        if lines != wanted:
            *lines, last = lines
            left = len(wanted) - len(lines)
            assert lines == wanted[: len(lines)]
            assert sum(map(len, wanted[: len(lines) + 1])) > 2_700
            assert told(last) == f"… and {left} more sources: <{BASE}/answers/ID|open>"
        if "data_table" in by_type:
            rows = by_type["data_table"]["rows"][1:]
            assert [r[0]["text"] for r in rows] == [cut(i["what"], 300) for i in body["items"]]
            assert [r[1]["text"] for r in rows] == [
                ", ".join(i["who"]) or "–" for i in body["items"]
            ]
    assert whole >= 30


def slack_source(citation: dict) -> str:
    """A source's line, written out here again."""
    where = place(citation)
    for mark, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "¦")):
        where = where.replace(mark, written)
    quote = cut(citation["quote"], 160)
    for mark, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        quote = quote.replace(mark, written)
    return f"[{citation['n']}] <{BASE}{citation['url']}|{where[:200]}>: “{quote}”"


def place(citation: dict) -> str:
    page = citation["location"]["page"]
    parts = citation["document"], f"page {page}" if page else "", citation["label"]
    return ", ".join(dict.fromkeys(p for p in parts if p))


def cut(words: str, most: int) -> str:
    """The words in one line; where there are too many, their beginning."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"


def test_teams_is_told_the_same(everywhere, asked):
    url, _, teams = everywhere
    messages = [teams.activity(q, user="ada") for q in QUESTIONS]
    for message in messages:
        teams.send(url, message)
    until(lambda: len(teams.messages()) == len(messages), 60)
    replies = {m["talk"]: m for m in teams.messages()}
    for message, body in zip(messages, asked, strict=True):
        reply = replies[message["conversation"]["id"]]
        text, _, more = reply["text"].partition("\n\n[The other ")
        assert told(text) == shown(body, TEAMS)
        about = next(e for e in reply["entities"] if e["type"] == "https://schema.org/Message")
        named = [c for c in body["citations"] if f"[{c['n']}]" in text]
        cites = [(c["position"], teams_shown(c["appearance"])) for c in about.get("citation") or ()]
        assert cites == [(c["n"], teams_citation(c)) for c in named[:10]]
        left = len(named) - 10
        assert told(more) == (f"{left} sources]({BASE}/answers/ID)" if left > 0 else "")
        for card in reply.get("attachments") or ():
            rows = card["content"]["body"][0]["items"][: len(body["items"])]
            whats = [escaped(cut(i["what"], 300)) for i in body["items"]]
            assert [r["items"][0]["text"] for r in rows] == whats


def teams_citation(citation: dict) -> tuple[str, str, str]:
    """What a citation shows, written out here again."""
    name, abstract = cut(place(citation), 80), cut(citation["quote"], 160)
    return name, abstract, BASE + citation["url"]


def teams_shown(appearance: dict) -> tuple[str, str, str]:
    return appearance["name"], appearance["abstract"], appearance["url"]


def test_what_a_chat_has_no_room_for_is_at_the_address_it_gives(everywhere, asked):
    url, slack, _ = everywhere
    longest = max(asked, key=lambda body: len(body["citations"]))
    event = direct(QUESTIONS[asked.index(longest)], user="ADA")
    send(url, event)
    until(lambda: event["event"]["ts"] in slack.ended())
    (address,) = set(
        re.findall(rf"{BASE}(/answers/[\w-]+)", json.dumps(slack.ended()[event["event"]["ts"]]))
    )
    opened = kept_at(url + address)
    assert opened["text"] == longest["text"]
    assert opened["citations"] == longest["citations"]


def kept_at(address: str) -> dict:
    """The answer that is shown there again."""
    page = httpx.get(address, timeout=30)
    assert page.status_code == 200
    (earlier,) = re.findall(r'id="earlier">(.*?)</script>', page.text, re.S)
    return json.loads(earlier)["answer"]


def test_every_answer_is_kept_with_the_same_status(everywhere, asked, trust):
    people = trust.library.office.people
    status = {q: b["status"] for q, b in zip(QUESTIONS, asked, strict=True)}
    readers = [p for p in people.everybody() if ADMINISTRATOR in p.roles]
    kept = [q for p in readers for q in trust.library.office.audit.of(p.owner)]
    for channel in ("slack", "teams"):
        assert {q.question: q.status for q in kept if q.channel == channel} == status
