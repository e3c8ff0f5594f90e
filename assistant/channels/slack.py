"""Slack: what comes in over HTTP or a socket, and who it is from. Bolt stays in here."""

# pyright: reportUnknownMemberType=false, reportUnknownParameterType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# Bolt and the SDK leave payloads and decorators untyped.

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from assistant.answer import Answer
from assistant.channels import slack_blocks
from assistant.channels.accounts import Accounts
from assistant.channels.answering import Answering
from assistant.channels.chat import PROMPTS, Desk, Places, Undelivered
from assistant.channels.owing import Owing
from assistant.channels.slack_installs import Installing, Installs
from assistant.channels.slack_letters import (
    CHANNEL,
    NO_LETTER,
    Letter,
    action_letter,
    came,
    command_letter,
    letter_of,
)
from assistant.channels.slack_reply import Replies
from assistant.office.post import Owed

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "groups:history",
    "im:history",
    "im:write",
    "users:read",
)
"""What the app may do in a workspace; the manifest asks for the same."""


@dataclass(frozen=True, slots=True)
class SlackHouse:
    """The app's own secrets; `token` for one workspace, `client` and its secret for several.

    `seconds` is how long Slack is waited for, `pauses` are those before something is tried again.
    """

    signing_secret: str = field(repr=False)
    token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client: str = ""
    client_secret: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    api: str = "https://slack.com/api/"
    seconds: int = 20
    pauses: tuple[float, ...] = (2, 10)
    places: Places = Places()


