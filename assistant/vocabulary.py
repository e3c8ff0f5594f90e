"""The words of a question as the reader's documents have them: spelling, synonyms, acronyms, rarity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.knowledge import Stems, every_askword, glossary, stems, synonyms
from ingest.words import stem

_SURE = 6
"""Letters of a word whose misspelling can be told for sure."""
_LONG = 9
"""Letters of a word that may have two slips in it."""
SYNONYM, ACRONYM, MISSPELT = 0.8, 0.95, 0.9
"""How much finding another word counts beside finding the word itself."""


@dataclass(frozen=True, slots=True)
class Option:
    """A word or phrase that a term can stand in the documents as, and how much that counts."""

    stems: Stems
    weight: float


@dataclass(frozen=True, slots=True)
class Term:
    """One content word or phrase of a question. `known` says that the documents have its own word.

    `rarity` is from 0 (everywhere) to 1 (nowhere or nearly so).
    """

    word: str
    options: tuple[Option, ...]
    rarity: float
    known: bool
    name: bool = False

    @property
    def stems(self) -> frozenset[str]:
        """Every stem of every option."""
        return frozenset(s for o in self.options for s in o.stems)


class Vocabulary:
    """The words that a reader's documents hold, and what acronyms in them stand for."""

    def __init__(self, words: Mapping[str, int], expansions: Mapping[str, Sequence[str]]) -> None:
        self._words = words
        self._expansions = expansions
        self._most = max(words.values(), default=1)

    @cached_property
    def _stems(self) -> Mapping[str, int]:
        out: dict[str, int] = {}
        for word, n in self._words.items():
            s = stem(word)
            out[s] = max(out.get(s, 0), n)
        return out

    @cached_property
    def _long(self) -> list[str]:
        return [w for w in self._words if len(w) >= 4 and w.isalpha()]

    def has(self, word: str) -> bool:
        """Whether the documents have the word in some form."""
        return stem(word) in self._stems

    def rarity(self, phrase: Stems) -> float:
        """How rare a word, or the rarest word of a phrase, is in the documents: 0.15 to 1."""
        n = min((self._stems.get(s, 0) for s in phrase), default=0)
        return max(0.15, 1 - math.log(1 + n) / math.log(2 + self._most))

    def spelt(self, word: str) -> tuple[str, ...]:
        """The documents' words that a word they do not have may be a misspelling of."""
        if len(word) < 4 or not word.isalpha() or self.has(word):
            return ()
        cutoff = 84 if len(word) > 5 else 88
        low = word.lower()
        near = process.extract(low, self._long, scorer=fuzz.ratio, limit=4, score_cutoff=cutoff)
        longer = [w for w in self._long if len(low) >= 5 and w.startswith(low)]
        if longer:
            return tuple(longer[:4])
        best = max((score for _, score, _ in near), default=0.0)
        return tuple(w for w, score, _ in near if score >= best - 2 and w[0] == low[0])

    def mended(self, word: str) -> str:
        """A word that is surely a misspelling of one that the documents have, or that questions are
        asked with, as that one."""
        low = word.lower()
        asking = every_askword()
        if len(low) < _SURE or not low.isalpha() or self.has(low) or low in asking:
            return word
        slips = 1 if len(low) < _LONG else 2
        near = [
            w
            for w in (*self.spelt(low), *(a for a in asking if len(a) >= _LONG))
            if DamerauLevenshtein.distance(w, low) <= slips
            and not (w.startswith(low) or low.startswith(w))
        ]
        return near[0] if near and len({stem(w) for w in near}) == 1 else word

    def term(self, phrase: str, *, name: bool = False) -> Term:
        """A word or phrase of a question with all that it can stand in the documents as."""
        own = stems(phrase)
        options = {own: 1.0}
        known = all(s in self._stems for s in own)
        if not known:
            for word in self.spelt(phrase):
                options.setdefault(stems(word), MISSPELT)
        for near in [*options]:
            for other in synonyms().get(near, ()):
                options.setdefault(other, SYNONYM * options[near])
        for other in self._acronyms(phrase, own):
            options[other] = max(options.get(other, 0.0), ACRONYM)
        held = {o: w for o, w in options.items() if all(s in self._stems for s in o)}
        rarity = min((self.rarity(o) + (1 - w) * 0.3 for o, w in held.items()), default=1.0)
        chosen = held or {own: 1.0}
        return Term(
            phrase,
            tuple(Option(o, w) for o, w in chosen.items()),
            min(rarity, 1.0),
            bool(held),
            name,
        )

    def _acronyms(self, phrase: str, own: Stems) -> list[Stems]:
        found = [stems(full) for full in self._expansions.get(phrase.upper().rstrip("S"), ())]
        found += [stems(full) for full in self._expansions.get(phrase.upper(), ())]
        gloss = glossary().get(phrase.upper())
        if gloss and gloss.sure <= 2:
            found.append(stems(gloss.full.split(" (")[0]))
        found += [
            stems(t) for t, fulls in self._expansions.items() for f in fulls if stems(f) == own
        ]
        found += [
            stems(g.term) for g in glossary().values() if len(own) > 1 and stems(g.full) == own
        ]
        return [f for f in found if f]

    def phrases(self) -> frozenset[Stems]:
        """Phrases of several words that stand for one thing: expansions and synonyms."""
        out = {stems(g.full.split(" (")[0]) for g in glossary().values()} | set(synonyms())
        out |= {stems(f) for fulls in self._expansions.values() for f in fulls}
        return frozenset(p for p in out if len(p) > 1)
