"""Evidence -> Composed: each kind of question to what answers it, and plainly to "not stated"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.composed import Composed
from assistant.composing import (
    aims_served,
    claims,
    define,
    facts,
    lists,
    measures,
    persons,
    refuse,
    rows,
    start,
    topics,
    when,
    who,
)
from assistant.composing.bodies import bodies
from assistant.composing.cells import looked_up
from assistant.composing.coded_schemes import coded
from assistant.composing.compare import compare
from assistant.composing.counted import is_counted
from assistant.composing.ground import Ground, nearest, sentence
from assistant.composing.initials import spelt_out
from assistant.composing.referred import referred
from assistant.composing.sections import section
from assistant.composing.special import of_its_own_form
from assistant.composing.table_lists import listed_rows
from assistant.composing.term_dates import term_dates
from assistant.coverage import weight
from assistant.knowledge import caveats
from ingest.words import stem, tokens


def compose(ground: Ground) -> Composed:
    """The answer to a question, unchecked."""
    q = ground.query
    if q.asks == "start" and (begun := start.start(ground)):
        return begun
    if dates := term_dates(ground):
        return dates
    if not q.text or not (
        ground.focus
        or q.terms
        or q.people
        or q.initials
        or q.period
        or q.asks in _REFUSED
        or q.acronyms
    ):
        return refuse.out_of_scope(ground)
    if ground.focus and (row := rows.row(ground)):
        return row
    if q.asks in _REFUSED:
        return _REFUSED[q.asks](ground)
    if denied := _premise(ground):
        return denied
    if special := of_its_own_form(ground):
        return _finished(ground, special)
    if q.compares and len(ground.asked_plans) > 1 and (each := bodies(ground)):
        return _finished(ground, each)
    if q.compares and len(ground.asked_plans) > 1 and q.asks != "define":
        return _finished(ground, compare(ground, _register))
    if row := referred(ground):
        return _finished(ground, row)
    return _finished(ground, _register(ground) or _placed(ground) or _told(ground))


_SINCE = re.compile(
    r"^(?:since|given that|now that|as(?! of\b)|seeing that|because) (?P<premise>[^,?]{8,120}), (?P<rest>.+)$",
    re.I,
)


def _premise(ground: Ground) -> Composed | None:
    """That the documents do not say what a question takes for granted; None where they do."""
    m = _SINCE.match(ground.query.bare)
    if m is None:
        return None
    terms = ground.again_terms(m["premise"])
    found = ground.search.statements(terms=terms, dense=False, k=12)
    if found and found[0].own >= 0.85:
        return None
    first = sentence(f"Not stated: the documents do not say that {m['premise'].strip()}.")
    near = nearest(ground, found, most=2, least=0.3)
    return Composed(
        "not_found", (first, *([sentence("The nearest they come:")] if near else []), *near)
    )


_REFUSED: Mapping[str, Callable[[Ground], Composed]] = {
    "judge": refuse.judgement,
    "personal": refuse.personal,
    "write": refuse.writing,
}


def _register(ground: Ground) -> Composed | None:
    """What the register answers; None where passages must."""
    match ground.query.asks:
        case "who" if _ACTED.search(ground.query.text):
            return who.told_in_text(ground)
        case "who":
            return who.who(ground)
        case "when":
            strange = any(not t.known and weight(t) > 0.5 for t in ground.query.terms)
            inside = lists.in_period(ground) if ground.query.period and not strange else None
            return inside if inside and inside.records else _elsewhen(ground, when.when(ground))
        case "list":
            return _list(ground)
        case "define":
            return define.define(ground)
        case "claim" if len(ground.query.initials) > 1:
            return persons.about_people(ground)
        case "claim":
            return persons.post_claimed(ground) or claims.claim(ground)
        case _:
            return _people_or_measures(ground)


_OF_A_NAME = re.compile(r"full|first|second|last|surname|initials?", re.I)
"""Words of a question about a name that are not about what its holder does."""

_ACTED = re.compile(
    r"\bwho (?:else )?(?:gets?|receives?|is sent|was sent|sees|is told|hears|declared|attended|was present|approved|raised|proposed|"
    r"seconded|asked|said|wrote|approves|signs?|signed|agreed|decided|came|apologised|sent apologies|pays?|reads?)\b",
    re.I,
)


def _placed(ground: Ground) -> Composed | None:
    """What stands in just the place that is asked for: under a heading, or in a table's cells."""
    q = ground.query
    if q.asks in ("fact", "list", "who", "claim") and (marked := coded(ground)):
        return marked
    if q.asks in ("fact", "list") and not q.counts and (under := section(ground)):
        return under
    if q.asks in ("fact", "list") and (rows := listed_rows(ground)):
        return rows
    return looked_up(ground) if q.asks in ("fact", "list", "who", "when") and not q.counts else None


def _told(ground: Ground) -> Composed:
    """What passages tell; of a question for a time, only those that give one."""
    match ground.query.asks:
        case "who":
            return who.told_in_text(ground)
        case "when":
            return facts.dated(ground)
        case _:
            return facts.fact(ground)


