"""Which aim an action or a measure serves."""

from __future__ import annotations

import re

from assistant.composed import Composed, bullet
from assistant.composing.ground import Ground, said, stated
from assistant.coverage import stem_set
from assistant.knowledge import stems
from assistant.statements import Statement
from ingest.entries import Commitment, Measure
from ingest.strands import key as strand_key

_SERVES = re.compile(
    r"\bwhich (?P<kind>objective|aim|priority|goal|strand|sector|area|theme)s?\b.*\b(?:serves?|supports?|under|contributes?|belongs?|part of|sits?|fall)\b",
    re.I,
)


def serves(ground: Ground) -> Composed | None:
    """Which aim something serves: what its row and its strand say of that."""
    m = _SERVES.search(ground.query.text)
    if m is None:
        return None
    kind = m["kind"].lower()
    terms = [
        t
        for t in ground.query.terms
        if not set(stems(t.word)) <= stem_set(f"{kind} {kind}s serve support work")
    ]
    found = [s for s in ground.search.records("commitment", "measure", terms=terms) if s.own >= 0.6]
    if not found:
        return None
    for s in found[:5]:
        entry = s.kept.entry
        assert isinstance(entry, Commitment | Measure)
        told = [q for q in entry.serves if re.search(rf"\b{kind}\b", q.text, re.I)][:1]
        around = _named_in_strand(ground, kind, entry.strand)
        if told or around or s is found[min(4, len(found) - 1)]:
            break
    own = told or list(entry.serves[:2])
    lines = [bullet(said(entry.what, s.kept), f" – {entry.strand}" if entry.strand else "")]
    lines += [bullet("It stands under ", said(q, s.kept)) for q in own if len(q.text.split()) <= 25]
    lines += [bullet(stated(st)) for st in around[:1]]
    return Composed("answered", tuple(lines))


def _named_in_strand(ground: Ground, kind: str, strand: str) -> list[Statement]:
    """Sentences of a strand that name an aim of that kind: "This area serves Objective 3." """
    found = ground.search.statements(
        terms=ground.again_terms(f"{kind} {strand}"), dense=False, k=20
    )
    return [
        st
        for st in found
        if re.search(rf"\b{kind}\b", st.quote.text, re.I)
        and any(strand_key(c) == strand_key(strand) for c in st.context)
    ]
