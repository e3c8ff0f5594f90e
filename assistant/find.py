"""Query -> Evidence: the records and passages that speak to a question, and how well each does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Unpack

from assistant.coverage import entry_words, scores, stem_set, weight
from assistant.query import Query
from assistant.statements import Statement, statements_of, years
from assistant.vocabulary import Term
from assistant.wording import instructs
from ingest.entries import EntryKind, Responsibility
from ingest.filing import Hit, Kept, Matrix
from ingest.matching import Match
from ingest.retrieval import retrieve
from ingest.strands import key as strand_key
from ingest.view import View

_OUTSIDE = 0.15
"""What a statement of a document that the question does not name loses."""
_PLAIN = 0.8
"""From what score a statement of a document that the question names is what was asked for."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A record with how much of the question it covers, and how much its own words do."""

    kept: Kept
    score: float
    own: float


_Wanted = tuple[tuple[Term, ...] | None, tuple[str, ...], int, bool]


class Search:
    """One question's search: everything in it reads through one view.

    `titles` are the stems of each document's title and name.
    """

    def __init__(
        self,
        view: View,
        query: Query,
        *,
        embed: Callable[[str], Matrix],
        titles: Mapping[str, frozenset[str]],
    ) -> None:
        self.view = view
        self.query = query
        self._embed = embed
        self.plans = query.plans or None
        self._titles = titles
        self._stated: dict[_Wanted, list[Statement]] = {}
        self.weighed: dict[tuple[Term, ...], dict[tuple[str, str], float]] = {}

    def around(self, document: str) -> frozenset[str]:
        """The stems of a document's title and name, which stand around all that it says."""
        return self._titles.get(document, frozenset())

    def records(
        self,
        *kinds: EntryKind,
        terms: Sequence[Term] | None = None,
        plans: Sequence[str] | None = None,
        limit: int = 400,
    ) -> list[Scored]:
        """Records of these kinds that hold any of the terms, the best first."""
        asked = self.query.terms if terms is None else terms
        search = [s for t in asked for o in t.options for s in o.stems]
        kept = self.held(kinds=kinds, plans=plans, terms=search, limit=limit)
        scored = [Scored(k, *self.fit(asked, k)) for k in kept]
        return sorted(scored, key=lambda s: (-s.score, -s.own, s.kept.id))

    def fit(self, asked: Sequence[Term], kept: Kept) -> tuple[float, float]:
        """How much of the terms a record covers with all that stands around it, and by itself."""
        main, cell, near = entry_words(kept.entry)
        return scores(asked, main, near | self.around(kept.document), cell)

    def held(self, *, limit: int | None = None, **match: Unpack[Match]) -> tuple[Kept, ...]:
        """Records of the plans asked about, in the documents' order, the best first with terms."""
        if self.query.documents:
            match.setdefault("documents", self.query.documents)
        match["plans"] = match.get("plans") or self.plans
        match["superseded"] = self.query.superseded
        return self.view.entries(limit=limit, **match)

    def statements(
        self,
        *,
        terms: Sequence[Term] | None = None,
        plans: Sequence[str] | None = None,
        k: int = 24,
        dense: bool = True,
    ) -> list[Statement]:
        """Sentences, list items and cells that cover the question, the best first."""
        wanted = (None if terms is None else tuple(terms), tuple(plans or ()), k, dense)
        if wanted not in self._stated:
            self._stated[wanted] = self._statements(terms, plans, k=k, dense=dense)
        return [*self._stated[wanted]]

    def _statements(
        self, terms: Sequence[Term] | None, plans: Sequence[str] | None, *, k: int, dense: bool
    ) -> list[Statement]:
        asked = self.query.terms if terms is None else terms
        hits = (
            *self.passages(terms=asked, plans=plans, k=k, dense=dense),
            *self._telling(asked, plans),
        )
        hits = tuple({h.id: h for h in hits}.values())
        scope = set(self.query.documents)
        sought = (*asked, *(years(self.query.text) if terms is None else ()))
        out = [
            s
            for h in hits
            for s in statements_of(h, sought, self.around(h.document), figures=self.query.amount)
            if not instructs(s.quote.text)
        ]
        if scope:
            inside = [s for s in out if s.document in scope]
            if max((s.score for s in inside), default=0.0) >= _PLAIN:
                out = inside
            out = [
                replace(s, score=s.score - (0 if s.document in scope else _OUTSIDE)) for s in out
            ]
        return sorted(out, key=lambda s: (-round(s.score, 3), -s.own, len(s.quote.text)))

    def _telling(self, asked: Sequence[Term], plans: Sequence[str] | None) -> tuple[Hit, ...]:
        """The passages that hold the words best, and those that hold the rarest of them."""
        every = [s for t in asked for o in t.options for s in o.stems]
        rarest = sorted(asked, key=weight)[-1:]
        out: tuple[Hit, ...] = ()
        for words, k in ((every, 12), ([s for t in rarest for o in t.options for s in o.stems], 6)):
            out += self.view.passages_by_words(
                words, plans=plans or self.plans, k=k, superseded=self.query.superseded
            )
        return out

    def passages(
        self,
        *,
        terms: Sequence[Term],
        plans: Sequence[str] | None = None,
        k: int = 24,
        dense: bool = True,
    ) -> tuple[Hit, ...]:
        """Passages by words and, where it helps, by meaning."""
        search = tuple(dict.fromkeys(s for t in terms for o in t.options for s in o.stems))
        within = plans or self.plans
        if not dense:
            return self.view.passages_by_words(
                search, plans=within, k=k, superseded=self.query.superseded
            )
        vector = self._embed(self.query.text)
        return retrieve(
            self.view,
            terms=search,
            vector=vector,
            plans=within,
            k=k,
            superseded=self.query.superseded,
        )


def relevance(search: Search, terms: Sequence[Term]) -> dict[tuple[str, str], float]:
    """How much each strand of each plan speaks of the terms, by its key: in names, records, text."""
    asked = tuple(terms)
    if asked not in search.weighed:
        search.weighed[asked] = _relevance(search, asked)
    return search.weighed[asked]


def _relevance(search: Search, terms: Sequence[Term]) -> dict[tuple[str, str], float]:
    votes: dict[tuple[str, str], list[float]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    for s in search.records(
        "commitment", "measure", "aim", "responsibility", terms=terms, limit=500
    ):
        strand = getattr(s.kept.entry, "strand", "")
        if not strand:
            continue
        place = (s.kept.plan, strand_key(strand))
        names[place] = strand
        own = s.own if not isinstance(s.kept.entry, Responsibility) else max(s.own, 0.9 * s.score)
        if own > 0.3:
            votes[place].append(own)
    for k in search.held(kinds=("responsibility",)):
        if strand := getattr(k.entry, "strand", ""):
            names.setdefault((k.plan, strand_key(strand)), strand)
    for place, strand in names.items():
        votes[place].append(1.12 * scores(terms, stem_set(strand), frozenset())[0])
    for st in search.statements(terms=terms, dense=False, k=40):
        around = [(st.plan, strand_key(c)) for c in (*st.context, *st.quote.about)]
        place = next((a for a in reversed(around) if a in votes), None)
        if place and st.own > 0.3 and st.quote.location.row != 1:
            votes[place].append(st.own)
    return {place: _vote(found) for place, found in votes.items()}


def _vote(found: Sequence[float]) -> float:
    strong = sorted(found, reverse=True)
    return 0.86 * strong[0] + min(0.1, 0.012 * sum(v for v in strong if v > 0.5))
