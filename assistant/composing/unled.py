"""The actions for which a plan names nobody."""

from __future__ import annotations

import re

from assistant.composed import Composed, Line, bullet, heading, text
from assistant.composing.grids import grids, head
from assistant.composing.ground import Ground, distinct, join, record, said
from assistant.coverage import weight
from ingest.entries import Commitment
from ingest.filing import Kept, Plan

_ASKED = re.compile(
    r"\b(?:no|without (?:an?|any)?|missing (?:an?)?|lack(?:s|ing)? (?:an?)?|not (?:have|got) an?|n't (?:have|got) an?)\s?"
    r"(?:named |clear |single )?(?:leads?|owners?|(?:person|people) responsible|one (?:named|responsible|down))\b"
    r"|\bunowned\b|\bnobody (?:is )?(?:named|leading|responsible)\b",
    re.I,
)
_OF = re.compile(
    r"\b(?:actions?|activit|tasks?|items?|priorit|commitments?|things?|anything)\b", re.I
)
_SORTS = ("action", "milestone")


def unled(ground: Ground) -> Composed | None:
    """Every action without a lead, in the plans that name leads for others; None where not asked."""
    told = ground.query.told
    column = _column_asked(ground, told)
    if not column and not (_ASKED.search(told) and _OF.search(told)):
        return None
    lines: list[Line] = []
    found: list[Kept] = []
    for plan in ground.asked_plans:
        own = [
            k
            for k in _of_plan(ground, plan)
            if not column or (k.document, _what(k).what.location.table) in column
        ]
        if own and len(ground.asked_plans) > 1:
            lines.append(heading(ground.short(plan.key)))
        lines += [_line(k) for k in own]
        found += own
    if not found:
        return None
    first = text("No lead is named in their own row for these:")
    return Composed("answered", (first, *lines), tuple(record(k, None) for k in found), len(found))


_LACKING = re.compile(r"\b(?:no|without|missing|lack(?:s|ing)?|(?:not|n't) (?:have|got))\b", re.I)


def _column_asked(ground: Ground, told: str) -> set[tuple[str, int | None]]:
    """The tables with a column of leads whose heading the question says that rows lack."""
    lacking = _LACKING.search(told)
    if lacking is None:
        return set()
    after = told[lacking.end() :].lower()
    return {
        (grid.document, grid.table.location.table)
        for grid in grids(ground)
        for role, cell in zip(grid.roles, grid.table.body()[0], strict=True)
        if role == "lead"
        and head(cell)
        and re.match(rf"\W*(?:an? )?{re.escape(head(cell).lower())}s?\b", after)
    }


def _of_plan(ground: Ground, plan: Plan) -> list[Kept]:
    """Actions without a lead of their own: first those whose section has none either."""
    held = [
        k
        for k in ground.search.held(kinds=("commitment",), plans=(plan.key,))
        if isinstance(k.entry, Commitment) and k.entry.origin in _SORTS
    ]
    led = {k.document for k in held if _what(k).who and _what(k).who_basis != "section"}
    own = [
        k
        for k in held
        if k.document in led and not (_what(k).who and _what(k).who_basis != "section")
    ]
    terms = [t for t in ground.query.terms if t.known and weight(t) > _ABOUT]
    about = [k for k in own if ground.search.fit(terms, k)[0] >= 0.6] if terms else own
    actions = [k for k in about or own if _what(k).origin == "action"]
    return sorted(actions or about or own, key=lambda k: bool(_what(k).who))


def _line(kept: Kept) -> Line:
    """An action, with whoever leads the section that it stands in."""
    c = _what(kept)
    section = [" – its section is led by ", *join([said(w, kept) for w in distinct(c.who)])]
    return bullet(said(c.what, kept), *(section if c.who else ()))


_ABOUT = 0.3
"""How much a word must count to narrow the list."""


def _what(kept: Kept) -> Commitment:
    assert isinstance(kept.entry, Commitment)
    return kept.entry
