"""Slack: what comes in, what goes out, and what is left alone; over real HTTP and a socket."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.resources import files

import httpx
import pytest
from fake_slack import SECRET, FakeSlack, direct, event, send
from loopback import serving, until

from assistant.access import Caller
from assistant.channels.chat import HOW_TO_ASK, REFUSED, Places
from assistant.channels.house import House
from assistant.channels.slack import SCOPES, SlackHouse
from assistant.channels.slack_blocks import text_of
from assistant.channels.web import make_app
from assistant.office.people import Identity
from assistant.question import Question, UnknownConversation
from ingest.index import Reader

QUESTION = "Who leads inclusion?"


@pytest.fixture
def slack():
    fake = FakeSlack()
    with serving(fake.app) as fake.url:
        yield fake


@pytest.fixture
def house(slack):
    api, places = f"{slack.url}/api/", Places(owner="C9")
    return SlackHouse(SECRET, token="xoxb-T1", api=api, seconds=1, pauses=(0.1, 2), places=places)


@pytest.fixture
def url(trust, house):
    with serving(make_app(trust.opening, house=House(slack=house))) as url:
        yield url


def quiet(slack, before: int, seconds: float = 0.4):
    time.sleep(seconds)
    assert len(slack.messages()) == before


def expected(trust, words, roles=("public",)):
    reader = Reader(trust.library.office.access.audiences(roles))
    return trust.library.assistant.ask(Question(words), reader=reader, owner="test")


def same_text(shown, answer):
    whole = text_of(answer, "http://127.0.0.1:8000")
    return shown == whole


def test_a_mention_is_answered_in_its_thread_with_numbered_sources(slack, url, trust):
    asked = event("app_mention", f"<@UBOTT1> {QUESTION}")
    assert send(url, asked).status_code == 200
    until(slack.messages)
    assert same_text(slack.message(), expected(trust, QUESTION))
    begun, ended = slack.got("chat.startStream")[0], slack.got("chat.stopStream")[0]
    assert begun["thread_ts"] == asked["event"]["ts"]
    assert (begun["recipient_team_id"], begun["recipient_user_id"]) == ("T1", "U1")
    below = json.dumps(ended["blocks"])
    assert "[1] <http://127.0.0.1:8000/documents/" in below
    assert "feedback_buttons" in below


def test_the_first_step_is_seen_before_the_answer_is_there(slack, url):
    send(url, direct(QUESTION))
    until(slack.messages)
    (first,) = slack.got("chat.startStream")[:1]
    assert "Looking in the plans" in json.dumps(first)


def test_a_thread_goes_on_without_a_mention(slack, url):
    asked = event("app_mention", "<@UBOTT1> What is due in March 2026?")
    send(url, asked)
    until(lambda: len(slack.messages()) == 1)
    thread = {"channel_type": "channel", "thread_ts": asked["event"]["ts"]}
    send(url, event("message", "And in April?", **thread))
    until(lambda: len(slack.messages()) == 2)
    assert "April" in slack.messages()[1]
    send(url, event("message", "And in May?", channel_type="channel", thread_ts="1.1"))
    quiet(slack, 2)


@pytest.mark.parametrize("method", ["users.info", "chat.startStream", "chat.stopStream"])
def test_when_slack_never_answers_the_answer_comes_once_later(slack, url, method):
    slack.never[method] = 1
    send(url, direct(QUESTION))
    until(slack.messages, 60)
    quiet(slack, 1)


def test_everything_is_answered_once_however_often_it_comes(slack, url):
    asked = event("app_mention", f"<@UBOTT1> {QUESTION}")
    again = json.loads(json.dumps(asked))
    again["event_id"] = "EvOther"
    again["event"] |= {"type": "message", "channel_type": "channel"}
    for body in (asked, asked, again):
        assert send(url, body).status_code == 200
    until(slack.messages)
    quiet(slack, 1)


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed"},
        {"subtype": "bot_message", "bot_id": "B2"},
        {"bot_id": "B2"},
        {"user": "UBOTT1"},
        {"user": None},
    ],
)
def test_edits_and_bots_are_left_alone(slack, url, more):
    assert send(url, direct(QUESTION, **more)).status_code == 200
    quiet(slack, 0)


def test_what_others_say_in_a_channel_is_left_alone(slack, url):
    assert send(url, event("message", QUESTION, channel_type="channel")).status_code == 200
    quiet(slack, 0)


@pytest.mark.parametrize("text", ["", "<@UBOTT1>", "🙂🙂", "   "])
def test_without_a_question_it_says_how_to_ask(slack, url, text):
    send(url, direct(text, subtype="file_share", files=[{"id": "F1"}]))
    until(slack.messages)
    assert slack.message() == HOW_TO_ASK


def test_a_message_of_forty_thousand_characters_is_refused_in_words(slack, url):
    send(url, direct("é" * 40_000))
    until(slack.messages)
    assert "4,000" in slack.message()


@pytest.mark.parametrize(
    "mark",
    [
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"team_id": "T7"},
    ],
)
def test_guests_and_people_from_elsewhere_are_refused(slack, url, mark):
    slack.users["U1"] = mark
    send(url, direct(QUESTION))
    until(slack.messages)
    assert slack.message() == REFUSED


@pytest.mark.parametrize(("secret", "age"), [("wrong", 0), (SECRET, 600)])
def test_a_wrong_or_old_signature_gets_nowhere(slack, url, secret, age):
    asked = send(url, direct(QUESTION), secret=secret, at=int(time.time()) - age)
    assert asked.status_code == 401
    quiet(slack, 0)


def test_slack_may_ask_whether_the_address_is_ours(url):
    assert "abc" in send(url, {"type": "url_verification", "challenge": "abc"}).text


def test_when_streaming_is_refused_one_message_is_sent(slack, url, trust):
    slack.fail("chat.startStream", 429, times=9)
    send(url, direct(QUESTION))
    until(slack.messages)
    assert same_text(slack.message(), expected(trust, QUESTION))
    assert slack.got("chat.postMessage")


def test_when_a_stream_cannot_be_ended_its_message_is_replaced(slack, url):
    slack.fail("chat.stopStream", body={"ok": False, "error": "message_not_in_streaming_state"})
    send(url, direct(QUESTION))
    until(lambda: slack.got("chat.update"))
    quiet(slack, 2)


def test_a_block_that_is_refused_does_not_lose_the_answer(slack, url):
    slack.fail("chat.startStream", body={"ok": False, "error": "streaming_not_allowed"})
    slack.fail("chat.postMessage", body={"ok": False, "error": "invalid_blocks"})
    send(url, direct(QUESTION))
    until(lambda: len(slack.got("chat.postMessage")) == 2)
    first, second = slack.got("chat.postMessage")
    assert "blocks" not in second
    assert second["text"] == first["text"]


def test_a_table_that_is_refused_does_not_lose_the_other_blocks(slack, url):
    slack.fail("chat.startStream", body={"ok": False, "error": "streaming_not_allowed"})
    slack.fail("chat.postMessage", body={"ok": False, "error": "invalid_blocks"})
    send(url, direct("What is due in March 2026?"))
    until(lambda: len(slack.got("chat.postMessage")) == 2)
    first, second = slack.got("chat.postMessage")
    assert "data_table" in json.dumps(first["blocks"])
    assert second["blocks"] == [b for b in first["blocks"] if b["type"] != "data_table"]


def test_rate_limits_are_waited_for(slack, url):
    slack.fail("chat.startStream", 429)
    slack.fail("chat.stopStream", 429)
    send(url, direct(QUESTION))
    until(lambda: len(slack.got("chat.stopStream")) == 2)
    assert len(slack.got("chat.startStream")) == 2
    assert slack.got("chat.update") == []


OWED = {
    "event": "T1 D1 owed",
    "team": "T1",
    "user": "U1",
    "channel": "D1",
    "thread": "7.7",
    "text": QUESTION,
    "direct": True,
    "url": "",
    "alone": False,
}


def owed(trust, name, **more):
    letter = OWED | {"event": name}
    assert trust.library.office.post.take(name, channel="slack", letter=letter, **more)


def test_an_answer_owed_is_sent_after_a_restart_and_only_then(slack, house, trust):
    owed(trust, "left", held=timedelta())
    for _ in range(2):
        with serving(make_app(trust.opening, house=House(slack=house))):
            until(slack.messages)
            quiet(slack, 1)
    assert slack.got("chat.postMessage")[0]["thread_ts"] == "7.7"


def test_two_servers_that_start_together_send_what_is_owed_once(slack, house, trust):
    for n in range(10):
        owed(trust, f"both {n}", held=timedelta())
    one, other = (make_app(trust.opening, house=House(slack=house)) for _ in range(2))
    with serving(one), serving(other):
        until(lambda: len(slack.messages()) >= 10)
        quiet(slack, 10)


def test_what_another_process_answers_is_left_to_it_until_it_lets_go(slack, house, trust):
    owed(trust, "elsewhere", held=timedelta(hours=1))
    with serving(make_app(trust.opening, house=House(slack=house))):
        quiet(slack, 0, 1)
    trust.library.office.post.hold("elsewhere", channel="slack", longer=timedelta(seconds=-1))
    with serving(make_app(trust.opening, house=House(slack=house))):
        until(slack.messages)


def test_a_server_that_is_stopped_in_the_middle_leaves_the_answer_to_the_next(slack, house, trust):
    slack.fail("users.info", 429)
    slack.scripted["users.info"][0][2]["Retry-After"] = "3"
    with serving(make_app(trust.opening, house=House(slack=house))) as url:
        send(url, direct(QUESTION))
        until(lambda: slack.got("users.info"))
    assert slack.messages() == []
    with serving(make_app(trust.opening, house=House(slack=house))):
        until(slack.messages)
        quiet(slack, 1)


def test_the_record_knows_who_asked_in_a_shared_place(slack, url, trust):
    office = trust.library.office
    ada = office.people.add(name="Ada", roles=["staff"], identity=Identity("slack", "T1", "UADA"))
    send(url, event("app_mention", QUESTION, user="UADA"))
    until(slack.messages)
    until(lambda: office.audit.of(ada.owner))
    (asked,) = office.audit.of(ada.owner)
    assert asked.place == "slack:T1:C1"
    assert office.conversations.turns(asked.conversation, owner=asked.place)
    sent = action("feedback", f"down:{asked.answer}", "C1", user={"id": "UBOB", "team_id": "T1"})
    send(url, sent, form=True)
    until(lambda: asked.text in [m.answer for m in office.audit.marked_down()])
    assert httpx.get(f"{url}/answers/{asked.answer}").status_code == 200
    office.audit.erase(ada.owner)
    with pytest.raises(UnknownConversation):
        office.conversations.turns(asked.conversation, owner=asked.place)


def test_a_question_that_is_deleted_meanwhile_is_not_answered(slack, url, trust):
    asked = direct(QUESTION)
    gone = direct("", subtype="message_deleted", deleted_ts=asked["event"]["ts"])
    slack.fail("users.info", 429)
    slack.scripted["users.info"][0][2]["Retry-After"] = "1"
    send(url, asked)
    until(lambda: slack.got("users.info"))
    send(url, gone)
    until(lambda: slack.got("chat.delete"))
    quiet(slack, 0)


def command(words, slack, **more):
    return {
        "command": "/plans",
        "text": words,
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "trigger_id": f"t{time.time()}",
        "response_url": f"{slack.url}/respond/1",
    } | more


def test_the_command_answers_whoever_typed_it_alone(slack, url, trust):
    body = command(QUESTION, slack)
    for _ in range(2):
        acknowledged = send(url, body, form=True)
        assert acknowledged.json()["response_type"] == "ephemeral"
    until(lambda: slack.got("response_url"))
    quiet(slack, 1)
    assert slack.got("response_url")[0]["response_type"] == "ephemeral"
    assert same_text(slack.message(), expected(trust, QUESTION))


def test_a_list_typed_as_a_command_keeps_its_table_where_slack_takes_it(slack, url):
    send(url, command("what is due in March 2026?", slack), form=True)
    until(lambda: slack.got("response_url"))
    assert "data_table" in json.dumps(slack.got("response_url")[0]["blocks"])


def test_a_message_can_be_put_to_the_plans(slack, url):
    payload = {
        "type": "message_action",
        "callback_id": "ask_the_plans",
        "trigger_id": "t1",
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "user": {"id": "U1"},
        "message": {"text": QUESTION, "ts": "1.2"},
        "response_url": f"{slack.url}/respond/2",
    }
    assert send(url, {"payload": json.dumps(payload)}, form=True).status_code == 200
    until(lambda: slack.got("response_url"))


def action(name, value, channel="D1", **more):
    payload = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": channel},
        "container": {"type": "message", "channel_id": channel},
        "message": {"ts": "1.3", "thread_ts": "1.2"},
        "trigger_id": "t9",
        "actions": [{"action_id": name, "block_id": "b", "type": "button", "value": value}],
    } | more
    return {"payload": json.dumps(payload)}


def test_feedback_is_kept_beside_that_of_the_pages(slack, url, trust):
    send(url, direct(QUESTION, user="U7"))
    until(slack.messages)
    buttons = slack.got("chat.stopStream")[0]["blocks"][-1]["elements"][0]
    value = buttons["negative_button"]["value"]
    sent = action("feedback", value, user={"id": "U7", "team_id": "T1"})
    assert send(url, sent, form=True).status_code == 200
    until(lambda: trust.library.office.audit.marked_down())
    assert trust.library.office.audit.marked_down()[0].question == QUESTION


def test_a_question_that_stays_open_can_be_passed_on(slack, url):
    send(url, direct("What is the capital of the moon base on Europa?"))
    until(slack.messages)
    send(url, action("pass_on", "What colour?"), form=True)
    until(lambda: slack.got("chat.postMessage"))
    assert slack.got("chat.postMessage")[0]["channel"] == "C9"


def test_the_app_home_shows_what_is_coming_up(slack, url):
    send(url, event("app_home_opened", "", tab="home"))
    until(lambda: slack.got("views.publish"))
    assert slack.got("views.publish")[0]["view"]["type"] == "home"
    send(url, event("app_home_opened", "", tab="messages", channel="D1"))
    until(lambda: slack.got("assistant.threads.setSuggestedPrompts"))


def test_a_shared_place_reads_the_least_and_a_person_their_own(slack, url, trust):
    office = trust.library.office
    who = Identity("slack", "T1", "U5")
    person = office.people.add(name="Ada", roles=["staff"], identity=who)
    assert isinstance(person.caller(), Caller)
    send(url, event("app_mention", QUESTION, user="U5"))
    until(slack.messages)
    assert "answer_privately" in json.dumps(slack.got("chat.stopStream")[0]["blocks"])
    sent = action("answer_privately", QUESTION, "C1", user={"id": "U5", "team_id": "T1"})
    send(url, sent, form=True)
    until(lambda: slack.got("chat.postMessage"))
    assert slack.got("chat.postMessage")[0]["channel"] == "U5"
    owners = {a.owner for a in office.audit.of(person.owner)}
    assert owners == {person.owner}


def test_fifty_people_at_once_each_get_their_answer_once(slack, url):
    asked = [direct(QUESTION, user=f"W{n}", team="T1") for n in range(50)]
    with ThreadPoolExecutor(25) as pool:
        assert all(r.status_code == 200 for r in pool.map(lambda b: send(url, b), asked))
    until(lambda: len(slack.messages()) == 50, 40)
    quiet(slack, 50)
    threads = {b["thread_ts"] for b in slack.got("chat.startStream")}
    assert threads == {b["event"]["ts"] for b in asked}


def test_socket_mode_answers_as_well(slack, trust):
    payload = direct(QUESTION)
    slack.to_push = [
        {
            "type": "events_api",
            "envelope_id": "e1",
            "accepts_response_payload": False,
            "payload": payload,
        }
    ]
    by_socket = SlackHouse(SECRET, token="xoxb-T1", app_token="xapp-1", api=f"{slack.url}/api/")
    with serving(make_app(trust.opening, house=House(slack=by_socket))):
        until(slack.messages)
        assert slack.acknowledged[0]["envelope_id"] == "e1"


def test_several_workspaces_install_it_and_their_tokens_are_kept_sealed(slack, trust):
    several = SlackHouse(
        SECRET, client="CID", client_secret="CS", key="k" * 32, api=f"{slack.url}/api/"
    )
    with serving(make_app(trust.opening, house=House(slack=several))) as url:
        for team in ("T1", "T2"):
            with httpx.Client() as browser:
                page = browser.get(f"{url}/slack/install")
                (state,) = re.findall(r"state=([\w-]+)", page.text)
                answer = {"code": team, "state": state}
                browser.cookies.set("slack-app-oauth-state", state)
                back = f"{url}/slack/oauth_redirect"
                assert browser.get(back, params=answer).status_code == 200
                assert browser.get(back, params=answer).status_code == 401
        send(url, direct(QUESTION, team="T2"))
        until(slack.messages)
        tokens = {t for m, _, t in slack.calls if m == "chat.stopStream"}
        assert tokens == {"xoxb-T2"}
        assert send(url, direct(QUESTION, team="T9")).status_code == 200
        quiet(slack, 1)
    kept = trust.library.office.post.address("slack installation", ":T2")
    assert "xoxb" not in json.dumps(kept)


def test_the_manifest_asks_for_what_the_app_uses():
    manifest = json.loads(files("assistant.channels").joinpath("slack_manifest.json").read_text())
    assert tuple(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert manifest["features"]["shortcuts"][0]["callback_id"] == "ask_the_plans"
    assert manifest["features"]["slash_commands"][0]["command"] == "/plans"
