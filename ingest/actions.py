"""Rows of a plan's tables -> commitments and measures, each with its leads, dates and what it serves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ingest.columns import Roles, is_date, named
from ingest.document import Cell, Location, Quote, Table
from ingest.entries import Basis, Commitment, Dated, Measure, Period
from ingest.people import listed, names
from ingest.periods import Frame, find, read
from ingest.segments import Segment, segments

_ACTING = ("activity", "milestone")
_SERVED = ("strand", "aim", "priority", "need", "intent")


@dataclass(slots=True)
class _Row:
    """What one row of a table holds, by role."""

    acts: list[tuple[str, Quote]] = field(default_factory=list[tuple[str, Quote]])
    measures: list[Quote] = field(default_factory=list[Quote])
    who: list[Quote] = field(default_factory=list[Quote])
    monitors: list[Quote] = field(default_factory=list[Quote])
    when: list[Quote] = field(default_factory=list[Quote])
    start: list[Quote] = field(default_factory=list[Quote])
    served: list[Quote] = field(default_factory=list[Quote])
    status: Quote | None = None
    school: Quote | None = None
    shared: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A table with what is known about it: its columns' roles, its strand and the years it is about."""

    table: Table
    roles: Roles
    strand: str
    frame: Frame


def is_plan(roles: Roles) -> bool:
    """Whether a table with these columns lists things to do, or what will show success."""
    acting = any(r in _ACTING for r in roles)
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


def quotes(cell: Cell) -> tuple[Quote, ...]:
    """The paragraphs of a cell, each as a quotation about its row and its column."""
    about = tuple(t for t in (cell.row_label, cell.heading, cell.means) if t)
    return tuple(Quote(p, cell.location, about) for p in cell.paragraphs)


def commitments(placed: Placed) -> Iterator[Commitment | Measure]:
    """The commitments and measures of a table, row by row in the document's order."""
    seen: set[tuple[int | None, int | None]] = set()
    roles = _with_activity(placed.roles, placed.table)
    above: dict[int, list[Quote]] = {}
    for cells in placed.table.body():
        own = _shifted(cells, roles)
        row = _read_row(cells, own, seen)
        row.served = _carried(cells, own, above)
        yield from _of_row(row, placed)


def _carried(cells: tuple[Cell, ...], roles: Roles, above: dict[int, list[Quote]]) -> list[Quote]:
    """What a row serves: its own aims and priorities, and those above where it leaves them blank."""
    fresh = False
    for c, cell in enumerate(cells):
        if roles[c] in _SERVED and (cell.paragraphs or fresh) and not _all_people(cell):
            above[c] = list(quotes(cell))
            fresh = True
    return [q for c in sorted(above) for q in above[c]]


def _with_activity(roles: Roles, table: Table) -> Roles:
    """A table with leads or dates but no column of actions: its likeliest column holds them.

    Beside a date, a column of committees and boards is what meets and not who leads.
    """
    if any(r in (*_ACTING, "measure") for r in roles) or not ({"lead", "when"} & set(roles)):
        return roles
    if "when" in roles and "lead" in roles and _bodies(table, roles.index("lead")):
        return tuple("activity" if c == roles.index("lead") else r for c, r in enumerate(roles))
    for wanted in (("need",), ("priority",), ("aim",), ("", "monitor", "name"), ("measure",)):
        told = [c for c, r in enumerate(roles) if r in wanted]
        if told:
            at = max(told, key=lambda c: _wordiness(table, c))
            return (*roles[:at], "activity", *roles[at + 1 :])
    return roles


def _wordiness(table: Table, c: int) -> float:
    """How many letters a column's filled cells have on average."""
    texts = [r[c].text for r in table.body() if r[c].paragraphs]
    return sum(map(len, texts)) / max(1, len(texts))


_BODY = re.compile(
    r"\b(?:committee|board|group|panel|forum|council|governing body|trustees|members|meeting)s?\b",
    re.I,
)


def _bodies(table: Table, c: int) -> bool:
    texts = [r[c].text for r in table.body() if r[c].paragraphs]
    return bool(texts) and sum(bool(_BODY.search(t)) for t in texts) >= 0.6 * len(texts)


def _read_row(
    cells: tuple[Cell, ...], roles: Roles, seen: set[tuple[int | None, int | None]]
) -> _Row:
    row = _Row()
    for c, cell in enumerate(cells):
        place = (cell.location.row, cell.location.column)
        again = place in seen
        if cell.columns > 1 and c > 0 and cells[c - 1] is cell:
            continue
        seen.add(place)
        for quote in quotes(cell):
            _put(row, roles[c], quote, again=again)
    return row


