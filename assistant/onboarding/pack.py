"""The pack: every part made, each line held to its documents, and all cut to four pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from assistant.answer import Citation
from assistant.composed import Said
from assistant.onboarding import (
    aims,
    asking,
    news,
    people,
    reading,
    selfcheck,
    watching,
    words,
    year,
)
from assistant.onboarding.ground import Ground, Wanted, ground
from assistant.onboarding.part import TITLES, Key, Part, Ranked
from assistant.onboarding.roles import Role
from assistant.verify import Reading, Told, Verifier
from ingest.document import Document
from ingest.view import View

_MAKERS: Sequence[Callable[[Ground], Part | None]] = (
    aims.aims,
    people.who,
    year.year,
    watching.watching,
    asking.asking,
    words.words,
    reading.reading,
    news.news,
    selfcheck.check,
)

_ROOM = 226
"""Lines of text that four pages hold beside the sources of these lines (measured in LibreOffice)."""

_LETTERS = 112
"""Letters in a line of text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the pack as it is shown, under a heading of its own where `group` is set."""

    text: str
    citations: tuple[int, ...]
    group: str = ""
    answer: str = ""
    answer_citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the pack: its lines, how many more there are, and the page that has them."""

    key: Key
    title: str
    note: str
    entries: tuple[Entry, ...]
    left: int
    more: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The pack for one role and plan; `dropped` counts lines whose words were not found again."""

    plan: str
    name: str
    role: Role
    role_name: str
    strands: tuple[str, ...]
    as_of: date
    since: date | None
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    dropped: int


def pack(view: View, wanted: Wanted, *, today: date) -> Pack:
    """The pack, checked. Raises UnknownPlan, and BadQuestion for a strand that is not there."""
    made = ground(view, wanted, today)
    verifier = Verifier(_reading(made))
    every = [p for maker in _MAKERS if (p := maker(made))]
    parts = [(p, [r for r in p.lines if _holds(verifier, r)]) for p in every]
    dropped = sum(len(p.lines) - len(held) for p, held in parts)
    sections = tuple(
        _section(p, held, taken, verifier)
        for (p, held), taken in zip(parts, _fitting(parts), strict=True)
    )
    return Pack(
        made.plan.key,
        made.plan.name,
        wanted.role,
        made.newcomer.name,
        tuple(sorted(made.strands)),
        today,
        wanted.since,
        sections,
        verifier.citations(),
        dropped,
    )


def _reading(made: Ground) -> Reading:
    held = dict(made.documents)

    def read(key: str) -> Document:
        if key not in held:
            held[key] = made.view.document(key)
        return held[key]

    return read


def _holds(verifier: Verifier, ranked: Ranked) -> bool:
    return verifier.holds(ranked.line) and (ranked.answer is None or verifier.holds(ranked.answer))


def _fitting(parts: Sequence[tuple[Part, list[Ranked]]]) -> list[int]:
    """How many lines of each part fit: parts take turns, each with what matters most in it next."""
    taken = [0] * len(parts)
    room = _ROOM - sum(3 + ceil(len(p.note) / _LETTERS) for p, _ in parts)
    open_parts = set(range(len(parts)))
    while open_parts:
        for n in sorted(open_parts):
            part, held = parts[n]
            full = taken[n] >= min(part.most, len(held))
            cost = 0 if full else _lines(held[taken[n]])
            if full or cost > room:
                open_parts.discard(n)
                continue
            room -= cost
            taken[n] += 1
    return taken


def _lines(ranked: Ranked) -> float:
    """The lines that an entry takes, with its answer and its share of the sources."""
    size = sum(len(p if isinstance(p, str) else p.text) for p in ranked.line.pieces)
    pieces = [
        *ranked.line.pieces,
        *ranked.line.rests,
        *(ranked.answer.pieces if ranked.answer else ()),
    ]
    sources = sum(isinstance(p, Said) for p in pieces)
    answer = 1 if ranked.answer else 0
    return ceil((size + 5 * sources) / _LETTERS) + answer + 0.3 * sources


def _section(part: Part, held: list[Ranked], taken: int, verifier: Verifier) -> Section:
    chosen = sorted(held[:taken], key=lambda r: r.order)
    entries = tuple(_entry(r, verifier) for r in chosen)
    left = len(held) - taken if part.more else 0
    return Section(part.key, TITLES[part.key], part.note, entries, left, part.more)


def _entry(ranked: Ranked, verifier: Verifier) -> Entry:
    told = verifier.told(ranked.line)
    answer = verifier.told(ranked.answer) if ranked.answer else Told("", ())
    return Entry(told.text, told.numbers, ranked.group, answer.text, answer.numbers)
