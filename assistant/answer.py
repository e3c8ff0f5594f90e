"""An answer whose every quotation has been checked: the only thing that a channel can send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.document import Location
from ingest.entries import PeriodKind, Role, Year

Status = Literal["answered", "partial", "not_found", "declined"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quotation: words of a document to the letter, and where they stand."""

    n: int
    document: str
    plan: str
    label: str
    location: Location
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class When:
    """A record's time: the plan's phrase, and the interval it means."""

    text: str
    start: date | None
    end: date | None
    kind: PeriodKind
    role: Role | None
    year: Year


@dataclass(frozen=True, slots=True)
class Item:
    """One record of an answer that lists records."""

    what: str
    who: tuple[str, ...]
    when: When | None
    strand: str
    plan: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a language model did for an answer: which, by which prompt, and at what cost.

    `used` counts the lines in its words, `refused` the claims that did not hold; `problem` says
    why there are no such lines.
    """

    model: str
    prompt: str
    used: int
    refused: int
    problem: str
    tokens_in: int
    tokens_out: int
    cost: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. `text` is Markdown whose statements end in their citations' numbers."""

    status: Status
    text: str
    items: tuple[Item, ...]
    citations: tuple[Citation, ...]
    total: int | None
    notes: tuple[str, ...]
    suggestions: tuple[str, ...]
    conversation: str
    answer: str
    took_ms: float
    wording: Wording | None = None
