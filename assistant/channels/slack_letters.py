"""What comes in from Slack, as letters that are kept until they are answered."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (Slack's payloads are untyped)

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict

from assistant.channels.chat import Came
from assistant.office.people import Identity

CHANNEL = "slack"

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


class Letter(TypedDict):
    """A question as it is kept until it is answered; `alone`: nobody else is to see the answer."""

    event: str
    team: str
    user: str
    channel: str
    thread: str
    text: str
    direct: bool
    url: str
    alone: bool


NO_LETTER: Letter = {
    "event": "",
    "team": "",
    "user": "",
    "channel": "",
    "thread": "",
    "text": "",
    "direct": False,
    "url": "",
    "alone": False,
}
"""What is filled in for something that nobody asked for."""


def came(letter: Letter, *, called: str = "") -> Came:
    """The letter as the desk knows it; `called` is what the account is called."""
    who = Identity(CHANNEL, letter["team"], letter["user"])
    shared = not (letter["direct"] or letter["alone"])
    return Came(CHANNEL, who, letter["channel"], letter["thread"], letter["text"], shared, called)


def letter_of(event: Mapping[str, Any], context: Any) -> Letter:
    """The letter of a message's event."""
    return {
        "event": f"{context.team_id} {event['channel']} {event['ts']}",
        "team": context.team_id,
        "user": event["user"],
        "channel": event["channel"],
        "thread": event.get("thread_ts") or event["ts"],
        "text": _MENTION.sub(" ", str(event.get("text") or "")).strip(),
        "direct": event.get("channel_type") == "im",
        "url": "",
        "alone": False,
    }


def command_letter(asked: Mapping[str, Any], words: str) -> Letter:
    """The letter of a command or a shortcut: nobody else is to see the answer."""
    return {
        "event": asked["trigger_id"],
        "team": asked["team_id"],
        "user": asked["user_id"],
        "channel": asked["channel_id"],
        "thread": "",
        "text": _MENTION.sub(" ", words).strip(),
        "direct": True,
        "url": asked.get("response_url") or "",
        "alone": True,
    }


def action_letter(body: Mapping[str, Any], context: Any) -> Letter:
    """The letter of a button's press, without words."""
    channel = (body.get("channel") or {}).get("id") or context.channel_id or ""
    message = body.get("message") or {}
    return {
        "event": "",
        "team": context.team_id,
        "user": body["user"]["id"],
        "channel": channel,
        "thread": message.get("thread_ts") or message.get("ts") or "",
        "text": "",
        "direct": channel.startswith("D"),
        "url": "",
        "alone": (body.get("container") or {}).get("is_ephemeral", False),
    }
