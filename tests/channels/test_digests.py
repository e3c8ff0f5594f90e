"""Digests: what is due and overdue, sent to channels and people at its time, once, as each may read."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fake_connector import TENANT, FakeConnector
from fake_slack import SECRET, FakeSlack, event, send
from fastapi import FastAPI
from loopback import serving, until
from opened import Trust
from test_slack import quiet

from assistant.access import Access
from assistant.ask import Assistant
from assistant.channels.answering import Answering
from assistant.channels.chat import Places
from assistant.channels.chats import Chats
from assistant.channels.house import House
from assistant.channels.slack import SlackHouse
from assistant.channels.web import make_app
from assistant.conversations import Conversations
from assistant.library import Library
from assistant.occasions import LONDON
from assistant.office.office import Office
from assistant.office.people import Identity
from ingest.catalogue import open_catalogue
from ingest.embedding import open_embedder
from ingest.index import Index
from ingest.pipeline import ingest


def next_monday() -> date:
    today = datetime.now(LONDON).date()
    return today + timedelta(days=7 - today.weekday())


MONDAY = next_monday()
MORNING = datetime.combine(MONDAY, datetime.min.time(), LONDON) + timedelta(hours=8, minutes=5)


def day(n: int) -> str:
    when = MONDAY + timedelta(days=n)
    return f"{when.day} {when:%B %Y}"


PLAN = f"""# Oak Trust Action Plan

## Estates

| Action | Lead | Deadline | Status |
| --- | --- | --- | --- |
| Survey every fire door | Mara Quill | {day(2)} | |
| Mend the boiler | Mara Quill | {day(-20)} | |
| Paint the hall | Mara Quill | {day(-21)} | Complete |
| Choose a caterer | Jo Ashby | {day(3)} | |
| Renew the lease | Jo Ashby | {day(60)} | |
"""

SECRET_PLAN = f"""# Oak Trust Restructure Plan

## People

| Action | Lead | Deadline |
| --- | --- | --- |
| Announce the merger | Jo Ashby | {day(1)} |
"""

TOML = """
[[plan]]
key = "oak"
documents = ["oak.md"]
audience = "public"

[[plan]]
key = "merger"
documents = ["merger.md"]
audience = "leaders"

[[digest]]
name = "Monday note"
to = ["slack:T1:C1", "teams:TENANT:19:abc@thread.tacv2", "person:Ada Cross"]
when = "each Monday"

