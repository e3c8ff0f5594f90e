"""Microsoft Teams: what comes in, checked and taken once, and the answers to it."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUntypedFunctionDecorator=false
# The SDK leaves decorators and parts of its payloads untyped.

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from logging import getLogger
from typing import Any

import httpx
from fastapi import FastAPI
from microsoft_teams.api import (
    InstalledActivity,
    MessageActivity,
    MessageActivityInput,
    MessageDeleteActivity,
    MessageSubmitActionInvokeActivity,
    TypingActivityInput,
)
from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment
from microsoft_teams.apps import ActivityContext, App, FastAPIAdapter

from assistant.answer import Answer
from assistant.channels.accounts import Accounts
from assistant.channels.answering import Answering
from assistant.channels.chat import REFUSED, Desk, Places, Reply, Undelivered, apology
from assistant.channels.owing import Owing
from assistant.channels.teams_letters import CHANNEL, Letter, came, letter_of
from assistant.channels.teams_message import message_of
from assistant.office.audit import UnknownAnswer
from assistant.office.post import Owed, Post

_LOG = getLogger(__name__)
_PLACES = "teams place"
_TRIES = (0.0, 2.0, 10.0)
_STREAM_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class TeamsHouse:
    """The bot's registration. `seconds` is how long Teams is waited for.

    `options` are the SDK's own, for tests and for the Playground.
    """

    client: str
    secret: str = field(repr=False)
    tenant: str = ""
    places: Places = Places()
    seconds: float = 20
    cloud: CloudEnvironment = PUBLIC
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


class TeamsChannel:
    """The bot: `POST /api/messages` returns at once, and the work goes on."""

    def __init__(self, house: TeamsHouse, *, app: FastAPI, base: str, accounts: Accounts) -> None:
        self._house = house
        self._accounts = accounts
        self._base = base.rstrip("/")
        self._answering: Answering | None = None
        self._owing: Owing | None = None
        self._teams = _app(house, app)
        self._teams.on_message(self.message)
        self._teams.on_message_submit_feedback(self.feedback)
        self._teams.on_message_delete(self.taken_back)
        self._teams.on_install_add(self.installed)

    async def lend(self, answering: Answering) -> None:
        """What it answers from, and by what it keeps; for one that only sends."""
        self._answering, self._owing = answering, Owing(CHANNEL, answering)
        await self._teams.initialize()

    @asynccontextmanager
    async def running(self, answering: Answering) -> AsyncGenerator[None]:
        """A context in which questions are answered, those still owed from before too."""
        await self.lend(answering)
        async with self._owed().paying(self._pay):
            yield

    async def deliver(
        self, place: Sequence[str], answer: Answer, *, event: str, again: bool
    ) -> None:
        """Sends what nobody asked for to a conversation or a person. Raises Undelivered.

        A bot cannot look whether it has been sent before.
        """
        address = await self._address(*place)
        reply = Reply(answer, more_in_private=False)
        for cards in (True, False):
            message = message_of(reply, base=self._base, cards=cards)
            try:
                await self._post(address["conversation"], message, address["service"])
            except (httpx.HTTPError, TimeoutError) as error:
                refused = _is_refusal(error)
                if cards and refused:
                    continue
                why = f"Teams did not take it: {type(error).__name__}"
                raise Undelivered(why, perhaps=not refused) from error
            return

    async def message(self, context: ActivityContext[MessageActivity]) -> None:
        """Takes a message, once, and begins to answer it."""
        letter = letter_of(context.activity)
        event, kept = letter["event"], dict(letter)
        if not letter["user"]:
            return
        if await self._desk().post(lambda post: post.take(event, channel=CHANNEL, letter=kept)):
            self._owed().begin(self._answer(letter, context))

    async def feedback(self, context: ActivityContext[MessageSubmitActionInvokeActivity]) -> None:
        """Keeps what somebody thinks of the answer that they were sent."""
        activity = context.activity
        letter = letter_of(activity)
        sent = f"{letter['conversation']} {activity.reply_to_id}"
        kept: Any = await self._desk().post(lambda post: post.address("teams answer", sent))
        if kept:
            good = activity.value.action_value.reaction == "like"
            with suppress(UnknownAnswer):
                await self._desk().judge(came(letter), kept["answer"], good=good)

    async def taken_back(self, context: ActivityContext[MessageDeleteActivity]) -> None:
        """Answers a question no more that has been deleted."""
        event = f"{context.activity.conversation.id} {context.activity.id}"
        await self._desk().post(lambda post: post.done(event, channel=CHANNEL))

    async def installed(self, context: ActivityContext[InstalledActivity]) -> None:
        """Keeps where somebody can be written to who has installed the app."""
        await self._keep_address(letter_of(context.activity))

    async def _pay(self, owed: Owed) -> None:
        letter: Any = owed.letter
        await self._answer(letter, None)

    async def _answer(
        self, letter: Letter, context: ActivityContext[MessageActivity] | None
    ) -> None:
        """Answers the letter; it stays owed where Teams cannot be reached."""
        await self._owed().see_to(letter["event"], partial(self._tried, letter, context))

    async def _tried(
        self, letter: Letter, context: ActivityContext[MessageActivity] | None
    ) -> bool:
        """Whether Teams took the answer, at once or a little later; or nobody wants it any more."""
        showing = asyncio.create_task(self._show_step(letter, context))
        reply, words = await self._reply(letter)
        showing.cancel()
        event, answer = letter["event"], reply.answer.answer if reply else ""
        for n, pause in enumerate(_TRIES):
            await asyncio.sleep(pause)
            if not await self._desk().post(lambda post: post.is_owed(event, channel=CHANNEL)):
                return True
            # A stream writes into what it sends, so that each try has a message of its own.
            message = self._message(reply, words, cards=not n)
            try:
                sent = await self._send(letter, None if n else context, message)
            except (httpx.HTTPError, TimeoutError) as error:
                _LOG.warning("Teams did not take an answer: %s", type(error).__name__)
            else:
                await self._sent(letter, sent, answer)
                return True
        return False

    async def _show_step(
        self, letter: Letter, context: ActivityContext[MessageActivity] | None
    ) -> None:
        """Says that it is being looked for: in words where streaming is allowed, else as typing."""
        if self._is_foreign(letter):
            return
        if context and letter["personal"]:
            context.stream.update("Looking in the plans…")
            return
        with suppress(httpx.HTTPError, TimeoutError):
            await self._post(letter["conversation"], TypingActivityInput(), letter["service"])

    async def _reply(self, letter: Letter) -> tuple[Reply | None, str]:
        """The reply; else what is to be said instead."""
        if self._is_foreign(letter):
            return None, REFUSED
        try:
            return await self._desk().reply(came(letter)), ""
        except Exception as error:  # noqa: BLE001 - whoever asked is told, whatever it was
            return None, apology(error)

    def _message(self, reply: Reply | None, words: str, *, cards: bool) -> MessageActivityInput:
        if reply is None:
            return MessageActivityInput(text=words)
        return message_of(reply, base=self._base, cards=cards)

    async def _send(
        self,
        letter: Letter,
        context: ActivityContext[MessageActivity] | None,
        message: MessageActivityInput,
    ) -> str:
        """Sends the message: as the end of the stream where one has begun, else as its own.

        A stream that cannot be ended in time is left, and the next try sends a message of its own.
        """
        if context and context.stream.count + context.stream.sequence > 1:
            context.stream.emit(message)
            ended = await asyncio.wait_for(context.stream.close(), _STREAM_SECONDS)
            if ended is None:
                raise TimeoutError
            return ended.id
        return await self._post(letter["conversation"], message, letter["service"])

    async def _post(
        self, conversation: str, message: MessageActivityInput | TypingActivityInput, service: str
    ) -> str:
        """Sends it, and says under which id it went. Raises TimeoutError and httpx's HTTPError."""
        sending = self._teams.send(conversation, message, service_url=service or None)
        sent = await asyncio.wait_for(sending, self._house.seconds)
        return sent.id

    async def _sent(self, letter: Letter, sent: str, answer: str) -> None:
        name = f"{letter['conversation']} {sent}"
        if answer:
            await self._desk().post(
                lambda post: post.keep_address("teams answer", name, {"answer": answer})
            )
        await self._keep_address(letter)

    async def _keep_address(self, letter: Letter) -> None:
        """Keeps where whoever wrote, or the place, can be written to unasked."""
        place, _, _ = letter["conversation"].partition(";")
        whose = letter["user"] if letter["personal"] else place
        address = {"conversation": place, "service": letter["service"]}
        name = f"{letter['tenant']}:{whose}"[:300]

        def keep(post: Post) -> None:
            if whose and post.address(_PLACES, name) != address:
                post.keep_address(_PLACES, name, address)

        await self._desk().post(keep)

    async def _address(self, tenant: str, place: str) -> Mapping[str, str]:
        """Where that person or conversation is written to. Raises Undelivered."""
        name = f"{tenant}:{place}"[:300]
        kept: Any = await self._desk().post(lambda post: post.address(_PLACES, name))
        if kept:
            return kept
        if ":" not in place:
            raise Undelivered("they have neither installed the app nor written to it")
        return {"conversation": place, "service": ""}

    def _is_foreign(self, letter: Letter) -> bool:
        return bool(self._house.tenant) and letter["tenant"] != self._house.tenant

    def _owed(self) -> Owing:
        assert self._owing
        return self._owing

    def _desk(self) -> Desk:
        assert self._answering
        return Desk(self._answering, self._house.places, self._accounts)


def _is_refusal(error: Exception) -> bool:
    """Whether Teams said that it did not take it."""
    return isinstance(error, httpx.HTTPStatusError) and error.response.status_code < 500


def _app(house: TeamsHouse, app: FastAPI) -> App:
    checked = {"dangerously_allow_unauthenticated_requests": False}
    options: Any = {"client_secret": house.secret, **checked, **house.options}
    return App(
        http_server_adapter=FastAPIAdapter(app=app),
        client_id=house.client,
        tenant_id=house.tenant or None,
        cloud=house.cloud,
        **options,
    )
