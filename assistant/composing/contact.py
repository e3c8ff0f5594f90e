"""How to reach somebody: an address or number that stands beside the name, or that none does."""

from __future__ import annotations

import re

from assistant.composed import Composed, bullet
from assistant.composing.ground import Ground, sentence, stated

_ASKED = re.compile(
    r"\b(?:(?:phone|mobile|telephone|contact|extension|direct) (?:number|no|line|details)"
    r"|e-?mail address|(?:'s|his|her|their) (?:e-?mail|number|phone|mobile|extension))\b"
    r"|\b(?:what|which)(?:'s| is)? (?:e-?mail|number|phone)\b",
    re.I,
)
_WRITTEN = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\b0\d(?:[\s-]?\d){8,10}\b|\+\d(?:[\s-]?\d){8,}|\bext\.? ?\d+", re.I
)


def contact(ground: Ground) -> Composed | None:
    """The address or number given beside a person's name; None where none is asked for."""
    q = ground.query
    if not (q.people and _ASKED.search(q.text)):
        return None
    for name in q.people:
        terms = ground.again_terms(f"{name} email phone")
        for s in ground.search.statements(terms=terms, dense=False, k=12):
            beside = name in s.whole or any(name in a for a in s.quote.about)
            if beside and _WRITTEN.search(s.quote.text):
                return Composed("answered", (bullet(stated(s)),))
    names = " or ".join(q.people)
    first = f"Not stated: the documents give no address or number by which to reach {names}."
    return Composed("not_found", (sentence(first),))
