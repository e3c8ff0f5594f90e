"""Link roles and committees: who watches over something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.composed import Composed, Line, Piece, Said
from assistant.composing.areas import area_score, link_line
from assistant.composing.candidates import best_of_each, candidates
from assistant.composing.ground import Ground
from assistant.composing.initials import ONLY
from assistant.composing.numbered import KINDS
from assistant.coverage import scores, stem_set
from assistant.vocabulary import Term
from ingest.document import Quote
from ingest.entries import Aim, Responsibility
from ingest.filing import Kept


def watchers(ground: Ground) -> Composed | None:
    """The link roles and committees for a topic, or all of those that watch a strand."""
    held = ground.search.held(kinds=("responsibility",))
    links = [
        (k, k.entry)
        for k in held
        if isinstance(k.entry, Responsibility) and k.entry.basis == "link"
    ]
    asked = ground.query.text
    bodies = re.search(r"\b(?:committees?|groups?|panels?)\b|(?<!on the )\bboards?\b", asked, re.I)
    people = re.search(r"\b(?:trustees?|governors?|link (?:director|member)s?)\b", asked, re.I)
    if people and not bodies:
        links = [(k, r) for k, r in links if r.person] or links
    if bodies and not people:
        links = [(k, r) for k, r in links if not r.person] or links
    terms = ground.query.terms
    by_area = [(area_score(terms, r), k, r) for k, r in links]
    if number := _NUMBER.search(ground.query.text):
        rows = {
            (k.document, k.entry.what.location.table, k.entry.what.location.row)
            for k in ground.search.held(kinds=("aim",))
            if isinstance(k.entry, Aim) and k.entry.number == number[1]
        }
        by_area += [
            (1.0, k, r)
            for k, r in links
            if r.area and (k.document, r.area.location.table, r.area.location.row) in rows
        ]
    by_strand = [(_strand_score(terms, r.strand), k, r) for k, r in links]
    area, strand = (max((s for s, _, _ in of), default=0.0) for of in (by_area, by_strand))
    chosen = by_strand if strand >= max(0.75, area) else by_area
    top = max(area, strand)
    if top < 0.75:
        return None
    lines: dict[tuple[str, str], Line] = {}
    for score, k, r in chosen:
        if score >= top - 0.02:
            who = r.person or r.position
            assert who
            line = link_line(k, r, score).tell().line
            if _BESIDE.search(asked):
                line = replace(line, pieces=(*line.pieces, *_beside(ground, k, r)))
            lines.setdefault((who.text, r.area.text if r.area else ""), line)
    leads: tuple[Line, ...] = ()
    if chosen is by_area and re.search(
        r"\band which\b|\band (?:the )?link", ground.query.text, re.I
    ):
        leads = tuple(
            c.tell().line
            for c in best_of_each(
                [c for c in candidates(ground) if c.basis != "link"], 1.0, named=True
            )
        )
    notes = (ONLY,) if leads else ()
    return Composed("answered", (*leads, *lines.values()), notes=notes)


_BESIDE = re.compile(r"\bworks? with\b|\bmember of staff\b|\bvisits?\b|\bhow often\b", re.I)
"""What asks for more of a link role than who has it."""


def _beside(ground: Ground, kept: Kept, r: Responsibility) -> Iterator[Piece]:
    """What else the row of a link role says, each cell after its heading."""
    at = r.area.location if r.area else None
    tables = ground.reading(kept.document).tables() if at and at.table else ()
    row = next(
        (t.rows[at.row - 1] for t in tables if at and at.row and t.location.table == at.table), ()
    )
    told = {q.location for q in (r.area, r.person, r.position) if q}
    for cell in row:
        if cell.paragraphs and cell.location not in told and cell.column_heading:
            words = cell.paragraphs[0]
            yield f"; {cell.column_heading[-1]}: "
            yield Said(
                words,
                Quote(words, cell.location, (cell.row_label, cell.heading)),
                kept.document,
                kept.plan,
            )


_NUMBER = re.compile(rf"\b(?:{KINDS}) (\d+(?:\.\d+)*)\b", re.I)


def _strand_score(terms: Sequence[Term], strand: str) -> float:
    """How well a strand is what is asked about: by its words, or by its number ("aim 5")."""
    return scores(terms, stem_set(strand), frozenset())[0]
