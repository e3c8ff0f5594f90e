"""The areas under which somebody leads actions."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.composed import Line, Piece, bullet
from assistant.composing.ground import Ground, said
from ingest.document import Quote
from ingest.entries import Commitment
from ingest.filing import Kept
from ingest.people import listed


def areas_led(ground: Ground, name: str, done: Sequence[tuple[Kept, Commitment]]) -> list[Line]:
    """The areas under which somebody leads actions, with how many; one or two actions themselves."""
    if len(done) <= _FEW:
        return [_action(ground, name, kept, c) for kept, c in done]
    areas: dict[tuple[str, str], tuple[int, Kept, Quote, Quote]] = {}
    for kept, c in done:
        area = c.serves[0] if c.serves else c.what
        who = next(w for w in c.who if name in (listed(w.text) or (w.text,)))
        n = areas.get((kept.plan, area.text), (0, kept, area, who))[0]
        areas[kept.plan, area.text] = (n + 1, kept, area, who)
    out: list[Line] = []
    for plan in dict.fromkeys(p for p, _ in areas):
        own = [a for (p, _), a in areas.items() if p == plan][:5]
        pieces: list[Piece] = []
        for n, kept, area, _ in own:
            pieces += ["; " if pieces else "", said(area, kept), f" ({n})"]
        _, kept, _, who = own[0]
        out.append(
            bullet(
                f"{ground.short(plan)}: ", said(who, kept, name), " leads actions under ", *pieces
            )
        )
    return out


_FEW = 2
"""Actions that are named themselves."""


def _action(ground: Ground, name: str, kept: Kept, c: Commitment) -> Line:
    who = next(w for w in c.who if name in (listed(w.text) or (w.text,)))
    listed_for = " is listed for the block of " if c.who_basis == "block" else " – "
    return bullet(f"{ground.short(kept.plan)}: ", said(who, kept), listed_for, said(c.what, kept))
