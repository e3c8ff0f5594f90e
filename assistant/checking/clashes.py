"""One thing with two dates or two leads in two places of a plan."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.checking.finding import Finding, Words, listed, shown
from assistant.checking.ground import Ground, stems
from ingest.document import Quote
from ingest.entries import Commitment, Dated, Measure
from ingest.people import fits, is_initials
from ingest.people import listed as people_in
from ingest.periods import find

_FEWEST = 3
"""How many stems a thing needs before it can be told again."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """A record with the stems of what it is about and the days between which it falls."""

    document: str
    record: Commitment | Measure
    about: frozenset[str]
    numbers: frozenset[str]
    first: date | None
    last: date | None

    @property
    def place(self) -> tuple[str, int | None]:
        return self.document, self.record.what.location.table

    @property
    def words(self) -> tuple[Words, ...]:
        dates = (Words(self.document, d.quote) for d in self.record.when)
        return tuple(dict.fromkeys((Words(self.document, self.record.what), *dates)))


def check(ground: Ground) -> Iterator[Finding]:
    """All things that two places tell differently."""
    things = _things(ground)
    said: set[frozenset[Quote]] = set()
    for one, other in _pairs(things):
        both = frozenset((one.record.what, other.record.what))
        if both in said:
            continue
        said.add(both)
        if _apart(one, other):
            message = (
                f"{shown(one.record.what.text)} has two dates: {_when(one)} in one place and "
                f"{_when(other)} in another."
            )
            yield Finding("two_dates", "high", message, (*one.words, *other.words))
        if differ := _other_leads(one, other):
            message = f"{shown(one.record.what.text)} has two leads: {listed(differ)}."
            yield Finding("two_leads", "medium", message, (*_led(one), *_led(other)))


def _things(ground: Ground) -> list[_Thing]:
    """The records that can be told again: those with enough words, once in their table."""
    out: list[_Thing] = []
    for key, record in (*ground.commitments(), *ground.measures()):
        text = _undated(record.what.text)
        about = frozenset(s for s in stems(text) if not s.isdigit())
        if len(about) >= _FEWEST:
            first, last = _days(record.when)
            numbers = frozenset(
                re.findall(r"\d+|\b(?:first|second|third|fourth|draft)\b", text.lower())
            )
            out.append(_Thing(key, record, about, numbers, first, last))
    return out


def _undated(text: str) -> str:
    """A text up to its first comma or colon that opens a clause, its phrases of time left out."""
    for f in reversed(find(text)):
        text = text[: f.begin] + " " + text[f.end :]
    head = re.split(r"[:;]|, (?=in which|led by|so that)", text)[0]
    return head if len(head.split()) >= 3 else text


def _days(when: tuple[Dated, ...]) -> tuple[date | None, date | None]:
    """The first and last day of a record's time; None where it is open, recurring or guessed."""
    periods = [d.period for d in when]
    if len(periods) != 1 or periods[0].kind not in ("deadline", "window") or periods[0].months:
        return None, None
    start, end = periods[0].start, periods[0].end
    slack = _SLACK if _SEASON.search(periods[0].text) else timedelta(0)
    first = start or (end and end - _vagueness(periods[0].text))
    return first and first - slack, end and end + slack


_SLACK = timedelta(days=21)
"""By how much terms begin and end earlier or later than they are taken to."""

_SEASON = re.compile(r"\b(?:spring|summer|autumn|easter|christmas|term|year)\b", re.I)
_DAY = re.compile(r"\b[0-3]?\d(?:st|nd|rd|th)?\s+[A-Z]|\d[/.-]\d")


def _vagueness(phrase: str) -> timedelta:
    """How long before its last day a deadline's phrase can also mean."""
    if _SEASON.search(phrase):
        return timedelta(days=100)
    return timedelta(days=0 if _DAY.search(phrase) else 31)


def _pairs(things: list[_Thing]) -> Iterator[tuple[_Thing, _Thing]]:
    """Records of different tables or documents that are about one thing, and only those two."""
    holding: dict[str, list[_Thing]] = defaultdict(list)
    for thing in things:
        for s in thing.about:
            holding[s].append(thing)
    times = Counter((t.place, t.about) for t in things)
    for thing in things:
        rarest = min(thing.about, key=lambda s: len(holding[s]))
        alike = [o for o in holding[rarest] if _same(thing, o)]
        once = [o for o in alike if sum(p.place == o.place for p in alike) == 1]
        if times[thing.place, thing.about] == 1:
            yield from ((thing, o) for o in once if o.place != thing.place)


def _same(one: _Thing, other: _Thing) -> bool:
    """Whether the second holds all the words of the first and few more, and the same numbers."""
    return (
        one is not other
        and one.about <= other.about
        and len(other.about) <= 2 * len(one.about)
        and (one.numbers == other.numbers or not one.numbers or not other.numbers)
    )


def _apart(one: _Thing, other: _Thing) -> bool:
    if not (one.first and one.last and other.first and other.last):
        return False
    return one.last < other.first or other.last < one.first


def _when(thing: _Thing) -> str:
    return shown(thing.record.when[0].period.text)


def _other_leads(one: _Thing, other: _Thing) -> list[str]:
    """The leads of two records, where each has its own and none could be the other's."""
    a, b = _people(one), _people(other)
    if not a or not b or any(_could_be(x, y) for x in a for y in b):
        return []
    return [f"{' and '.join(a)} in one place", f"{' and '.join(b)} in another"]


def _people(thing: _Thing) -> list[str]:
    record = thing.record
    if not isinstance(record, Commitment) or record.who_basis != "own":
        return []
    return [p for w in record.who for p in people_in(w.text)]


def _could_be(one: str, other: str) -> bool:
    return one.casefold() == other.casefold() or any(
        is_initials(i) and fits(i, name) for i, name in ((one, other), (other, one))
    )


def _led(thing: _Thing) -> tuple[Words, ...]:
    who = (Words(thing.document, w) for w in thing.record.who)
    return (Words(thing.document, thing.record.what), *who)
