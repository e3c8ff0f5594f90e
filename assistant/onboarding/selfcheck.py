"""A short self-check: questions whose answers stand in the documents, one answer each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from assistant.composed import Said
from assistant.onboarding.ground import Ground, ended, flat, item, when
from assistant.onboarding.part import Part, Ranked, part
from ingest.entries import Commitment, Definition, Responsibility

_QUESTIONS = 6


def check(ground: Ground) -> Part:
    """Questions on leads, watchers, words and dates, the kinds taking turns."""
    kinds = (_leads(ground), _watchers(ground), _dates(ground), _terms(ground))
    lines = [
        Ranked(r.line, (n, k), (n, k), answer=r.answer)
        for k, kind in enumerate(kinds)
        for n, r in enumerate(kind)
    ]
    return part("check", lines, most=_QUESTIONS)


def _leads(ground: Ground) -> Iterator[Ranked]:
    yield from _people(ground, ("section", "own", "matrix"), "Who leads “", "”?")


def _watchers(ground: Ground) -> Iterator[Ranked]:
    yield from _people(ground, ("link",), "Who watches “", "”?")


def _people(ground: Ground, bases: tuple[str, ...], before: str, after: str) -> Iterator[Ranked]:
    """Areas that one person or body alone has."""
    areas: dict[str, list[tuple[str, Ranked]]] = defaultdict(list)
    for kept in ground.of(Responsibility):
        r = kept.entry
        assert isinstance(r, Responsibility)
        who = r.person or r.position
        if r.area is None or who is None or r.basis not in bases:
            continue
        if r.role in ("lead", "link", "committee") and flat(r.area.text) != flat(who.text):
            area = ground.said(r.area, kept.document)
            answer = item(ground.said(who, kept.document))
            line = Ranked(item(before, area, after), (), (), answer=answer)
            areas[flat(r.area.text.replace("&", "and"))].append((flat(who.text), line))
    for held in areas.values():
        if len({who for who, _ in held}) == 1:
            yield held[0][1]


def _dates(ground: Ground) -> Iterator[Ranked]:
    """Things that have one date in one place alone."""
    found: dict[str, list[Ranked]] = defaultdict(list)
    for kept in ground.of(Commitment):
        entry = kept.entry
        assert isinstance(entry, Commitment)
        phrase = entry.when[0] if len(entry.when) == 1 else None
        fits = 3 <= len(entry.what.text.split()) <= 16
        if phrase is None or phrase.period.text in entry.what.text:
            found[flat(entry.what.text)] += [Ranked(item(""), (), ())] * 2
        elif fits:
            what = ground.said(entry.what, kept.document)
            told, rests = when(phrase, kept)
            line = item("For when does the plan have “", ended(what), "”?")
            answer = item(told, rests=rests)
            found[flat(entry.what.text)].append(Ranked(line, (), (), answer=answer))
    alone = [held[0] for held in found.values() if len(held) == 1]
    step = max(1, len(alone) // _QUESTIONS)
    yield from alone[::step]


def _terms(ground: Ground) -> Iterator[Ranked]:
    seen: set[str] = set()
    for kept in ground.of(Definition):
        d = kept.entry
        assert isinstance(d, Definition)
        if d.term.isupper() and d.term not in seen and d.term in d.quote.text:
            seen.add(d.term)
            term = Said(d.term, d.quote, kept.document, ground.plan.key)
            means = Said(d.expansion, d.quote, kept.document, ground.plan.key)
            yield Ranked(item("What does ", term, " stand for?"), (), (), answer=item(means))
