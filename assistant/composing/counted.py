"""Whether a place gives the number that "how many …" asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
