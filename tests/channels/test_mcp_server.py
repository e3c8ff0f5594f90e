"""The tools, called by the protocol's own client: over HTTP, and over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from loopback import serving
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from assistant.channels.house import House, Provider
from assistant.channels.web import make_app

PROGRAM = Path(sys.executable).with_name("plans")
SIGNIN = Provider("oidc", "http://127.0.0.1:9", "t", "client", "secret")
TOOLS = {"ask", "due", "who", "search", "open_source"}


@pytest.fixture(scope="module")
def url(trust):
    with serving(make_app(trust.opening)) as url:
        yield url


@pytest.fixture(scope="module")
def locked(trust):
    with serving(make_app(trust.opening, house=House(provider=SIGNIN))) as url:
        yield url


@asynccontextmanager
async def tools_at(url, key=""):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(f"{url}/mcp/", http_client=http)) as client,
    ):
        yield client


def called(url, tool, arguments, key=""):
    async def call():
        async with tools_at(url, key) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(call())


def key_for(trust, *scopes, roles=("public",)):
    return trust.library.office.keys.create(name="m", roles=roles, scopes=scopes, days=1)[1]


def test_the_five_tools_are_there(url):
    async def names():
        async with tools_at(url) as client:
            return {t.name for t in (await client.list_tools()).tools}

    assert asyncio.run(names()) == TOOLS


def test_an_answer_is_that_of_the_api_with_addresses_that_open(url):
    answer = called(url, "ask", {"question": "Who leads inclusion?"}).structured_content
    same = httpx2.post(f"{url}/api/ask", json={"question": "Who leads inclusion?"}).json()
    assert (answer["status"], answer["text"]) == (same["status"], same["text"])
    assert [c["quote"] for c in answer["citations"]] == [c["quote"] for c in same["citations"]]
    assert answer["citations"]


def test_a_follow_up_goes_on(url):
    first = called(url, "ask", {"question": "What is due in March 2026?"}).structured_content
    talk = {"conversation": first["conversation"]}
    second = called(url, "ask", {"question": "And in April?"} | talk).structured_content
    assert second["conversation"] == first["conversation"]
    assert "April" in second["text"]


def test_lists_hold_what_the_register_holds(url):
    due = called(url, "due", {"period": "March 2026"}).structured_content
    same = httpx2.get(f"{url}/api/register/commitments?period=March 2026&limit=200").json()
    assert due["total"] == same["total"] > 0
    assert [i["what"] for i in due["items"]] == [i["what"] for i in same["items"]]
    who = called(url, "who", {}).structured_content
    assert who["total"] > 0


def test_a_passage_found_can_be_opened(url):
    found = called(url, "search", {"words": "inclusion", "limit": 3}).structured_content["items"]
    assert 1 <= len(found) <= 3
    for passage in found:
        source = called(url, "open_source", {"url": passage["url"]}).structured_content
        assert source["document"] == passage["document"]
        assert source["text"] in source["around"] or source["text"]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask", {"question": " "}, "blank"),
        ("ask", {"question": "x" * 40_000}, "4,000"),
        ("ask", {"question": "Who?", "plan": "nowhere"}, "no plan"),
        ("ask", {"question": "Who?", "conversation": "c_no"}, "no such conversation"),
        ("due", {"period": "the colour of milk"}, ""),
        ("open_source", {"url": "/documents/none#b1"}, "no such place"),
        ("open_source", {"url": "file:///etc/passwd"}, "no such place"),
    ],
)
def test_what_cannot_be_done_is_said(url, tool, arguments, words):
    result = called(url, tool, arguments)
    assert result.is_error
    assert words in result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_a_key_opens_what_it_is_for(locked, trust):
    asking, reading = key_for(trust, "ask"), key_for(trust, "read")
    question = {"question": "Who leads inclusion?"}
    assert not called(locked, "ask", question, asking).is_error
    assert called(locked, "ask", question, reading).is_error
    assert not called(locked, "due", {"period": "March 2026"}, reading).is_error
    assert called(locked, "due", {"period": "March 2026"}, asking).is_error


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer plans_wrong"}])
def test_without_a_key_there_is_nothing(locked, headers):
    assert httpx2.post(f"{locked}/mcp/", json={}, headers=headers).status_code == 401


def test_another_site_may_not_speak_to_it(url):
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
        assert httpx2.post(f"{url}/mcp/", json={}, headers=headers).status_code in (403, 421)


def test_the_tools_are_there_over_standard_input_and_output(oak):
    server = StdioServerParameters(
        command=str(PROGRAM), args=["--data", str(oak.data), "mcp"], env={}
    )

    async def ask():
        async with Client(server) as client:
            return await client.call_tool("ask", {"question": "Who leads estates?"})

    answer = asyncio.run(ask()).structured_content
    assert answer["status"] == "answered"
    assert "Mara Quill" in answer["text"]
