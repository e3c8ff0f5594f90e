"""Whether a place gives the number that "how many …" asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.composed import Composed, Said
from assistant.composing.ground import Ground
from assistant.coverage import stem_set
from assistant.query import Query
from assistant.statements import Statement
from assistant.vocabulary import Term
from ingest.words import stem, tokens

_NUMBER = re.compile(
    r"\d[\d,.]*%?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|hundred|dozen",
    re.I,
)
_VALUE = re.compile(r"\W*[<>≥≤~]?\s*\d[\d,.]*\s?%?\W*")
_YEARS = re.compile(r"\b(?:19|20)\d\d\b(?:\s?[-–/]\s?\d\d\b)?")
_APART = 4
"""Words that may stand between a number and what it counts."""


def gives_number(statement: Statement, query: Query) -> bool:
    """Whether a number stands before what is counted, or is a cell's all beside its name."""
    noun = _noun(query)
    if not noun:
        return bool(re.search(r"\d", statement.quote.text))
    words = tokens(_YEARS.sub(" ", statement.quote.text))
    for n, word in enumerate(words):
        after = {stem(w) for w in words[n + 1 : n + 2 + _APART] if _is_several(w)}
        if _NUMBER.fullmatch(word) and noun & after:
            return True
        if stem(word) in noun and _AFTER.match(" ".join(words[n + 1 : n + 8])):
            return True
    around = frozenset[str]().union(*map(stem_set, statement.quote.about), frozenset())
    return bool(_VALUE.fullmatch(statement.quote.text) and noun & around)


_AFTER = re.compile(
    rf"(?:\w+ )?(?:from|to|is|are|of|at|falls? to|rises? to|down to|up to) (?:\w+ )?(?:{_NUMBER.pattern})\b",
    re.I,
)
"""What follows a thing whose number stands behind it: "data drops from six to two"."""


def _is_several(word: str) -> bool:
    return word.endswith("s") or word.lower() in ("people", "children", "staff")


def _noun(query: Query) -> frozenset[str]:
    """The stems of what is counted: the terms that follow "how many" first."""
    m = re.search(r"\bhow many (?P<rest>[^?]*)", query.told, re.I)
    rest = tokens(m["rest"])[:_APART] if m else []
    asked: Sequence[Term] = query.terms
    for word in rest:
        for term in asked:
            if stem(word) in term.stems:
                return term.stems
    return frozenset()


def is_counted(ground: Ground, composed: Composed) -> bool:
    """Whether a list holds what "how many …" counts, by the words that the question is about.

    It does where what is counted is the head of its records, or stands over or in its lines.
    """
    if not (ground.query.counts and ground.query.terms):
        return True
    counted = frozenset[str]().union(*(t.stems for t in ground.query.terms))
    if composed.records:
        heads = [stem_set(w) for r in composed.records if (w := _head(r.what.text))]
        kinds = stem_set("action activity milestone measure indicator target task item event job")
        return bool(counted & kinds) or any(counted & h for h in heads)
    said = [p if isinstance(p, str) else p.text for line in composed.lines for p in line.pieces]
    about = [
        a
        for line in composed.lines
        for p in line.pieces
        if isinstance(p, Said)
        for a in p.quote.about
    ]
    return any(counted & stem_set(text) for text in (*said, *about))


def _head(what: str) -> str:
    """The last word of what an entry names before it goes on to say more: "audit" of "Finance audit – July"."""
    name = re.split(r"\s[-–:(]|[:(,;.]|\b(?:of|for|on|with|to|in|at)\b", what.strip())[0].split()
    return name[-1] if name else ""
