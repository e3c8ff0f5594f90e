"""Answers in OpenAI's form, read by OpenAI's own client."""

from __future__ import annotations

import openai
import pytest
from loopback import serving

from assistant.channels.house import House, Provider
from assistant.channels.openai_form import MODEL
from assistant.channels.web import make_app

QUESTION = {"role": "user", "content": "Who leads inclusion?"}
SIGNIN = Provider("oidc", "http://127.0.0.1:9", "t", "client", "secret")


@pytest.fixture(scope="module")
def url(trust):
    with serving(make_app(trust.opening)) as url:
        yield url


@pytest.fixture(scope="module")
def locked(trust):
    with serving(make_app(trust.opening, house=House(provider=SIGNIN))) as url:
        yield url


@pytest.fixture
def client(url):
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
        yield client


def ask(client, *messages, **options):
    return client.chat.completions.create(model=MODEL, messages=list(messages), **options)


def test_there_is_one_model(client):
    assert [m.id for m in client.models.list()] == [MODEL]


def test_an_answer_cites_its_sources_twice(client, url):
    message = ask(client, QUESTION).choices[0].message
    assert "**Sources**" in message.content
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        assert cited.url.startswith(f"{url}/documents/")
        assert cited.url in message.content
        assert message.content[cited.start_index : cited.end_index].startswith("[")


def test_a_stream_adds_up_to_the_answer(client):
    once = ask(client, QUESTION).choices[0].message
    chunks = list(ask(client, QUESTION, stream=True, stream_options={"include_usage": True}))
    deltas = [c.choices[0].delta for c in chunks if c.choices]
    assert "".join(d.content or "" for d in deltas) == once.content
    annotations = [a for d in deltas for a in (d.model_extra or {}).get("annotations", [])]
    assert annotations == [a.model_dump() for a in once.annotations]
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage.total_tokens == 0


def test_a_follow_up_is_understood_from_the_messages_before_it(client):
    first = ask(client, {"role": "user", "content": "What is due in March 2026?"})
    said = {"role": "assistant", "content": first.choices[0].message.content}
    asked = {"role": "user", "content": "What is due in March 2026?"}
    second = ask(client, asked, said, {"role": "user", "content": "And in April?"})
    conversations = [a.model_extra["answer"]["conversation"] for a in (first, second)]
    assert conversations[0] == conversations[1]
    assert "April" in second.choices[0].message.content


@pytest.mark.parametrize(
    ("messages", "options", "error"),
    [
        ([{"role": "user", "content": "🙂"}], {}, openai.UnprocessableEntityError),
        ([{"role": "user", "content": "x" * 4001}], {}, openai.UnprocessableEntityError),
        ([{"role": "system", "content": "Be kind."}], {}, openai.UnprocessableEntityError),
        ([], {}, openai.UnprocessableEntityError),
        ([QUESTION], {"model": "gpt"}, openai.NotFoundError),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client, messages, options, error):
    with pytest.raises(error) as refused:
        client.chat.completions.create(**({"model": MODEL, "messages": messages} | options))
    assert "Traceback" not in str(refused.value)


def test_parts_of_text_are_read_and_others_are_not(client):
    parts = [
        {"type": "text", "text": "Who leads inclusion?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
    ]
    whole = ask(client, QUESTION).choices[0].message.content
    assert ask(client, {"role": "user", "content": parts}).choices[0].message.content == whole


def test_a_key_opens_it_and_nothing_else_does(locked, trust):
    key = trust.library.office.keys.create(name="w", roles=["public"], scopes=["ask"], days=1)[1]
    with openai.OpenAI(base_url=f"{locked}/v1", api_key=key) as client:
        assert [m.id for m in client.models.list()] == [MODEL]
        assert ask(client, QUESTION).choices[0].message.content
    for bad in ("plans_wrong", "none"):
        with openai.OpenAI(base_url=f"{locked}/v1", api_key=bad) as client:
            with pytest.raises(openai.AuthenticationError):
                client.models.list()
            with pytest.raises(openai.AuthenticationError):
                ask(client, QUESTION)


def test_a_key_for_reading_cannot_ask(locked, trust):
    key = trust.library.office.keys.create(name="r", roles=["public"], scopes=["read"], days=1)[1]
    with (
        openai.OpenAI(base_url=f"{locked}/v1", api_key=key) as client,
        pytest.raises(openai.PermissionDeniedError),
    ):
        ask(client, QUESTION)
