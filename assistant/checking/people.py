"""Initials that nothing expands, titles that differ, and names that could be two people's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.checking.finding import Finding, Words, counted, listed, shown
from assistant.checking.ground import Ground
from ingest.document import Quote
from ingest.entries import Commitment, Measure, Responsibility
from ingest.people import fits, is_initials, is_position, names
from ingest.people import listed as people_in
from ingest.words import tokens


def check(ground: Ground) -> Iterator[Finding]:
    """All that is wrong with the people."""
    initials = initials_of(ground)
    full = _full_names(ground)
    yield from _unknown(ground, initials, full)
    yield from _alike(initials, full)
    yield from _titles(ground, full)
    yield from _first_names(ground, full)


def initials_of(ground: Ground) -> dict[str, list[Words]]:
    """The initials that stand where leads stand, each with all their places."""
    out: dict[str, dict[Words, None]] = defaultdict(dict)
    for key, quote in _named(ground):
        for name in people_in(quote.text):
            if is_initials(name):
                out[name][Words(key, quote)] = None
    return {name: list(places) for name, places in out.items()}


def _named(ground: Ground) -> Iterator[tuple[str, Quote]]:
    for kept in ground.kept:
        match kept.entry:
            case Responsibility(person=person) if person:
                yield kept.document, person
            case Commitment(who=who) | Measure(who=who):
                yield from ((kept.document, w) for w in who)
            case _:
                pass


def _full_names(ground: Ground) -> dict[str, Words]:
    """Every full name in the documents, where it first stands."""
    out: dict[str, Words] = {}
    for words in ground.words:
        for span in names(words.quote.text):
            out.setdefault(span.text, words)
    for key, quote in _named(ground):
        name = re.sub(r"\s*\([^)]*\)$", "", quote.text.strip())
        one = " " in name and people_in(name) == (name,) and not is_position(name)
        if one and not all(is_initials(part) for part in name.split()):
            out.setdefault(name, Words(key, quote))
    return out


def _unknown(
    ground: Ground, initials: dict[str, list[Words]], full: Iterable[str]
) -> Iterator[Finding]:
    for who, places in initials.items():
        if who in ground.people or any(fits(who, name) for name in full):
            continue
        message = (
            f"{shown(who)} leads in {counted(len(places), 'place')}, and nothing says who that is."
        )
        yield Finding("initials", "medium", message, tuple(places))


def _alike(initials: dict[str, list[Words]], full: dict[str, Words]) -> Iterator[Finding]:
    """Initials that another's shorten to, and initials that fit several names."""
    for who, places in initials.items():
        longer = [o for o in initials if o != who and re.sub("[a-z]", "", o) == who]
        fitting = [n for n in full if fits(who, n)]
        if longer:
            could = listed([shown(o) for o in longer]).replace(" and ", " or ")
            message = f"{shown(who)} could be the same as {could}, or somebody else."
            others = [initials[o][0] for o in longer]
            yield Finding("initials_alike", "medium", message, (*places, *others))
        elif len(fitting) > 1:
            message = f"{shown(who)} could be {listed(fitting).replace(' and ', ' or ')}."
            yield Finding(
                "initials_alike", "medium", message, (*places, *(full[n] for n in fitting))
            )


_IS = r"\s+(?:is|was|became|will become|serves as|acts as)\s+(?:(?:the|our|a|an)\s+)?"
_TITLE = (
    r"(?:trust(?:'s|’s)\s+)?(?P<title>[A-Z][\w&'’-]*(?:,?\s+(?:[A-Z][\w&'’-]*|of|and|for|the|&))*)"
)
_GENERIC = frozenset(
    ["director", "head", "chief", "officer", "executive", "lead", "leader", "manager", "deputy"]
    + ["assistant", "interim", "acting", "senior", "headteacher", "principal", "trust"]
    + ["school", "schools", "of", "and", "for", "the"]
)


def _titles(ground: Ground, full: dict[str, Words]) -> Iterator[Finding]:
    """People whose titles differ and are about the same work."""
    for name, held in _positions(ground, full).items():
        titles: dict[str, Words] = {}
        for title, words in sorted(held, key=lambda h: len(h[0])):
            if not any(_plain(title).startswith(t) and _adds_place(title, t) for t in titles):
                titles.setdefault(_plain(title), words)
        wordings = {_plain(t): t for t, _ in reversed(held)}
        rivals = [t for t in titles if any(o != t and _same_work(t, o) for o in titles)]
        if len(rivals) > 1:
            shown_titles = listed([shown(wordings[t]) for t in rivals])
            message = f"{name} has {len(rivals)} titles: {shown_titles}."
            yield Finding(
                "titles", "high", message, tuple(dict.fromkeys(titles[t] for t in rivals))
            )


def _positions(ground: Ground, full: dict[str, Words]) -> dict[str, list[tuple[str, Words]]]:
    """Each person's positions: from the register, and from sentences that say what they are."""
    out: dict[str, list[tuple[str, Words]]] = defaultdict(list)
    for key, r in ground.responsibilities():
        if r.person and r.position and " " in r.person.text.strip():
            out[r.person.text.strip()].append((r.position.text, Words(key, r.position)))
    firsts = {n.split()[0]: n for n in out if _only(n, full)}
    called = firsts | {n: n for n in out}
    longest_first = "|".join(re.escape(c) for c in sorted(called, key=len, reverse=True))
    says = re.compile(rf"\b({longest_first}){_IS}{_TITLE}")
    for words in ground.words if called else ():
        for m in says.finditer(words.quote.text):
            title = re.sub(r"(?:\s+(?:of|and|for|the|&))+$", "", m["title"])
            if is_position(title):
                out[called[m[1]]].append((title, words))
    return out


def _only(name: str, full: Iterable[str]) -> bool:
    """Whether nobody else has the first name."""
    first = name.split()[0]
    return not any(o != name and o.split()[0] == first for o in full)


def _adds_place(title: str, shorter: str) -> bool:
    """Whether a longer wording of a title only says where: "Headteacher of Oak in Ashby"."""
    return bool(re.match(r"\s*(?:$|,|in\b|at\b|for\b|of\b)", _plain(title)[len(shorter) :]))


def _plain(title: str) -> str:
    title = re.sub(r"\s*\([^)]*\)", "", title).replace("&", "and")
    return " ".join(title.lower().split())


def _same_work(one: str, other: str) -> bool:
    """Whether two titles share a word that says what the work is: "financial" and "finance"."""
    a, b = ({w[:5] for w in tokens(t) if w not in _GENERIC} for t in (one, other))
    return bool(a & b)


def _first_names(ground: Ground, full: dict[str, Words]) -> Iterator[Finding]:
    """First names that stand alone although two people have them."""
    sharing: dict[str, list[str]] = defaultdict(list)
    for name in full:
        sharing[name.split()[0]].append(name)
    for first, those in sharing.items():
        surnames = {n.split()[-1] for n in those}
        if len(surnames) < 2 or not first.isalpha() or len(first) < 3:
            continue
        alone = [w for w in ground.words if _alone(first, surnames, w.quote.text)]
        if alone:
            message = f"{shown(first)} stands alone, and could be {' or '.join(sorted(those))}."
            yield Finding("first_name", "low", message, (*alone, *(full[n] for n in sorted(those))))


def _alone(first: str, surnames: set[str], text: str) -> bool:
    after = "|".join(re.escape(s) for s in surnames)
    return bool(re.search(rf"\b{re.escape(first)}\b(?!\s+(?:{after})\b|\s+[A-Z])", text))
