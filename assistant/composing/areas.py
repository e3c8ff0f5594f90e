"""People whose area, position or section is what a question asks about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.composed import Line, Piece, Said, bullet
from assistant.composing.ground import Ground, join, said
from assistant.composing.numbered import KINDS
from assistant.coverage import scores, stem_set
from assistant.find import relevance
from assistant.knowledge import stems
from assistant.vocabulary import Term
from ingest.document import Quote
from ingest.entries import Responsibility
from ingest.filing import Kept
from ingest.strands import key as strand_key

ENOUGH = 0.62
"""How much of what is asked a record must cover to answer it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says of somebody, and the notes that go with it."""

    line: Line
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the answer in one plan, and how well they fit.

    `tell` looks up what the answer says of them: it is called for those that are chosen.
    """

    score: float
    plan: str
    basis: str
    names: tuple[str, ...]
    tell: Callable[[], Told]


def people_by_area(ground: Ground) -> list[Candidate]:
    """People whose area, position or strand is what is asked about, by the role that it asks for."""
    out: list[Candidate] = []
    wanted = wanted_role(ground.query.told)
    terms = topic_of(ground.query.terms, wanted)
    for s in ground.search.records("responsibility", terms=terms or None):
        r = s.kept.entry
        if not isinstance(r, Responsibility) or not (r.person or r.position):
            continue
        if (wanted and not has_role(r, wanted)) or _numbered_otherwise(ground.query.told, r):
            continue
        score = area_score(terms, r) if terms else 0.5
        if score < 0.4:
            continue
        if wanted and r.label:
            out.append(_stated(ground, s.kept, r, score))
        elif r.basis == "link":
            out.append(link_line(s.kept, r, score))
        elif r.basis in ("section", "matrix") and r.role == "lead":
            out.append(section_lead(ground, s.kept, r, score))
        elif r.basis in ("sentence", "profile") or r.role in _TOLD_AS:
            out.append(_stated(ground, s.kept, r, score * (0.97 if r.basis == "sentence" else 0.9)))
    return out


_NUMBERED = re.compile(rf"\b({KINDS}) (\d+)\b", re.I)


def _numbered_otherwise(text: str, r: Responsibility) -> bool:
    """Whether the question numbers a pillar, aim or the like, and this is somebody for another one."""
    asked = {(k.lower(), n) for k, n in _NUMBERED.findall(text)}
    said = " ".join((r.strand, r.area.text if r.area else ""))
    own = {(k.lower(), n) for k, n in _NUMBERED.findall(said)}
    kinds = {k for k, _ in asked}
    return bool(own) and any(k in kinds for k, _ in own) and not own & asked


_TOLD_AS = ("post", "monitor", "sponsor", "link", "chair")
_WANTED = {
    "deputy": r"\bdeput(?:y|ies)\b(?! (?:head|chief|director|ceo|principal|chair))",
    "senior responsible": r"\bSROs?\b|\bsenior responsible\b",
    "sponsor": r"\bsponsor(?:s|ed|ing)?\b",
    "chair": r"\bchair(?:s|ed|ing|person|man|woman)?\b",
    "link": r"\blink(?:ed)?\b(?=.*\b(?:trustee|governor|member|director)|\s)|\b(?:link|lead) (?:trustee|governor|member)s?\b",
    "delivery": r"\bdelivery leads?\b",
}
_ROLE_WORDS = {
    "deputy": "deputy deputies sro senior responsible officer",
    "senior responsible": "sro sros senior responsible officer officers owner",
    "sponsor": "sponsor sponsors sponsored sponsoring executive exec senior",
    "chair": "chair chairs chaired chairing chairperson",
    "link": "link linked links trustee trustees governor governors member members director directors",
    "delivery": "delivery lead leads",
}


def wanted_role(text: str) -> str:
    """The kind of responsibility that a question asks for by name, such as "sponsor"; "" for none."""
    return next((role for role, p in _WANTED.items() if re.search(p, text, re.I)), "")


def topic_of(terms: Sequence[Term], wanted: str) -> tuple[Term, ...]:
    """What a question for somebody of a certain role is about: its terms without that role's words."""
    words = stem_set(_ROLE_WORDS.get(wanted, ""))
    return tuple(t for t in terms if not set(stems(t.word)) <= words)


def has_role(r: Responsibility, wanted: str) -> bool:
    """Whether somebody's responsibility is of that kind, by its role, label or position."""
    said = " ".join(q.text for q in (r.label, r.position) if q).lower()
    said = re.sub(r"\bsro\b", "senior responsible", said)
    if wanted == "senior responsible" and "deputy" in said:
        return False
    return r.role.startswith(wanted) or wanted in said


def area_score(terms: Sequence[Term], r: Responsibility) -> float:
    main = [q.text for q in (r.area, r.position, r.label) if q]
    strand = [] if r.basis == "link" and not r.label else [r.strand]
    return scores(terms, stem_set(" . ".join(main + strand)), frozenset())[0]


