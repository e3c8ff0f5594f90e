"""Which aim an action or a measure serves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.composed import Composed, Line, bullet
from assistant.composing.ground import Ground, record, said, sentence, stated
from assistant.coverage import stem_set
from assistant.find import Scored
from assistant.knowledge import stems
from assistant.statements import Statement
from ingest.document import Quote
from ingest.entries import Aim, Commitment, Measure
from ingest.filing import Kept
from ingest.strands import key as strand_key

_SERVES = re.compile(
    r"\bwhich (?:\w+ )?(?P<kind>objective|aim|priority|goal|strand|sector|area|theme)s?\b.*\b(?:serves?|supports?|under|contributes?|belongs?|part of|sits?|fall)\b",
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
    return Composed("answered", _lines(_clearest(ground, found[:_LOOKED_AT], kind)))


_DOES = re.compile(
    r"\b(?:what|how) (?:will|is|are|does|do|should|would)\b.*\b(?:do|doing|done|plan(?:s|ning)?|going to)\b(?! with)"
    r"|\b(?:what|which) (?:actions?|activities|steps|work|jobs)\b.*\b(?:supports?|serves?|towards?|under|for|to)\b"
    r"|\bhow (?:will|is|are)\b(?!.*\b(?:know|judged?|measured?|many|much|often)\b)",
    re.I,
)


def done_for(ground: Ground) -> Composed | None:
    """What is done for the aim that the question is about, where its own words are an aim's."""
    terms = ground.query.terms
    if not _DOES.search(ground.query.told) or ground.query.period or not terms:
        return None
    best = next(iter(ground.search.records("aim", terms=terms)), None)
    if best is None or best.own < _OWN:
        return None
    if any(
        s.own > best.own for s in ground.search.records("commitment", "measure", terms=terms)[:5]
    ):
        return None
    aim = best.kept.entry
    assert isinstance(aim, Aim)
    own = [
        (k, k.entry)
        for k in ground.search.held(kinds=("commitment",), plans=(best.kept.plan,))
        if isinstance(k.entry, Commitment) and any(q.text == aim.what.text for q in k.entry.serves)
    ]
    if not own:
        return None
    lines = [sentence("For “", said(aim.what, best.kept), "”:")]
    lines += [bullet(said(c.what, k)) for k, c in own[:_MOST]]
    return Composed("answered", tuple(lines), tuple(record(k, None) for k, _ in own), len(own))


_OWN = 0.6
_MOST = 12
_LOOKED_AT = 5
"""Records that are looked at for one that says what it serves."""


@dataclass(frozen=True, slots=True)
class _Served:
    """A record with what its row, and what its strand, says that it serves."""

    kept: Kept
    entry: Commitment | Measure
    told: list[Quote]
    around: list[Statement]


def _clearest(ground: Ground, found: Sequence[Scored], kind: str) -> _Served:
    """The first of the records that says, or whose strand says, what it serves; else the last."""
    looked_at: list[_Served] = []
    for s in found:
        looked_at.append(_served(ground, s, kind))
        if looked_at[-1].told or looked_at[-1].around:
            break
    return looked_at[-1]


def _served(ground: Ground, s: Scored, kind: str) -> _Served:
    entry = s.kept.entry
    assert isinstance(entry, Commitment | Measure)
    told = [q for q in entry.serves if re.search(rf"\b{kind}\b", q.text, re.I)][:1]
    return _Served(s.kept, entry, told, _named_in_strand(ground, kind, entry.strand))


def _lines(served: _Served) -> tuple[Line, ...]:
    entry, kept = served.entry, served.kept
    own = [q for q in served.told or entry.serves[:2] if len(q.text.split()) <= _SHORT]
    return (
        bullet(said(entry.what, kept), f" – {entry.strand}" if entry.strand else ""),
        *(bullet("It stands under ", said(q, kept)) for q in own),
        *(bullet(stated(st)) for st in served.around[:1]),
    )


_SHORT = 25
"""Words that what a record serves has at most, to be quoted whole beside it."""


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
