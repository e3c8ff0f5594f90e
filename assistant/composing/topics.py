"""Lists by topic: success measures of a strand, every lead, months with or without something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.composed import Composed, Line, bullet, heading
from assistant.composing.common import Ground, distinct, join, record, said, sentence, stated
from assistant.composing.lists import named_strands
from assistant.composing.when import month_year
from assistant.find import Statement, relevance, scores, stem_set, weight
from assistant.knowledge import stems
from assistant.vocabulary import Term
from ingest.calendar import MONTHS
from ingest.document import Quote
from ingest.entries import Aim, Commitment, EntryKind, Measure, Responsibility
from ingest.filing import Kept
from ingest.strands import key as strand_key


def topic_list(ground: Ground) -> Composed | None:
    """All the records that the question asks to be listed; None where none are about it."""
    q = ground.query
    if re.search(r"\bleads?\b|\bleaders\b", q.text, re.I) and re.search(
        r"\ball\b|\blist\b|\bevery\b|\beach\b", q.text, re.I
    ):
        return every_lead(ground)
    if re.search(r"\b(?:owners?|leads?|who (?:is|are) responsible)\b", q.text, re.I) and (
        owned := _owners(ground)
    ):
        return owned
    if q.none:
        return _months_without(ground)
    if q.state or q.rag:
        return _by_state(ground)
    return _milestones(ground) or _measures(ground) or column(ground) or _calendar(ground)


def _milestones(ground: Ground) -> Composed | None:
    """The milestones of the row whose aim or priority the question names."""
    if not re.search(r"\bmilestones?\b", ground.query.text, re.I):
        return None
    words = stem_set("milestones progress show priority priorities")
    terms = [t for t in ground.query.terms if t.known and not t.stems <= words]
    found = [
        s
        for s in ground.search.records("commitment", terms=terms)
        if isinstance(s.kept.entry, Commitment) and s.kept.entry.origin == "milestone"
    ]
    if not found or not terms or found[0].score < 0.5:
        return None
    best = found[0].kept
    assert isinstance(best.entry, Commitment)
    at = best.entry.what.location
    held = ground.search.held(kinds=("commitment",), plans=(best.plan,), documents=(best.document,))
    own = [
        k
        for k in held
        if isinstance(k.entry, Commitment)
        and k.entry.origin == "milestone"
        and (k.entry.what.location.table, k.entry.what.location.row) == (at.table, at.row)
    ]
    lines = [bullet(said(k.entry.what, k)) for k in own if isinstance(k.entry, Commitment)]
    served = best.entry.serves[:1]
    first = [sentence("Milestones for ", said(served[0], best), ":")] if served else []
    return Composed("answered", (*first, *lines), tuple(record(k, None) for k in own), len(own))


def _by_state(ground: Ground) -> Composed | None:
    """Every action whose status says that it is still open, or done."""
    q = ground.query
    held = [
        k
        for k in ground.search.held(kinds=("commitment",))
        if isinstance(k.entry, Commitment) and _in_state(k.entry, q.state, q.rag)
    ]
    terms = [
        t
        for t in q.terms
        if t.known
        and weight(t) > 0.2
        and t.word.lower() not in ("red", "amber", "green", "rated", "rating")
    ]
    own = [k for k in held if ground.search.fit(terms, k)[0] >= 0.5] if terms else held
    if not own:
        return None
    lines = [_state_line(k) for k in own]
    return Composed("answered", tuple(lines), tuple(record(k, None) for k in own), len(own))


def _owners(ground: Ground) -> Composed | None:
    """Each action of the documents or strand asked about, after who leads it."""
    q = ground.query
    terms = [
        t
        for t in q.terms
        if t.known and weight(t) > 0.2 and stems(t.word) not in (("owner",), ("lead",))
    ]
    held = [
        k
        for k in ground.search.held(kinds=("commitment",))
        if isinstance(k.entry, Commitment) and k.entry.who
    ]
    own = (
        [k for k in held if ground.search.fit(terms, k)[0] >= 0.6]
        if terms
        else held
        if q.documents
        else []
    )
    if not 1 < len(own) <= 60:
        return None
    lines: list[Line] = []
    for k in own:
        c = k.entry
        if isinstance(c, Commitment):
            lines.append(
                bullet(*join([said(w, k) for w in distinct(c.who)]), ": ", said(c.what, k))
            )
    return Composed(
        "answered",
        tuple(lines),
        tuple(
            record(k, k.entry.when[0] if isinstance(k.entry, Commitment) and k.entry.when else None)
            for k in own
        ),
        len(own),
    )


def _in_state(c: Commitment, state: str, rag: str) -> bool:
    if rag:
        said = (c.status.text if c.status else "").strip().lower()
        return said in (rag, rag[0]) or said.startswith((f"{rag} ", f"{rag},", f"{rag}:"))
    return c.done is (state == "done")


def _state_line(kept: Kept) -> Line:
    c = kept.entry
    assert isinstance(c, Commitment)
    status = [" (", said(c.status, kept), ")"] if c.status else []
    who = [" – ", said(c.who[0], kept)] if c.who else []
    return bullet(said(c.what, kept), *who, *status)


def asked_kind(ground: Ground) -> Composed | None:
    """The milestones or success measures that a question asks for in so many words."""
    if found := _milestones(ground) or column(ground):
        return found
    if re.search(r"\bhow (?:will|do|does) .*\bknow\b", ground.query.bare, re.I) and (
        known := _measures(ground)
    ):
        return known
    if re.search(
        r"\bsuccess (?:measures|criteria)\b|\bmeasures of success\b|^what(?:'s| are| is) .{0,30}\b(?:values|objectives|priorities|aims|mission|vision)\b",
        ground.query.bare,
        re.I,
    ):
        return _measures(ground)
    return None


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


_COLUMN = re.compile(
    r"^(?:so |and )?(?:which|what|list(?: all)?(?: of)?(?: the)?|name(?: all)?(?: the)?)\s(?P<noun>[a-z]+(?: [a-z]+)?s)\b(?: are|\?|$| in| does| do| make)",
    re.I,
)


def column(ground: Ground) -> Composed | None:
    """All of a table's column whose heading is what is asked for: "which schools are in the trust?" """
    m = _COLUMN.match(ground.query.bare)
    if m is None or len(ground.query.terms) > 2:
        return None
    noun = _singular(m["noun"])
    for plan in ground.asked_plans:
        for key in plan.documents:
            for table in ground.reading(key).tables():
                heads = table.rows[table.heading_rows - 1] if table.heading_rows else ()
                at = next((c for c, h in enumerate(heads) if _singular(h.text) == noun), None)
                cells = [r[at] for r in table.body() if r[at].paragraphs] if at is not None else []
                if len({c.text for c in cells}) >= 3 and len({c.text for c in cells}) == len(cells):
                    kept = Kept(0, key, plan.key, "aim", Aim(Quote("", cells[0].location), ""))
                    lines = [
                        bullet(said(Quote(c.paragraphs[0], c.location, (c.heading,)), kept))
                        for c in cells
                    ]
                    return Composed("answered", tuple(lines), (), len(lines))
    return None


