"""Grids whose columns are months, terms or quarters -> a commitment for each entry in a cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from ingest.coloured import coloured_runs, marked
from ingest.days import Frame
from ingest.document import Cell, Quote, Table
from ingest.entries import Commitment, Dated, Measure, Period
from ingest.people import listed
from ingest.periods import find, read
from ingest.segments import sentences
from ingest.table_rows import done, quotes

_FIGURE = re.compile(
    r"\(?[<>≥≤~£]?\s*[+-]?\d[\d,.]*\s*(?:%|k|m|pts?|points?|days?|weeks?)?\.?\)?[¹²³⁴*†‡]*|[–—-]|tb[cd]",
    re.I,
)


def entries(
    table: Table, columns: dict[int, str], frame: Frame, roles: tuple[str, ...]
) -> Iterator[Commitment | Measure]:
    """One record for each entry in a cell; its strand is the row's label, its time the column's.

    A row whose cells are marked or filled and not written in is one record over the marked span;
    one whose cells are figures is a measure with a target for each column.
    """
    starts = _starts(table, columns)
    for row in table.body():
        cells = [(c, row[c]) for c in columns]
        written = [(c, cell) for c, cell in cells if cell.paragraphs]
        own = _own(row, columns, roles)
        yield from _action(row, own, columns, roles)
        if written and own.label and _is_days(written, columns):
            for c, cell in written:
                yield from _held(own, quotes(cell)[0], _days_of(cell, columns[c], frame))
        elif written and all(_FIGURE.fullmatch(cell.text.strip()) for _, cell in written):
            yield from _figures(row, written, own, columns, frame)
        elif marked(cells):
            yield from _spans(row, cells, own, columns, frame)
        else:
            for _, cell in _once(written):
                yield from _written(cell, columns, frame, starts, own)


def _action(
    row: tuple[Cell, ...], own: _Own, columns: dict[int, str], roles: tuple[str, ...]
) -> Iterator[Commitment]:
    """The action that a row of milestones by term names, where the table has owners or ratings too."""
    told = {r for c, r in enumerate(roles) if c not in columns}
    if own.label is None or "activity" not in told or not told & {"status", "lead"}:
        return
    status = next(
        (q for c, cell in enumerate(row) if roles[c] == "status" for q in quotes(cell)), None
    )
    yield Commitment(own.label, own.who, "own", (), own.strand, status=status, done=done(status))


def _is_days(written: list[tuple[int, Cell]], columns: dict[int, str]) -> bool:
    """Whether a row under months holds nothing but days of the month: "18", "6 and 20"."""
    months = all(
        re.match(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", columns[c], re.I)
        for c, _ in written
    )
    days = [int(n) for _, cell in written for n in re.findall(r"\d+", cell.text)]
    only = all(
        re.fullmatch(r"\d{1,2}(?:(?:\s?[,;&/]\s?|\sand\s)\d{1,2})*", cell.text.strip())
        for _, cell in written
    )
    return (
        months
        and only
        and len(days) >= 3
        and all(1 <= d <= 31 for d in days)
        and len(set(days)) > 2
    )


def _days_of(cell: Cell, month: str, frame: Frame) -> list[Period]:
    span = read(month, frame)
    found: list[Period] = []
    for day in re.findall(r"\d+", cell.text):
        period = read(f"{day} {month}", frame)
        if period and span and period.end:
            found.append(period)
    return found


def _once(written: list[tuple[int, Cell]]) -> Iterator[tuple[int, Cell]]:
    last: Cell | None = None
    for c, cell in written:
        if cell is not last:
            yield c, cell
        last = cell


_BESIDE = ("lead", "name", "position", "monitor", "status", "reference", "baseline", "when")
"""Columns of a calendar that say something of a row and do not name it."""


_MONEY = re.compile(r"[£$€]|\bcosts?\b|\bbudget\b|\bspend\b", re.I)
"""The heading of a label column beside which figures are amounts and no measures."""


class _Own:
    """What else a calendar's row says: its leads and where its label stands."""

    def __init__(self, label: Quote | None, who: tuple[Quote, ...], strand: str) -> None:
        self.label, self.who, self.strand = label, who, strand


def _own(row: tuple[Cell, ...], columns: dict[int, str], roles: tuple[str, ...]) -> _Own:
    rest = [(c, cell) for c, cell in enumerate(row) if c not in columns and cell.paragraphs]
    if any(c < min(columns) and roles[c] not in _BESIDE for c, _ in rest):  # what follows is aside
        rest = [(c, cell) for c, cell in rest if c < max(columns) or roles[c] == "lead"]
    beneath = tuple(q for _, cell in rest[:1] for q in _people_beneath(cell))
    who = beneath or tuple(
        q
        for c, cell in rest
        for q in quotes(cell)
        if roles[c] == "lead"
        or (c > 0 and listed(q.text) and roles[c] not in ("monitor", "status", "name", "position"))
    )
    labels = [cell for c, cell in rest if roles[c] not in _BESIDE]
    text = (labels[0].paragraphs[0] if labels else "") or row[0].row_label
    what = labels[-1] if len(labels) > 1 else (labels[0] if labels else None)
    label = (
        Quote(what.paragraphs[0], what.location, (what.heading,) if what.heading else ())
        if what
        else None
    )
    return _Own(label, who, re.sub(r"\s*\([^)]*\)\s*$", "", text.split("\n")[0]))


def _people_beneath(cell: Cell) -> tuple[Quote, ...]:
    """The people whom a label's further paragraphs name: the row's leads."""
    found: list[Quote] = []
    for quote in quotes(cell)[1:]:
        name = quote.text.split(",")[0].strip()
        if people := listed(quote.text):
            found += [replace(quote, text=p) for p in people if p in quote.text]
        elif listed(name):
            found.append(replace(quote, text=name))
    return tuple(found)