def _elsewhen(ground: Ground, told: Composed | None) -> Composed | None:
    """A "when" that takes a time for granted: that the plan has it at another, where it does."""
    asked = ground.query.period
    spans = [r.when.period for r in told.records if r.when] if told else []
    if told is None or asked is None or asked.span is None or not spans:
        return told
    begin, end = asked.span
    if any(
        (p.start or p.end or begin) <= end and (p.end or p.start or end) >= begin for p in spans
    ):
        return told
    first = sentence(
        f"Not placed in {asked.text.removeprefix('due ').removeprefix('in ')}. What the plan says:"
    )
    return replace(told, lines=(first, *told.lines))


def _list(ground: Ground) -> Composed | None:
    q = ground.query
    if named := bodies(ground):
        return named
    if _SERIES.search(q.told) and (aims := measures.measures_asked(ground, narrowed=False)):
        return aims
    if q.counts and not q.period and (each := topics.column(ground)):
        return each
    if q.counts and (kinds := measures.measures_asked(ground, narrowed=False)):
        return kinds
    if q.counts and not q.period and (told := facts.figure(ground)):
        return told
    if not q.period and not q.counts and (under := section(ground)):
        return under
    if rows := listed_rows(ground, sure=q.period is not None):
        return rows
    if q.period and _VALUE.search(q.told) and (cell := looked_up(ground)):
        return cell
    if q.period:
        told = lists.in_period(ground)
        if told and not told.records and _unlisted(ground):
            return None
        strange = bool(q.terms) and all(not t.known and weight(t) > 0.5 for t in q.terms)
        return facts.not_found(ground, ()) if strange and told and not told.records else told
    told = persons.about_people(ground) if q.people or q.initials else None
    told = told or topics.topic_list(ground)
    return told if told and is_counted(ground, told) else None


_SERIES = re.compile(
    r"\b(?:list|what are|name|which are|give)\b.{0,20}?\b(?:(?:two|three|four|five|six|seven|eight|nine|\d) )?(?:strategic |key |main )?"
    r"(?:priorities|objectives|aims|goals|pillars)\b(?:\W*$| (?:in|of|for)\b)",
    re.I,
)
"""What asks for a plan's own priorities or aims, one after another."""
_VALUE = re.compile(
    r"\b(?:targets?|rates?|figures?|values?|percentages?|baselines?|budgets?|scores?|shares?|numbers?|totals?)\b|%",
    re.I,
)
"""What asks for a value, whose column may be headed by a time."""


def _unlisted(ground: Ground) -> bool:
    """Whether a question with a time asks for no list: it is about something that no record in that
    time is about, and a passage answers it."""
    q = ground.query
    if not any(weight(t) > 0.3 for t in q.terms) or _OPEN.search(q.text):
        return False
    return facts.fact(ground).status == "answered"


_OPEN = re.compile(
    r"\b(?:due|scheduled|planned|happening|coming up)\b|\bwhat(?:'s| is) on\b|\bcalendar\b|\bschedule\b",
    re.I,
)


_ACTIONS = re.compile(r"\b(?:what|which|list|all|any)\b.*\b(?:actions?|tasks?|jobs)\b", re.I)


def _people_or_measures(ground: Ground) -> Composed | None:
    q = ground.query
    if named := bodies(ground):
        return named
    if (q.people or q.initials) and _ACTIONS.search(q.told) and (work := persons.work(ground)):
        return work
    if not (q.people or q.initials) and (rows := listed_rows(ground, sure=True)):
        return rows
    beyond = [t for t in q.terms if t.word not in q.initials and not _OF_A_NAME.fullmatch(t.word)]
    if q.state and (stated := topics.topic_list(ground)):
        return stated
    if q.rag and (rated := topics.topic_list(ground)):
        return rated
    if served := aims_served.serves(ground) or aims_served.done_for(ground):
        return served
    if found := topics.asked_kind(ground):
        return found
    if (q.people and not q.amount) or (q.initials and not q.period and not beyond):
        return persons.about_people(ground)
    return None


def _finished(ground: Ground, composed: Composed) -> Composed:
    if composed.total and not composed.records:
        if ground.query.counts and len(composed.lines) > 1:
            first = sentence(f"{composed.total} in all:")
            composed = replace(composed, lines=(first, *composed.lines))
        composed = replace(composed, total=None)
    return _with_caveats(ground, spelt_out(ground, composed))


def _with_caveats(ground: Ground, composed: Composed) -> Composed:
    """The answer with what is set nationally and speaks to it, said to be from outside the plan."""
    if composed.status not in ("answered", "partial"):
        return composed
    text = {stem(t) for t in tokens(ground.query.text)}
    wanted = ("date", "framework") if ground.query.asks == "claim" else ("framework",)
    said = [
        f"{c.says} ({c.source})"
        for c in caveats()
        if c.sort in wanted and any(set(a) <= text for a in c.about)
    ]
    if not said:
        return composed
    return replace(composed, notes=(*composed.notes, *said[:1]))