def _singular(text: str) -> str:
    low = text.strip().lower()
    return low[:-3] + "y" if low.endswith("ies") else low[:-1] if low.endswith("s") else low


def every_lead(ground: Ground) -> Composed | None:
    """Each area with its lead, in the document's order."""
    lines: list[Line] = []
    total = 0
    for plan in ground.asked_plans:
        held = ground.search.held(kinds=("responsibility",), plans=(plan.key,))
        leads: dict[str, tuple[Kept, Responsibility]] = {}
        for basis in ("section", "matrix"):
            for k in held:
                r = k.entry
                if (
                    isinstance(r, Responsibility)
                    and r.basis == basis
                    and r.role == "lead"
                    and r.area
                ):
                    leads.setdefault(r.strand or r.area.text, (k, r))
        if leads:
            lines += [heading(ground.short(plan.key))] if len(ground.asked_plans) > 1 else []
            lines += [_lead(k, r) for k, r in leads.values()]
            total += len(leads)
    return Composed("answered", tuple(lines), (), total) if lines else None


def _lead(kept: Kept, r: Responsibility) -> Line:
    who = r.person or r.position
    assert who and r.area
    post = [" (", said(r.position, kept), ")"] if r.person and r.position else []
    return bullet(said(r.area, kept), ": ", said(who, kept), *post)


