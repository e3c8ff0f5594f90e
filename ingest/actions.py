"""Rows of a plan's tables -> commitments and measures, each with its leads, dates and what it serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.columns import Roles
from ingest.days import Frame
from ingest.document import Location, Quote, Table
from ingest.entries import Basis, Commitment, Dated, Measure, Period
from ingest.people import listed
from ingest.periods import find, read
from ingest.segments import Segment, segments
from ingest.table_rows import ACTING, Row, carried, read_row, shifted, with_activity


@dataclass(frozen=True, slots=True)
class Placed:
    """A table with what is known about it: its columns' roles, its strand and the years it is about."""

    table: Table
    roles: Roles
    strand: str
    frame: Frame


def is_plan(roles: Roles) -> bool:
    """Whether a table with these columns lists things to do, or what will show success."""
    acting = any(r in ACTING for r in roles)
    helped = any(
        r in ("lead", "when", "measure", "status", "priority", "aim", "need") for r in roles
    )
    return (
        (acting and helped)
        or ("measure" in roles and len(set(roles) - {""}) >= 2)
        or ("lead" in roles and "when" in roles)
        or ("when" in roles and any(r in ("monitor", "name", "") for r in roles))
        or ("need" in roles and "lead" in roles)
    )


def commitments(placed: Placed) -> Iterator[Commitment | Measure]:
    """The commitments and measures of a table, row by row in the document's order."""
    seen: set[tuple[int | None, int | None]] = set()
    roles = with_activity(placed.roles, placed.table)
    above: dict[int, list[Quote]] = {}
    for cells in placed.table.body():
        own = shifted(cells, roles)
        row = read_row(cells, own, seen)
        row.served = carried(cells, own, above)
        yield from _of_row(row, placed)


def _of_row(row: Row, placed: Placed) -> Iterator[Commitment | Measure]:
    row.when, further = _first_dates(row.when)
    own_dates = _column_dates(row, placed.frame)
    yield from _further(row, further, placed)
    pieces = [(role, s) for role, q in row.acts for s in _activity(q, placed.frame)]
    pairs = _paired(row, [q for _, q in row.acts])
    basis: Basis = (
        "own" if pairs is not None or len(_people(row)) <= 1 or len(row.acts) <= 1 else "block"
    )
    dates = _paired_dates(row, placed.frame)
    for role, segment in pieces:
        own = dates.get(segment.what.text, own_dates)
        who = pairs.get(segment.what.location, segment.what.text, row.who) if pairs else row.who
        yield Commitment(
            what=segment.what,
            who=tuple(who),
            who_basis=basis,
            when=own if own and role == "activity" else segment.when or own,
            strand=placed.strand,
            serves=tuple(row.served),
            origin="milestone" if role == "milestone" else "action",
            status=row.status,
            done=row.done if row.status else None,
            school=row.school,
        )
    yield from _measures(row, placed)


def _paired_dates(row: Row, frame: Frame) -> dict[str, tuple[Dated, ...]]:
    """Each action's own date where a row has as many dates as actions, item by item."""
    acts = [q for _, q in row.acts]
    if not 1 < len(acts) == len(row.when):
        return {}
    return {
        act.text: tuple(Dated(p, when, "target") for p in _periods(when, frame))
        for act, when in zip(acts, row.when, strict=True)
    }


def _first_dates(when: list[Quote]) -> tuple[list[Quote], list[Quote]]:
    """The dates of the first date column, and those of further ones ("Papers due")."""
    first = when[0].location.column if when else None
    return [q for q in when if q.location.column == first], [
        q for q in when if q.location.column != first
    ]


def _further(row: Row, further: list[Quote], placed: Placed) -> Iterator[Commitment]:
    """What a further date column says of each action: its heading is the label."""
    for quote in further:
        heading = _heading(placed.table, quote.location.column or 1)
        for _, act in row.acts[:1]:
            dated = tuple(Dated(p, quote, "target") for p in _periods(quote, placed.frame))
            if heading and dated:
                yield Commitment(
                    act, (), "own", dated, placed.strand, (heading,), "return", label=heading
                )


def _heading(table: Table, column: int) -> Quote | None:
    for row in reversed(table.rows[: table.heading_rows]):
        cell = row[column - 1]
        if cell.paragraphs:
            return Quote(cell.paragraphs[0], cell.location)
    return None


def _activity(quote: Quote, frame: Frame) -> tuple[Segment, ...]:
    return segments(quote, frame, "target")


def _measures(row: Row, placed: Placed) -> Iterator[Measure]:
    reviewed = tuple(
        Dated(p, q, "monitoring") for q in row.monitors if (p := read(q.text, placed.frame))
    )
    alone = not row.acts
    dates = _column_dates(row, placed.frame) if alone else ()
    for quote in row.measures:
        for segment in segments(quote, placed.frame, "monitoring"):
            yield Measure(
                what=segment.what,
                when=segment.when or reviewed or dates,
                who=tuple(row.who) if alone else tuple(row.monitors),
                strand=placed.strand,
                serves=tuple(row.served),
                school=row.school,
            )


def _people(row: Row) -> set[tuple[str, ...]]:
    return {listed(q.text) or (q.text,) for q in row.who}


class _Pairs:
    """Actions and leads of a row that stand in equal number, item by item."""

    def __init__(self, acts: list[Quote], who: list[Quote]) -> None:
        self._pairs = list(zip(acts, who, strict=True))

    def get(self, location: Location, text: str, default: list[Quote]) -> list[Quote]:
        """The lead of the action that `text` is a piece of."""
        for act, who in self._pairs:
            if act.location == location and text in act.text:
                return [who]
        return default


def _paired(row: Row, acts: list[Quote]) -> _Pairs | None:
    return _Pairs(acts, row.who) if 1 < len(acts) == len(row.who) and not row.shared else None


def _column_dates(row: Row, frame: Frame) -> tuple[Dated, ...]:
    """The dates of the row's own date columns; a start and an end make one window."""
    ends = [Dated(p, q, "target") for q in row.when for p in _periods(q, frame)]
    starts = [Dated(p, q, "target") for q in row.start for p in _periods(q, frame)]
    if len(starts) == 1 and len(ends) == 1:
        first = starts[0].period.start or starts[0].period.end
        if first and ends[0].period.end:
            window = replace(ends[0].period, start=first, kind="window")
            return (Dated(window, ends[0].quote, "target"),)
    return tuple(ends or starts)


def _periods(quote: Quote, frame: Frame) -> list[Period]:
    found = [f.period for f in find(quote.text, frame)]
    return found or (
        [Period(quote.text, None, None, "none", "unknown")] if quote.text.strip() else []
    )


def inherit(table: Table, roles: Roles, earlier: Mapping[int, Roles]) -> Roles:
    """Roles for a table whose own headings tell next to nothing, from one like it before it."""
    told = [r for r in roles if r]
    if len(told) >= 2 or not earlier:
        return roles
    same = earlier.get(table.columns)
    return same or roles
