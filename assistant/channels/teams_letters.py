"""What comes in from Teams, as letters that are kept until they are answered."""

from __future__ import annotations

import re
from typing import Any, NotRequired, TypedDict

from microsoft_teams.api import MessageActivity

from assistant.channels.chat import Came
from assistant.office.people import Identity

CHANNEL = "teams"

_MENTION = re.compile(r"<at\b[^>]*>[^<]*</at>")


class Letter(TypedDict):
    """A message as it is kept until it is answered."""

    event: str
    tenant: str
    user: str
    conversation: str
    service: str
    text: str
    personal: bool
    called: NotRequired[str]


def came(letter: Letter) -> Came:
    """The letter as the desk knows it: people are known by their directory's ids."""
    who = Identity("entra", letter["tenant"], letter["user"])
    place, _, _ = letter["conversation"].partition(";")
    shared = not letter["personal"]
    called = letter.get("called", "")
    return Came(CHANNEL, who, place, letter["conversation"], letter["text"], shared, called)


def letter_of(activity: Any) -> Letter:
    """The letter of whatever comes in; only a message has a text."""
    conversation = activity.conversation
    is_message = isinstance(activity, MessageActivity)
    text = activity.strip_mentions_text().text if is_message else ""
    return {
        "event": f"{conversation.id} {activity.id}",
        "tenant": conversation.tenant_id or "",
        "user": activity.from_.aad_object_id or "",
        "conversation": conversation.id,
        "service": activity.service_url or "",
        "text": _MENTION.sub(" ", text or "").strip(),
        "personal": conversation.conversation_type == "personal",
        "called": activity.from_.name or "",
    }