def _calendar_entries(ground: Ground) -> list[tuple[Kept, Commitment]]:
    held = ground.search.held(kinds=("commitment",))
    return [
        (k, k.entry)
        for k in held
        if isinstance(k.entry, Commitment)
        and k.entry.origin in ("calendar", "meeting", "return")
        and k.entry.when
    ]


def _months_without(ground: Ground) -> Composed | None:
    """The months of the schedule in which a strand, or a topic, has nothing."""
    every = _calendar_entries(ground)
    terms = [t for t in ground.query.terms if t.known]
    strands = named_strands(terms, {c.strand for _, c in every})
    own = (
        [(k, c) for k, c in every if c.strand in strands]
        if strands
        else [
            (k, c) for k, c in every if scores(terms, stem_set(c.what.text), frozenset())[0] >= 0.9
        ]
    )
    if not own:
        return None
    year = sorted({_month(c) for _, c in every if c.when[0].period.text.strip() in MONTHS})
    first = min(year, default=(2000, 9))
    months = [
        ((first[0] * 12 + first[1] - 1 + n) // 12, (first[0] * 12 + first[1] - 1 + n) % 12 + 1)
        for n in range(12)
    ]
    with_any = {_month(c) for _, c in own}
    empty = [f"{MONTHS[m - 1]} {y}" for y, m in months if (y, m) not in with_any]
    what = strands[0].splitlines()[0] if strands else " ".join(t.word for t in terms)
    quotes = tuple(said(c.label or c.what, k) for k, c in own[:1])
    names = ", ".join(empty) or "none"
    line = sentence(f"{what}: nothing is listed in {names}.", rests=quotes)
    return Composed("answered", (line,), (), len(empty))


def _month(c: Commitment) -> tuple[int, int]:
    day = c.when[0].period.start or c.when[0].period.end or date(1900, 1, 1)
    return day.year, day.month


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


def _measures(ground: Ground) -> Composed | None:
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
    chosen = _of_strand(ground, held, terms) if terms else _of_list(held)
    if not chosen or (len(chosen) < 2 and sort != "measure"):
        return None
    lines: list[Line] = []
    for plan in dict.fromkeys(k.plan for k in chosen):
        own = [k for k in chosen if k.plan == plan]
        strand = _what(own[0]).strand
        lines += (
            [heading(strand or ground.short(plan))]
            if strand or len({k.plan for k in chosen}) > 1
            else []
        )
        lines += [bullet(said(_what(k).what, k)) for k in own]
    records = tuple(
        record(k, k.entry.when[0] if k.entry.when else None)
        for k in chosen
        if isinstance(k.entry, Measure)
    )
    return Composed("answered", tuple(lines), records, len(chosen))


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


def _of_list(held: Sequence[Kept]) -> list[Kept]:
    """Those that stand in running text, of the first document that has at least two; no profiles."""
    text = [k for k in held if _what(k).what.location.table is None]
    return text if len(text) >= 2 else []


def _calendar(ground: Ground) -> Composed | None:
    """The schedule's entries about a topic, in the order of the year."""
    terms = [t for t in ground.query.terms if t.known]
    if not terms:
        return None
    every = _calendar_entries(ground)
    strands = named_strands(terms, {c.strand for _, c in every})
    scored = [(scores(terms, stem_set(c.what.text), frozenset())[0], k, c) for k, c in every]
    top = max((s for s, _, _ in scored), default=0.0)
    if strands and top < 0.9:
        chosen = [(k, c) for k, c in every if c.strand in strands]
    elif top >= 0.7:
        chosen = [(k, c) for s, k, c in scored if s >= max(0.7, top - 0.2)]
    else:
        return None
    chosen.sort(key=lambda kc: (kc[0].plan, _month(kc[1])))
    lines: list[Line] = []
    if ground.query.months:
        names = list(dict.fromkeys(month_year(c.when) for _, c in chosen))
        lines.append(
            sentence(
                f"{len(names)} {'month' if len(names) == 1 else 'months'}: {', '.join(names)}."
            )
        )
    last = ""
    for k, c in chosen:
        month = month_year(c.when)
        if month != last:
            lines.append(heading(month))
            last = month
        lines.append(bullet(said(c.what, k)))
    records = tuple(record(k, c.when[0]) for k, c in chosen)
    return Composed("answered", tuple(lines), records, len(chosen))
