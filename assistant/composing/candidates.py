"""Everybody who may be the answer to "who", and the best of them in each plan."""

from __future__ import annotations

from assistant.composing.action_leads import people_by_action
from assistant.composing.areas import (
    ENOUGH,
    Candidate,
    people_by_area,
    people_by_section,
    wanted_role,
)
from assistant.composing.ground import Ground

_CERTAIN = 1.0
"""From when somebody who leads just what is asked stands before blocks that cannot be paired."""


def best_of_each(found: list[Candidate], best: float, *, named: bool) -> list[Candidate]:
    """The best of each plan, link roles beside leads, no more than five."""
    out: list[Candidate] = []
    for plan in dict.fromkeys(c.plan for c in sorted(found, key=lambda c: -c.score)):
        own = sorted((c for c in found if c.plan == plan), key=lambda c: -c.score)
        top = own[0].score
        if top < ENOUGH or (top < best - 0.2 and not named):
            continue
        best_lead = max((c.score for c in own if c.basis != "link"), default=0.0)
        near = min(top, best_lead) - 0.05
        leads = [c for c in own if c.basis != "link" and c.score >= max(ENOUGH, near)][:3]
        if leads and leads[0].basis != "block" and leads[0].score >= _CERTAIN:
            leads = [c for c in leads if c.basis != "block"]
        links = [c for c in own if c.basis == "link" and c.score >= max(0.75, top - 0.25)][:2]
        out += (links + leads)[:4] if own[0].basis == "link" else [*leads, *links]
    return out[:6]


def candidates(ground: Ground) -> list[Candidate]:
    """Everybody who may be meant, each once in each plan, the best first."""
    out = people_by_area(ground) + people_by_section(ground)
    if not wanted_role(ground.query.told):
        out += people_by_action(ground)
    best: dict[tuple[str, tuple[str, ...], str], Candidate] = {}
    for c in sorted(out, key=lambda c: -c.score):
        best.setdefault((c.plan, c.names, "link" if c.basis == "link" else ""), c)
    return list(best.values())
