"""Dates before the plan begins, dates that have passed, and dates without a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from assistant.checking.finding import Finding, Words, counted, shown
from assistant.checking.ground import Ground
from assistant.checking.naming import is_body
from ingest.columns import is_date
from ingest.days import covered
from ingest.entries import Commitment, Dated, Measure, Period

_POINTS = ("deadline", "window")


def check(ground: Ground) -> Iterator[Finding]:
    """All that is wrong with the dates."""
    yield from _before(ground)
    yield from _past(ground)
    yield from _yearless(ground)


def _before(ground: Ground) -> Iterator[Finding]:
    starts = ground.starts
    if starts is None:
        return
    for key, record in (*ground.commitments(), *ground.measures()):
        last = _last(record.when)
        if last is not None and last < starts and _stated(record.when):
            phrase = shown(record.when[-1].period.text)
            message = (
                f"{shown(record.what.text)} is dated {phrase}, before the plan begins "
                f"on {_day(starts)}."
            )
            yield Finding("before_period", "high", message, _words(key, record))


def _past(ground: Ground) -> Iterator[Finding]:
    """One finding for each document: what has passed, and nothing says whether it is done."""
    asked: dict[str, list[Commitment]] = defaultdict(list)
    for key, act in ground.commitments():
        names_only = is_body(act.what.text) or is_date(act.what.text)
        if act.when and not act.done and act.origin != "meeting" and not names_only:
            asked[key].append(act)
    for key, acts in asked.items():
        past = [a for a in acts if (last := _last(a.when)) is not None and last < ground.as_of]
        if not past:
            continue
        message = (
            f"{counted(len(past), 'dated action')} of {len(acts)} had passed by "
            f"{_day(ground.as_of)}, and the document does not say that "
            f"{'it is' if len(past) == 1 else 'they are'} done."
        )
        words = tuple(dict.fromkeys(w for a in past for w in _words(key, a)))
        yield Finding("past", "medium", message, words)


def _yearless(ground: Ground) -> Iterator[Finding]:
    """One finding for each document: phrases of time whose year has to be guessed."""
    found: dict[str, list[tuple[Dated, Words]]] = defaultdict(list)
    titles = {(key, t.location.table): t.title for key, t in ground.tables()}
    for key, record in (*ground.commitments(), *ground.measures()):
        at = record.what.location
        over = (titles.get((key, at.table), ""), *reversed(at.headings))
        if not _one_year((*over, ground.documents[key].title)):
            guessed = [d for d in record.when if _guessed(d.period)]
            found[key] += [(d, Words(key, record.what)) for d in guessed]
    for those in found.values():
        phrases = list(dict.fromkeys(d.period.text for d, _ in those))
        named = ", ".join(shown(p) for p in phrases[:4]) + (" …" if len(phrases) > 4 else "")
        dates = counted(len(those), "date")
        message = f"{dates} without a year, in a plan of several years: {named}."
        if those:
            yield Finding("no_year", "low", message, tuple(dict.fromkeys(w for _, w in those)))


def _guessed(period: Period) -> bool:
    return period.year != "stated" and period.kind in ("deadline", "window", "start")


@lru_cache(maxsize=1_000)
def _one_year(titles: tuple[str, ...]) -> bool:
    """Whether titles, the nearest first, are about a single year."""
    span = next((s for t in titles if (s := covered(t))), None)
    return span is not None and (span[1] - span[0]).days <= 366


def _last(when: tuple[Dated, ...]) -> date | None:
    """The last day of a record's times; None where one of them is open, or none has a day."""
    if not all(d.period.kind in _POINTS for d in when):
        return None
    return max((d.period.end for d in when if d.period.end), default=None)


def _stated(when: tuple[Dated, ...]) -> bool:
    return all(d.period.year == "stated" for d in when)


def _words(key: str, record: Commitment | Measure) -> tuple[Words, ...]:
    dates = (Words(key, d.quote) for d in record.when)
    return tuple(dict.fromkeys((Words(key, record.what), *dates)))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
