"""What a plan calls by a kind and a number: "what is Goal 3?"."""

from __future__ import annotations

import re
from itertools import takewhile

from assistant.composed import Composed, Line, Said, bullet, heading
from assistant.composing.ground import Ground, tidy
from ingest.document import Bullet, Heading, Paragraph, Quote, Table
from ingest.filing import Plan

_ASKED = re.compile(
    r"^\W*(?:so |and |please )*(?:what(?:'s| is)|what does|tell me about|explain|describe) (?:the )?"
    r"(?P<kind>[a-z]+) (?P<number>\d{1,2})(?: (?:about|say|cover|mean))?\W*$",
    re.I,
)
_WORDS = 80
"""Words of the heading and what is told of the text under it."""
_LOOKED_AT = 40
"""Documents of a plan that are looked through."""


def by_number(ground: Ground) -> Composed | None:
    """The heading of that kind and number with what stands right under it; None where there is none."""
    m = _ASKED.match(ground.query.told)
    if m is None:
        return None
    wanted = re.compile(rf"(?:\S+ )?{re.escape(m['kind'])} {m['number']}\b\W*\w", re.I)
    lines: list[Line] = []
    for plan in ground.asked_plans:
        found = (_under(ground, plan, d, wanted) for d in plan.documents[:_LOOKED_AT])
        told = next((t for t in found if t), list[Line]())
        if told and len(ground.asked_plans) > 1:
            lines.append(heading(ground.short(plan.key)))
        lines += told
    return Composed("answered", tuple(lines)) if lines else None


def _under(ground: Ground, plan: Plan, document: str, wanted: re.Pattern[str]) -> list[Line]:
    """The first heading of a document that is wanted, and what stands right under it."""
    blocks = ground.reading(document).blocks
    at = next(
        (n for n, b in enumerate(blocks) if isinstance(b, Heading) and wanted.match(b.text)), None
    )
    if at is None:
        return []
    below = takewhile(lambda b: isinstance(b, Paragraph | Bullet), blocks[at + 1 :])
    quotes: list[Quote] = []
    words = 0
    for block in (blocks[at], *below):
        assert not isinstance(block, Table)
        words += len(block.text.split())
        if quotes and words > _WORDS:
            break
        quotes.append(Quote(block.text, block.location))
    return [bullet(Said(tidy(q.text), q, document, plan.key)) for q in quotes]
