"""Chat accounts become people's: by signing in at the address that they are given, or by a command."""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from fake_connector import TENANT, FakeConnector
from fake_slack import SECRET, FakeSlack, direct, event, send
from loopback import serving, until
from standin_openid import CLIENT, openid
from test_signing_in import browser, token

from assistant.answer import Answer
from assistant.channels.accounts import _box
from assistant.channels.chat import Places
from assistant.channels.house import House, Provider
from assistant.channels.slack import SlackHouse
from assistant.channels.web import make_app
from assistant.office.people import Identity, TakenIdentity
from assistant.question import Question

QUESTION = "What do the minutes say about apologies?"


@pytest.fixture(scope="module")
def provider():
    with openid() as provider:
        yield provider


@pytest.fixture
def slack():
    fake = FakeSlack()
    fake.users = {"UNEWADA": {"real_name": "Ada <Cross>"}}
    with serving(fake.app) as fake.url:
        yield fake


@pytest.fixture
def teams():
    fake = FakeConnector()
    with serving(fake.app) as fake.url:
        yield fake


@contextmanager
def served(trust, provider, slack, teams, kind="oidc", tenant="t"):
    """The address of a server in whose chats nobody is known yet."""
    provider.issuer = f"{provider.url}/{tenant}/v2.0" if kind == "entra" else provider.url
    signs = Provider.named(kind, tenant=tenant, client=CLIENT, secret="s", issuer=provider.issuer)
    places = Places({"slack:T1:C1": ["governors"]})
    bot = SlackHouse(SECRET, token="xoxb-T1", api=f"{slack.url}/api/", places=places)
    house = House(signs, "http://127.0.0.1", slack=bot, teams=teams.house)
    with serving(make_app(trust.opening, house=house)) as url:
        object.__setattr__(house, "public_url", url)
        yield url


@pytest.fixture
def url(trust, provider, slack, teams):
    with served(trust, provider, slack, teams) as url:
        yield url


@pytest.fixture
def ada(trust, provider):
    """A governor who is known by her address, and is who signs in next; gone again afterwards."""
    office = trust.library.office
    before = {p.id for p in office.people.everybody()}
    provider.claims = {"sub": "ada", "email": "ada@oak.example", "email_verified": True}
    yield office.people.add(name="Ada", email="ada@oak.example", roles=["governors"])
    for person in office.people.everybody():
        if person.id not in before:
            office.people.remove(person)


def under(slack, asked: dict) -> str:
    """The blocks under the answer to that question."""
    thread = asked["event"]["ts"]
    until(lambda: thread in slack.ended())
    return json.dumps(slack.ended()[thread]["blocks"])


def address(words: str) -> str:
    """The path of the only address of an account in these words."""
    (found,) = set(re.findall(r"http://127\.0\.0\.1(/account\?of=[\w%=-]+)", words))
    return found


def say_yes(client, path):
    (of,) = parse_qs(urlsplit(path).query)["of"]
    return client.post("/account", data={"csrf": token(client), "of": of})


def test_who_signs_in_at_the_address_is_known_in_slack_from_then_on(slack, url, trust, ada):
    audit = trust.library.office.audit
    first = direct(QUESTION, user="UNEWADA")
    send(url, first)
    before = under(slack, first)
    assert "board-minutes" not in before
    with browser(url) as client:
        asks = client.get(address(before))
        assert asks.url.path == "/account"
        assert "Ada &lt;Cross&gt;" in asks.text
        assert "UNEWADA in T1" in asks.text
        assert trust.library.office.people.known(Identity("slack", "T1", "UNEWADA")) is None
        assert "The account is yours" in say_yes(client, address(before)).text
    second = direct(QUESTION, user="UNEWADA")
    send(url, second)
    after = under(slack, second)
    assert "board-minutes" in after
    assert "/account" not in after
    assert [a.channel for a in audit.of(ada.owner)] == ["slack", "slack"]
    assert len(trust.library.office.conversations.of(ada.owner)) == 2


