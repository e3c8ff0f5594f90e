"""Acronyms that are never expanded, misspelt, spelt in several ways, or mean something else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import DamerauLevenshtein

from assistant.checking.finding import Finding, Words, counted, human, shown
from assistant.checking.ground import Ground, stems
from assistant.checking.outside import everyday
from assistant.checking.people import initials_of
from assistant.knowledge import Gloss, glossary
from ingest.entries import Definition

_WORD = re.compile(r"(?<![\w.&-])[A-Za-z]+(?:&[A-Za-z]+)*(?![\w&])")
_LONGEST = 8
_SURE = {
    1: "it stands for",
    2: "it usually stands for",
    3: "it probably stands for",
    4: "it may stand for",
}

Used = dict[str, list[Words]]


def check(ground: Ground) -> Iterator[Finding]:
    """All that is wrong with the acronyms."""
    used = used_acronyms(ground)
    told = _told(ground)
    misspelt = {t: g for t in used if (g := _meant(t, used, told))}
    for term, places in used.items():
        if term in misspelt:
            yield _misspelt(term, misspelt[term], places)
        elif _single(term) not in told and not _same_as(term, used):
            yield _unexpanded(term, _all_places(term, used))
    yield from _spellings(used)
    yield from _senses(ground)


def used_acronyms(ground: Ground) -> Used:
    """Each acronym with the quotations that it stands in; plurals under the singular."""
    people = {p.casefold() for p in initials_of(ground)} | {p.casefold() for p in ground.people}
    ordinary = _ordinary(ground)
    out: dict[str, dict[Words, None]] = defaultdict(dict)
    for words in ground.words:
        if words.quote.text.isupper() and len(words.quote.text) > 12:
            continue
        for m in _WORD.finditer(words.quote.text):
            term = _single(m[0])
            other = {term.casefold(), m[0].casefold()} & (people | ordinary)
            if _is_acronym(term) and not other:
                out[term][words] = None
    return {t: list(out[t]) for t in sorted(out, key=lambda t: (t.casefold(), t))}


def _single(term: str) -> str:
    return term[:-1] if len(term) > 2 and term.endswith("s") and term[:-1].isupper() else term


def _is_acronym(term: str) -> bool:
    """Whether a word is written as an acronym, and none that everybody knows."""
    if len(term) > _LONGEST:
        return False
    capitals = sum(c.isupper() for c in term)
    roman = re.fullmatch(r"[IVX]+", term)
    return capitals >= 2 and capitals * 2 >= len(term) and not roman and term not in everyday()


def _ordinary(ground: Ground) -> set[str]:
    """Words that the documents write in small letters too: capitals only stress them."""
    return {
        w for words in ground.words for w in re.findall(r"(?<!\w)[a-z]{2,}(?!\w)", words.quote.text)
    }


def _told(ground: Ground) -> dict[str, str]:
    """The terms that the documents or the trust expand, with their expansion."""
    found = {
        k.entry.term: k.entry.expansion for k in ground.kept if isinstance(k.entry, Definition)
    }
    found |= dict(ground.glossary)
    names = [n for f in ground.filed for n in (f.plan, *f.aliases)]
    found |= {n.upper(): n for n in names if n.isalpha()}
    return {_single(t): full for t, full in found.items()}


def _gloss(term: str) -> Gloss | None:
    return glossary().get(term.upper())


def _meant(term: str, used: Iterable[str], told: Iterable[str]) -> str | None:
    """The acronym that a term misspells: the glossary's, or one that the plan has too."""
    if _gloss(term):
        return None
    upper = term.upper()
    if also := next((g for g in glossary().values() if upper in map(str.upper, g.also)), None):
        return also.term
    if len(term) < 4:
        return None
    known = {*glossary(), *(t for t in (*used, *told) if t != term and _gloss(t))}
    return next((k for k in sorted(known) if _swapped(upper, k.upper())), None)


def _swapped(one: str, other: str) -> bool:
    """Whether two letters beside each other have changed places."""
    same = one != other and sorted(one) == sorted(other)
    return same and DamerauLevenshtein.distance(one, other) == 1


def _misspelt(term: str, meant: str, places: list[Words]) -> Finding:
    gloss = _gloss(meant)
    message = f"{shown(term)} is probably a misspelling of {meant}."
    return Finding("acronym_misspelt", "high", message, tuple(places), _reading(gloss))


def _unexpanded(term: str, places: list[Words]) -> Finding:
    message = f"{shown(term)} stands in {counted(len(places), 'place')} and is never expanded."
    return Finding("acronym", "low", message, tuple(places), _reading(_gloss(term)))


def _reading(gloss: Gloss | None) -> str:
    """The glossary's reading, marked as from outside the documents."""
    if gloss is None:
        return ""
    return f"From outside the documents: {gloss.term}, {_SURE[gloss.sure]} {gloss.full}."


def _variants(term: str, used: Used) -> list[str]:
    return [o for o in used if o.casefold() == term.casefold()]


def _same_as(term: str, used: Used) -> bool:
    """Whether another spelling of the term, by which it is reported, comes before it."""
    return _variants(term, used)[0] != term


def _all_places(term: str, used: Used) -> list[Words]:
    return list(dict.fromkeys(w for v in _variants(term, used) for w in used[v]))


def _spellings(used: Used) -> Iterator[Finding]:
    for term in used:
        variants = _variants(term, used)
        if len(variants) > 1 and variants[0] == term:
            message = f"One acronym is spelt {human({v: len(used[v]) for v in variants})}."
            places = tuple(dict.fromkeys(w for v in variants for w in used[v]))
            yield Finding("acronym_spellings", "medium", message, places)


def _senses(ground: Ground) -> Iterator[Finding]:
    """Terms that the plan expands in another way than the glossary does."""
    seen: set[str] = set()
    for kept in ground.kept:
        if not isinstance(kept.entry, Definition) or kept.entry.term in seen:
            continue
        term, full = kept.entry.term, kept.entry.expansion
        gloss = _gloss(_single(term))
        if gloss and gloss.sure < 4 and not _agree(full, gloss.full):
            seen.add(term)
            message = (
                f"{shown(term)} stands for {shown(full)} here, and for something else elsewhere."
            )
            words = (Words(kept.document, kept.entry.quote),)
            yield Finding("acronym_senses", "low", message, words, _reading(gloss))


def _agree(one: str, other: str) -> bool:
    """Whether two expansions say the same, a word more or a word's form apart."""
    a, b = ({s[:5] for s in stems(t)} for t in (one, re.sub(r"\(.*?\)", "", other)))
    return not a or not b or len(a & b) * 2 >= min(len(a), len(b)) + 1 or a <= b or b <= a
