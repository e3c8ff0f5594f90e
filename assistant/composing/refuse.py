"""What is declined, in a sentence, with what the documents do say where that helps."""

from __future__ import annotations

from dataclasses import replace

from assistant.composed import Composed
from assistant.composing.claims import GRADES
from assistant.composing.ground import Ground, nearest, sentence, varied
from assistant.coverage import stem_set


def judgement(_: Ground) -> Composed:
    """No person is judged."""
    return Composed(
        "declined",
        (
            sentence(
                "I do not judge people: the plans hold no evidence about how well anyone does their work, and this is not for an assistant to say."
            ),
        ),
    )


def personal(_: Ground) -> Composed:
    """No names or personal details of pupils or staff are given."""
    return Composed(
        "declined",
        (
            sentence(
                "I cannot list people's personal details: there are no names or records of pupils in the plans, and they would not be given out here."
            ),
        ),
    )


def writing(ground: Ground) -> Composed:
    """Nothing is claimed, changed or approved on request; the nearest that is said is quoted."""
    terms = [
        t
        for t in ground.query.terms
        if t.known and not t.word[:1].isdigit() and not t.stems & _WRITING
    ]
    found = varied(ground.search.statements(terms=terms)) if terms else []
    if GRADES.search(ground.query.text):
        graded = ground.again(replace(ground.query, terms=ground.again_terms("Ofsted rating")))
        found = [*varied(graded.search.statements()), *found]
    near = nearest(ground, [s for s in found if s.own > 0.2 or s.score > 0.6], most=3, least=0.3)
    first = sentence(
        "I cannot write or confirm that: the documents do not say it, and only their own words are given here."
    )
    lines = (first, sentence("What they do say:"), *near) if near else (first,)
    return Composed("declined", lines)


_WRITING = stem_set("write say state confirm claim draft cite citing put add")


def out_of_scope(ground: Ground) -> Composed:
    """A question that no plan is about, or one that only instructs the assistant."""
    if ground.query.dropped:
        only = "I only answer questions about the documents, in their own words."
        return Composed("declined", (sentence(only),))
    names = ", ".join(ground.short(p.key) for p in ground.asked_plans[:4])
    return Composed(
        "not_found",
        (sentence(f"This is out of scope: nothing in the plans ({names}) is about it."),),
    )
