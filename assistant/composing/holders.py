"""Who holds a position, or that the documents name nobody for it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant.composed import Composed, Line, Piece, bullet
from assistant.composing.ground import Ground, best_sentence, nearest, said, sentence, stated
from assistant.coverage import scores, stem_set
from assistant.vocabulary import Term
from ingest.entries import Responsibility
from ingest.filing import Kept
from ingest.people import names

_POST = re.compile(
    r"\bwho(?:'s| is| are| was) (?:the |our |a |an )?(?:current |named |trust's )?(?P<post>[\w&' -]{2,60}?)"
    r"(?:\s+(?:at|for|in|of)(?: the)?)?\s*\??$",
    re.I,
)
_CHAIRS = re.compile(
    r"\bwho (?:is )?(?:the )?chair(?:s|ing|person|man|woman)?(?: of)?(?: the)? (?P<body>[\w&' -]{3,50}?)\s*(?:\s+(?:at|of|in|for))?\s*\??$",
    re.I,
)
_NOBODY = re.compile(
    r"\bvacan|\bno (?:\w+ )?(?:chair|lead|holder)\b|\bnobody\b|\bno one\b|\bto be appointed\b", re.I
)
_POSTS = [
    "ceo",
    "chief",
    "coo",
    "cfo",
    "cfoo",
    "director",
    "officer",
    "auditor",
    "clerk",
    "chair",
    "headteacher",
    "head",
    "principal",
    "dsl",
    "dpo",
    "senco",
    "sendco",
    "treasurer",
    "secretary",
    "accountant",
    "manager",
    "president",
]


def post_asked(text: str) -> str:
    """The position whose holder is asked for: "the CEO", "chair of trustees"; "" for none."""
    if m := _CHAIRS.search(text):
        return f"chair {m['body']}"
    m = re.search(
        r"\bwhich (?:company|firm) (?:is|are|does) (?:the )?(?P<post>[\w' -]+)", text, re.I
    ) or _POST.search(text)
    if (
        m
        and any(w.lower() in _POSTS for w in re.findall(r"\w+", m["post"]))
        and not re.search(r"responsible|charge|leads?\b", m["post"], re.I)
    ):
        return m["post"]
    return (
        "designated safeguarding lead"
        if re.search(r"\bdesignated safeguarding lead\b|\bDSL\b", text, re.I)
        else ""
    )


def holder(ground: Ground, post: str) -> Composed | None:
    terms = [t for t in ground.again_terms(post) if t.word.lower() not in ("the", "of")]
    found: list[tuple[float, Kept, Responsibility]] = []
    for s in ground.search.records("responsibility", terms=terms):
        r = s.kept.entry
        if isinstance(r, Responsibility) and r.position and r.person:
            place = r.area.text if r.area and r.area.text != r.position.text else ""
            own = scores(terms, stem_set(r.position.text), frozenset())[0]
            fit = scores(terms, stem_set(f"{r.position.text} . {place}"), frozenset())[0]
            if fit >= 0.85 and own > 0.2:
                found.append((fit, s.kept, r))
    if post.startswith("chair ") and not found:
        found = _chairs(ground, terms)
    if found:
        lines: dict[tuple[str, str], Line] = {}
        for _, kept, r in sorted(found, key=lambda f: -f[0]):
            assert r.person
            held = r.position or r.area
            assert held
            pieces: list[Piece] = [f"{ground.short(kept.plan)}: ", said(r.person, kept)]
            pieces += [" – " if r.position else f" {r.role} ", said(held, kept)]
            if r.position and r.area and r.role in ("post", "chair"):
                pieces += [", ", said(r.area, kept)]
            lines.setdefault((kept.plan, r.person.text), bullet(*pieces))
        told = {kept.plan for _, kept, _ in found}
        others = _unnamed_elsewhere(ground, told, terms) if len(lines) == 1 else []
        return Composed("answered", (*tuple(lines.values())[:5], *others))
    return _not_stated(ground, post, terms)


def _unnamed_elsewhere(ground: Ground, told: Set[str], terms: Sequence[Term]) -> list[Line]:
    """That another plan speaks of the position, where the question names no plan, and names nobody."""
    plans = [p.key for p in ground.asked_plans if p.start is not None]
    out: list[Line] = []
    for key in plans if not ground.query.plans and 1 < len(plans) <= _FEW else ():
        own = ground.search.statements(terms=terms, plans=(key,), dense=False, k=6)
        if key not in told and own and own[0].own >= _ITSELF:
            lead = f"{ground.short(key)} mentions it and gives no name: "
            out.append(
                bullet(lead, stated(own[0], best_sentence(own[0], ground.query, longest=25)))
            )
    return out


_FEW = 3
"""Plans that are gone through one by one, at most."""
_ITSELF = 0.95


def _chairs(ground: Ground, terms: Sequence[Term]) -> list[tuple[float, Kept, Responsibility]]:
    """Who a sentence says chairs something."""
    body = [t for t in terms if t.word.lower() != "chair"]
    out: list[tuple[float, Kept, Responsibility]] = []
    for s in ground.search.records("responsibility", terms=body):
        r = s.kept.entry
        if isinstance(r, Responsibility) and r.area and r.person and "chair" in r.role:
            fit = scores(body, stem_set(r.area.text), frozenset())[0]
            out += [(fit, s.kept, r)] if fit >= 0.8 else []
    return out


def _not_stated(ground: Ground, post: str, terms: Sequence[Term]) -> Composed:
    plans = " or ".join(ground.short(p.key) for p in ground.asked_plans[:3])
    first = sentence(f"Not stated: the documents ({plans}) do not name anyone as {post.strip()}.")
    own = ground.search.statements(terms=terms, dense=False, k=12)
    if told := [
        s for s in own if s.own >= 0.85 and (names(s.quote.text) or _NOBODY.search(s.quote.text))
    ][:1]:
        return Composed("answered", tuple(nearest(ground, told, most=1)))
    lines = nearest(ground, [s for s in own if s.own >= 0.6], most=1)
    if not lines and ground.query.plans:
        others = [k for k in ground.plans if k not in ground.query.plans]
        other = (
            ground.search.statements(terms=terms, plans=others, dense=False, k=12) if others else []
        )
        lines = nearest(ground, [s for s in other if s.own >= 0.9], most=1)
        if lines:
            lines = [sentence("Another plan mentions it:"), *lines]
    elif lines:
        lines = [sentence("The nearest mention, which gives no name:"), *lines]
    return Composed("not_found", (first, *lines))
