"""Whether the documents say something: the places that speak to it, and what they do not say."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.composed import Composed
from assistant.composing.facts import (
    SUPPORTED,
    chosen_of,
    judged,
    line_of,
    missing_of,
    not_found,
    unknown_name,
)
from assistant.composing.ground import Ground, nearest, sentence, varied
from assistant.composing.when import when
from assistant.coverage import weight
from assistant.knowledge import caveats
from ingest.calendar import MONTHS
from ingest.words import stem, tokens

GRADES = re.compile(r"\b(?:outstanding|inadequate|requires improvement|ofsted)\b", re.I)


def claim(ground: Ground) -> Composed:
    """Whether the documents say something: the places that speak to it, and what they do not say."""
    if narrower := _framework(ground):
        ground = narrower
    if ground.query.period and (due := _dated_claim(ground)):
        return due
    if unspoken := _unspoken(ground):
        return unspoken
    asked = ground.query.terms
    found = judged(ground, varied(ground.search.statements()))
    if not any(weight(t) > _LIGHT for t in asked) and not ground.query.people:
        return not_found(ground, ())
    if (not found or found[0].score < SUPPORTED) and GRADES.search(ground.query.text):
        ground = ground.again(replace(ground.query, terms=ground.again_terms("Ofsted grade")))
        found = judged(ground, varied(ground.search.statements()))
    if not found or found[0].score < 0.45 or unknown_name(missing_of(ground.query.terms, found[0])):
        return not_found(ground, found)
    best = found[0]
    missing = [t for t in missing_of(asked, best) if weight(t) > 0.35]
    chosen = chosen_of(ground, found) if best.score >= SUPPORTED else found[:2]
    lines = [line_of(ground, s, several=len({c.plan for c in chosen}) > 1) for s in chosen]
    if missing and best.score < 0.85:
        words = ", ".join(t.word for t in missing[:4])
        first = sentence(
            f"No, not in those words: nothing is said there about {words}. What the documents say:"
        )
        return Composed("partial" if best.score >= SUPPORTED else "not_found", (first, *lines))
    return Composed("answered", (sentence("What the documents say:"), *lines))


_LIGHT = 0.16
"""What a word counts at most that carries little of what a question is about."""
_EXISTS = re.compile(
    r"\b(?:anything|something|nothing|mention\w*|refer\w*|say anything|speak of|talk about)\b", re.I
)


def _unspoken(ground: Ground) -> Composed | None:
    """That nothing is said of something, where the question asks just that and only words for
    other things stand there; None where the documents have its own words."""
    q = ground.query
    if not _EXISTS.search(q.text):
        return None
    for term in q.terms:
        if weight(term) <= 0.3:
            continue
        plain = replace(term, options=tuple(o for o in term.options if o.weight > _OWN))
        near = ground.search.statements(terms=[plain], dense=False, k=6) if plain.options else []
        if not any(s.own >= 0.8 for s in near):
            names = " or ".join(ground.short(p.key) for p in ground.asked_plans[:3])
            first = sentence(f"No: nothing is said of {term.word} in the documents ({names}).")
            found = [s for s in ground.search.statements(dense=False, k=8) if s.own >= 0.5]
            lines = nearest(ground, found, most=1)
            return Composed("not_found", (first, *([_NEAREST] if lines else []), *lines))
    return None


_OWN = 0.85
"""From what weight a word stands for the very thing: itself, its acronym, its right spelling."""
_NEAREST = sentence("The nearest they come:")


def _framework(ground: Ground) -> Ground | None:
    """The question about an old framework's words, asked by these words themselves."""
    text = {stem(t) for t in tokens(ground.query.text)}
    search = next(
        (c.search for c in caveats() if c.search and any(set(a) <= text for a in c.about)), ""
    )
    return ground.again(replace(ground.query, terms=ground.again_terms(search))) if search else None


def _dated_claim(ground: Ground) -> Composed | None:
    """Whether something is due when the question says: the plan's own date beside it."""
    found = when(ground)
    if found is None or not found.records:
        return None
    asked = ground.query.period
    whens = [r.when.period for r in found.records if r.when]
    day = bool(
        asked
        and asked.period
        and asked.period.end
        and re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\b|/", asked.text.replace("20", ""))
    )
    months_only = [p for p in whens if p.text.strip() in MONTHS]
    if day and months_only:
        names = ", ".join(dict.fromkeys(p.text.strip() for p in months_only))
        first = sentence(f"No: the plan says {names} only; it gives no day.")
    elif (
        asked
        and asked.span
        and any(p.end and asked.span[0] <= p.end <= asked.span[1] for p in whens)
    ):
        first = sentence(
            "That is what the plan says:"
            if len(whens) == 1
            else "The plan has it in more than one place:"
        )
    else:
        first = sentence("The plan has it so:")
    return replace(found, lines=(first, *found.lines))
