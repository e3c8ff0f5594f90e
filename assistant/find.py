"""Query -> Evidence: the records and passages that speak to a question, and how well each does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Unpack

from assistant.knowledge import light_words, stems, type_words
from assistant.understand import Query
from assistant.vocabulary import Option, Term
from ingest.document import Quote
from ingest.entries import Aim, Commitment, Definition, Entry, EntryKind, Measure, Responsibility
from ingest.filing import Hit, Kept, Matrix
from ingest.matching import Match
from ingest.retrieval import retrieve
from ingest.segments import sentences
from ingest.strands import key as strand_key
from ingest.view import View
from ingest.words import terms as stemmed

IN_CELL = 0.93
IN_CONTEXT = 0.72
_CASED = 0.1
_OUTSIDE = 0.15
_LABEL = 9
"""Words that a row's label or column's heading has at most; what is longer is text of its own."""
"""What finding a term in a text's context counts beside finding it in the text itself."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A record with how much of the question it covers, and how much its own words do."""

    kept: Kept
    score: float
    own: float


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest thing that is quoted, with how much of the question it covers."""

    quote: Quote
    document: str
    plan: str
    score: float
    own: float
    context: tuple[str, ...]
    whole: str = ""


class Search:
    """One question's search: everything in it reads through one view."""

    def __init__(self, view: View, query: Query, embed: Callable[[str], Matrix]) -> None:
        self.view = view
        self.query = query
        self._embed = embed
        self.plans = query.plans or None
        self._titles = {f.key: _stems(f"{f.title} {f.name}") for f in view.documents()}

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

    def held(
        self,
        *,
        plans: Sequence[str] | None = None,
        limit: int | None = None,
        **match: Unpack[Match],
    ) -> tuple[Kept, ...]:
        """Records of the plans asked about, in the documents' order, the best first with terms."""
        if self.query.documents:
            match.setdefault("documents", self.query.documents)
        match["plans"] = plans or self.plans
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
        asked = self.query.terms if terms is None else terms
        hits = (
            *self.passages(terms=asked, plans=plans, k=k, dense=dense),
            *self._telling(asked, plans),
        )
        hits = tuple({h.id: h for h in hits}.values())
        scope = set(self.query.documents)
        inside = hits
        sought = (*asked, *(years(self.query.text) if terms is None else ()))
        out = [
            s
            for h in inside
            for s in _statements(h, sought, self.around(h.document), figures=self.query.amount)
        ]
        if scope:
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


def _statements(
    hit: Hit, asked: Sequence[Term], title: frozenset[str], *, figures: bool
) -> Iterable[Statement]:
    rows = _rows(hit)
    around = title | frozenset(s for c in hit.passage.context for s in _stems(c))
    for part in hit.passage.parts:
        short = [a for a in part.about if len(a.split()) <= _LABEL]
        cell = frozenset(s for a in short for s in _stems(a))
        row = rows.get((part.location.table, part.location.row))
        lookup = 0.0
        figure = figures and re.search(r"[£%]|^\W*\d[\d,.]*\W*$", part.text)
        if row and part.location.column != 1 and (figure or _is_value(part, asked)):
            lookup = 0.98 * scores(asked, row, around)[0]
        pieces = _pieces(part)
        near = around.union(*map(_stems, part.about))
        near = near | _stems(part.text) if len(pieces) > 1 else near
        for piece in pieces:
            score, own = scores(asked, _stems(piece.text), near, cell)
            score = min(1.0, score + _CASED * any(_cased(t, piece.text) for t in asked))
            yield Statement(
                piece,
                hit.document,
                hit.plan,
                max(score, lookup),
                own,
                hit.passage.context,
                part.text,
            )


def _pieces(part: Quote) -> list[Quote]:
    """A paragraph's sentences, each a quotation; what is short stays whole."""
    if len(part.text.split()) <= 30:
        return [part]
    out: list[str] = []
    begin = 0
    for text in sentences(part.text):
        at = part.text.index(text, begin)
        begin = at + len(text)
        if out and (len(text.split()) <= _SHORT or len(out[-1].split()) <= _SHORT):
            out[-1] = part.text[part.text.index(out[-1]) : begin]
        else:
            out.append(text)
    return [replace(part, text=t) for t in out]


_SHORT = 5
"""Words of a sentence that does not stand alone: it goes with the one before it."""


def _rows(hit: Hit) -> dict[tuple[int | None, int | None], frozenset[str]]:
    """The stems of each table row of a passage: its cells and their headings."""
    out: dict[tuple[int | None, int | None], frozenset[str]] = {}
    for p in hit.passage.parts:
        if p.location.table is not None:
            key = (p.location.table, p.location.row)
            out[key] = out.get(key, frozenset()) | _stems(p.text).union(*map(_stems, p.about))
    return out


