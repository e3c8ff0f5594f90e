"""Records of the register as rows of a table, for the terminal and for files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.citing import where
from assistant.register_view import Listed, Record
from ingest.document import Quote
from ingest.entries import Aim, Basis, Commitment, Dated, Definition, Measure, Responsibility

HEADINGS: dict[Listed, tuple[str, ...]] = {
    "responsibility": ("Who", "Position", "For what", "As", "Strand"),
    "commitment": ("What", "Who", "When", "From", "To", "State", "Strand", "Serves"),
    "measure": ("What", "Looked at", "From", "To", "By", "Strand", "Serves"),
    "definition": ("Term", "Stands for", "Strand"),
}
"""The columns of each kind of record; `PLACES` follow them in a file."""

PLACES = ("Plan", "Document", "Place", "Words")

TITLES: dict[Listed, str] = {
    "responsibility": "Responsibilities",
    "commitment": "Commitments",
    "measure": "Measures",
    "definition": "Terms",
}

BASES: dict[Basis, str] = {
    "own": "own lead",
    "block": "one of several, not paired",
    "section": "lead of the section",
    "matrix": "by role in a table",
    "profile": "by their profile",
    "link": "link role",
    "sentence": "by a sentence",
}
"""How a person and what they lead belong together, in words."""


def row(record: Record) -> tuple[str, ...]:
    """The record in the columns of its kind."""
    match record.entry:
        case Responsibility() as r:
            role = f"{r.role}, {BASES[r.basis]}"
            return (_text(r.person), _text(r.position), _text(r.area), role, r.strand)
        case Commitment() as c:
            state = _text(c.status) or {True: "done", False: "not done", None: ""}[c.done]
            return (c.what.text, _who(c), *_when(c.when), state, c.strand, _texts(c.serves))
        case Measure() as m:
            return (m.what.text, *_when(m.when), _texts(m.who), m.strand, _texts(m.serves))
        case Definition() as d:
            return (d.term, d.expansion, d.strand)
        case Aim() as a:
            return (a.what.text, a.sort, a.strand)


def places(record: Record) -> tuple[str, ...]:
    """The plan, the document, and every place that the record stands in with its words."""
    return (
        record.plan,
        record.document,
        "\n".join(where(c) for c in record.citations),
        "\n".join(c.quote for c in record.citations),
    )


def _who(entry: Commitment) -> str:
    basis = f" ({BASES[entry.who_basis]})" if entry.who and entry.who_basis != "own" else ""
    return _texts(entry.who) + basis


def _when(when: Sequence[Dated]) -> tuple[str, str, str]:
    """The phrases of a record's times, and the first and last days that they mean."""
    starts = [_day(d.period.start) for d in when]
    ends = [_day(d.period.end) for d in when]
    return "; ".join(d.period.text for d in when), _joined(starts), _joined(ends)


def _joined(days: Sequence[str]) -> str:
    return "; ".join(days) if any(days) else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _texts(quotes: Sequence[Quote]) -> str:
    return ", ".join(q.text for q in quotes)


def _text(quote: Quote | None) -> str:
    return quote.text if quote else ""
