"""What was composed and is not yet checked: lines of the program's own words and of quotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.answer import Status
from ingest.document import Quote
from ingest.entries import Dated


@dataclass(frozen=True, slots=True)
class Said:
    """Words taken from a document: `text` stands in `quote`, and `quote` in the document."""

    text: str
    quote: Quote
    document: str
    plan: str


Piece = str | Said


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer. A statement's quotations are those it holds and those it `rests` on."""

    pieces: tuple[Piece, ...]
    form: Literal["text", "heading", "bullet", "under"] = "text"
    rests: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a list: what, who and when as the document has them."""

    what: Said
    who: tuple[Said, ...]
    when: Dated | None
    strand: str
    plan: str
    document: str


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer before it is checked. `verify.verify` makes the answer of it that can be sent."""

    status: Status
    lines: tuple[Line, ...]
    records: tuple[Record, ...] = ()
    total: int | None = None
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


def text(*pieces: Piece, rests: tuple[Said, ...] = ()) -> Line:
    """A sentence of its own."""
    return Line(pieces, "text", rests)


def bullet(*pieces: Piece, rests: tuple[Said, ...] = ()) -> Line:
    """One of a list."""
    return Line(pieces, "bullet", rests)


def heading(words: str) -> Line:
    """The program's own heading over lines that follow."""
    return Line((words,), "heading")
