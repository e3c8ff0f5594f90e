"""Questions that lean on the one before them, made whole."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.coverage import stem_set
from assistant.query import Query
from assistant.times import Asked, moved
from assistant.vocabulary import Term
from assistant.wording import MONTH, tidy

_SHIFT = re.compile(
    r"\b(?:the )?(?P<unit>month|year|term|half[- ]?term|week) (?P<way>before|after)(?: that)?\b|\bthe (?P<way2>previous|next|following) (?P<unit2>month|year|term|week)\b",
    re.I,
)


def _shifted(text: str, before: Asked | None) -> Asked | None:
    """The time that "the year before that" means beside the time asked about before."""
    m = _SHIFT.search(text)
    if m is None or before is None or before.span is None:
        return None
    back = (m["way"] or m["way2"]).lower() in ("before", "previous")
    return moved(before, -1 if back else 1)


def follow(query: Query, before: Query) -> Query:
    """A follow-up made whole: what it leaves out is taken from the question before it."""
    asks = (
        before.asks
        if query.asks in ("fact", "define") or (query.asks == "list" and before.asks != "fact")
        else query.asks
    )
    return replace(
        query,
        asks=asks,
        terms=_about(query, before),
        plans=query.plans or before.plans,
        documents=query.documents or (before.documents if not query.plans else ()),
        period=_shifted(query.text, before.period)
        or query.period
        or (before.period if asks == "list" else None),
        people=query.people or (before.people if not query.terms else ()),
        links=query.links or (before.links and asks == "who"),
        told=f"{before.told} {query.text}",
        superseded=query.superseded or (before.superseded and not query.plans),
        months=query.months or (before.months and asks == "list"),
    )


_HOLDERS = stem_set(
    "deputy sponsor trustee chair lead leader owner governor link member head manager director officer"
)
_THAT = re.compile(
    r"\b(?:that|this|the same) (?:aim|objective|goal|pillar|priority|ambition|strand|area|theme|action|one)\b",
    re.I,
)


def _about(query: Query, before: Query) -> tuple[Term, ...]:
    """What a follow-up is about: its own words, with those before it where it only names a kind of
    holder ("and her deputy?") or points back ("for that objective")."""
    if not query.terms:
        return before.terms
    bare = all(t.stems <= _HOLDERS for t in query.terms)
    if bare or _THAT.search(query.text):
        rest = [t for t in before.terms if not t.stems <= _HOLDERS]
        return (*query.terms, *rest)
    return query.terms


_FOLLOWS = re.compile(
    r"^(?:and|but|so|or|what about|how about|also|then|ok|okay)\b|^(?:who by|by whom|by who|when|who|why|where|how)\??$"
    r"|^(?:in|for|by|at|on) \w+(?: \w+)?\??$",
    re.I,
)


_FRAGMENT = re.compile(
    r"(?!(?:what|who|whose|when|where|why|how|which|list|define|explain|is|are|does|do|did|can|any|tell|show|give)\b)"
    r"[\w'’/-]+(?: [\w'’/-]+){0,1}\W*",
    re.I,
)
"""One or two words that ask nothing by themselves: "summer 2?", "attendance?"."""


_PREPOSED = re.compile(
    r"^(?:and |what about |how about |but )*(?P<prep>at|in|for|of|by|on|under) (?P<rest>.+?)\??$",
    re.I,
)


def standalone(text: str, before: str) -> str:
    """A follow-up that only changes a question's last phrase ("and at X?"), as that question with it.

    Else the follow-up as it is. A month or year is left to the period that it changes.
    """
    m = _PREPOSED.match(tidy(text))
    if (
        m is None
        or re.search(r"\b(?:[A-Z][a-z]+ )?20\d\d\b", m["rest"])
        or MONTH.search(m["rest"].lower())
    ):
        return text
    held = list(re.finditer(rf"\b{m['prep']}\b", before, re.I))
    return f"{before[: held[-1].start()]}{m['prep']} {m['rest']}?" if held else text


def is_follow_up(text: str) -> bool:
    """Whether a question leans on the one before it."""
    words = tidy(text)
    return (
        bool(_FOLLOWS.search(words))
        or bool(_FRAGMENT.fullmatch(words))
        or bool(
            re.search(
                r"\b(?:it|that|this one|they|them|he|she|those|the other(?: one)?)\b", words, re.I
            )
        )
        and len(words.split()) < 12
    )