def _is_value(part: Quote, asked: Sequence[Term]) -> bool:
    """Whether a cell is what a row is looked up for: its column's heading is asked about."""
    heading = _stems(part.about[-1]) if part.about else frozenset[str]()
    return any(all(s in heading for s in o.stems) for t in asked for o in t.options)


def relevance(search: Search, terms: Sequence[Term]) -> dict[tuple[str, str], float]:
    """How much each strand of each plan speaks of the terms, by its key: in names, records, text."""
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
        votes[place].append(1.12 * scores(terms, _stems(strand), frozenset())[0])
    for st in search.statements(terms=terms, dense=False, k=40):
        around = [(st.plan, strand_key(c)) for c in (*st.context, *st.quote.about)]
        place = next((a for a in reversed(around) if a in votes), None)
        if place and st.own > 0.3 and st.quote.location.row != 1:
            votes[place].append(st.own)
    return {place: _vote(found) for place, found in votes.items()}


def _vote(found: Sequence[float]) -> float:
    strong = sorted(found, reverse=True)
    return 0.86 * strong[0] + min(0.1, 0.012 * sum(v for v in strong if v > 0.5))


def scores(
    asked: Sequence[Term],
    main: frozenset[str],
    around: frozenset[str],
    cell: frozenset[str] = frozenset(),
) -> tuple[float, float]:
    """How much of the asked terms a text covers with its context, and by its own words; 0 to 1.

    `cell` are the words of a cell's row label and column heading, which count nearly as its own.
    """
    total = sum(weight(t) for t in asked)
    if not total:
        return 0.0, 0.0
    score = sum(weight(t) * _covered(t, main, around, cell) for t in asked)
    own = sum(weight(t) * _covered(t, main, frozenset(), frozenset()) for t in asked)
    return score / total, own / total


def weight(term: Term) -> float:
    """How much a term counts: rare words much, words that the documents do not have rather much."""
    if stems(term.word) and set(stems(term.word)) <= type_words():
        return 0.15
    if term.word.lower() in light_words():
        return 0.15
    return term.rarity if term.known else 0.8 if term.name else 0.7


def _covered(
    term: Term, main: frozenset[str], around: frozenset[str], cell: frozenset[str]
) -> float:
    best = 0.0
    for option in term.options:
        if all(s in main for s in option.stems):
            best = max(best, option.weight)
        elif cell and all(s in main or s in cell for s in option.stems):
            best = max(best, option.weight * IN_CELL)
        elif around and all(s in main or s in around or s in cell for s in option.stems):
            best = max(best, option.weight * IN_CONTEXT)
    return best


def _cased(term: Term, text: str) -> bool:
    """Whether a word that the question writes as a name stands so amid a sentence of the text."""
    return (
        term.name
        and term.known
        and bool(
            re.search(
                rf"(?<=[a-z,] [‘'“\"]){re.escape(term.word)}\b|(?<=[a-z,] ){re.escape(term.word)}\b",
                text,
            )
        )
    )


def years(text: str) -> tuple[Term, ...]:
    """The years in a question's words, as terms that a column's heading may be."""
    found = dict.fromkeys(re.findall(r"\b20\d\d\b", text))
    return tuple(Term(y, (Option((y,), 1.0),), 0.3, True) for y in found)


@lru_cache(maxsize=50_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stemmed(text)) | frozenset(stems(text))


stem_set = _stems


def entry_words(entry: Entry) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """A record's own stems, those of its row's label and column's heading, and of what is around."""
    main, cell, around = (frozenset().union(*map(_stems, t)) for t in entry_texts(entry))
    return main, cell, around


def entry_texts(entry: Entry) -> tuple[list[str], list[str], list[str]]:
    """A record's own words, its row's and column's, and those around: headings, what it serves."""
    match entry:
        case Responsibility():
            main = [q.text for q in (entry.area, entry.position, entry.person) if q]
            return main, [], [entry.strand, *(q.text for q in entry.support)]
        case Commitment() | Measure():
            label = [entry.label.text] if entry.label else []
            around = [*(q.text for q in entry.serves), entry.strand, *entry.what.about]
            around += [*entry.what.location.headings[-2:]]
            return [entry.what.text], label, around
        case Aim():
            around = [entry.strand, entry.sort, *([entry.parent.text] if entry.parent else [])]
            return [entry.what.text], [], [*around, *entry.what.location.headings]
        case Definition():
            return [entry.term, entry.expansion], [], [entry.quote.text]