def _shifted(cells: tuple[Cell, ...], roles: Roles) -> Roles:
    """The roles for a row that begins too far left or right: text with people beside it is an action."""
    filled = [c for c, cell in enumerate(cells) if cell.paragraphs]
    people = [c for c in filled if _all_people(cells[c])]
    if len(people) != 1 or any(roles[c] in _ACTING for c in filled):
        return roles
    at = people[0]
    before = [c for c in filled if c < at and roles[c] not in ("reference", "school")]
    own = [c for c in before if cells[c].location.row == (cells[at].location.row)]
    if roles[at] != "lead" and own and "activity" in roles:
        moved = {own[-1]: "activity", at: "lead"}
        return tuple(moved.get(c, role) for c, role in enumerate(roles))
    return roles


def _all_people(cell: Cell) -> bool:
    return bool(cell.paragraphs) and all(listed(p) for p in cell.paragraphs)


def _put(row: _Row, role: str, quote: Quote, *, again: bool) -> None:
    """One paragraph to where its column's role, or its own look, says that it belongs."""
    if role in ("monitor", "support"):
        row.monitors.append(quote)
    elif (role == "lead" and not _long(quote)) or (
        listed(quote.text)
        and not (role in _ACTING and _BODY.search(quote.text))
        and role in (*_ACTING, "measure", "when", "status", "")
    ):
        row.who.append(quote)
        row.shared |= again
    elif role in ("when", "start"):
        (row.start if role == "start" else row.when).append(quote)
    elif role in _ACTING:
        if not again:
            row.acts.append((role, quote))
    elif role == "measure" or (
        role == "lead" and named(quote.about[-1] if quote.about else "") == "measure"
    ):
        if not again:
            row.measures.append(quote)
    elif role == "status":
        row.status = row.status or quote
        row.done = row.done or bool(_done(quote))
    elif role == "school":
        row.school = quote
    elif role == "" and is_date(quote.text):
        row.when.append(quote)


def _long(quote: Quote) -> bool:
    """Whether a paragraph in a column of people is none: too long, or another column's by heading."""
    told = named(quote.about[-1]) if quote.about else ""
    return not (listed(quote.text) or names(quote.text)) and (
        told not in ("lead", "") or len(quote.text) > 60
    )


def _of_row(row: _Row, placed: Placed) -> Iterator[Commitment | Measure]:
    row.when, further = _first_dates(row.when)
    own = _column_dates(row, placed.frame)
    yield from _further(row, further, placed)
    pieces = [(role, s) for role, q in row.acts for s in _activity(q, placed.frame)]
    pairs = _paired(row, [q for _, q in row.acts])
    basis: Basis = (
        "own" if pairs is not None or len(_people(row)) <= 1 or len(row.acts) <= 1 else "block"
    )
    for role, segment in pieces:
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


def _first_dates(when: list[Quote]) -> tuple[list[Quote], list[Quote]]:
    """The dates of the first date column, and those of further ones ("Papers due")."""
    first = when[0].location.column if when else None
    return [q for q in when if q.location.column == first], [
        q for q in when if q.location.column != first
    ]


def _further(row: _Row, further: list[Quote], placed: Placed) -> Iterator[Commitment]:
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


def _measures(row: _Row, placed: Placed) -> Iterator[Measure]:
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


def _people(row: _Row) -> set[tuple[str, ...]]:
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


def _paired(row: _Row, acts: list[Quote]) -> _Pairs | None:
    return _Pairs(acts, row.who) if 1 < len(acts) == len(row.who) and not row.shared else None


def _column_dates(row: _Row, frame: Frame) -> tuple[Dated, ...]:
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


_DONE = re.compile(
    r"\b(?:complete[d]?|done|closed|achieved|finished|delivered|actioned|discharged|implemented|blue)\b",
    re.I,
)
_NOT_DONE = re.compile(r"\b(?:not|in|part(?:ly|ially)?|to be|incomplete|nearly|un\w+)\b", re.I)


def _done(status: Quote | None) -> bool | None:
    """Whether a status says that something is done; None where there is no status."""
    if status is None:
        return None
    return bool(_DONE.search(status.text)) and not _NOT_DONE.search(status.text)


def inherit(table: Table, roles: Roles, earlier: Mapping[int, Roles]) -> Roles:
    """Roles for a table whose own headings tell next to nothing, from one like it before it."""
    told = [r for r in roles if r]
    if len(told) >= 2 or not earlier:
        return roles
    same = earlier.get(table.columns)
    return same or roles
