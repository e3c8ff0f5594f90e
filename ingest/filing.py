"""What is filed in the index, and what comes out of it: plain values, with no storage behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ingest.document import Document, Format
from ingest.entries import Entry, EntryKind
from ingest.passages import Passage

Sort = Literal["plan", "evidence"]
Matrix = NDArray[np.float32]

EVERY_AUDIENCE = ("public", "staff", "leaders", "governors", "trustees")
"""The audiences that a document can be for; each must be granted by name."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: the audiences whose documents they may see, and no others."""

    audiences: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filing:
    """A document as it goes into the index, with all that was made of it.

    `vectors` is (passages, dimensions), or (0, 0) where they are to be made later. `digest` tells
    whether the document would come out the same. `start` to `end` is the period it covers.
    `copy_of` is the key of the document that holds the same in another format, `superseded_by`
    that of the one which took its place. `people` (initials to names) and `glossary` are what the
    trust says beside the document.
    """

    document: Document
    plan: str
    plan_name: str
    audience: str
    digest: str
    aliases: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    entries: tuple[Entry, ...] = ()
    passages: tuple[Passage, ...] = ()
    vectors: Matrix | None = None
    copy_of: str | None = None
    superseded_by: str | None = None
    sort: Sort = "plan"
    people: Mapping[str, str] = field(default_factory=dict[str, str])
    glossary: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Filed:
    """A document that is in the index, without its contents."""

    id: int
    key: str
    version: int
    name: str
    path: str
    title: str
    format: Format
    pages: int | None
    digest: str
    plan: str
    plan_name: str
    aliases: tuple[str, ...]
    audience: str
    sort: Sort
    start: date | None
    end: date | None
    copy_of: str | None
    superseded_by: str | None
    people_told: Mapping[str, str]
    glossary: Mapping[str, str]
    embedder: str
    filed_at: str
    passages: int
    entries: int
    tables: int
    problems: int

    @property
    def current(self) -> bool:
        """Whether searches find it: it is no copy and nothing took its place."""
        return self.copy_of is None and self.superseded_by is None


@dataclass(frozen=True, slots=True)
class Kept:
    """A record of the register as the index holds it."""

    id: int
    document: str
    plan: str
    kind: EntryKind
    entry: Entry


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: how well (more is better), and at which rank, from 1."""

    id: int
    passage: Passage
    document: str
    plan: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that somebody may read, over all its current documents.

    `people` and `glossary` are what the trust says beside its documents, in `plans.toml`.
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    start: date | None
    end: date | None
    documents: tuple[str, ...]
    people: Mapping[str, str] = field(default_factory=dict[str, str])
    glossary: Mapping[str, str] = field(default_factory=dict[str, str])


def plan_of(key: str, of: Sequence[Filed]) -> Plan:
    """The plan of that key, whose documents are these: its period is its plans', not evidence's."""
    chiefs = [f for f in of if f.sort == "plan"] or of
    starts = [f.start for f in chiefs if f.start]
    ends = [f.end for f in chiefs if f.end]
    return Plan(
        key,
        chiefs[0].plan_name,
        tuple(dict.fromkeys(a for f in of for a in f.aliases)),
        min(starts, default=None),
        max(ends, default=None),
        tuple(f.key for f in of),
        {short: name for f in of for short, name in f.people_told.items()},
        {term: means for f in of for term, means in f.glossary.items()},
    )
