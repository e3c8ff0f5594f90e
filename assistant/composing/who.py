"""Who leads, owns, chairs or watches over something; and who somebody is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.composed import Composed
from assistant.composing.action_leads import without_lead
from assistant.composing.areas import ENOUGH, Candidate, wanted_role
from assistant.composing.candidates import best_of_each, candidates
from assistant.composing.facts import fact, not_found
from assistant.composing.ground import Ground, sentence
from assistant.composing.holders import holder, post_asked
from assistant.composing.initials import ONLY
from assistant.composing.link_roles import watchers
from assistant.composing.persons import about_people
from assistant.composing.sections import section
from assistant.coverage import stem_set
from ingest.people import is_initials, names, role_words


def who(ground: Ground) -> Composed | None:
    """The people whom the question asks for; None where the register has no answer."""
    q = ground.query
    if wanted_role(q.text) and q.people and q.terms:
        ground = ground.again(replace(q, people=(), told=q.text))
        q = ground.query
    if (q.people and not q.amount) or (q.initials and not _topic_beyond_people(ground)):
        return about_people(ground)
    if (m := _INITIALS_OF.search(q.text)) and m[1] not in q.initials:
        return Composed(
            "not_found",
            (sentence(f"Not stated: the documents do not say whose initials {m[1]} are."),),
        )
    if q.links and (found := watchers(ground)):
        return found
    if _BELONGS.search(q.text) and (members := section(ground)):
        return members
    if (post := post_asked(q.bare)) and (found := holder(ground, post)):
        return found
    if _FIRM.search(q.text):
        return None
    found = candidates(ground)
    if _BODY.search(q.text):
        found = [c for c in found if c.basis == "link"]
    best = max((c.score for c in found), default=0.0)
    if not wanted_role(q.told) and (unowned := without_lead(ground, best)):
        return unowned
    if best < ENOUGH:
        return None
    chosen = best_of_each(found, best, named=bool(q.plans))
    return _answer(ground, chosen)


_INITIALS_OF = re.compile(r"\bwhose initials (?:are|is)\s(?:the )?([A-Z]{2,4}[a-z]?)\b", re.I)
_BELONGS = re.compile(
    r"\bwho(?:'s| is| are| sits?| serves?)? (?:on|in)\b|\bmembers? of\b|\bwho makes? up\b|\bmembership\b",
    re.I,
)
"""What asks who is part of something, and not who leads it."""


_BODY = re.compile(r"\b(?:which|what) (?:committee|board|panel|group|body|forum)\b", re.I)
"""What asks for a body and not for somebody."""
_FIRM = re.compile(
    r"\b(?:which|what) (?:firm|company|organisation|provider|supplier|contractor|agency)\b", re.I
)
_FIRM_NAME = re.compile(
    r"\b[A-Z][\w’'&]+(?: (?:[A-Z&][\w’'&]*|and))* (?:Ltd|LLP|plc|Limited|Partners|Associates|Group|Services|Solutions|Trust|University|Council|Company|Co)\b"
)


def told_in_text(ground: Ground) -> Composed:
    """Who, where only a sentence or cell says so; else that nobody is named for it."""
    found = ground.search.statements()
    if _FIRM.search(ground.query.text):
        found = [s for s in found if _FIRM_NAME.search(s.quote.text)]
    asked = {s for t in ground.query.terms for s in t.stems}
    best = [s for s in found if s.score >= 0.6 and _names_somebody(s.quote.text, asked)]
    if best:
        return fact(ground, best)
    composed = not_found(ground, found)
    names = " or ".join(ground.short(p.key) for p in ground.asked_plans[:3])
    topic = " ".join(t.word for t in ground.query.terms)
    first = sentence(f"Not stated: no one is named for {topic} in the documents ({names}).")
    return Composed("not_found", (first, *composed.lines[1:]))


def _names_somebody(text: str, asked: set[str]) -> bool:
    """Whether a text names a person, a role or a body that the question did not."""
    rest = [w for w in re.findall(r"[A-Za-z&']+", text) if not stem_set(w) & asked]
    return (
        bool(names(text))
        or any(is_initials(w) for w in rest)
        or any(
            w.lower().rstrip("s") in role_words() or w in ("CEO", "CFO", "COO", "HT", "HTs", "LGB")
            for w in rest
        )
    )


def _topic_beyond_people(ground: Ground) -> bool:
    return any(
        not is_initials(t.word) and t.word not in ground.query.initials for t in ground.query.terms
    )


def _answer(ground: Ground, chosen: Sequence[Candidate]) -> Composed:
    told = [c.tell() for c in chosen]
    lines = [t.line for t in told]
    notes = list(dict.fromkeys(n for t in told for n in t.notes))
    if any(is_initials(n) for c in chosen for n in c.names):
        notes.append(ONLY)
    if any(c.basis == "section" for c in chosen):
        notes.append(
            "The lead is given for the whole section; no separate lead is given for single actions in it."
        )
    return Composed("answered", tuple(lines), notes=tuple(notes))
