"""The committees, panels and other bodies that the documents name."""

from __future__ import annotations

import re

from assistant.composed import Composed, Line, Said, bullet, heading
from assistant.composing.ground import Ground, stated
from ingest.document import Quote
from ingest.entries import Responsibility
from ingest.filing import Plan
from ingest.link_roles import GROUP

_KINDS = r"committees?|panels?|groups?|boards?|bodies|forums?|councils?"
_ASKED = re.compile(
    rf"\b(?:which|what|list|name|how many)(?: all| the| are)*\s(?:\w+ ){{0,2}}?(?P<kinds>(?:{_KINDS})(?:(?:, | and | or )(?:{_KINDS}))*)"
    r"\s*(?:\?|$|are\b|does\b|do\b|in\b|at\b|has\b|have\b|exist|there\b|of the trust)",
    re.I,
)


def bodies(ground: Ground) -> Composed | None:
    """Each body of the kinds asked for, once, with where it is named; None where none is asked for."""
    q = ground.query
    m = _ASKED.search(q.bare or q.text)
    if m is None or any(
        t.known and not re.fullmatch(_KINDS, t.word, re.I) for t in q.terms if t.name
    ):
        return None
    kinds = {
        k.lower().rstrip("s").replace("bodie", "bod") for k in re.findall(_KINDS, m["kinds"], re.I)
    }
    rest = [
        t for t in q.terms if not re.fullmatch(rf"named|{_KINDS}", t.word, re.I) and t.rarity > 0.4
    ]
    if rest:
        return None
    lines: list[Line] = []
    total = 0
    for plan in ground.asked_plans:
        found = _of_plan(ground, plan, kinds)
        if found and len(ground.asked_plans) > 1:
            lines.append(heading(ground.short(plan.key)))
        lines += [bullet(said) for said in found]
        total += len(found)
    return Composed("answered", tuple(lines), (), total) if total > 1 else None


def _of_plan(ground: Ground, plan: Plan, kinds: set[str]) -> list[Said]:
    out: dict[str, Said] = {}
    for k in ground.search.held(kinds=("responsibility",), plans=(plan.key,)):
        r = k.entry
        if isinstance(r, Responsibility) and r.role == "committee" and r.position:
            _add(out, r.position.text, Said(r.position.text, r.position, k.document, k.plan), kinds)
    terms = ground.again_terms("committee panel group board forum council")
    for s in ground.search.statements(terms=terms, plans=(plan.key,), dense=False, k=60):
        for m in GROUP.finditer(s.quote.text):
            whole = stated(s, m[0])
            quote = Quote(s.quote.text, s.quote.location, s.quote.about)
            _add(out, m[0], Said(whole.text, quote, s.document, s.plan), kinds)
    return list(out.values())


def _add(out: dict[str, Said], name: str, said: Said, kinds: set[str]) -> None:
    bare = re.sub(r"^(?:The|Our|A|Each|Every|And)\s", "", name).strip()
    last = bare.split()[-1].lower().rstrip("s")
    wanted = "bod" in kinds or "body" in kinds or last in kinds
    if wanted and len(bare.split()) > 1 and bare.lower() not in out:
        out[bare.lower()] = Said(bare, said.quote, said.document, said.plan)