def link_line(kept: Kept, r: Responsibility, score: float) -> Candidate:
    who = r.person or r.position
    assert who is not None
    person = said(who, kept)
    if r.person and r.area:
        line = bullet("Link role: ", person, " (", said(r.area, kept), ")", rests=_rest(r, kept))
    else:
        line = bullet("Committee: ", person, rests=_rest(r, kept))
    return Candidate(score, kept.plan, "link", (who.text,), partial(Told, line))


def _rest(r: Responsibility, kept: Kept) -> tuple[Said, ...]:
    return tuple(said(q, kept) for q in r.support[:1])


def section_lead(ground: Ground, kept: Kept, r: Responsibility, score: float) -> Candidate:
    """A section's lead, with every position that the documents give the person."""
    who = r.person or r.position
    assert who is not None
    return Candidate(
        score, kept.plan, "lead", (who.text,), partial(_lead_told, ground, kept, r, who)
    )


def _lead_told(ground: Ground, kept: Kept, r: Responsibility, who: Quote) -> Told:
    posts = positions_of(ground, kept, who.text) if r.person else ()
    pieces: list[Piece] = [f"{ground.short(kept.plan)}: ", said(who, kept)]
    if posts:
        pieces += [" (", posts[0], ")"]
    area = r.area or (r.support[0] if r.support else None)
    if area:
        pieces += [" leads ", said(area, kept)]
    if len(posts) < 2:
        return Told(bullet(*pieces))
    note = f"The documents give {len(posts)} different positions for the same person."
    return Told(bullet(*pieces, ". Position also given as ", *join(posts[1:])), (note,))


def positions_of(ground: Ground, kept: Kept, name: str) -> tuple[Said, ...]:
    """Each different position that the plan gives a person, the lead block's first."""
    found: dict[str, Said] = {}
    held = ground.search.held(kinds=("responsibility",), plans=(kept.plan,), people=(name,))
    order = {"section": 0, "matrix": 1, "own": 1, "sentence": 2, "profile": 3}
    for k in sorted(held, key=lambda k: order.get(getattr(k.entry, "basis", ""), 4)):
        r = k.entry
        if isinstance(r, Responsibility) and r.position and r.person and r.person.text == name:
            found.setdefault(plain(r.position.text), said(r.position, k))
    return tuple(
        _similar(
            list(found.values()),
            every=bool(re.search(r"\btitles\b|\bpositions\b|\broles\b", ground.query.text, re.I)),
        )
    )


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower().replace("&", "and")).strip()


def _similar(posts: list[Said], *, every: bool) -> list[Said]:
    """Positions of the same kind as the first: an executive's school headship is another thing."""
    first = stem_set(posts[0].text) if posts else frozenset[str]()
    return [p for n, p in enumerate(posts) if n == 0 or every or len(first & stem_set(p.text)) >= 2]


def _stated(ground: Ground, kept: Kept, r: Responsibility, score: float) -> Candidate:
    who = r.person or r.position
    assert who is not None
    lead = f"{ground.short(kept.plan)}: " if len(ground.plans) > 1 else ""
    pieces: list[Piece] = [lead, said(who, kept)]
    if r.person and r.position:
        pieces += [" – ", said(r.position, kept)]
    if r.label:
        pieces += [" – ", said(r.label, kept)]
    if r.area and (r.position is None or r.area.text != r.position.text):
        pieces += [": ", said(r.area, kept)]
    line = bullet(*pieces, rests=_rest(r, kept))
    return Candidate(score, kept.plan, r.basis, (who.text,), partial(Told, line))


def people_by_section(ground: Ground) -> list[Candidate]:
    """The leads of sections whose text speaks of what is asked, by how much of it does."""
    wanted = wanted_role(ground.query.told)
    leads = _section_leads(ground, wanted)
    if not leads:
        return []
    found = relevance(ground.search, topic_of(ground.query.terms, wanted) or ground.query.terms)
    out: list[Candidate] = []
    for (plan, strand), held in leads.items():
        score = found.get((plan, strand_key(strand)), 0.0)
        if score > 0.6:
            make = _stated if wanted else section_lead
            out += [make(ground, kept, r, score) for kept, r in held]
    return out


_Held = list[tuple[Kept, Responsibility]]


def _section_leads(ground: Ground, wanted: str) -> dict[tuple[str, str], _Held]:
    """Who leads each section, or has the role in it that is asked for; sponsors where nobody leads."""
    held = ground.search.held(kinds=("responsibility",))
    out: dict[tuple[str, str], _Held] = {}
    sorts = [("section", wanted), ("link", wanted), ("matrix", wanted)] if wanted else _LEADING
    for basis, role in sorts:
        found: dict[tuple[str, str], _Held] = {}
        for k in held:
            r = k.entry
            if isinstance(r, Responsibility) and r.basis == basis and r.role == role and r.strand:
                found.setdefault((k.plan, r.strand), []).append((k, r))
        for place, those in found.items():
            out.setdefault(place, those)
    return out


_LEADING = [("section", "lead"), ("matrix", "lead"), ("section", "sponsor")]
