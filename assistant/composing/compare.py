"""Comparisons: each plan answered for itself, under its name, and "not mentioned" where so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from assistant.composed import Composed, Line, Said, heading
from assistant.composing import facts, when, who
from assistant.composing.facts import SUPPORTED, once
from assistant.composing.ground import Ground, best_sentence, bullet, sentence, stated, varied
from assistant.composing.row_lines import row_line
from assistant.composing.topics import asked_kind
from assistant.coverage import weight
from assistant.find import Scored
from assistant.knowledge import askwords
from assistant.query import Query
from assistant.statements import Statement
from assistant.times import without_times
from assistant.topic import terms_of
from assistant.vocabulary import Term
from ingest.entries import Commitment, EntryKind, Measure

Answering = Callable[[Ground], Composed | None]


def compare(ground: Ground, answering: Answering) -> Composed:
    """What each plan says about it, plan by plan."""
    topics = _topics(ground)
    lines: list[Line] = []
    told = 0
    plans = [p for p in ground.asked_plans if p.start is not None or len(ground.asked_plans) <= 2]
    for plan in plans:
        short = ground.short(plan.key)
        lines.append(heading(plan.name if short in plan.name else f"{short}: {plan.name}"))
        own = _own(ground, plan.key, topics, answering)
        told += bool(own)
        lines += own or [sentence(_silent(ground, plan.key))]
    if _MORE.search(ground.query.text) and not _has_figures(ground, lines):
        names = " and ".join(ground.short(p.key) for p in plans)
        first = sentence(f"Not stated: {names} give no figures or results from which to tell.")
        return Composed("not_found", (first, *(lines if told else ())))
    status = "answered" if told == len(plans) else "partial" if told else "not_found"
    return Composed(status, tuple(lines))


_MORE = re.compile(
    r"\bwhich (?:trust|plan|school|of (?:the|these))\b.*\b(?:better|best|worse|worst|(?:more|most|less|least)(?! (?:often|frequent))|fewer|higher|highest|lower|lowest|bigger|biggest|larger|largest|smaller|greater)\b",
    re.I,
)
"""What asks which of them has more of something."""


def _has_figures(ground: Ground, lines: Sequence[Line]) -> bool:
    quoted = [p.text for line in lines for p in line.pieces if isinstance(p, Said)]
    money = re.search(
        r"\bspen[dt]|\bcosts?\b|\bpays?\b|\bbudget|\bmoney\b", ground.query.text, re.I
    )
    figure = r"[£$€]\s?\d" if money else r"\d"
    return any(re.search(figure, without_times(text)) for text in quoted)


def _silent(ground: Ground, plan: str) -> str:
    topic = " ".join(t.word for t in ground.query.terms) or "it"
    if ground.query.asks == "who" or re.search(r"\blead\b", ground.query.text, re.I):
        return f"Not stated: no one is named for {topic} in {ground.short(plan)}."
    return f"Not mentioned: {ground.short(plan)} does not mention {topic}."


def _topics(ground: Ground) -> list[str]:
    """ "X and which mentions Y" asks two things."""
    parts = re.split(
        r"\band (?:which|who|what)(?: (?:one|trust|plan))?\b", ground.query.text, flags=re.I
    )
    return parts if len(parts) > 1 else []


def _own(ground: Ground, plan: str, topics: list[str], answering: Answering) -> list[Line]:
    query = replace(ground.query, plans=(plan,), compares=False)
    if query.people:
        told = who.about_people(ground.again(query))
        return list(told.lines) if told else []
    if topics:
        out: list[Line] = []
        for topic in topics:
            terms = terms_of(topic, ground.vocabulary)
            out += _best(ground, plan, replace(query, terms=terms), most=1, least=0.85)
        return out
    if listed := asked_kind(ground.again(_among_kinds(query))):
        return list(listed.lines)[:_LISTED]
    if query.asks in ("who", "when"):
        own = answering(ground.again(query)) or _without_first(ground, query, answering)
        if own and own.status in ("answered", "partial"):
            return list(own.lines)
        if query.asks == "who":
            return []
    sub = ground.again(query)
    kinds: tuple[EntryKind, ...] = (
        ("measure",) if re.search(r"\btargets?\b", query.told, re.I) else ("commitment", "measure")
    )
    done = [
        r for r in sub.search.records(*kinds) if r.own >= 0.6 and r.score >= SUPPORTED and _tells(r)
    ][:2]
    lines = [when.line(sub, r, plan=False) for r in done]
    held = {r.kept.entry.what.text for r in done if isinstance(r.kept.entry, Commitment | Measure)}
    more = _best(ground, plan, query, most=3, least=SUPPORTED, without=held)
    if out := [*lines, *more][:4] or _each(ground, plan, query):
        return out
    return _plainly(ground, plan, query, answering)


def _without_first(ground: Ground, query: Query, answering: Answering) -> Composed | None:
    """The answer without the first of several words, which tells of what sort the thing is."""
    if query.asks != "when" or len(query.terms) < _SEVERAL:
        return None
    return answering(ground.again(replace(query, terms=query.terms[1:])))


_SEVERAL = 3


def _among_kinds(query: Query) -> Query:
    """The question as one that asks a plan alone for its values, aims or measures."""
    named = re.sub(r"^\W*(?:please )?compare\b", "what are", query.bare, flags=re.I)
    named = re.sub(r"\b(?:each|both|the two) (?:plans?|trusts?)(?:'s?)?", " ", named, flags=re.I)
    return replace(query, bare=re.sub(r"\s+", " ", named).strip())


_LISTED = 14
"""Lines of a list that are shown for each plan."""


def _plainly(ground: Ground, plan: str, query: Query, answering: Answering) -> list[Line]:
    """What a plan answers to the question by itself, without the words that set plans side by side
    and those that nothing in the plan has."""
    asked = [t for t in query.terms if t.word.lower() not in askwords("compare")]
    held = [t for t in asked if _is_held(ground, plan, t)]
    whole = sum(weight(t) for t in asked)
    if not held or sum(weight(t) for t in held) < _ENOUGH * whole:
        return []
    sub = ground.again(replace(query, terms=tuple(held), asks="fact"))
    own = answering(sub) or facts.fact(sub)
    return list(own.lines)[:4] if own.status == "answered" else []


def _is_held(ground: Ground, plan: str, term: Term) -> bool:
    stems = [s for o in term.options for s in o.stems]
    return bool(ground.view.passages_by_words(stems, plans=(plan,), k=1, superseded=True))


_ENOUGH = 0.6
"""How much of what is asked a plan must have words for."""


def _each(ground: Ground, plan: str, query: Query) -> list[Line]:
    """Of "X and Y", what a plan says of either where it says nothing of both together."""
    asked = {t.word for t in query.terms if weight(t) > 0.3}
    parts = [
        tuple(t for t in terms_of(part, ground.vocabulary) if t.word in asked)
        for part in re.split(r"\s(?:and|or)\s|,\s", query.bare)
    ]
    telling = [terms for terms in parts if terms]
    out: list[Line] = []
    for terms in telling if len(telling) > 1 else ():
        out += _best(ground, plan, replace(query, terms=terms), most=1, least=0.75)
    return out[:3]


def _tells(found: Scored) -> bool:
    """Whether a record is more than a name in a table, whose row says the rest."""
    entry = found.kept.entry
    words = entry.what.text.split() if isinstance(entry, Commitment | Measure) else []
    return isinstance(entry, Commitment) or len(words) > _NAME


_NAME = 6


def _best(
    ground: Ground,
    plan: str,
    query: Query,
    *,
    most: int,
    least: float,
    without: Set[str] = frozenset(),
) -> list[Line]:
    sub = ground.again(query)
    found = varied(sub.search.statements(plans=(plan,)))
    top = found[0].score if found else 0.0
    chosen: list[Statement] = [
        s
        for s in found
        if s.score >= max(least, top - 0.1)
        and not any(s.quote.text in w or w in s.quote.text for w in without)
    ][:most]
    return list(dict.fromkeys(_line(sub, s) for s in once(sub, chosen)))


def _line(ground: Ground, s: Statement) -> Line:
    if row := row_line(ground, s):
        return row
    about = " › ".join(
        a.split("\n")[0].split(" (")[0] for a in s.quote.about if len(a.split()) <= 12
    )
    return bullet(
        f"{about}: " if about else "", stated(s, best_sentence(s, ground.query, longest=45))
    )
