"""What a plan calls by a kind and a number: "what is Goal 3?"."""

from __future__ import annotations

import re

from assistant.composed import Composed, Line, Said, bullet, heading
from assistant.composing.ground import Ground, tidy
from ingest.document import Bullet, Heading, Paragraph, Quote

_ASKED = re.compile(
    r"^\W*(?:so |and |please )*(?:what(?:'s| is)|what does|tell me about|explain|describe) (?:the )?"
    r"(?P<kind>[a-z]+) (?P<number>\d{1,2})(?: (?:about|say|cover|mean))?\W*$",
    re.I,
)
_WORDS = 80
"""Words of running text under the heading that are told."""


def by_number(ground: Ground) -> Composed | None:
    """The heading of that kind and number with what stands right under it; None where there is none."""
    m = _ASKED.match(ground.query.told)
    if m is None:
        return None
    wanted = re.compile(rf"(?:\S+ )?{re.escape(m['kind'])} {m['number']}\b\W*(?P<name>\w.*)?", re.I)
    lines: list[Line] = []
    for plan in ground.asked_plans:
        for document in plan.documents[:40]:
            blocks = ground.reading(document).blocks
            at = next(
                (
                    n
                    for n, b in enumerate(blocks)
                    if isinstance(b, Heading) and (h := wanted.match(b.text)) and h["name"]
                ),
                None,
            )
            if at is None:
                continue
            if len(ground.asked_plans) > 1:
                lines.append(heading(ground.short(plan.key)))
            words = 0
            for n, block in enumerate(blocks[at:]):
                words += len(block.text.split()) if isinstance(block, Paragraph | Bullet) else 0
                label = isinstance(block, Heading) and n > 0
                if n > 0 and not isinstance(block, Paragraph | Bullet) or words > _WORDS or label:
                    break
                quote = Quote(block.text, block.location)  # type: ignore[union-attr]
                lines.append(bullet(Said(tidy(quote.text), quote, document, plan.key)))
            break
    return Composed("answered", tuple(lines)) if lines else None
