"""Words to know: the plan's own expansions, else the glossary's, marked as from outside the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.checking.acronyms import used_acronyms
from assistant.checking.finding import Words
from assistant.composed import Line, Said
from assistant.knowledge import glossary
from assistant.onboarding.ground import Ground, flat, item
from assistant.onboarding.part import Part, Ranked, part
from ingest.entries import Definition
from ingest.filing import Kept

_SURE = {1: "stands for", 2: "usually", 3: "probably", 4: "perhaps"}


def words(ground: Ground) -> Part:
    """Terms that the plan explains, acronyms that it only uses, the most used first."""
    used = used_acronyms(ground.checking())
    lines = [*_own(ground, used), *_others(ground, used)]
    return part("words", lines, more="/words", most=26)


def _own(ground: Ground, used: Mapping[str, list[Words]]) -> Iterator[Ranked]:
    seen: set[tuple[str, str]] = set()
    for kept in ground.of(Definition):
        d = kept.entry
        assert isinstance(d, Definition)
        key = (d.term.rstrip("s").upper(), flat(d.expansion))
        if key not in seen:
            seen.add(key)
            times = len(used.get(d.term.rstrip("s"), ()))
            yield Ranked(_explained(ground, kept, d), (0, -times), _alphabetical(d.term))


def _explained(ground: Ground, kept: Kept, d: Definition) -> Line:
    return item(f"{d.term}: ", Said(d.expansion, d.quote, kept.document, ground.plan.key))


def _others(ground: Ground, used: Mapping[str, list[Words]]) -> Iterator[Ranked]:
    """Acronyms that the plan does not expand: the trust's list, else from outside, else said so."""
    own = {
        d.term.upper().rstrip("S")
        for k in ground.of(Definition)
        if isinstance(d := k.entry, Definition)
    }
    names = {n.upper() for n in (ground.plan.key, *ground.plan.aliases)}
    for term, places in used.items():
        if term.upper().rstrip("S") in own or term.upper() in names:
            continue
        place = next((w for w in places if _stands(term, w)), None)
        if place is None:
            continue
        said = Said(term, place.quote, place.document, ground.plan.key)
        means, rank = _means(ground, term)
        yield Ranked(item(said, means), (rank, -len(places)), _alphabetical(term))


def _stands(term: str, words: Words) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", words.quote.text))


def _means(ground: Ground, term: str) -> tuple[str, int]:
    if told := ground.plan.glossary.get(term):
        return f": {told} (the trust’s own list)", 0
    upper = term.upper()
    gloss = glossary().get(upper) or next(
        (g for g in glossary().values() if upper in map(str.upper, g.also)), None
    )
    if gloss is None:
        return ": not expanded in the plan", 2
    if gloss.term.upper() != upper:
        return (
            f": not expanded in the plan; outside it, perhaps meant for {gloss.term}, {gloss.full}",
            1,
        )
    return f": not expanded in the plan; outside it, {_SURE[gloss.sure]} {gloss.full}", 1


def _alphabetical(term: str) -> tuple[int, ...]:
    return tuple(ord(c) for c in term.upper())
