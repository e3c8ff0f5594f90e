"""People whose area, position or section is what a question asks about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.composed import Line, Piece, Said, bullet
from assistant.composing.ground import Ground, join, said
from assistant.coverage import scores, stem_set
from assistant.find import relevance
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
    """People whose area, position or strand is what is asked about."""
    out: list[Candidate] = []
    for s in ground.search.records("responsibility"):
        r = s.kept.entry
        if not isinstance(r, Responsibility) or not (r.person or r.position):
            continue
        score = area_score(ground.query.terms, r)
        if score < 0.4:
            continue
        if r.basis == "link":
            out.append(link_line(s.kept, r, score))
        elif r.basis in ("section", "matrix") and r.role == "lead":
            out.append(section_lead(ground, s.kept, r, score))
        elif r.basis in ("sentence", "profile") or r.role in ("post", "monitor", "sponsor", "link"):
            out.append(_stated(s.kept, r, score * (0.97 if r.basis == "sentence" else 0.9)))
    return out


def area_score(terms: Sequence[Term], r: Responsibility) -> float:
    main = [q.text for q in (r.area, r.position) if q]
    strand = [] if r.basis == "link" else [r.strand]
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


def _stated(kept: Kept, r: Responsibility, score: float) -> Candidate:
    who = r.person or r.position
    assert who is not None
    pieces: list[Piece] = [said(who, kept)]
    if r.person and r.position:
        pieces += [" – ", said(r.position, kept)]
    if r.area and (r.position is None or r.area.text != r.position.text):
        pieces += [": ", said(r.area, kept)]
    line = bullet(*pieces, rests=_rest(r, kept))
    return Candidate(score, kept.plan, r.basis, (who.text,), partial(Told, line))


def people_by_section(ground: Ground) -> list[Candidate]:
    """The leads of sections whose text speaks of what is asked, by how much of it does."""
    leads = _section_leads(ground)
    if not leads:
        return []
    found = relevance(ground.search, ground.query.terms)
    out: list[Candidate] = []
    for (plan, strand), (kept, r) in leads.items():
        score = found.get((plan, strand_key(strand)), 0.0)
        if score > 0.6:
            out.append(section_lead(ground, kept, r, score))
    return out


def _section_leads(ground: Ground) -> dict[tuple[str, str], tuple[Kept, Responsibility]]:
    held = ground.search.held(kinds=("responsibility",))
    out: dict[tuple[str, str], tuple[Kept, Responsibility]] = {}
    for basis in ("section", "matrix"):
        for k in held:
            r = k.entry
            if isinstance(r, Responsibility) and r.basis == basis and r.role == "lead" and r.strand:
                out.setdefault((k.plan, r.strand), (k, r))
    return out
