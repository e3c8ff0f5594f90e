"""Replies in Slack: taken once, streamed where that is allowed, and never lost for their form."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# The SDK leaves what Slack sends untyped.

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from logging import getLogger
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from assistant.answer import Answer
from assistant.channels import slack_blocks as blocks
from assistant.channels.chat import (
    REFUSED,
    Desk,
    Places,
    Reply,
    Undelivered,
    apology,
    caller_of,
)
from assistant.channels.owing import Owing
from assistant.channels.slack_letters import CHANNEL, NO_LETTER, Letter, came
from assistant.library import Library
from assistant.office.audit import UnknownAnswer
from assistant.office.people import Identity
from assistant.register_view import Listing, Wanted

_LOG = getLogger(__name__)
_FAILED = (SlackClientError, ClientError, TimeoutError, OSError)
_KNOWN_FOR = 600.0
_TRIES = (0.0, 2.0, 10.0)


class Replies:
    """Answers letters, each once."""

    def __init__(
        self, desk: Callable[[], Desk], owed: Callable[[], Owing], places: Places, base: str
    ) -> None:
        self._desk = desk
        self._owed = owed
        self._places = places
        self._base = base.rstrip("/")
        self._members: dict[tuple[str, str], tuple[bool, float]] = {}

    async def take_and_answer(self, letter: Letter, client: AsyncWebClient) -> None:
        """Answers the letter if nobody has taken it yet."""
        event, kept = letter["event"], dict(letter)
        if await self._desk().post(lambda post: post.take(event, channel=CHANNEL, letter=kept)):
            await self.answer(letter, client)

    async def answer(
        self, letter: Letter, client: AsyncWebClient, *, streaming: bool = True
    ) -> None:
        """Answers the letter; it stays owed where Slack cannot be reached."""
        work = partial(self._tried, letter, client, streaming=streaming)
        await self._owed().see_to(letter["event"], work)

    async def deliver(self, channel: str, answer: Answer, client: AsyncWebClient) -> None:
        """Sends an answer that nobody asked for. Raises Undelivered."""
        reply = Reply(answer, more_in_private=False)
        letter: Letter = {**NO_LETTER, "channel": channel}
        try:
            await self._send(letter, client, blocks.plain(answer, self._base), reply)
        except _FAILED as error:
            raise Undelivered(f"Slack did not take it: {_reason(error)}") from error

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
            today = date.today()
            days = f"{today}..{today + timedelta(days=28)}"
            person = caller.name or None
            with library.index.seen_by(library.office.access.reader(caller, library.index)) as view:
                wanted = Wanted("commitment", person=person, period=days)
                page = Listing(view, wanted, today=today).page(limit=40)
            return blocks.home(page, name=caller.name, base=base, known=person is not None)

        home: Any = await self._desk().work(work)
        return home

    async def _tried(self, letter: Letter, client: AsyncWebClient, *, streaming: bool) -> bool:
        """Whether Slack took the answer, at once or a little later."""
        for pause in _TRIES:
            await asyncio.sleep(pause)
            try:
                await self._answer(letter, client, streaming=streaming and not pause)
            except _FAILED as error:
                _LOG.warning("Slack did not take an answer: %s", _reason(error))
            else:
                return True
        return False

    async def _answer(self, letter: Letter, client: AsyncWebClient, *, streaming: bool) -> None:
        if not await self._is_member(letter, client):
            await self._send(letter, client, REFUSED, None)
            return
        beginning = asyncio.create_task(self._begun(letter, client, streaming=streaming))
        reply, plain = await self._reply(letter)
        stream = await beginning
        event = letter["event"]
        if await self._desk().post(lambda post: post.is_owed(event, channel=CHANNEL)):
            await self._finish(letter, client, stream, plain, reply)
        elif stream and stream.ts:
            await client.chat_delete(channel=letter["channel"], ts=stream.ts)

    async def _reply(self, letter: Letter) -> tuple[Reply | None, str]:
        """The reply, and its plain text; else what is to be said instead."""
        try:
            reply = await self._desk().reply(came(letter))
        except Exception as error:  # noqa: BLE001 - whoever asked is told, whatever it was
            return None, apology(error)
        return reply, blocks.plain(reply.answer, self._base)

    async def _is_member(self, letter: Letter, client: AsyncWebClient) -> bool:
        """Whether it is a person of the workspace: no guest, nobody from elsewhere, no bot."""
        key = (letter["team"], letter["user"])
        known, until = self._members.get(key, (False, 0.0))
        if time.monotonic() > until:
            found = await client.users_info(user=letter["user"])
            user: Mapping[str, Any] = found["user"] or {}
            marks = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")
            home = user.get("team_id") or letter["team"]
            known = home == letter["team"] and not any(user.get(m) for m in marks)
            self._members[key] = (known, time.monotonic() + _KNOWN_FOR)
        return known

    async def _begun(self, letter: Letter, client: AsyncWebClient, *, streaming: bool) -> Any:
        """A stream with its first step, or None where there can be none."""
        if letter["alone"] or not streaming:
            return None
        stream = await client.chat_stream(
            channel=letter["channel"],
            thread_ts=letter["thread"],
            recipient_team_id=letter["team"],
            recipient_user_id=letter["user"],
            task_display_mode="timeline",
        )
        try:
            await stream.append(chunks=[_step("Looking in the plans", "in_progress")])
        except _FAILED:
            return None
        return stream

    async def _finish(
        self,
        letter: Letter,
        client: AsyncWebClient,
        stream: Any,
        plain: str,
        reply: Reply | None,
    ) -> None:
        """Ends the stream with the answer; where it cannot be ended, its message is replaced."""
        if stream is None:
            await self._send(letter, client, plain, reply)
            return
        text = blocks.text_of(reply.answer, self._base) if reply else plain
        below = self._under(letter, reply) if reply else None
        done = [_step("Looked in the plans", "complete")]
        try:
            await stream.append(chunks=done)
            await stream.stop(markdown_text=text, blocks=below)
        except _FAILED:
            await self._replace(letter, client, stream.ts, plain, reply)

    async def _replace(
        self, letter: Letter, client: AsyncWebClient, ts: str, plain: str, reply: Reply | None
    ) -> None:
        whole = self._whole(letter, reply, tables=False) if reply else None
        try:
            await client.chat_update(channel=letter["channel"], ts=ts, text=plain, blocks=whole)
        except SlackApiError:
            await self._send(letter, client, plain, reply)

    async def _send(
        self, letter: Letter, client: AsyncWebClient, plain: str, reply: Reply | None
    ) -> None:
        """Sends a message of its own: without a table, or any block, where Slack finds fault."""
        shapes = [self._whole(letter, reply, tables=t) for t in (True, False)] if reply else []
        if len(shapes) == 2 and shapes[0] == shapes[1]:
            del shapes[0]
        for shape in (*shapes, None):
            try:
                await _sent(letter, client, plain, shape)
            except SlackApiError as error:
                if not shape or "block" not in str(error.response.get("error")):
                    raise
            else:
                return

    def _whole(self, letter: Letter, reply: Reply, *, tables: bool = True) -> blocks.Blocks:
        pass_on = bool(self._places.owner)
        return blocks.whole(reply, letter["text"], base=self._base, pass_on=pass_on, tables=tables)

    def _under(self, letter: Letter, reply: Reply) -> blocks.Blocks:
        pass_on = bool(self._places.owner)
        return blocks.under(reply, letter["text"], base=self._base, pass_on=pass_on)


def _reason(error: Exception) -> str:
    """Slack's own word for it, where there is one."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return type(error).__name__


async def _sent(
    letter: Letter, client: AsyncWebClient, plain: str, whole: blocks.Blocks | None
) -> None:
    if letter["url"]:
        sent = await AsyncWebhookClient(letter["url"], timeout=20).send(
            text=plain, blocks=whole, response_type="ephemeral", unfurl_links=False
        )
        if sent.status_code != 200:
            raise SlackApiError("response_url", {"error": "invalid_blocks" if whole else "failed"})
        return
    await client.chat_postMessage(
        channel=letter["channel"],
        thread_ts=letter["thread"] or None,
        text=plain,
        blocks=whole,
        unfurl_links=False,
        unfurl_media=False,
    )


def _step(words: str, status: str) -> dict[str, Any]:
    return {"type": "task_update", "id": "looking", "title": words, "status": status}