[[digest]]
name = "To each lead"
to = ["leads"]
when = "the first day of a half-term"
"""


@pytest.fixture
def oak(tmp_path: Path) -> Iterator[Trust]:
    files = tmp_path / "files"
    files.mkdir()
    (files / "oak.md").write_text(PLAN, "utf-8")
    (files / "merger.md").write_text(SECRET_PLAN, "utf-8")
    (files / "plans.toml").write_text(TOML.replace("TENANT", TENANT), "utf-8")
    embedder = open_embedder("")
    index = Index.open(tmp_path / "index", embedder_name=embedder.name)
    assert {o.status for o in ingest([files], index=index, embedder=embedder)} == {"added"}
    engine = open_catalogue(tmp_path / "index")
    conversations = Conversations(engine)
    office = Office.over(engine, access=Access(), conversations=conversations)
    assistant = Assistant(index=index, embedder=embedder, conversations=conversations)
    yield Trust(tmp_path, Library(index, assistant, office))
    index.close()
    engine.dispose()


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    with serving(fake.app) as fake.url:
        yield fake


@pytest.fixture
def teams() -> Iterator[FakeConnector]:
    fake = FakeConnector()
    with serving(fake.app) as fake.url:
        yield fake


@pytest.fixture
def house(slack, teams) -> House:
    bot = SlackHouse(SECRET, token="xoxb-T1", api=f"{slack.url}/api/", places=Places())
    return House(slack=bot, teams=teams.house, now=lambda: MORNING)


def to(slack: FakeSlack, place: str) -> list[dict]:
    return [b for b in slack.got("chat.postMessage") if b["channel"] == place]


def test_it_is_sent_at_its_time_to_channels_and_people_as_each_may_read(oak, slack, teams, house):
    ada = Identity("slack", "T1", "UADA")
    oak.library.office.people.add(name="Ada Cross", roles=["leaders"], identity=ada)
    with serving(make_app(oak.opening, house=house)):
        until(lambda: len(slack.got("chat.postMessage")) == 2 and teams.messages())
    (there,), (own,) = to(slack, "C1"), to(slack, "UADA")
    text = there["blocks"][0]["text"]
    assert f"**Monday note: {MONDAY.day} {MONDAY:%B %Y} to" in text
    assert "2 due, planned or starting in these days." in text
    assert "Survey every fire door – Mara Quill [" in text
    assert "Choose a caterer" in text
    assert "1 overdue: past its date, and not said to be done." in text
    assert "Mend the boiler" in text
    assert "Paint the hall" not in text
    assert "Renew the lease" not in text
    assert "merger" not in json.dumps(there)
    assert "Announce the merger" in own["blocks"][0]["text"]
    (message,) = teams.messages()
    assert message["talk"] == "19:abc@thread.tacv2"
    assert "Survey every fire door" in json.dumps(message)


def test_it_is_sent_once_also_after_a_restart_and_by_two_servers(oak, slack, teams, house):
    for _ in range(2):
        one, other = (make_app(oak.opening, house=house) for _ in range(2))
        with serving(one), serving(other):
            until(lambda: to(slack, "C1") and teams.messages())
            quiet(slack, 1, 1)
    assert len(teams.messages()) == 1


def test_before_its_time_and_a_day_after_it_nothing_is_sent(oak, slack, house):
    for off in (timedelta(minutes=-10), timedelta(hours=25)):
        early = replace(house, now=lambda off=off: MORNING + off)
        with serving(make_app(oak.opening, house=early)):
            quiet(slack, 0, 1)


def test_what_could_not_be_sent_stays_owed_and_another_server_sends_it(oak, slack, house):
    slack.fail("chat.postMessage", body={"ok": False, "error": "fatal_error"})
    post = oak.library.office.post
    with serving(make_app(oak.opening, house=house)):
        until(lambda: to(slack, "C1"))
    event = f"{oak.folder / 'files' / 'plans.toml'}\nMonday note\nslack:T1:C1\n{MONDAY}"
    assert post.is_owed(event, channel="digest")
    post.hold(event, channel="digest", longer=timedelta(seconds=-1))
    with serving(make_app(oak.opening, house=house)):
        until(lambda: len(to(slack, "C1")) == 2)
        until(lambda: not post.is_owed(event, channel="digest"))


@pytest.mark.parametrize("status", [0, 500])
def test_what_slack_took_without_saying_so_is_not_sent_again_nor_elsewhere(
    oak, slack, teams, house, status
):
    ada = Identity("slack", "T1", "UADA")
    person = oak.library.office.people.add(name="Ada Cross", roles=["staff"], identity=ada)
    post = oak.library.office.post
    name = f"{oak.folder / 'files' / 'plans.toml'}\nMonday note\n"
    events = [f"{name}{to}\n{MONDAY}" for to in ("slack:T1:C1", person.owner)]
    slack.lost["chat.postMessage"] = [status, status]
    hasty = replace(house, slack=replace(house.slack, seconds=1))
    with serving(make_app(oak.opening, house=hasty)):
        until(lambda: len(slack.shown) == 2)
        time.sleep(1.5)
    for owed in events:
        assert post.is_owed(owed, channel="digest")
        post.hold(owed, channel="digest", longer=timedelta(seconds=-1))
    with serving(make_app(oak.opening, house=hasty)):
        until(lambda: not any(post.is_owed(e, channel="digest") for e in events))
    assert {m["channel"] for m in slack.shown} == {"C1", "DUADA"}
    assert len(slack.shown) == 2


def test_a_person_in_teams_is_written_to_where_they_wrote_before(oak, slack, teams, house):
    ada = Identity("entra", TENANT, "ada")
    oak.library.office.people.add(name="Ada Cross", roles=["staff"], identity=ada)
    address = {"conversation": "a:ada", "service": teams.url}
    oak.library.office.post.keep_address("teams place", f"{TENANT}:ada", address)
    with serving(make_app(oak.opening, house=house)):
        until(lambda: {m["talk"] for m in teams.messages()} == {"19:abc@thread.tacv2", "a:ada"})


def test_each_lead_has_their_own(oak, slack, house):
    people = oak.library.office.people
    for name, user in (("Mara Quill", "UMARA"), ("Jo Ashby", "UJO"), ("Zoe Idle", "UZOE")):
        people.add(name=name, roles=["public"], identity=Identity("slack", "T1", user))
    half_term = datetime(2027, 1, 1, 8, 5, tzinfo=LONDON)
    at_half_term = replace(house, now=lambda: half_term)
    with serving(make_app(oak.opening, house=at_half_term)):
        until(lambda: len(slack.got("chat.postMessage")) == 2)
        quiet(slack, 2)
    assert "Jo Ashby" not in json.dumps(to(slack, "UMARA")[0]["blocks"])
    assert "Mara Quill" not in json.dumps(to(slack, "UJO")[0]["blocks"])
    assert to(slack, "UZOE") == []


def test_who_gets_one_can_open_it_and_say_what_they_think(oak, slack, house):
    ada = oak.library.office.people.add(
        name="Ada Cross", roles=["staff"], identity=Identity("slack", "T1", "UADA")
    )
    with serving(make_app(oak.opening, house=house)):
        until(lambda: oak.library.office.audit.of(ada.owner))
    (kept,) = oak.library.office.audit.of(ada.owner)
    assert (kept.channel, kept.question, kept.place) == ("digest", "Monday note", "")
    assert f"down:{kept.answer}" in json.dumps(to(slack, "UADA")[0]["blocks"])


def test_one_command_shows_it_without_sending(oak, slack, plans):
    listed = plans("digest", "list")
    assert listed.returncode == 0, listed.stderr
    assert "each monday, 08:00" in listed.stdout
    shown = plans("digest", "show", "monday note", "--as-of", MONDAY.isoformat())
    assert shown.returncode == 0, shown.stderr
    assert "To slack:T1:C1" in shown.stdout
    assert "Survey every fire door" in shown.stdout
    assert "person:Ada Cross: there is no such person" in shown.stdout
    nowhere = plans("digest", "send", "Monday note")
    assert (nowhere.returncode, "configured" in nowhere.stderr) == (1, True)
    assert plans("digest", "show", "nothing").stderr.startswith("plans: There is no digest")
    assert slack.calls == []


def test_sending_now_does_not_stand_in_for_its_time(oak, slack, house):
    async def now() -> list[str]:
        chats = Chats(house, FastAPI())
        threads = ThreadPoolExecutor(1)
        await chats.lend(Answering(oak.opening, threads=threads, seconds=20))
        sent = await chats.digests.send("Monday note", MONDAY)
        threads.shutdown()
        return [one.why for one in sent]

    assert asyncio.run(now()) == [
        "",
        "",
        "person:Ada Cross: there is no such person, or more than one",
    ]
    assert len(to(slack, "C1")) == 1
    with serving(make_app(oak.opening, house=house)):
        until(lambda: len(to(slack, "C1")) == 2)


def test_the_app_home_shows_what_is_coming_up_for_the_person(oak, slack, house):
    mara = Identity("slack", "T1", "UMARA")
    oak.library.office.people.add(name="Mara Quill", roles=["public"], identity=mara)
    with serving(make_app(oak.opening, house=house)) as url:
        for user in ("UMARA", "UNOBODY"):
            send(url, event("app_home_opened", "", tab="home", user=user))
        until(lambda: len(slack.got("views.publish")) == 2)
    shown = {b["user_id"]: json.dumps(b["view"]) for b in slack.got("views.publish")}
    assert "Coming up for Mara Quill" in shown["UMARA"]
    assert "Survey every fire door" in shown["UMARA"]
    assert "Choose a caterer" not in shown["UMARA"]
    assert "Choose a caterer" in shown["UNOBODY"]
    assert "merger" not in shown["UMARA"] + shown["UNOBODY"]
