"""Lists by topic: success measures of a strand, every lead, months with or without something."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.composed import Composed, Line, bullet, heading
from assistant.composing.ground import Ground, record, said, sentence, stated
from assistant.composing.measures import measures_asked
from assistant.composing.schedule_lists import months_without, scheduled
from assistant.composing.statuses import actions_in_state, owners
from assistant.composing.strands import named_strands, strands_of
from assistant.coverage import stem_set
from assistant.knowledge import askwords
from ingest.columns import is_heading_date
from ingest.days import Frame
from ingest.document import Cell, Quote
from ingest.entries import Aim, Commitment, Responsibility
from ingest.filing import Kept
from ingest.heading_texts import heading_words


def topic_list(ground: Ground) -> Composed | None:
    """All the records that the question asks to be listed; None where none are about it."""
    q = ground.query
    if re.search(r"\bleads?\b|\bleaders\b", q.text, re.I) and re.search(
        r"\ball\b|\blist\b|\bevery\b|\beach\b", q.text, re.I
    ):
        return every_lead(ground)
    if re.search(r"\b(?:owners?|leads?|who (?:is|are) responsible)\b", q.text, re.I) and (
        owned := owners(ground)
    ):
        return owned
    if q.links and all(t.word.lower() in askwords("link") for t in q.terms):
        return every_link(ground)
    if q.none and (empty := months_without(ground)):
        return empty
    if q.state or q.rag:
        return actions_in_state(ground)
    return _milestones(ground) or measures_asked(ground) or column(ground) or scheduled(ground)


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


def asked_kind(ground: Ground) -> Composed | None:
    """The milestones or success measures that a question asks for in so many words."""
    if found := _milestones(ground) or column(ground):
        return found
    how = _HOW.search(ground.query.bare)
    if how and (how["know"] or _names_strand(ground)) and (known := measures_asked(ground)):
        return known
    if re.search(
        r"\bsuccess (?:measures|criteria)\b|\bmeasures of success\b|^which (?:KPIs|indicators|measures)\b|^what(?:'s| are| is) .{0,30}\b(?:values|objectives|priorities|aims|mission|vision)\b",
        ground.query.bare,
        re.I,
    ):
        return measures_asked(ground)
    return None


_HOW = re.compile(r"\bhow (?:will|do|does|is|are) .*\b(?:(?P<know>know)|judged?|measured?)\b", re.I)


def _names_strand(ground: Ground) -> bool:
    terms = [t for t in ground.query.terms if t.known and not set(t.stems) <= _JUDGED]
    return bool(named_strands(terms, strands_of(ground)))


_JUDGED = stem_set("success measure measures judge know")

_COLUMN = re.compile(
    r"^(?:so |and )?(?:how many|which|what(?: are the| are)?|list(?: all)?(?: of)?(?: the)?|name(?: all)?(?: the)?)\s(?P<noun>(?:[a-z]+ )?(?!(?:does|is|has)\b)[a-z]+s)\b(?: are|\W*$| in| does| do| make| has| have)",
    re.I,
)


def column(ground: Ground) -> Composed | None:
    """All of a table's column whose heading is what is asked for: "which schools are in the trust?" """
    m = _COLUMN.match(ground.query.bare)
    if m is None or len(ground.query.terms) > 2:
        return None
    noun = _singular(_COUNTING.sub("", m["noun"]))
    if told := _enumerated(ground, m["noun"]):
        return told
    for plan in ground.asked_plans:
        for key in plan.documents:
            for table in ground.reading(key).tables():
                heads = table.rows[table.heading_rows - 1] if table.heading_rows else ()
                if across := _across(heads, noun, key, plan.key):
                    return across
                at = _headed(heads, noun)
                cells = [r[at] for r in table.body() if r[at].paragraphs] if at is not None else []
                if len({c.text for c in cells}) >= 3 and len({c.text for c in cells}) == len(cells):
                    kept = Kept(0, key, plan.key, "aim", Aim(Quote("", cells[0].location), ""))
                    lines = [
                        bullet(said(Quote(c.paragraphs[0], c.location, (c.heading,)), kept))
                        for c in cells
                    ]
                    return Composed("answered", tuple(lines), (), len(lines))
    return None


def _across(heads: Sequence[Cell], noun: str, key: str, plan: str) -> Composed | None:
    """The names over a table's columns, where the first says what they are: "Pillar", "Learn", "Belong"."""
    named = [h for h in heads[1:] if h.paragraphs]
    if not heads or _singular(heads[0].text.split("\n")[0]) != noun or len(named) < 3:
        return None
    if any(len(h.text.split()) > 8 or is_heading_date(h.text, Frame()) for h in named):
        return None
    if any(_singular(h.text) in heading_words() for h in named):
        return None
    kept = Kept(0, key, plan, "aim", Aim(Quote("", named[0].location), ""))
    lines = [bullet(said(Quote(" ".join(h.paragraphs), h.location), kept)) for h in named]
    return Composed("answered", tuple(lines), (), len(lines))


def _headed(heads: Sequence[Cell], noun: str) -> int | None:
    """The column whose heading is the noun, else the one whose heading ends in it."""
    words = [_singular(h.text.split("\n")[0]) for h in heads]
    ends = [n for n, w in enumerate(words) if w.endswith(f" {noun}") and len(w.split()) <= 4]
    return next((n for n, w in enumerate(words) if w == noun), next(iter(ends), None))


_COUNTING = re.compile(
    r"^(?:two|three|four|five|six|seven|eight|nine|ten|main|key|strategic|different)\s", re.I
)


def _enumerated(ground: Ground, noun: str) -> Composed | None:
    """The sentence that names them all: "The three schools are A, B and C." """
    pattern = re.compile(
        rf"\b{re.escape(noun)}\b(?: (?:are|include|comprise)|[^.:;]{{0,60}}:) [A-Z][^.]*(?:,| and) [A-Z]"
    )
    found = ground.search.statements(terms=ground.again_terms(noun), dense=False, k=60)
    told = [s for s in found if pattern.search(s.quote.text)][:1]
    lines = [bullet(stated(s)) for s in told]
    return Composed("answered", tuple(lines)) if lines else None


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


def every_link(ground: Ground) -> Composed | None:
    """Each area that a trustee, governor or committee follows, with who that is."""
    lines: list[Line] = []
    for k in ground.search.held(kinds=("responsibility",)):
        r = k.entry
        if isinstance(r, Responsibility) and r.role == "link" and r.area:
            lines.append(_lead(k, r))
    return Composed("answered", tuple(lines), (), len(lines)) if len(lines) > 1 else None


def _lead(kept: Kept, r: Responsibility) -> Line:
    who = r.person or r.position
    assert who
    assert r.area
    post = [" (", said(r.position, kept), ")"] if r.person and r.position else []
    return bullet(said(r.area, kept), ": ", said(who, kept), *post)
