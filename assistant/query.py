"""A question understood: what is asked, about what, when, of whom and in which plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.times import Asked
from assistant.vocabulary import Term

Asks = Literal[
    "who", "when", "list", "fact", "define", "claim", "judge", "write", "personal", "start"
]


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. `text` is its standalone wording; `terms` are what it is about.

    `period` is the time asked about, `plans` the keys of the plans meant (none: all of them).
    `people` are full names, first names or initials that stand in it, as the documents have them.
    """

    text: str
    asks: Asks
    terms: tuple[Term, ...]
    plans: tuple[str, ...] = ()
    period: Asked | None = None
    people: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    compares: bool = False
    counts: bool = False
    months: bool = False
    none: bool = False
    amount: bool = False
    often: bool = False
    acronyms: tuple[str, ...] = ()
    dropped: bool = False
    bare: str = ""
    links: bool = False
    told: str = ""
    superseded: bool = False
    documents: tuple[str, ...] = ()
    coming: bool = False
    state: Literal["open", "done", ""] = ""
    rag: str = ""

    @property
    def stems(self) -> tuple[str, ...]:
        """Every stem to search for, those of the question's own words first."""
        return tuple(dict.fromkeys(s for t in self.terms for o in t.options for s in o.stems))
