"""Records of the register as rows for a person: what, who, when, and the cells they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ingest.document import Location, Quote
from ingest.entries import (
    Aim,
    Commitment,
    Dated,
    Definition,
    Entry,
    EntryKind,
    Measure,
    Period,
    Responsibility,
)

HEADINGS: dict[EntryKind, tuple[str, ...]] = {
    "responsibility": ("Who", "Position", "For what", "By", "Strand", "Where"),
    "commitment": ("What", "Who", "When", "Meaning", "Serves", "Strand", "State", "Where"),
    "measure": ("What", "Who", "When", "Meaning", "Serves", "Strand", "Where"),
    "aim": ("What", "Sort", "Under", "Strand", "Where"),
    "definition": ("Term", "Stands for", "Words", "Strand", "Where"),
}
"""The columns of each kind of record."""

PLURALS: dict[EntryKind, str] = {
    "responsibility": "Responsibilities",
    "commitment": "Commitments",
    "measure": "Measures",
    "aim": "Aims",
    "definition": "Definitions",
}
"""What many of each kind are called."""


def row(entry: Entry) -> tuple[str, ...]:
    """The record in the columns of its kind."""
    match entry:
        case Responsibility():
            return _responsibility(entry)
        case Commitment():
            return _commitment(entry)
        case Measure():
            return _measure(entry)
        case Aim():
            what = f"{entry.number} {entry.what.text}".strip()
            return (what, entry.sort, _text(entry.parent), entry.strand, place(entry.what.location))
        case Definition():
            where = place(entry.quote.location)
            return (entry.term, entry.expansion, entry.quote.text, entry.strand, where)


def place(location: Location) -> str:
    """A location in few letters: page, sheet's cell, and table, row and column or block."""
    page = f"p{location.page} " if location.page else ""
    if location.table and location.row:
        return f"{page}t{location.table}r{location.row}c{location.column}"
    if location.table:
        return f"{page}t{location.table}"
    return f"{page}b{location.block}" if location.block else page.strip()


def meaning(period: Period) -> str:
    """The interval that a phrase of time means, in words."""
    reach = f"{_day(period.start)} to {_day(period.end)}".strip()
    months = f" in months {', '.join(map(str, period.months))}" if period.months else ""
    year = "" if period.year == "stated" else f", year {period.year}"
    return f"{period.kind} {period.every or ''}{months} {reach if reach != 'to' else ''}{year}"


def _responsibility(entry: Responsibility) -> tuple[str, ...]:
    parts = (entry.person, entry.position, entry.area)
    where = " ".join(dict.fromkeys(place(p.location) for p in parts if p))
    return (*(_text(p) for p in parts), f"{entry.role}, {entry.basis}", entry.strand, where)


def _commitment(entry: Commitment) -> tuple[str, ...]:
    state = _text(entry.status) or {True: "done", False: "not done", None: ""}[entry.done]
    who = _texts(entry.who) + (f" ({entry.who_basis})" if entry.who_basis != "own" else "")
    return (
        entry.what.text,
        who,
        _phrases(entry.when),
        _meanings(entry.when),
        _texts(entry.serves),
        entry.strand,
        state,
        place(entry.what.location),
    )


def _measure(entry: Measure) -> tuple[str, ...]:
    return (
        entry.what.text,
        _texts(entry.who),
        _phrases(entry.when),
        _meanings(entry.when),
        _texts(entry.serves),
        entry.strand,
        place(entry.what.location),
    )


def _phrases(dated: Iterable[Dated]) -> str:
    return "; ".join(d.period.text + (f" ({d.role})" if d.role else "") for d in dated)


def _meanings(dated: Iterable[Dated]) -> str:
    return "; ".join(" ".join(meaning(d.period).split()) for d in dated)


def _texts(quotes: Iterable[Quote]) -> str:
    return ", ".join(q.text for q in quotes)


def _text(quote: Quote | None) -> str:
    return quote.text if quote else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
