"""Success measures, values, priorities and other aims, of the strand that is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.composed import Composed, Line, Piece, bullet, heading
from assistant.composing.ground import Ground, record, said
from assistant.composing.numbered import numbered_aims
from assistant.coverage import scores, stem_set
from assistant.find import relevance
from assistant.knowledge import stems
from assistant.vocabulary import Term
from ingest.entries import Aim, EntryKind, Measure, Responsibility
from ingest.filing import Kept
from ingest.strands import key as strand_key

_MEASURES = re.compile(
    r"\bsuccess (?:measures?|criteria)\b|\bmeasures? of success\b|\bKPIs?\b|\bindicators?\b"
    r"|\bhow (?:will|do|does|is|are) .*\b(?:measured?|know|success|judged?)",
    re.I,
)
_AIMS = {
    "value": r"\bvalues\b",
    "priority": r"\bpriorit(?:y|ies)\b",
    "objective": r"\bobjectives?\b|\bgoals\b",
    "aim": r"\baims\b",
    "intent": r"\bintent\b",
    "mission": r"\bmission\b",
    "vision": r"\bvision\b",
}
_KIND_WORDS = stem_set(
    "success measures criteria KPI KPIs key performance indicators know healthy measured judged good going well values "
    "priorities objectives goals aims intent mission vision four three five six strategic"
)


def measures_asked(ground: Ground, *, narrowed: bool = True) -> Composed | None:
    """The list of the asked kind in the strand that the question is about; all where it names none."""
    q = ground.query
    sort = (
        "measure"
        if _MEASURES.search(q.told)
        else next((s for s, p in _AIMS.items() if re.search(p, q.told, re.I)), "")
    )
    if not sort:
        return None
    kind: EntryKind = "measure" if sort == "measure" else "aim"
    held = [
        k
        for k in ground.search.held(kinds=(kind,))
        if sort == "measure" or (isinstance(k.entry, Aim) and k.entry.sort == sort)
    ]
    terms = [t for t in q.terms if t.known and not set(stems(t.word)) <= _KIND_WORDS]
    if sort != "measure" and (numbered := numbered_aims(ground, terms)):
        return numbered
    if terms and not narrowed:
        return None
    if sort == "measure":
        chosen = _watched(ground, held, terms) if _REPORTING.search(q.told) else []
    else:
        chosen = _numbered(held, q.told)
    chosen = chosen or (
        _of_strand(ground, held, terms) if terms else _of_list(held) or _of_table(held, sort)
    )
    if sort == "measure" and _misses(q.told, chosen):
        return None
    if not chosen or (len(chosen) < 2 and sort not in ("measure", "mission", "vision", "value")):
        return None
    lines: list[Line] = []
    for plan in dict.fromkeys(k.plan for k in chosen):
        own = [k for k in chosen if k.plan == plan]
        strands = {_what(k).strand for k in own}
        strand = strands.pop() if len(strands) == 1 else ""
        lines += (
            [heading(strand or ground.short(plan))]
            if strand or len({k.plan for k in chosen}) > 1
            else []
        )
        lines += [bullet(*_number_of(k), said(_what(k).what, k)) for k in own]
    records = tuple(
        record(k, k.entry.when[0] if k.entry.when else None)
        for k in chosen
        if isinstance(k.entry, Measure)
    )
    return Composed("answered", tuple(lines), records, len(chosen))


_OF_AIM = re.compile(
    r"\b(?P<kind>objective|aim|priority|goal|pillar|strand|workstream) (?P<number>\d+)\b", re.I
)


def _misses(text: str, chosen: Sequence[Kept]) -> bool:
    """Whether the question numbers an aim and the measures stand under one of another number."""
    m = _OF_AIM.search(text)
    other = rf"\b{m['kind']} (?!{m['number']}\b)\d" if m else ""
    return bool(m) and any(re.search(other, _what(k).strand, re.I) for k in chosen)


_NUMBERED = re.compile(
    r"\b(?:(?:starting|beginning) with (?:an? )?|under (?:aim )?|numbered )(\d+(?:\.\d+)*)\b", re.I
)


def _numbered(held: Sequence[Kept], text: str) -> list[Kept]:
    """The aims whose number the question gives, or gives the start of."""
    m = _NUMBERED.search(text)
    number = m[1] if m else None
    return [
        k for k in held if number and (_number(k) == number or _number(k).startswith(f"{number}."))
    ]


def _number(kept: Kept) -> str:
    return getattr(kept.entry, "number", "") or ""


def _number_of(kept: Kept) -> tuple[Piece, ...]:
    number = _number(kept)
    return (f"{number} ",) if number and not _what(kept).what.text.startswith(number) else ()


def _watched(ground: Ground, held: Sequence[Kept], terms: Sequence[Term]) -> list[Kept]:
    """The measures that are reported to the committee or person whom the question names."""
    rest = [t for t in terms if not t.stems <= _REPORTED]
    rows: set[tuple[str, int | None, int | None]] = set()
    for k in ground.search.held(kinds=("responsibility",)) if rest else ():
        r = k.entry
        if not (isinstance(r, Responsibility) and r.basis == "link" and r.area):
            continue
        who, at = r.person or r.position, r.area.location
        if who and at.table and scores(rest, stem_set(who.text), frozenset())[0] >= 0.85:
            rows.add((k.document, at.table, at.row))
    places = [(k, _what(k).what.location) for k in held]
    return [k for k, where in places if (k.document, where.table, where.row) in rows]


_REPORTING = re.compile(r"\b(?:report|monitor|follow|watch|seen|sent|go(?:es)? to)", re.I)
_REPORTED = stem_set(
    "reported reports report monitored monitors monitor followed watched seen sent"
)


def _what(kept: Kept) -> Measure | Aim:
    assert isinstance(kept.entry, Measure | Aim)
    return kept.entry


def _of_strand(ground: Ground, held: Sequence[Kept], terms: Sequence[Term]) -> list[Kept]:
    """Those of the strand that speaks most of the terms: its list in running text, else its tables'."""
    found = relevance(ground.search, terms)
    scored = {
        k.id: found.get((k.plan, strand_key(_what(k).strand)), 0.0) for k in held if _what(k).strand
    }
    top = max(scored.values(), default=0.0)
    if top < 0.45:
        return []
    best = next(k for k in held if scored.get(k.id) == top)
    own = [
        k
        for k in held
        if k.plan == best.plan and strand_key(_what(k).strand) == strand_key(_what(best).strand)
    ]
    return _of_list(own) or own[:20]


def _of_table(held: Sequence[Kept], sort: str) -> list[Kept]:
    """The values, mission or vision that one column of a table holds."""
    first = held[0] if held and sort in ("value", "mission", "vision") else None
    at = _what(first).what.location if first else None
    return [
        k
        for k in held
        if first
        and at
        and (k.document, _what(k).what.location.table, _what(k).what.location.column)
        == (first.document, at.table, at.column)
    ]


def _of_list(held: Sequence[Kept]) -> list[Kept]:
    """Those that stand in running text, of the first document that has at least two; no profiles."""
    text = [k for k in held if _what(k).what.location.table is None]
    return text if len(text) >= 2 else []