def _starts(table: Table, columns: dict[int, str]) -> frozenset[str]:
    """How entries begin in this table: two words that begin several cells' paragraphs."""
    count = Counter(
        " ".join(p.split()[:2])
        for row in table.body()
        for c in columns
        for p in row[c].paragraphs
        if len(p.split()) > 2
    )
    return frozenset(s for s, n in count.items() if n > 1 and s[:1].isupper() and " " in s)


def _written(
    cell: Cell, columns: dict[int, str], frame: Frame, starts: frozenset[str], own: _Own
) -> Iterator[Commitment]:
    for quote in quotes(cell):
        if own.label and (days := _only_days(quote, frame)):
            yield from _held(own, quote, days)
            continue
        if not re.search(r"\w", quote.text):
            continue
        for piece in _sentences(quote) or _pieces(quote, starts):
            yield Commitment(
                what=piece,
                who=own.who,
                when=_when(piece, cell, columns, frame),
                strand=own.strand,
                origin=_origin(piece.text),
                label=own.label,
            )


def _sentences(quote: Quote) -> list[Quote]:
    """The sentences of a paragraph that holds several, each an entry of its own."""
    parts = sentences(quote.text)
    several = len(parts) > 1 and all(len(p.split()) > 1 for p in parts)
    return [replace(quote, text=p) for p in parts] if several else []


def _only_days(quote: Quote, frame: Frame) -> list[Period]:
    """The days that are all that an entry says: "24 Sept; 10 Dec"."""
    found = find(quote.text, frame)
    rest = len(quote.text) - sum(f.end - f.begin for f in found)
    days = [f.period for f in found if f.period.end and f.period.kind == "deadline"]
    return days if days and len(days) == len(found) and rest <= 4 * len(found) else []


def _held(own: _Own, quote: Quote, days: list[Period]) -> Iterator[Commitment]:
    """What a row's label names, on each of the days that a cell gives."""
    assert own.label
    for day in days:
        dated = Dated(day, quote, "target")
        yield Commitment(
            own.label, own.who, "own", (dated,), own.strand, origin="meeting", label=own.label
        )


def _pieces(quote: Quote, starts: frozenset[str]) -> list[Quote]:
    """A paragraph cut where another entry's beginning stands in its midst."""
    cuts = sorted(
        m.start()
        for s in starts
        for m in re.finditer(rf"(?<=[a-z)] ){re.escape(s)}\b", quote.text)
        if m.start() > 0
    )
    bounds = [0, *cuts, len(quote.text)]
    texts = [quote.text[a:b].strip() for a, b in zip(bounds, bounds[1:], strict=False)]
    return [replace(quote, text=t) for t in texts if t]


def _when(piece: Quote, cell: Cell, columns: dict[int, str], frame: Frame) -> tuple[Dated, ...]:
    """The date in the entry itself, else its column's; "due" in it makes the column's a deadline."""
    first = (cell.location.column or 1) - 1
    covered = [columns[c] for c in range(first, first + cell.columns) if c in columns]
    spans = [p for h in covered if (p := read(h, frame))]
    column = _column(spans, covered)
    heading = Quote(piece.text, piece.location, piece.about)
    own = [f.period for f in find(piece.text, frame) if f.period.end]
    dated = [p for p in own if (p.kind == "deadline" or p.year == "stated") and not _whole_year(p)]
    if dated:
        return (Dated(dated[0], heading, "target"),)
    if column.end and re.search(
        r"\b(?:due|deadline|submit|submission|by the end)\b", piece.text, re.I
    ):
        return (Dated(replace(column, start=None, kind="deadline"), heading, "target"),)
    return (Dated(column, heading, "target"),)


def _whole_year(period: Period) -> bool:
    """Whether a period is a whole year that an entry is about and not when it is due."""
    return bool(period.start and period.end and (period.end - period.start).days > 200)


def _column(spans: list[Period], covered: list[str]) -> Period:
    if not spans:
        return Period(covered[0] if covered else "", None, None, "none", "unknown")
    if len(spans) == 1:
        return spans[0] if spans[0].kind == "window" else replace(spans[0], kind="window")
    text = f"{spans[0].text} to {spans[-1].text}"
    return replace(spans[0], text=text, end=spans[-1].end, kind="window")


def _origin(text: str) -> Literal["meeting", "return", "calendar"]:
    if re.search(r"\bmeeting|\bboard\b|\bcommittee\b", text, re.I):
        return "meeting"
    return "return" if re.search(r"\breturn\b|\bcensus\b|\bdue\b", text, re.I) else "calendar"


def _spans(
    row: tuple[Cell, ...],
    cells: list[tuple[int, Cell]],
    own: _Own,
    columns: dict[int, str],
    frame: Frame,
) -> Iterator[Commitment]:
    if own.label is None:
        return
    runs = coloured_runs(cells)
    when: list[Dated] = []
    for run in runs:
        covered = [columns[c] for c in (run[0], run[-1])][: min(2, len(run))]
        spans = [p for h in covered if (p := read(h, frame))]
        when.append(Dated(_column(spans, covered), own.label, "target"))
    yield Commitment(own.label, own.who, "own", tuple(when), own.strand, label=own.label)


def _figures(
    row: tuple[Cell, ...],
    written: list[tuple[int, Cell]],
    own: _Own,
    columns: dict[int, str],
    frame: Frame,
) -> Iterator[Measure]:
    if own.label is None or _MONEY.search(row[0].heading):
        return
    when = tuple(
        Dated(p, quotes(cell)[0], "target")
        for c, cell in written
        if (p := read(columns[c], frame)) is not None
    )
    yield Measure(own.label, when, own.who, own.strand, label=own.label)
