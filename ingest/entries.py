"""The register's types: who, what, when and where they stand, each part with its own quotation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.document import Quote

PeriodKind = Literal["deadline", "window", "start", "recurrence", "ongoing", "none"]
Year = Literal["stated", "inferred", "unknown"]
Role = Literal["target", "monitoring"]


@dataclass(frozen=True, slots=True)
class Period:
    """A phrase of time and the interval it means.

    `months` are the months (1 to 12) in which a recurrence falls; none where they cannot be told.
    `every` names a recurrence's rhythm as a plain word ("termly", "half-termly", "yearly").
    """

    text: str
    start: date | None
    end: date | None
    kind: PeriodKind
    year: Year
    every: str | None = None
    months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """A period, where its words stand, and whether it is a target or a time to look again."""

    period: Period
    quote: Quote
    role: Role | None = None


Basis = Literal["own", "block", "section", "matrix", "profile", "link", "sentence"]


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who is responsible for what. `person` or `position` may be missing, never both.

    `basis` says how they belong together: "own" (the row's or block's own lead), "section" (the
    lead of the section that the area names), "matrix" (an area by role table), "link" (a trustee's
    or committee's link role), "profile" or "sentence" (prose). `label` is the document's own word for
    the role, such as "Executive sponsor".
    """

    person: Quote | None
    position: Quote | None
    area: Quote | None
    basis: Basis
    strand: str = ""
    role: str = "lead"
    school: Quote | None = None
    support: tuple[Quote, ...] = ()
    label: Quote | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something that is to be done or happens: what, who, when, and what it serves.

    `who_basis`: "own" when the leads are this action's own, "block" when a block of actions
    has a list of leads that cannot be paired with them, "section" when only the section has one.
    """

    what: Quote
    who: tuple[Quote, ...] = ()
    who_basis: Basis = "own"
    when: tuple[Dated, ...] = ()
    strand: str = ""
    serves: tuple[Quote, ...] = ()
    origin: Literal["calendar", "action", "milestone", "meeting", "return"] = "action"
    status: Quote | None = None
    done: bool | None = None
    school: Quote | None = None
    label: Quote | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What will show success, when it is looked at and by whom."""

    what: Quote
    when: tuple[Dated, ...] = ()
    who: tuple[Quote, ...] = ()
    strand: str = ""
    serves: tuple[Quote, ...] = ()
    school: Quote | None = None
    label: Quote | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective, strategic area, priority, intent or value, in its order and under its parent."""

    what: Quote
    sort: str
    number: str = ""
    strand: str = ""
    parent: Quote | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What an acronym or a phrase stands for, by the document's own words."""

    term: str
    expansion: str
    quote: Quote
    strand: str = ""


Entry = Responsibility | Commitment | Measure | Aim | Definition
EntryKind = Literal["responsibility", "commitment", "measure", "aim", "definition"]
