"""When schools break up and go back: the dates where a document gives them, else that none does."""

from __future__ import annotations

import re

from assistant.composed import Composed
from assistant.composing.facts import line_of
from assistant.composing.ground import Ground, sentence, varied
from assistant.coverage import stem_set, weight

_HOLIDAYS = r"(?:half[- ]?terms?|(?:school|summer|christmas|easter) (?:holidays?|break))"
_ASKED = re.compile(
    rf"\bwhen\b.*?(?:\bbreak(?:s|ing)? up\b|\b{_HOLIDAYS}|\bterms? (?:start|begin|end|finish)\w*"
    r"|\b(?:start|beginning|end) of (?:the )?(?:\w+ )?term\b)"
    rf"|\b(?:half[- ]?term|term|INSET|{_HOLIDAYS}) (?:dates?|days?)\b|\bdates? (?:of|for) (?:the )?(?:\w+ )?(?:{_HOLIDAYS}|terms?)\b",
    re.I,
)
_OF_IT = stem_set(
    "half term terms date dates break breaks breaking holiday holidays school schools summer christmas easter xmas inset day days "
    "start starts begin begins end ends finish finishes beginning autumn spring pupils children students staff year"
)
_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*|\b\d{1,2}/\d{1,2}\b"
)
_SPEAKS = re.compile(
    r"\bbreaks? up\b|\bterms? (?:dates?|ends?|starts?|begins?)\b|\bholidays?\b|\bhalf[- ]term\b|\bINSET\b",
    re.I,
)


def term_dates(ground: Ground) -> Composed | None:
    """The dates of terms and holidays; None where the question is about something done then."""
    q = ground.query
    beyond = [
        t for t in q.terms if not stem_set(t.word) <= _OF_IT and weight(t) > _LIGHT and t.known
    ]
    if not _ASKED.search(q.told) or beyond or q.asks not in ("when", "fact", "list"):
        return None
    terms = ground.again_terms("half term holiday term dates break up INSET")
    found = ground.search.statements(terms=terms, dense=False, k=40)
    told = [
        s
        for s in varied(found)
        if _DAY.search(s.quote.text)
        and _SPEAKS.search(" ".join((s.quote.text, *s.quote.about, *s.context[-1:])))
    ]
    if told:
        several = len({s.plan for s in told[:_MOST]}) > 1
        return Composed(
            "answered", tuple(line_of(ground, s, several=several) for s in told[:_MOST])
        )
    names = " or ".join(ground.short(p.key) for p in ground.asked_plans[:3])
    words = (
        f"Not stated: the documents ({names}) do not give the dates of school terms and holidays."
    )
    return Composed("not_found", (sentence(words),))


_LIGHT = 0.3
_MOST = 4