def test_an_address_is_no_good_without_a_yes_from_its_own_page(slack, url, trust, ada):
    asked = direct(QUESTION, user="UNEWADA")
    send(url, asked)
    path = address(under(slack, asked))
    (of,) = parse_qs(urlsplit(path).query)["of"]
    with browser(url) as client:
        client.get(path)
        assert client.post("/account", data={"of": of}).status_code == 403
        assert client.post("/account", data={"of": of, "csrf": "0" * 64}).status_code == 403
    assert trust.library.office.people.known(Identity("slack", "T1", "UNEWADA")) is None


def test_an_account_that_is_somebodys_does_not_become_anothers(slack, url, trust, ada, provider):
    asked = direct(QUESTION, user="UNEWADA")
    send(url, asked)
    path = address(under(slack, asked))
    with browser(url) as client:
        assert say_yes(client, path).status_code == 200
        assert say_yes(client, path).status_code == 200
    provider.claims = {"sub": "eve", "name": "Eve"}
    with browser(url) as client:
        assert say_yes(client, path).status_code == 409
    assert trust.library.office.people.known(Identity("slack", "T1", "UNEWADA")).id == ada.id


def test_an_address_that_is_old_or_made_up_is_refused(slack, url, trust, ada):
    asked = direct(QUESTION, user="UNEWADA")
    send(url, asked)
    path = address(under(slack, asked))
    with browser(url) as client:
        assert client.get(path).status_code == 200
        assert client.get(path[:-8] + "AAAAAAAA").status_code == 400
        assert client.get("/account").status_code == 400
        day, told = 24 * 3600, b'["slack","T1","UNEWADA",""]'
        for age, status in ((day - 60, 200), (day + 60, 400)):
            of = _box(trust.library).encrypt_at_time(told, int(time.time()) - age).decode()
            assert client.get(f"/account?of={of}").status_code == status
        other = Fernet(Fernet.generate_key()).encrypt(b'["slack","T1","UNEWADA",""]').decode()
        assert say_yes(client, f"/account?of={other}").status_code == 400


def test_in_a_channel_no_address_is_given_and_to_who_is_known_none(slack, url, trust, ada):
    asked = event("app_mention", f"<@UBOTT1> {QUESTION}", user="UNEWADA")
    send(url, asked)
    assert "/account" not in under(slack, asked)
    trust.library.office.link(ada, Identity("slack", "T1", "UNEWADA"))
    asked = direct(QUESTION, user="UNEWADA")
    send(url, asked)
    assert "/account" not in under(slack, asked)


def test_the_app_home_has_the_address_too(slack, url, ada):
    send(url, event("app_home_opened", "", tab="home", user="UNEWADA"))
    until(lambda: slack.got("views.publish"))
    assert address(json.dumps(slack.got("views.publish")[0]["view"]))


def test_where_nobody_signs_in_there_is_no_address(slack, teams, trust):
    bot = SlackHouse(SECRET, token="xoxb-T1", api=f"{slack.url}/api/")
    with serving(make_app(trust.opening, house=House(slack=bot))) as url:
        asked = direct(QUESTION, user="UNEWADA")
        send(url, asked)
        assert "Sign in" not in under(slack, asked)
        with browser(url) as client:
            assert client.get("/account?of=x").status_code == 404


def test_an_answer_to_an_account_that_nobody_is_known_by_can_be_opened(
    slack, url, provider, ada, trust
):
    asked = direct(QUESTION, user="UNOBODY")
    send(url, asked)
    (answer,) = set(re.findall(r'"up:(a_[\w-]+)"', under(slack, asked)))
    own = direct("Who leads inclusion?", user="UNEWADA")
    trust.library.office.link(ada, Identity("slack", "T1", "UNEWADA"))
    send(url, own)
    (hers,) = set(re.findall(r'"up:(a_[\w-]+)"', under(slack, own)))
    provider.claims = {"sub": "eve", "name": "Eve"}
    with browser(url) as client:
        assert client.get(f"/answers/{answer}").status_code == 200
        assert client.get(f"/answers/{hers}").status_code == 404


