"""Replies in Slack: taken once, streamed where that is allowed, and never lost for their form."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# The SDK leaves what Slack sends untyped.

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from logging import getLogger
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from assistant.answer import Answer
from assistant.channels import slack_blocks as blocks
from assistant.channels.accounts import Accounts
from assistant.channels.chat import (
    REFUSED,
    Came,
    Desk,
    Places,
    Reply,
    Undelivered,
    apology,
    caller_of,
)
from assistant.channels.owing import Owing
from assistant.channels.slack_delivery import FAILED, Delivery, Said, is_refusal, reason
from assistant.channels.slack_letters import CHANNEL, Letter, came
from assistant.library import Library
from assistant.office.audit import UnknownAnswer
from assistant.office.people import Identity
from assistant.register_view import Listing, Wanted

_LOG = getLogger(__name__)
_KNOWN_FOR = 600.0


class Replies:
    """Answers letters, each once."""

    def __init__(
        self,
        desk: Callable[[], Desk],
        owed: Callable[[], Owing],
        *,
        places: Places,
        accounts: Accounts,
        base: str,
        pauses: Sequence[float],
    ) -> None:
        self._desk = desk
        self._owed = owed
        self._places = places
        self._accounts = accounts
        self._base = base.rstrip("/")
        self._pauses = pauses
        self._members: dict[tuple[str, str], _Member] = {}

    async def take_and_answer(self, letter: Letter, client: AsyncWebClient) -> None:
        """Answers the letter if nobody has taken it yet."""
        event, kept = letter["event"], dict(letter)
        if await self._desk().post(lambda post: post.take(event, channel=CHANNEL, letter=kept)):
            await self.answer(letter, client)

    async def answer(
        self, letter: Letter, client: AsyncWebClient, *, streaming: bool = True, again: bool = False
    ) -> None:
        """Answers the letter; it stays owed where Slack cannot be reached.

        With `again` another process may have answered it.
        """
        answering = self._answering(letter, client, streaming=streaming, again=again)
        await self._owed().see_to(letter["event"], partial(self._tried, answering))

    async def deliver(
        self, letter: Letter, answer: Answer, client: AsyncWebClient, *, again: bool
    ) -> None:
        """Sends an answer that nobody asked for. Raises Undelivered."""
        delivery = self._delivery(letter, client, again=again)
        said = Said(blocks.plain(answer, self._base), Reply(answer, more_in_private=False))
        try:
            if not await delivery.has_arrived():
                await delivery.end(said)
        except FAILED as error:
            why = f"Slack did not take it: {reason(error)}"
            raise Undelivered(why, perhaps=not is_refusal(error)) from error

    async def taken_back(self, team: str, event: Mapping[str, Any]) -> None:
        """Answers a question no more that has been deleted."""
        gone = f"{team} {event.get('channel')} {event.get('deleted_ts')}"
        await self._desk().post(lambda post: post.done(gone, channel=CHANNEL))

    async def judge(self, letter: Letter, answer: str, *, good: bool) -> None:
        """Keeps what somebody thinks of an answer; of others' answers nothing."""
        with suppress(UnknownAnswer):
            await self._desk().judge(came(letter), answer, good=good)

    async def home(self, team: str, user: str) -> dict[str, Any]:
        """The App Home of that person."""
        who, base = Identity(CHANNEL, team, user), self._base

        def work(library: Library) -> dict[str, Any]:
            caller = caller_of(library, who)
            is_known = caller.owner != who.owner
            sign_in = "" if is_known else self._accounts.address(library, who, "")
            today = date.today()
            days = f"{today}..{today + timedelta(days=28)}"
            person = caller.name or None
            with library.index.seen_by(library.office.access.reader(caller, library.index)) as view:
                wanted = Wanted("commitment", person=person, period=days)
                page = Listing(view, wanted, today=today).page(limit=40)
            return blocks.home(page, name=caller.name, base=base, sign_in=sign_in)

        home: Any = await self._desk().work(work)
        return home

    async def _tried(self, answer: Callable[[], Awaitable[None]]) -> bool:
        """Whether Slack took the answer, at once or a little later."""
        for pause in (0.0, *self._pauses):
            await asyncio.sleep(pause)
            try:
                await answer()
            except FAILED as error:
                _LOG.warning("Slack did not take an answer: %s", reason(error))
            else:
                return True
        return False

    def _answering(
        self, letter: Letter, client: AsyncWebClient, *, streaming: bool, again: bool
    ) -> Callable[[], Awaitable[None]]:
        """What answers the letter, however often it is tried: asked once, sent once."""
        delivery, event = self._delivery(letter, client, again=again), letter["event"]
        said: Said | None = None

        async def answer() -> None:
            nonlocal said
            if await delivery.has_arrived():
                return
            said = said or await self._said(letter, client, delivery, streaming=streaming)
            if await self._desk().post(lambda post: post.is_owed(event, channel=CHANNEL)):
                await delivery.end(said)
            else:
                await delivery.leave()

        return answer

    def _delivery(self, letter: Letter, client: AsyncWebClient, *, again: bool) -> Delivery:
        pass_on = bool(self._places.owner)
        return Delivery(letter, client, base=self._base, pass_on=pass_on, again=again)

    async def _said(
        self, letter: Letter, client: AsyncWebClient, delivery: Delivery, *, streaming: bool
    ) -> Said:
        """What is said to whoever asked; meanwhile they see that it is being looked for."""
        member = await self._member(letter, client)
        if not member.belongs:
            return Said(REFUSED)
        asked = came(letter, called=member.called)
        if letter["alone"] or not streaming:
            return await self._reply(asked)
        said, _ = await asyncio.gather(self._reply(asked), delivery.begin())
        return said

    async def _reply(self, asked: Came) -> Said:
        """The reply, and its plain text; else what is to be said instead."""
        try:
            reply = await self._desk().reply(asked)
        except Exception as error:  # noqa: BLE001 - whoever asked is told, whatever it was
            return Said(apology(error))
        return Said(blocks.plain(reply.answer, self._base), reply)

    async def _member(self, letter: Letter, client: AsyncWebClient) -> _Member:
        """Whose account it is; one of the workspace is no guest's, nobody's from elsewhere, no bot's."""
        key = (letter["team"], letter["user"])
        member = self._members.get(key)
        if member is None or time.monotonic() > member.until:
            found = await client.users_info(user=letter["user"])
            user: Mapping[str, Any] = found["user"] or {}
            marks = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")
            home = user.get("team_id") or letter["team"]
            belongs = home == letter["team"] and not any(user.get(m) for m in marks)
            called = str(user.get("real_name") or user.get("name") or "")
            self._members[key] = member = _Member(belongs, called, time.monotonic() + _KNOWN_FOR)
        return member


@dataclass(frozen=True, slots=True)
class _Member:
    """Whether an account belongs to the workspace, what it is called, and until when that holds."""

    belongs: bool
    called: str
    until: float
