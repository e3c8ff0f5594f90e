"""The leads of actions that are what a question asks about, and actions that have none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from assistant.composed import Composed, Piece, Said, bullet
from assistant.composing.areas import ENOUGH, Candidate, Told, positions_of
from assistant.composing.ground import Ground, distinct, join, said, tidy, when_words
from assistant.coverage import scores, stem_set
from assistant.find import Scored
from assistant.vocabulary import Term
from ingest.document import Quote
from ingest.entries import Commitment, Measure
from ingest.filing import Kept
from ingest.people import listed


def people_by_action(ground: Ground) -> list[Candidate]:
    """The leads of actions that are what is asked about, or that stand under such an area."""
    out: list[Candidate] = []
    areas: dict[tuple[str, str], tuple[float, Quote, list[tuple[Kept, Commitment]]]] = {}
    for s in ground.search.records("commitment", "measure", limit=300):
        c = s.kept.entry
        if isinstance(c, Measure) and c.who:
            c = Commitment(
                c.what, c.who, "own", c.when if len(c.when) < 2 else (), c.strand, c.serves
            )
        if not isinstance(c, Commitment) or not c.who:
            continue
        if c.who_basis != "section" or s.own >= 0.75:
            out.append(_action(ground, s.kept, c, action_score(s)))
        if c.who_basis != "section":
            for area in [q for q in c.serves if len(q.text.split()) <= 14][:2]:
                fit = _fit(ground.query.terms, area.text)
                if fit >= ENOUGH:
                    held = areas.setdefault((s.kept.plan, area.text), (fit, area, []))
                    held[2].append((s.kept, c))
    out += [_area(ground, plan, *held) for (plan, _), held in areas.items()]
    return out


def action_score(s: Scored) -> float:
    return 0.75 * s.score + 0.25 * s.own if s.own >= 0.5 else 0.9 * s.score


def _fit(terms: Sequence[Term], area: str) -> float:
    """How well an area's name is what is asked: it covers the terms, and says little else."""
    stems = stem_set(re.sub(r"^\W*(?:\d[\d.]*|[a-z])[.)]\s*", "", area))
    cover = scores(terms, stems, frozenset())[0]
    return cover * (1.0 if len(stems) <= 4 else 0.92 if len(stems) <= 8 else 0.8)


def _action(ground: Ground, kept: Kept, c: Commitment, score: float) -> Candidate:
    people = distinct(c.who)
    names = tuple(n for p in people for n in (listed(tidy(p.text)) or (tidy(p.text),)))
    return Candidate(score, kept.plan, c.who_basis, names, partial(_action_told, ground, kept, c))


def _action_told(ground: Ground, kept: Kept, c: Commitment) -> Told:
    what = said(c.what, kept)
    when = when_words(c.when)
    tail: tuple[Piece, ...] = () if not when or when in what.text else (f" ({when})",)
    line = bullet(f"{ground.short(kept.plan)}: ", *_leading(ground, kept, c), what, *tail)
    return Told(line, (_UNPAIRED,) if c.who_basis == "block" else ())


_UNPAIRED = "The block has a different number of leads and actions, so the plan does not pair them."


def _leading(ground: Ground, kept: Kept, c: Commitment) -> tuple[Piece, ...]:
    """Who leads an action, and by what: named for it, for its block or for its section."""
    people = [said(q, kept) for q in distinct(c.who)]
    if c.who_basis == "block":
        return (
            "The leads listed for the block are ",
            *_comma([said(q, kept) for q in c.who]),
            "; it is not clear which lead goes with this action: ",
        )
    alone = c.who_basis == "section" or len(people) == 1
    posts = positions_of(ground, kept, people[0].text)[:1] if alone else ()
    title: tuple[Piece, ...] = (" (", posts[0], ")") if posts else ()
    if c.who_basis == "section":
        return (*join(people), *title, f" leads the section that this stands under, {c.strand}: ")
    return (*join(people), *title, ": ")


def _comma(pieces: Sequence[Said]) -> list[Piece]:
    out: list[Piece] = []
    for p in pieces:
        out += [", ", p] if out else [p]
    return out


def _area(
    ground: Ground, plan: str, score: float, area: Quote, held: list[tuple[Kept, Commitment]]
) -> Candidate:
    """Everyone who leads actions under one area."""
    everyone: dict[str, Said] = {}
    for kept, c in held:
        for q in c.who:
            everyone.setdefault(tidy(q.text), said(q, kept))
    people = list(everyone.values())
    names = tuple(dict.fromkeys(n for p in people for n in (listed(p.text) or (p.text,))))
    line = bullet(f"{ground.short(plan)}: ", *join(people), " – lead for ", said(area, held[0][0]))
    return Candidate(score + 0.05, plan, "own", names, partial(Told, line))


def without_lead(ground: Ground, best: float) -> Composed | None:
    """The action asked about where it has no lead: that none is named, and the section's if any."""
    found = [
        s
        for s in ground.search.records("commitment", limit=60)
        if isinstance(s.kept.entry, Commitment)
    ]
    if not found or (found[0].own < 0.8 and (found[0].score < 0.8 or found[0].own < 0.4)):
        return None
    if action_score(found[0]) < best + 0.08:
        return None
    if any(
        s.score >= found[0].score - 0.12 and getattr(s.kept.entry, "who", ()) for s in found[1:]
    ):
        return None
    c = found[0].kept.entry
    if not isinstance(c, Commitment) or c.who:
        return None
    line = bullet(
        f"{ground.short(found[0].kept.plan)}: no owner is named for ", said(c.what, found[0].kept)
    )
    return Composed("partial", (line,))
