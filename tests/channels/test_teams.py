"""Microsoft Teams: what comes in, what goes out, and what is left alone, with real signed tokens."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from fake_connector import OTHER_KEY, FakeConnector
from loopback import serving, until

from assistant.channels.chat import HOW_TO_ASK, REFUSED
from assistant.channels.house import House
from assistant.channels.teams_message import text_of
from assistant.channels.web import make_app
from assistant.question import Question
from ingest.index import Reader

QUESTION = "Who leads inclusion?"
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def teams():
    fake = FakeConnector()
    with serving(fake.app) as fake.url:
        yield fake


@pytest.fixture
def url(trust, teams):
    with serving(make_app(trust.opening, house=House(teams=teams.house))) as url:
        yield url


def quiet(teams, before: int, seconds: float = 0.5):
    time.sleep(seconds)
    assert len(teams.messages()) == before


def expected(trust, words):
    reader = Reader(trust.library.office.access.audiences(["public"]))
    answer = trust.library.assistant.ask(Question(words), reader=reader, owner="test")
    return text_of(answer, BASE), answer


def test_in_a_personal_chat_a_step_comes_first_then_the_answer_with_citations(teams, url, trust):
    began = time.monotonic()
    assert teams.send(url, teams.activity(QUESTION)).status_code == 200
    assert time.monotonic() - began < 2
    until(teams.messages)
    text, answer = expected(trust, QUESTION)
    (message,) = teams.messages()
    assert message["text"] == text
    assert teams.arrived[0]["text"] == "Looking in the plans…"
    about = next(e for e in message["entities"] if e["type"] == "https://schema.org/Message")
    assert about["additionalType"] == ["AIGeneratedContent"]
    assert [c["position"] for c in about["citation"]] == [c.n for c in answer.citations]
    assert message["channelData"]["feedbackLoop"]


def test_in_a_channel_one_message_is_sent_into_the_thread(teams, url, trust):
    thread = "19:abc@thread.tacv2;messageid=111"
    asked = teams.activity(f"<at>Plans</at> {QUESTION}", kind="channel", talk=thread)
    teams.send(url, asked)
    until(teams.messages)
    (message,) = teams.messages()
    assert message["talk"] == thread
    assert message["text"] == expected(trust, QUESTION)[0]
    assert teams.arrived[0]["type"] == "typing"


def test_a_chat_goes_on(teams, url):
    first = teams.activity("What is due in March 2026?", user="u1", talk="a:1")
    teams.send(url, first)
    until(lambda: len(teams.messages()) == 1)
    teams.send(url, teams.activity("And in April?", user="u1", talk="a:1"))
    until(lambda: len(teams.messages()) == 2)
    assert "April" in teams.messages()[1]["text"]


def test_everything_is_answered_once_however_often_it_comes(teams, url):
    asked = teams.activity(QUESTION)
    for _ in range(3):
        assert teams.send(url, asked).status_code == 200
    until(teams.messages)
    quiet(teams, 1)


@pytest.mark.parametrize(
    "token",
    [
        {"audience": "other"},
        {"key": OTHER_KEY},
        {"seconds": -500},
        {"service": "http://127.0.0.1:9/elsewhere"},
    ],
)
def test_a_token_that_is_not_for_it_gets_nowhere(teams, url, token):
    assert teams.send(url, teams.activity(QUESTION), **token).status_code == 401
    quiet(teams, 0)


def test_without_a_token_it_gets_nowhere(teams, url):
    asked = teams.activity(QUESTION)
    assert httpx.post(f"{url}/api/messages", json=asked).status_code == 401


@pytest.mark.parametrize("text", ["", "<at>Plans</at>", "🙂"])
def test_without_a_question_it_says_how_to_ask(teams, url, text):
    teams.send(url, teams.activity(text))
    until(teams.messages)
    assert teams.messages()[0]["text"] == HOW_TO_ASK


def test_a_message_of_forty_thousand_characters_is_refused_in_words(teams, url):
    teams.send(url, teams.activity("é" * 40_000))
    until(teams.messages)
    assert "4,000" in teams.messages()[0]["text"]


def test_people_of_another_tenant_are_refused(teams, url):
    asked = teams.activity(QUESTION)
    asked["conversation"]["tenantId"] = "another"
    asked["channelData"] = {"tenant": {"id": "another"}}
    teams.send(url, asked)
    until(teams.messages)
    assert teams.messages()[0]["text"] == REFUSED


def test_other_bots_are_left_alone(teams, url):
    asked = teams.activity(QUESTION)
    del asked["from"]["aadObjectId"]
    assert teams.send(url, asked).status_code == 200
    quiet(teams, 0)


def test_where_streaming_is_not_allowed_the_answer_comes_all_the_same(teams, url, trust):
    refused = {"error": {"code": "ContentStreamNotAllowed", "message": "not allowed"}}
    teams.scripted = [(403, refused)]
    teams.send(url, teams.activity(QUESTION))
    until(teams.messages, 20)
    assert [m["text"] for m in teams.messages()] == [expected(trust, QUESTION)[0]]


def test_an_answer_owed_is_sent_after_a_restart_and_only_then(teams, trust):
    letter = {
        "event": "a:7 owed",
        "tenant": teams.house.tenant,
        "user": "u7",
        "conversation": "a:7",
        "service": teams.url,
        "text": QUESTION,
        "personal": True,
    }
    trust.library.office.post.take(
        letter["event"], channel="teams", letter=letter, held=timedelta()
    )
    for _ in range(2):
        with serving(make_app(trust.opening, house=House(teams=teams.house))):
            until(teams.messages)
            quiet(teams, 1)
    assert teams.messages()[0]["talk"] == "a:7"


@pytest.mark.parametrize("kind", ["personal", "groupChat"])
@pytest.mark.parametrize("status", [429, 500, 0])
def test_when_teams_fails_or_never_answers_the_answer_comes_once_later(
    teams, url, trust, kind, status
):
    teams.scripted = [(status, {})] * 2
    teams.send(url, teams.activity(QUESTION, kind=kind))
    until(teams.messages, 30)
    quiet(teams, 1, 1)
    assert teams.messages()[0]["text"] == expected(trust, QUESTION)[0]


def test_a_card_that_is_refused_does_not_lose_the_answer(teams, url):
    words = "What is due in March 2026?"
    teams.scripted = [(201, {}), (400, {"error": {"code": "BadArgument"}})]
    teams.send(url, teams.activity(words, kind="groupChat"))
    until(teams.messages, 20)
    first, second = [m for m in teams.arrived if m["type"] == "message"]
    assert first["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (second.get("attachments") or [], second["text"]) == ([], first["text"])


def test_a_streamed_list_ends_with_its_card(teams, url):
    teams.send(url, teams.activity("What is due in March 2026?"))
    until(teams.messages)
    assert teams.messages()[0]["attachments"]
    assert teams.arrived[0]["type"] == "typing"


def test_when_a_stream_cannot_be_ended_a_message_of_its_own_is_sent(teams, url, trust):
    teams.scripted = [(201, {}), (201, {}), (400, {}), (400, {}), (400, {}), (400, {}), (400, {})]
    teams.send(url, teams.activity(QUESTION))
    until(teams.messages, 30)
    quiet(teams, 1, 1)
    (message,) = teams.messages()
    assert message["text"] == expected(trust, QUESTION)[0]
    assert [e["type"] for e in message["entities"]] == ["https://schema.org/Message"]


def test_two_servers_that_start_together_send_what_is_owed_once(teams, trust):
    for n in range(10):
        letter = {
            "event": f"a:8 both {n}",
            "tenant": teams.house.tenant,
            "user": "u8",
            "conversation": "a:8",
            "service": teams.url,
            "text": QUESTION,
            "personal": True,
        }
        post = trust.library.office.post
        post.take(letter["event"], channel="teams", letter=letter, held=timedelta())
    one, other = (make_app(trust.opening, house=House(teams=teams.house)) for _ in range(2))
    with serving(one), serving(other):
        until(lambda: len(teams.messages()) >= 10)
        quiet(teams, 10)


def test_a_question_that_is_deleted_meanwhile_is_not_answered(teams, url):
    asked = teams.activity(QUESTION, kind="groupChat")
    teams.scripted = [(429, {})] * 2
    gone = asked | {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}}
    teams.send(url, asked)
    teams.send(url, gone)
    quiet(teams, 0, 3)


def test_an_edit_is_left_alone(teams, url):
    asked = teams.activity(QUESTION, type="messageUpdate")
    asked["channelData"]["eventType"] = "editMessage"
    assert teams.send(url, asked).status_code == 200
    quiet(teams, 0)


def test_feedback_is_kept_beside_that_of_the_pages(teams, url, trust):
    asked = teams.activity(QUESTION, user="u9", talk="a:9")
    teams.send(url, asked)
    until(teams.messages)
    before = len(trust.library.office.audit.marked_down())
    said = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": "{}"}}
    invoke = teams.activity("", user="u9", talk="a:9", type="invoke", name="message/submitAction")
    invoke |= {"value": said, "replyToId": teams.messages()[0]["sent"]}
    time.sleep(0.3)
    assert teams.send(url, invoke).status_code == 200
    until(lambda: len(trust.library.office.audit.marked_down()) == before + 1)


def test_fifty_people_at_once_each_get_their_answer_once(teams, url):
    asked = [teams.activity(QUESTION, kind="groupChat") for _ in range(50)]
    with ThreadPoolExecutor(25) as pool:
        done = list(pool.map(lambda a: teams.send(url, a), asked))
    assert all(r.status_code == 200 for r in done)
    until(lambda: len(teams.messages()) == 50, 40)
    quiet(teams, 50)
    assert {m["talk"] for m in teams.messages()} == {a["conversation"]["id"] for a in asked}
