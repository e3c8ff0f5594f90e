"""Which rows of the catalogue match: a reader's audiences and what is asked, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select

from ingest import catalogue as c
from ingest.entries import EntryKind
from ingest.lexical import expression
from ingest.rows import EVERY_MONTH, months_between, name_words

Condition = ColumnElement[bool]


class Match(TypedDict, total=False):
    """What records are to match; what is not given, all match.

    `people` are names, positions or initials: any one of them, whole, is one of the record's.
    `between` keeps records with a time that can fall in it, open-ended ones included.
    With `placed` that time must be in it by itself: due, begun or ended in it, or one of its
    months, and not merely open.
    `terms` are stems, any of which the record or its context holds; `all_terms` are stems that it
    holds all of. `strand` is one as written, in whatever case; `strands` are several, any of
    which it stands under. `superseded` lets in records of documents whose place was taken.
    """

    kinds: Sequence[EntryKind] | None
    plans: Sequence[str] | None
    documents: Sequence[str] | None
    terms: Sequence[str] | None
    all_terms: Sequence[str] | None
    people: Sequence[str] | None
    between: tuple[date, date] | None
    placed: bool
    strand: str | None
    strands: Sequence[str] | None
    done: bool | None
    superseded: bool


def readable(audiences: Sequence[str]) -> Condition:
    """The document is for one of these audiences."""
    return c.documents.c.audience.in_(audiences)


def seen(audiences: Sequence[str]) -> Condition:
    """The same for documents found by another way: SQLite then does not begin with the audience."""
    return (c.documents.c.audience + "").in_(audiences)


def searchable(
    audiences: Sequence[str], plans: Sequence[str] | None = None, *, superseded: bool = False
) -> Condition:
    """The document is readable, no copy, in one of the plans and, unless allowed, not superseded."""
    conditions: list[Condition] = [readable(audiences), c.documents.c.copy_of.is_(None)]
    if not superseded:
        conditions.append(c.documents.c.current)
    if plans is not None:
        conditions.append(c.documents.c.plan.in_(plans))
    return and_(*conditions)


def entries_matching(audiences: Sequence[str], match: Match) -> Condition:
    """The entry matches all that is asked but its terms."""
    from_documents = select(c.documents.c.id).where(
        searchable(audiences, match.get("plans"), superseded=match.get("superseded", False))
    )
    documents = match.get("documents")
    if documents is not None:
        from_documents = from_documents.where(c.documents.c.key.in_(documents))
    conditions: list[Condition] = [c.entries.c.document_id.in_(from_documents)]
    kinds, strand, done = match.get("kinds"), match.get("strand"), match.get("done")
    if kinds is not None:
        conditions.append(c.entries.c.kind.in_(kinds))
    if strand is not None:
        conditions.append(c.entries.c.strand == strand)
    if (strands := match.get("strands")) is not None:
        conditions.append(c.entries.c.strand.in_(strands))
    if done is not None:
        conditions.append(c.entries.c.done.is_(done))
    return and_(
        *conditions,
        *_people(match.get("people")),
        *_between(match.get("between"), placed=match.get("placed", False)),
        *_all_terms(match.get("all_terms")),
    )


def holding(full_text: str, terms: Sequence[str]) -> Condition:
    """The text holds any of `terms`."""
    return literal_column(full_text).bool_op("MATCH")(expression(terms))


def _people(names: Sequence[str] | None) -> list[Condition]:
    if names is None:
        return []
    return [or_(*(c.entries.c.id.in_(_naming(name_words(n))) for n in names))]


def _naming(words: Sequence[str]) -> Select[Any]:
    return (
        select(c.people.c.entry_id)
        .where(c.people.c.word.in_(words))
        .group_by(c.people.c.entry_id, c.people.c.person)
        .having(func.count(c.people.c.word.distinct()) == len(words))
    )


def _between(days: tuple[date, date] | None, *, placed: bool) -> list[Condition]:
    if days is None:
        return []
    start, end = days
    falling = select(c.periods.c.entry_id).where(
        c.periods.c.last >= start,
        c.periods.c.first <= end,
        c.periods.c.months.bitwise_and(months_between(start, end)) != 0,
    )
    return [c.entries.c.id.in_(falling.where(_placed(start, end)) if placed else falling)]


def _placed(start: date, end: date) -> Condition:
    """The time is due, begins, ends or has one of its months in the span: it is not just open."""
    begins = c.periods.c.kind.in_(("window", "start", "recurrence")) & (c.periods.c.first >= start)
    ends = (c.periods.c.kind == "window") & (c.periods.c.last <= end)
    return or_(c.periods.c.kind == "deadline", c.periods.c.months != EVERY_MONTH, begins, ends)


def _all_terms(stems: Sequence[str] | None) -> list[Condition]:
    if stems is None:
        return []
    every = " AND ".join(expression([s]) for s in dict.fromkeys(stems))
    matching = literal_column("entry_words").bool_op("MATCH")(every)
    return [c.entries.c.id.in_(select(c.entry_words.c.rowid).where(matching))]
