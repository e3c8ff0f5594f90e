"""The aims that a document numbers: the first row of them, or those under one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.composed import Composed, Line, bullet, heading
from assistant.composing.ground import Ground, said
from assistant.knowledge import stems
from assistant.vocabulary import Term
from ingest.entries import Aim
from ingest.filing import Kept

KINDS = "aim|objective|goal|pillar|ambition|priority|theme|workstream|strand|project|action|target|commitment|promise"
"""What plans number their parts as."""
_NOUN = r"aims?|objectives?|goals?|pillars?|ambitions?|priorities"
_ASKED = re.compile(rf"\b(?:{_NOUN})\b", re.I)
_UNDER = re.compile(
    r"\b(?:under|below|within|beneath|make up|part of|in)\s(?:strategic\s)?"
    r"(?:aim|objective|goal|pillar|ambition|priority)\s(?P<number>\d+)\b",
    re.I,
)


def numbered_aims(ground: Ground, beside: Sequence[Term]) -> Composed | None:
    """The numbered aims of each plan asked about, or the parts of the one that the question numbers.

    None where the question asks for none, is about something besides, or no plan numbers any.
    """
    q = ground.query
    if not _ASKED.search(q.told):
        return None
    under = _UNDER.search(q.told)
    rest = [t for t in beside if not set(stems(t.word)) <= _LIGHT]
    if rest and not under:
        return None
    lines: list[Line] = []
    total = 0
    for plan in ground.asked_plans:
        held = ground.search.held(kinds=("aim",), plans=(plan.key,))
        found = _parts(held, under["number"]) if under else _first_row(held)
        if found and len(ground.asked_plans) > 1:
            lines.append(heading(ground.short(plan.key)))
        lines += [bullet(*_lead(k), said(_aim(k).what, k)) for k in found]
        total += len(found)
    return Composed("answered", tuple(lines), (), total) if lines else None


_LIGHT = frozenset(s for w in ("strategic", "main", "key", "overall", "trust") for s in stems(w))


def _aim(kept: Kept) -> Aim:
    assert isinstance(kept.entry, Aim)
    return kept.entry


def _lead(kept: Kept) -> tuple[str, ...]:
    """The number before an aim whose own words do not begin with it."""
    aim = _aim(kept)
    said = re.search(rf"\b{re.escape(aim.number)}\b", aim.what.text[:_OPENING])
    return () if said else (f"{aim.number} ",)


_OPENING = 24
"""Letters of an aim in which its own number stands."""


def _first_row(held: Sequence[Kept]) -> list[Kept]:
    """The first run of aims that are numbered 1, 2, 3 … in one table or list."""
    run: list[Kept] = []
    for k in held:
        number = _aim(k).number
        if number == str(len(run) + 1) and _together(run, k):
            run.append(k)
        elif number == "1" and len(run) < _ENOUGH:
            run = [k]
    return run if len(run) >= _ENOUGH else []


_ENOUGH = 3
"""Aims in a row that make a list of them."""


def _together(run: Sequence[Kept], kept: Kept) -> bool:
    if not run:
        return True
    one, two = _aim(run[-1]).what.location, _aim(kept).what.location
    return (run[-1].document, one.table) == (kept.document, two.table)


def _parts(held: Sequence[Kept], number: str) -> list[Kept]:
    """The aims numbered under one, each once."""
    out: dict[str, Kept] = {}
    for k in held:
        if re.fullmatch(rf"{number}\.\d+", _aim(k).number):
            out.setdefault(_aim(k).number, k)
    return list(out.values())
