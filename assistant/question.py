"""What a person asks: their words, where they stand in a conversation, and the day to answer for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it came in. `as_of` stands in for today; `plan` keeps to one plan's key."""

    text: str
    conversation: str | None = None
    plan: str | None = None
    as_of: date | None = None
    channel: str = "api"


LONGEST = 4000
"""How many characters a question may have."""


class BadQuestion(ValueError):
    """A question that cannot be asked: blank or over-long. `str()` says which, for a person."""


class UnknownPlan(LookupError):
    """No plan of that key is there for this reader. `str()` says so, for a person."""


class UnknownConversation(LookupError):
    """No conversation of that id is there for this reader. `str()` says so, for a person."""
