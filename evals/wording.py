"""The words of points, answers and sources, as they are compared: dates and marks alike."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ingest.words import stem, stopwords

MONTHS = tuple(str(name) for name in calendar.month_name[1:])
_ABBREVIATED = {m[:3]: m for m in MONTHS} | {"Sept": "September"}
SEASONS = frozenset({"autumn", "spring", "summer", "easter"} | {m.lower() for m in MONTHS})
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(?:20)?(\d\d))?(?![\d/])")
_TWO_YEARS = re.compile(r"\b(20\d\d) ?- ?(?:20)?(\d\d)\b(?! (?:" + "|".join(MONTHS) + "))")
_SHORT_YEAR = re.compile(r"\b(Autumn|Spring|Summer|Easter|[JFMASOND][a-z]{2}t?) (\d\d)(?![\d/])")
_WORD = re.compile(r"[A-Za-z0-9£%]+(?:'[a-z]+)?")
_INITIALS = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z]{1,2}[a-z]?[A-Z]?[a-z]?")
_EMPTY = frozenset(
    [
        "plan",
        "plans",
        "according",
        "trust",
        "says",
        "say",
        "listed",
        "list",
        "given",
        "named",
        "stated",
        "written",
        "several",
        "block",
        "all",
        "any",
        "each",
        "every",
        "both",
        "also",
        "if",
        "whether",
    ]
)


def plain(text: str) -> str:
    """`text` without markup, one space between words, its quotation marks and dashes alike."""
    text = re.sub(r"<[^>]+>|\[\d+\]", " ", text)
    text = text.replace("&amp;", "&").replace("&", " and ").translate(_ALIKE)
    return " ".join(re.sub(r"[*_`|#\\\[\]]", " ", text).split())


def words(text: str) -> list[str]:
    """The words of `text` in order; 30/9 is 30 September, Spring 26 is Spring 2026."""
    text = re.sub(r"'s\b", "", plain(text))
    text = _SLASHED.sub(_written_out, text)
    text = _TWO_YEARS.sub(r"\1 20\2", text)
    text = _SHORT_YEAR.sub(r"\1 20\2", text)
    found: list[str] = _WORD.findall(text)
    return [_ABBREVIATED.get(w, w) for w in found]


class Vocabulary:
    """Which words are names: those that the sources never write small."""

    def __init__(self, sources: Iterable[str], keys: Iterable[str] = ()) -> None:
        seen = set(re.findall(r"\w+", " ".join(sources)))
        small = {w for w in seen if w.islower()}
        stems = {stem(w) for w in small}
        self._keys = frozenset(k.lower() for k in keys)
        self._names = frozenset(
            w.lower()
            for w in seen
            if len(w) > 2 and w.istitle() and w.lower() not in small and stem(w) not in stems
        )

    def empty(self, word: str) -> bool:
        """Whether it says nothing: a stop word, or a plan's key."""
        return word.lower() in stopwords() | _EMPTY | self._keys

    def exact(self, word: str) -> bool:
        """Whether it must stand as it is: a number, month, season, initials or a name."""
        if word.lower() in SEASONS:
            return word[0].isupper()
        if self.empty(word):
            return False
        shouted = len(word) > 1 and word.isupper()
        name = word[0].isupper() and word.lower() in self._names
        return shouted or name or any(map(str.isdigit, word)) or bool(_INITIALS.fullmatch(word))

    def content(self, text: Sequence[str]) -> list[str]:
        """The stems of the other words that say something."""
        return [stem(w) for w in text if len(w) > 2 and not self.exact(w) and not self.empty(w)]


class Texts:
    """Source texts, in which quotations are looked up to the letter."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._letters, self._edges = _squeezed("\n".join(texts))

    def __bool__(self) -> bool:
        return bool(self._letters)

    def hold(self, quote: str) -> bool:
        """Whether `quote` stands there as whole words, whatever white space and markup."""
        letters = _squeezed(quote)[0]
        at = self._letters.find(letters) if letters else -1
        while at >= 0:
            if at in self._edges and at + len(letters) in self._edges:
                return True
            at = self._letters.find(letters, at + 1)
        return False


@lru_cache(maxsize=10_000)
def letters(text: str) -> str:
    """Its letters and digits alone, small."""
    return re.sub(r"[^a-z0-9]+", "", plain(text).lower())


def _squeezed(text: str) -> tuple[str, frozenset[int]]:
    """`text` without white space and markup, and the places where its words begin and end."""
    text = plain(re.sub(r"\]\([^)\s]*\)", " ", re.sub(r"<[^>]+>", " ", text)))
    parts, edges, length = re.findall(r"\w+|[^\w\s]", text), [0], 0
    for part in parts:
        edges.append(length := length + len(part))
    return "".join(parts), frozenset(edges)


def _written_out(found: re.Match[str]) -> str:
    day, month, year = found.groups()
    if not 1 <= int(month) <= 12:
        return found[0]
    return f"{int(day)} {MONTHS[int(month) - 1]} {'20' + year if year else ''}"
