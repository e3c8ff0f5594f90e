"""Questions of a form of their own: addresses, names of initials, what has no lead."""

from __future__ import annotations

from assistant.composed import Composed
from assistant.composing.by_number import by_number
from assistant.composing.contact import contact
from assistant.composing.frequency import frequency
from assistant.composing.ground import Ground
from assistant.composing.initials import unnamed
from assistant.composing.next_meeting import next_meeting
from assistant.composing.supporting import supporting
from assistant.composing.unled import unled

_EACH = (by_number, contact, unnamed, next_meeting, unled, supporting, frequency)


def of_its_own_form(ground: Ground) -> Composed | None:
    """What answers a question of a form of its own; None for all others."""
    return next((told for answering in _EACH if (told := answering(ground))), None)