def test_in_teams_another_provider_makes_an_account_known(teams, url, ada, trust):
    asked = teams.activity(QUESTION, user="ada-in-teams")
    asked["from"]["name"] = "Ada Cross"
    teams.send(url, asked)
    until(teams.messages)
    path = address(teams.messages()[0]["text"])
    with browser(url) as client:
        assert "Ada Cross" in client.get(path).text
        assert say_yes(client, path).status_code == 200
    known = trust.library.office.people.known(Identity("entra", TENANT, "ada-in-teams"))
    assert known.id == ada.id
    teams.send(url, teams.activity(QUESTION, user="ada-in-teams"))
    until(lambda: len(teams.messages()) == 2)
    assert "/account" not in teams.messages()[1]["text"]


def test_in_teams_whoever_signs_in_by_entra_is_known_at_once(trust, provider, slack, teams, ada):
    provider.claims = {"tid": TENANT, "oid": "o-ada", "preferred_username": "ada@oak.example"}
    with served(trust, provider, slack, teams, kind="entra", tenant=TENANT) as url:
        teams.send(url, teams.activity(QUESTION, user="o-ada"))
        until(teams.messages)
        assert "[Sign in](http://127.0.0.1/sign-in)" in teams.messages()[0]["text"]
        with browser(url) as client:
            client.get("/sign-in")
        teams.send(url, teams.activity(QUESTION, user="o-ada"))
        until(lambda: len(teams.messages()) == 2)
    assert "board-minutes" in json.dumps(teams.messages()[1])
    assert "Sign in" not in teams.messages()[1]["text"]


def test_a_command_makes_an_account_known_and_nobodys_again(plans, tmp_path):
    (tmp_path / "plan.md").write_text("# Oak Trust Plan\n\nAda leads.\n", "utf-8")
    assert plans("ingest", tmp_path / "plan.md").returncode == 0
    assert plans("people", "add", "ada@oak.example", "staff", "--name", "Ada").returncode == 0
    assert plans("people", "add", "bo@oak.example", "staff", "--name", "Bo").returncode == 0
    linked = plans("people", "link", "Ada", "slack:T1:UNEWADA")
    assert (linked.returncode, "slack:T1:UNEWADA" in linked.stdout) == (0, True)
    assert "slack:T1:UNEWADA" in plans("people", "list", COLUMNS="200").stdout
    taken = plans("people", "link", "Bo", "slack:T1:UNEWADA")
    assert (taken.returncode, "somebody else's" in taken.stderr) == (1, True)
    assert plans("people", "link", "Bo", "slack").returncode == 1
    assert plans("people", "unlink", "slack:T1:UNEWADA").returncode == 0
    assert plans("people", "link", "Bo", "slack:T1:UNEWADA").returncode == 0


def test_what_was_thought_of_answers_goes_over_too(trust):
    office = trust.library.office
    who = Identity("slack", "T1", "UVERDICT")
    bo = office.people.add(name="Bo")
    said = {"status": "answered", "items": (), "citations": (), "total": None, "notes": ()}
    said |= {"suggestions": (), "conversation": "c_v", "took_ms": 1.0, "text": "Said."}
    for answer in ("a_first", "a_second"):
        office.audit.add(Question("Who?"), Answer(answer=answer, **said), owner=who.owner)
        office.audit.judge(answer, owner=who.owner, good=False, reason=answer)
    office.link(bo, who)
    kept = office.audit.export(bo.owner)
    assert [v["reason"] for v in kept["verdicts"]] == ["a_first", "a_second"]
    assert office.audit.of(who.owner) == ()
    with pytest.raises(TakenIdentity):
        office.link(office.people.add(name="Cy"), who)
    office.people.unlink(replace(who, subject="UOTHER"))
    assert office.people.known(who)
    office.people.unlink(who)
    assert office.people.known(who) is None
