"""How much of a question a text covers, by its own words and by what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.knowledge import light_words, stems, type_words
from assistant.vocabulary import Term
from ingest.entries import Aim, Commitment, Definition, Entry, Measure, Responsibility
from ingest.words import terms as stemmed

IN_CELL = 0.93
"""What finding a term in a cell's heading or row label counts beside finding it in the cell."""
IN_CONTEXT = 0.72
"""What finding a term in a text's context counts beside finding it in the text itself."""
CASED = 0.1
"""What a statement gains that writes a word as a name where the question does."""


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


@lru_cache(maxsize=10_000)
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


def cased(term: Term, text: str) -> bool:
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


@lru_cache(maxsize=50_000)
def stem_set(text: str) -> frozenset[str]:
    """The stems of a text: with stop words left out, and as a phrase's stems are."""
    return frozenset(stemmed(text)) | frozenset(stems(text))


def entry_words(entry: Entry) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """A record's own stems, those of its row's label and column's heading, and of what is around."""
    main, cell, around = (frozenset[str]().union(*map(stem_set, t)) for t in entry_texts(entry))
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
