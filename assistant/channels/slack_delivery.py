"""One answer on its way to Slack: streamed where that is allowed, whole in some form, and once."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# The SDK leaves what Slack sends untyped.

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from assistant.channels import slack_blocks as blocks
from assistant.channels.chat import Reply
from assistant.channels.slack_letters import Letter

FAILED = (SlackClientError, ClientError, TimeoutError, OSError)
"""What is raised where Slack cannot be reached, or refuses."""

_MARK = "plans_answer"
_UNSEEN = frozenset(
    ("channel_not_found", "missing_scope", "not_in_channel", "thread_not_found", "user_not_found")
)
"""Slack's words for a place in which it does not let the app look."""

_CLOSED = frozenset(("expired_url", "used_url"))
"""Slack's words for a response URL that takes no more."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said: the answer with its plain text, or words alone where there is none."""

    plain: str
    reply: Reply | None = None


class Delivery:
    """One letter's answer.

    Whether Slack took a message is not always known: its reply may be lost, or the server end
    between the two. The message carries a mark, and before it is tried again the place is looked
    through for it. With `again` another process may have tried before.
    """

    def __init__(
        self, letter: Letter, client: AsyncWebClient, *, base: str, pass_on: bool, again: bool
    ) -> None:
        self._letter: Letter = letter
        self._client = client
        self._base = base
        self._pass_on = pass_on
        self._tried = again
        self._stream: Any = None
        mark = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{letter['team']} {letter['event']}"))
        self._mark = {"event_type": _MARK, "event_payload": {"id": mark}}

    async def has_arrived(self) -> bool:
        """Whether an earlier try did send it after all. Raises what FAILED names.

        What only one person sees cannot be looked for.
        """
        if not self._tried or self._letter["url"]:
            return False
        try:
            return await self._is_there()
        except SlackApiError as error:
            if reason(error) in _UNSEEN:
                return False
            raise

    async def begin(self) -> None:
        """Begins a stream with its first step, where there can be one."""
        stream = await self._client.chat_stream(
            channel=self._letter["channel"],
            thread_ts=self._letter["thread"],
            recipient_team_id=self._letter["team"],
            recipient_user_id=self._letter["user"],
            task_display_mode="timeline",
        )
        try:
            await stream.append(chunks=[_step("Looking in the plans", "in_progress")])
        except FAILED:
            return
        self._stream = stream

    async def end(self, said: Said) -> None:
        """Sends what is said: as the end of the stream, or as a message of its own.

        Raises what FAILED names.
        """
        first, self._tried = not self._tried, True
        if self._stream is None:
            await self._send(said)
        elif first:
            await self._stop(said)
        else:
            await self._replace(said)

    async def leave(self) -> None:
        """Takes back what was begun. Raises what FAILED names."""
        if self._stream:
            await self._client.chat_delete(channel=self._letter["channel"], ts=self._stream.ts)

    async def _stop(self, said: Said) -> None:
        """Ends the stream with what is said."""
        text = blocks.text_of(said.reply.answer, self._base) if said.reply else said.plain
        below = self._under(said.reply) if said.reply else None
        done = [_step("Looked in the plans", "complete")]
        try:
            await self._stream.stop(
                markdown_text=text, chunks=done, blocks=below, metadata=self._mark
            )
        except FAILED:
            await self._replace(said)

    async def _is_there(self) -> bool:
        channel, thread = self._letter["channel"], self._letter["thread"]
        if thread:
            pages = await self._client.conversations_replies(
                channel=channel, ts=thread, include_all_metadata=True, limit=200
            )
            return any([self._is_among(page["messages"]) async for page in pages])
        if channel.startswith(("U", "W")):
            opened: Any = await self._client.conversations_open(users=channel)
            channel = opened["channel"]["id"]
        latest = await self._client.conversations_history(
            channel=channel, include_all_metadata=True, limit=100
        )
        return self._is_among(latest["messages"])

    def _is_among(self, messages: Any) -> bool:
        return any(m.get("metadata") == self._mark for m in messages or ())

    async def _replace(self, said: Said) -> None:
        """Puts what is said in the place of the stream's message, where it could not be ended."""
        whole = self._whole(said.reply, tables=False) if said.reply else None
        try:
            await self._client.chat_update(
                channel=self._letter["channel"],
                ts=self._stream.ts,
                text=said.plain,
                blocks=whole,
                metadata=self._mark,
            )
        except SlackApiError as error:
            if not is_refusal(error):
                raise
            self._stream = None
            await self._send(said)

    async def _send(self, said: Said) -> None:
        """Sends a message of its own: without a table, or any block, where Slack finds fault."""
        reply = said.reply
        shapes = [self._whole(reply, tables=t) for t in (True, False)] if reply else []
        if len(shapes) == 2 and shapes[0] == shapes[1]:
            del shapes[0]
        for shape in (*shapes, None):
            try:
                await self._post(said.plain, shape)
            except SlackApiError as error:
                if not shape or "block" not in reason(error):
                    raise
            else:
                return

    async def _post(self, plain: str, shape: blocks.Blocks | None) -> None:
        if self._letter["url"]:
            await self._respond(plain, shape)
            return
        await self._client.chat_postMessage(
            channel=self._letter["channel"],
            thread_ts=self._letter["thread"] or None,
            text=plain,
            blocks=shape,
            metadata=self._mark,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def _respond(self, plain: str, shape: blocks.Blocks | None) -> None:
        """Sends it for the one who asked alone; as a direct message where it is too late for that."""
        client = AsyncWebhookClient(
            self._letter["url"],
            timeout=self._client.timeout,
            session=self._client.session,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
        )
        sent = await client.send(
            text=plain, blocks=shape, response_type="ephemeral", unfurl_links=False
        )
        if sent.status_code == 200:
            return
        if any(word in sent.body for word in _CLOSED):
            self._letter = {**self._letter, "url": "", "channel": self._letter["user"]}
            await self._post(plain, shape)
            return
        error = "invalid_blocks" if "block" in sent.body else "failed"
        raise SlackApiError("response_url", {"error": error})

    def _whole(self, reply: Reply, *, tables: bool) -> blocks.Blocks:
        words, pass_on = self._letter["text"], self._pass_on
        return blocks.whole(reply, words, base=self._base, pass_on=pass_on, tables=tables)

    def _under(self, reply: Reply) -> blocks.Blocks:
        words = self._letter["text"]
        return blocks.under(reply, words, base=self._base, pass_on=self._pass_on)


def reason(error: Exception) -> str:
    """Slack's own word for it, where there is one."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return type(error).__name__


def is_refusal(error: Exception) -> bool:
    """Whether Slack said that it did not take it."""
    return isinstance(error, SlackApiError) and error.response.status_code < 500


def _step(words: str, status: str) -> dict[str, Any]:
    return {"type": "task_update", "id": "looking", "title": words, "status": status}
