"""Slack: an answer stands there once, also where it took one and its reply was lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_slack import SECRET, FakeSlack, direct, event, send
from loopback import serving, until
from test_slack import QUESTION, action, command, expected

from assistant.channels.house import House
from assistant.channels.slack import SlackHouse
from assistant.channels.slack_blocks import text_of
from assistant.channels.web import make_app
from assistant.office.people import Identity

BASE = "http://127.0.0.1:8000"
REFUSED = {"ok": False, "error": "streaming_not_allowed"}


@pytest.fixture
def slack():
    fake = FakeSlack()
    with serving(fake.app) as fake.url:
        yield fake


@pytest.fixture
def house(slack):
    pauses = (0.1, 0.2)
    return SlackHouse(SECRET, token="xoxb-T1", api=f"{slack.url}/api/", seconds=1, pauses=pauses)


@pytest.fixture
def url(trust, house):
    with serving(make_app(trust.opening, house=House(slack=house))) as url:
        yield url


@pytest.fixture
def done(trust):
    """Waits until an event has been answered, and nothing more comes of it."""
    post = trust.library.office.post

    def wait(name: str) -> None:
        until(lambda: post.has(name, channel="slack"))
        until(lambda: not post.is_owed(name, channel="slack"), 30)

    return wait


def name_of(asked: dict) -> str:
    inner = asked["event"]
    return f"{asked['team_id']} {inner['channel']} {inner['ts']}"


@pytest.mark.parametrize("status", [0, 1, 500])
@pytest.mark.parametrize("said_before", [0, 5])
def test_a_message_whose_reply_is_lost_is_not_sent_again(
    slack, url, trust, done, status, said_before
):
    asked = event("app_mention", f"<@UBOTT1> {QUESTION}")
    thread = {"channel": "C1", "thread_ts": asked["event"]["ts"], "text": ""}
    for _ in range(said_before):
        slack._reply("chat.postMessage", thread, "")
    slack.fail("chat.startStream", body=REFUSED)
    slack.lost["chat.postMessage"] = [status]
    send(url, asked)
    done(name_of(asked))
    assert slack.seen_by_people() == [text_of(expected(trust, QUESTION), BASE)]
    assert len(slack.got("chat.postMessage")) == 1


def test_the_answer_to_another_question_in_the_thread_is_not_taken_for_it(slack, url, trust, done):
    first = event("app_mention", f"<@UBOTT1> {QUESTION}")
    send(url, first)
    done(name_of(first))
    thread = first["event"]["ts"]
    second = event("app_mention", "<@UBOTT1> What is due in March 2026?", thread_ts=thread)
    slack.fail("chat.startStream", body=REFUSED)
    slack.fail("chat.postMessage", 500)
    send(url, second)
    done(name_of(second))
    assert len(slack.seen_by_people()) == 2


@pytest.mark.parametrize("status", [0, 500])
@pytest.mark.parametrize("more", [[], ["chat.update"]])
def test_a_stream_whose_end_is_not_confirmed_says_the_answer_once(
    slack, url, trust, done, status, more
):
    asked = direct(QUESTION)
    for method in ("chat.stopStream", *more):
        slack.lost[method] = [status]
    send(url, asked)
    done(name_of(asked))
    assert slack.seen_by_people() == [text_of(expected(trust, QUESTION), BASE)]
    assert [m["streaming"] for m in slack.shown] == [False]


def test_a_stream_that_cannot_be_ended_at_first_is_not_left_beside_the_answer(
    slack, url, trust, done
):
    asked = direct(QUESTION)
    for method in ("chat.stopStream", "chat.update"):
        slack.fail(method, 500)
        slack.never[method] = 1
    send(url, asked)
    done(name_of(asked))
    assert slack.seen_by_people() == [text_of(expected(trust, QUESTION), BASE)]
    assert len(slack.shown) == 1


@pytest.mark.parametrize("method", ["chat.stopStream", "chat.postMessage"])
def test_a_server_that_ends_before_slack_confirms_leaves_nothing_to_the_next(
    slack, house, trust, done, method
):
    asked = direct(QUESTION)
    patient = House(slack=replace(house, seconds=20))
    if method == "chat.postMessage":
        slack.fail("chat.startStream", body=REFUSED)
    slack.lost[method] = [0]
    with serving(make_app(trust.opening, house=patient)) as url:
        send(url, asked)
        until(slack.seen_by_people)
    assert trust.library.office.post.is_owed(name_of(asked), channel="slack")
    questions = trust.library.office.audit.count()
    with serving(make_app(trust.opening, house=patient)):
        done(name_of(asked))
    assert len(slack.seen_by_people()) == len(slack.got(method)) == 1
    assert trust.library.office.audit.count() == questions


def test_a_private_answer_is_looked_for_in_the_chat_with_the_person(slack, url, trust, done):
    slack.lost["chat.postMessage"] = [500]
    sent = action("answer_privately", QUESTION, "C1", trigger_id="private")
    send(url, sent, form=True)
    done("private")
    assert len(slack.seen_by_people()) == 1
    assert slack.shown[0]["channel"] == "DU1"


def test_where_slack_does_not_let_it_look_the_answer_is_sent_again_rather_than_lost(
    slack, url, done
):
    asked = direct(QUESTION)
    slack.fail("chat.startStream", body=REFUSED)
    slack.fail("chat.postMessage", 500)
    slack.fail("conversations.replies", body={"ok": False, "error": "missing_scope"}, times=9)
    send(url, asked)
    done(name_of(asked))
    assert len(slack.seen_by_people()) == 1


def test_where_looking_fails_it_is_looked_again(slack, url, done):
    asked = direct(QUESTION)
    slack.fail("chat.startStream", body=REFUSED)
    slack.lost["chat.postMessage"] = [500]
    slack.fail("conversations.replies", 500)
    send(url, asked)
    done(name_of(asked))
    assert len(slack.seen_by_people()) == 1


def test_however_often_it_is_tried_it_is_asked_once(slack, url, trust, done):
    office = trust.library.office
    ada = office.people.add(name="Ada", identity=Identity("slack", "T1", "UTRIED"))
    asked = direct(QUESTION, user="UTRIED")
    slack.fail("chat.startStream", body=REFUSED)
    slack.fail("chat.postMessage", 500)
    send(url, asked)
    done(name_of(asked))
    assert len(office.audit.of(ada.owner)) == 1


def test_a_command_whose_blocks_are_refused_is_answered_in_plain_text(slack, url, done):
    refused = {"ok": False, "error": "invalid_blocks"}
    slack.fail("response_url", 400, refused, times=2)
    send(url, command("what is due in March 2026?", slack, trigger_id="blocks"), form=True)
    done("blocks")
    table, sections, plain = slack.got("response_url")
    assert "data_table" in str(table["blocks"])
    assert "data_table" not in str(sections["blocks"])
    assert "blocks" not in plain


def test_a_command_that_can_be_answered_no_more_is_answered_in_a_direct_message(slack, url, done):
    slack.fail("response_url", 404, {"ok": False, "error": "expired_url"})
    send(url, command(QUESTION, slack, trigger_id="late"), form=True)
    done("late")
    assert len(slack.got("response_url")) == 1
    assert [m["channel"] for m in slack.shown] == ["DU1"]