class SlackChannel:
    """The app: its listeners, its addresses, and its socket where there is one."""

    def __init__(self, house: SlackHouse, *, base: str, accounts: Accounts) -> None:
        self._house = house
        self._accounts = accounts
        self._answering: Answering | None = None
        self._owing: Owing | None = None
        self._client = _client(house)
        self._installs = Installs(self._post, key=house.key) if house.client else None
        self._app = _app(house, self._client, self._installs, Installing(self._post))
        self._replies = Replies(
            self._desk,
            self._owed,
            places=house.places,
            accounts=accounts,
            base=base,
            pauses=house.pauses,
        )
        _listen(self._app, self)

    def router(self) -> APIRouter:
        """The addresses that Slack calls, and those by which a workspace installs the app."""
        router = APIRouter(include_in_schema=False)
        handler = AsyncSlackRequestHandler(self._app)

        async def handle(request: Request) -> Response:
            return await handler.handle(request)

        router.add_api_route("/slack/events", handle, methods=["POST"])
        if self._house.client:
            router.add_api_route("/slack/install", handle, methods=["GET"])
            router.add_api_route("/slack/oauth_redirect", handle, methods=["GET"])
        return router

    def lend(self, answering: Answering) -> None:
        """What it answers from, and by what it keeps; for one that only sends."""
        self._answering, self._owing = answering, Owing(CHANNEL, answering)

    @asynccontextmanager
    async def running(self, answering: Answering) -> AsyncGenerator[None]:
        """A context in which questions are answered, those still owed from before too."""
        self.lend(answering)
        async with self._owed().paying(self._pay), self._socket():
            yield

    async def deliver(
        self, place: Sequence[str], answer: Answer, *, event: str, again: bool
    ) -> None:
        """Sends what nobody asked for to a channel or a person. Raises Undelivered."""
        team, channel = place
        client = await self._client_for(team)
        if client is None:
            raise Undelivered(f"the workspace {team} has not installed the app")
        letter: Letter = {**NO_LETTER, "event": event, "team": team, "channel": channel}
        await self._replies.deliver(letter, answer, client, again=again)

    async def event(self, event: Mapping[str, Any], context: Any, client: AsyncWebClient) -> None:
        """Answers a mention, a direct message, or what is said in a thread that goes on."""
        if event.get("subtype") == "message_deleted":
            await self._replies.taken_back(context.team_id, event)
        if event.get("subtype") not in (None, "file_share", "thread_broadcast"):
            return
        if event.get("bot_id") or not event.get("user"):
            return
        letter = letter_of(event, context)
        addressed = event["type"] == "app_mention" or letter["direct"]
        if addressed or (event.get("thread_ts") and await self._desk().goes_on(came(letter))):
            await self._replies.take_and_answer(letter, client)

    async def command(
        self,
        ack: Callable[..., Awaitable[None]],
        command: Mapping[str, Any],
        client: AsyncWebClient,
    ) -> None:
        """Answers `/plans …` for the one who typed it alone."""
        await ack(response_type="ephemeral", text="Looking in the plans…")
        await self._replies.take_and_answer(command_letter(command, command["text"]), client)

    async def shortcut(
        self,
        ack: Callable[..., Awaitable[None]],
        shortcut: Mapping[str, Any],
        client: AsyncWebClient,
    ) -> None:
        """Asks the plans about a message, for the one who chose it alone."""
        await ack()
        asked = {
            "trigger_id": shortcut["trigger_id"],
            "team_id": shortcut["team"]["id"],
            "channel_id": shortcut["channel"]["id"],
            "user_id": shortcut["user"]["id"],
            "response_url": shortcut.get("response_url", ""),
        }
        words = str(shortcut["message"].get("text") or "")
        await self._replies.take_and_answer(command_letter(asked, words), client)

    async def opened(
        self,
        event: Mapping[str, Any],
        context: Any,
        client: AsyncWebClient,
        set_suggested_prompts: Callable[..., Awaitable[Any]],
    ) -> None:
        """Shows what is coming up on the App Home, and questions to begin with on its messages."""
        if event.get("tab") == "messages":
            prompts = [{"title": title, "message": words} for title, words in PROMPTS]
            await set_suggested_prompts(prompts=prompts, title="Ask the plans")
            return
        view = await self._replies.home(context.team_id, event["user"])
        await client.views_publish(user_id=event["user"], view=view)

    async def feedback(
        self, ack: Callable[..., Awaitable[None]], body: Mapping[str, Any], context: Any
    ) -> None:
        """Keeps what somebody thinks of an answer."""
        await ack()
        verdict, _, answer = str(body["actions"][0]["value"]).partition(":")
        await self._replies.judge(action_letter(body, context), answer, good=verdict == "up")

    async def privately(
        self,
        ack: Callable[..., Awaitable[None]],
        body: Mapping[str, Any],
        context: Any,
        client: AsyncWebClient,
    ) -> None:
        """Answers in a direct message, from all that the one who asks may read."""
        await ack()
        asked = {**body, "team_id": context.team_id, "user_id": body["user"]["id"]}
        asked |= {"channel_id": body["user"]["id"], "response_url": ""}
        words = str(body["actions"][0]["value"])
        await self._replies.take_and_answer(command_letter(asked, words), client)

    async def pass_on(
        self, ack: Callable[..., Awaitable[None]], body: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        """Passes a question on to whoever the settings name."""
        await ack()
        words = slack_blocks.escaped(str(body["actions"][0]["value"]))
        text = f"<@{body['user']['id']}> asked what the plans do not answer: {words}"
        if self._house.places.owner:
            await client.chat_postMessage(channel=self._house.places.owner, text=text)

    @asynccontextmanager
    async def _socket(self) -> AsyncGenerator[None]:
        """A context in which Slack's events come by a socket, where there is a token for it."""
        if not self._house.app_token:
            yield
            return
        socket = AsyncSocketModeHandler(self._app, self._house.app_token, web_client=self._client)
        await socket.connect_async()
        try:
            yield
        finally:
            await socket.close_async()

    async def _pay(self, owed: Owed) -> None:
        """Answers what came in and was not answered, as when a server stopped."""
        letter: Any = owed.letter
        if client := await self._client_for(letter["team"]):
            await self._replies.answer(letter, client, streaming=False, again=owed.again)

    async def _client_for(self, team: str) -> AsyncWebClient | None:
        if not self._installs:
            return self._client
        bot = await self._installs.async_find_bot(enterprise_id=None, team_id=team)
        return _client(self._house, bot.bot_token) if bot else None

    def _desk(self) -> Desk:
        assert self._answering
        return Desk(self._answering, self._house.places, self._accounts)

    def _owed(self) -> Owing:
        assert self._owing
        return self._owing

    def _post(self) -> Any:
        assert self._answering
        return self._answering.opening().office.post


def _listen(app: AsyncApp, channel: SlackChannel) -> None:
    app.event("app_mention")(channel.event)
    app.event("message")(channel.event)
    app.event("app_home_opened")(channel.opened)
    app.event("agent_session_stopped")(_nothing)
    app.command("/plans")(channel.command)
    app.shortcut("ask_the_plans")(channel.shortcut)
    app.action("feedback")(channel.feedback)
    app.action("answer_privately")(channel.privately)
    app.action("pass_on")(channel.pass_on)


async def _nothing() -> None:
    """An answer that is stopped has been sent, or is about to be."""


def _app(
    house: SlackHouse, client: AsyncWebClient, installs: Installs | None, installing: Installing
) -> AsyncApp:
    if not installs:
        return AsyncApp(signing_secret=house.signing_secret, client=client)
    oauth = AsyncOAuthSettings(
        client_id=house.client,
        client_secret=house.client_secret,
        scopes=SCOPES,
        installation_store=installs,
        state_store=installing,
    )
    return AsyncApp(signing_secret=house.signing_secret, client=client, oauth_settings=oauth)


def _client(house: SlackHouse, token: str = "") -> AsyncWebClient:
    client = AsyncWebClient(
        token=token or house.token or None, base_url=house.api, timeout=house.seconds
    )
    # Whatever else fails may have been done all the same: it is looked for before it is done again.
    client.retry_handlers.clear()
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    return client
