"""Passages as statements: sentences, list items and cells, each with how well it covers a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.coverage import CASED, cased, scores, stem_set, weight
from assistant.vocabulary import Option, Term
from ingest.document import Quote
from ingest.filing import Hit
from ingest.segments import sentences

_LABEL = 9
"""Words that a row's label or column's heading has at most; what is longer is text of its own."""


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


def statements_of(
    hit: Hit, asked: Sequence[Term], title: frozenset[str], *, figures: bool
) -> Iterable[Statement]:
    rows = _rows(hit)
    around = title | frozenset(s for c in hit.passage.context for s in stem_set(c))
    for part in hit.passage.parts:
        short = [a for a in part.about if len(a.split()) <= _LABEL]
        cell = frozenset(s for a in short for s in stem_set(a))
        row = rows.get((part.location.table, part.location.row))
        lookup = 0.0
        figure = figures and re.search(r"[£%]|^\W*\d[\d,.]*\W*$", part.text)
        if row and part.location.column != 1 and (figure or _is_value(part, asked)):
            lookup = 0.98 * scores(asked, row, around)[0]
        pieces = _pieces(part)
        near = around.union(*map(stem_set, part.about))
        near = near | stem_set(part.text) if len(pieces) > 1 else near
        for piece in pieces:
            score, own = scores(asked, stem_set(piece.text), near, cell)
            score = min(1.0, score + CASED * any(cased(t, piece.text) for t in asked))
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
            out[key] = out.get(key, frozenset()) | stem_set(p.text).union(*map(stem_set, p.about))
    return out


def _is_value(part: Quote, asked: Sequence[Term]) -> bool:
    """Whether a cell is what a row is looked up for: its column's heading is asked about."""
    last = part.about[-1] if part.about else ""
    heading = stem_set(last) if len(last.split()) <= _LABEL else frozenset[str]()
    telling = [t for t in asked if weight(t) > _TELLING]
    return any(all(s in heading for s in o.stems) for t in telling for o in t.options)


_TELLING = 0.2
"""How much a word must count to ask for a column."""


def years(text: str) -> tuple[Term, ...]:
    """The years in a question's words, as terms that a column's heading may be."""
    found = dict.fromkeys(re.findall(r"\b20\d\d\b", text))
    return tuple(Term(y, (Option((y,), 1.0),), 0.3, True) for y in found)
