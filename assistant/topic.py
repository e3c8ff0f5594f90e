"""What a question is about: its words that neither ask nor join."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.knowledge import Stems, askwords, stems
from assistant.vocabulary import Term, Vocabulary
from ingest.words import stem, stopwords, tokens


def topic_terms(text: str, words: Vocabulary, asks: str) -> tuple[Term, ...]:
    """What a question is about: its words that neither ask nor join, phrases kept together."""
    said = list(tokens(text))
    lead = [stem(t) for t in said]
    ask = askwords(asks)
    phrases = words.phrases()
    out: list[Term] = []
    n = 0
    while n < len(said):
        length = _phrase(lead, n, phrases)
        word = " ".join(said[n : n + length])
        if length > 1 or _tells(said[n], lead[n], ask):
            out.append(words.term(word, name=said[n][:1].isupper() and n > 0))
        n += length
    unique: dict[Stems, Term] = {stems(t.word): t for t in out}
    return tuple(unique.values())


def terms_of(text: str, words: Vocabulary) -> tuple[Term, ...]:
    """What some words are about, whatever is asked."""
    return topic_terms(text, words, "")


def _phrase(lead: Sequence[str], at: int, phrases: frozenset[Stems]) -> int:
    """How many words from `at` on make a phrase, small words within it not counted; 1 for none."""
    for length in range(min(_LONGEST, len(lead) - at), 1, -1):
        span = lead[at : at + length]
        if span[0] in _SMALL or span[-1] in _SMALL:
            continue
        if tuple(s for s in span if s not in _SMALL) in phrases:
            return length
    return 1


_LONGEST = 7
_SMALL = frozenset(["and", "of", "the", "for", "in", "a", "to", "on"])


def _tells(word: str, stemmed: str, ask: frozenset[str]) -> bool:
    low = word.lower().replace("'s", "")
    if word == "IT":
        return True
    return (
        low not in stopwords()
        and word.lower() not in stopwords()
        and low not in ask
        and (len(low) > 1 or low.isdigit())
    )
