"""What somebody new is told: a few lines of each plan to begin with, and where the whole pack is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.composed import Composed, Line, heading
from assistant.composing.ground import Ground, sentence
from assistant.evidence.belonging import plans_of
from assistant.onboarding import aims, people, year
from assistant.onboarding.ground import Wanted
from assistant.onboarding.ground import ground as prepared
from assistant.onboarding.part import Part
from assistant.onboarding.roles import Role
from assistant.verify import Verifier

_PLANS = 2
_PARTS = ((aims.aims, "What it is for", 2), (people.who, "Who leads", 3), (year.year, "Dates", 3))
_ROLES: tuple[tuple[str, Role], ...] = (
    (r"\btrustees?\b", "trustee"),
    (r"\b(?:head ?teacher|headteacher|principal|leader|executive)\b", "leader"),
    (r"\b(?:teacher|staff|colleague|assistant|employee)\b", "staff"),
)


def start(ground: Ground) -> Composed | None:
    """The first lines of the pack for each plan that is meant; None where there is no plan."""
    role = _role(ground.query.text)
    having = {p.key for p in plans_of(ground.view)}
    plans = [p.key for p in ground.asked_plans if p.key in having]
    lines = [line for key in plans[:_PLANS] for line in _of_plan(ground, key, role)]
    if not lines:
        return None
    pack = (
        "The whole pack, four pages at most, is on the page Start (/start): the year ahead, who "
        "watches what, questions worth asking, words to know and a self-check. "
        "`plans onboard` writes it as a Word file."
    )
    suggestions = ("Who leads what?", "What is due next?")
    return Composed("answered", (*lines, sentence(pack)), suggestions=suggestions)


def _role(text: str) -> Role:
    """The role that a question names; a governor's where it names none."""
    for pattern, role in _ROLES:
        if re.search(pattern, text, re.I):
            return role
    return "governor"


def _of_plan(ground: Ground, key: str, role: Role) -> Iterator[Line]:
    made = prepared(ground.view, Wanted(role, key), ground.today)
    verifier = Verifier(ground.reading)
    for maker, name, most in _PARTS:
        part: Part = maker(made)
        held = [r for r in part.lines if verifier.holds(r.line)][:most]
        if held:
            yield heading(f"{name}, by {ground.short(key)}")
            if part.note:
                yield sentence(part.note)
            yield from (r.line for r in sorted(held, key=lambda r: r.order))
