"""Whether a sentence says what a claim says: its words in a row, with every name, figure and "not".

A claim holds where its words stand in the sentence in the sentence's order with none left out
between them, from the beginning of a clause to the end of one. Its place (row, column, heading)
may be said besides. So no name can change its deed, no figure its thing, and no "not" is lost.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.words import stem, stopwords

_TOKEN = re.compile(
    r"[£$€]?\d+(?:[.,:/–-]\d+)*%?\w*|[^\W\d_]+(?:['’][^\W\d_]+)*(?:[&-][^\W_]+)*|[^\w\s]"
)
_ENDS = frozenset('.,;:!?()–—-•“”"')


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a sentence: as written, and as it is compared."""

    text: str
    key: str


def says(claim: str, sentence: str, labels: Sequence[str]) -> bool:
    """Whether the sentence, at the place that its labels tell, says all that the claim says."""
    said, there = _words(claim), _words(sentence)
    if _sorted(said, _turning()) != _sorted(there, _turning()):
        return False
    if [w.text for w in said] == [w.text for w in there]:
        return True
    placed = [w for label in labels for w in _words(label)]
    known = {w.text for w in (*there, *placed)} | {w.text.lower() for w in (*there, *placed)}
    if any(_exact(w, first=n == 0) and w.text not in known for n, w in enumerate(said)):
        return False
    if any(w.key in _shading() and w.text.lower() not in known for w in said):
        return False
    return any(_in_a_row(rest, there) for rest in _unplaced(said, labels))


def complete(claim: str, shown: str) -> bool:
    """Whether a claim keeps every word of weight of the words that it would stand for."""
    kept = {w.key for w in _words(claim)}
    return all(w.key in kept for w in _words(shown) if _weighty(w))


def _unplaced(said: Sequence[_Word], labels: Sequence[str]) -> Iterator[list[_Word]]:
    """The claim's weighty words, with and without each label that it says whole."""
    weighty = [w for w in said if _weighty(w)]
    left = [weighty, [w for w in weighty if w.key not in _glue()]]
    for label in labels[:4]:
        run = [w.key for w in _words(label) if _weighty(w)]
        left += [rest for words in left if (rest := _without(words, run)) is not None]
    yield from left


def _without(words: Sequence[_Word], run: Sequence[str]) -> list[_Word] | None:
    """The words without the run, which stands in them in a row; None where it does not."""
    keys = [w.key for w in words]
    for n in range(len(keys) - len(run) + 1):
        if run and keys[n : n + len(run)] == list(run):
            return [*words[:n], *words[n + len(run) :]]
    return None


def _in_a_row(wanted: Sequence[_Word], there: Sequence[_Word]) -> bool:
    """Whether the words are a run of the sentence's weighty ones, and whole clauses of it."""
    run = [(n, w.key) for n, w in enumerate(there) if _weighty(w)]
    keys, asked = [k for _, k in run], [w.key for w in wanted]
    return bool(asked) and any(
        keys[n : n + len(asked)] == asked and _whole(there, run[n][0], run[n + len(asked) - 1][0])
        for n in range(len(run) - len(asked) + 1)
    )


def _whole(there: Sequence[_Word], first: int, last: int) -> bool:
    """Whether the words from `first` to `last` are whole clauses of the sentence."""
    before = [w.text for w in there[:first]]
    while before and before[-1].lower() in stopwords() and before[-1] not in _ENDS:
        if before[-1].lower() in _shading():
            break
        before.pop()
    begins = not before or before[-1] in _ENDS
    after = there[last + 1 :]
    ends = not after or after[0].text in _ENDS or after[0].key in _joining()
    return begins and ends


def _weighty(word: _Word) -> bool:
    """Whether a word says something: no mark, and not one of those that only join."""
    if not any(c.isalnum() for c in word.text):
        return False
    return word.text.lower() not in stopwords() or word.key in _turning() | _shading()


def _exact(word: _Word, *, first: bool) -> bool:
    """Whether a word must stand just so: a figure, a name, initials; not a sentence's capital."""
    if any(c.isdigit() for c in word.text):
        return True
    if first and word.text[1:].islower():
        return False
    return any(c.isupper() for c in word.text)


def _sorted(words: Sequence[_Word], among: frozenset[str]) -> list[str]:
    return sorted(w.key for w in words if w.key in among)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[_Word, ...]:
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return tuple(_Word(t, _key(t)) for t in _TOKEN.findall(text))


def _key(token: str) -> str:
    low = token.lower()
    if low.endswith("n't"):
        return "not"
    if low in _turning() | _shading() or not low.isalpha():
        return low
    return stem(low)


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    held = tomllib.loads(files("assistant").joinpath("data/claims.toml").read_text("utf-8"))
    return {k: frozenset(v) for k, v in held.items()}


def _turning() -> frozenset[str]:
    """Words that turn a sentence round: negations and conditions."""
    return _lists()["turning"]


def _shading() -> frozenset[str]:
    """Words that say how sure, how much, when: a claim may neither add nor lose one."""
    return _lists()["shading"]


def _joining() -> frozenset[str]:
    """Words at which a clause may be left."""
    return _lists()["joining"]


def _glue() -> frozenset[str]:
    """Stems that a claim may add: "the plan says that"."""
    return frozenset(stem(w) for w in _lists()["glue"])
