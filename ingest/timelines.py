"""Tables whose rows are points of school time: a commitment for each entry under each heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.columns import Roles, is_date
from ingest.days import Frame
from ingest.document import Cell, Quote, Table
from ingest.entries import Commitment, Dated, Period
from ingest.people import is_initials
from ingest.periods import find
from ingest.table_rows import quotes

_OTHER = ("lead", "measure", "status", "resource", "value", "support")
"""Columns that say something of an entry and hold none themselves."""


_OF_AN_ENTRY = ("lead", "measure", "status")
"""The same where the rows are the months of a year, whose columns may be named as resources are."""
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)
_MANY = 6


def timeline_columns(table: Table, told: Roles, frame: Frame) -> dict[int, str]:
    """The columns (from 0) of entries, by their heading, in a table whose rows are times; else none.

    There must be two such columns, and most of the rows' first cells be nothing but a time.
    """
    if table.columns < 3 or not table.heading_rows:
        return {}
    body = [r for r in table.body() if r[0].paragraphs]
    months = {p.split()[0].lower() for r in body for p in r[0].paragraphs if _MONTH.match(p)}
    others = _OF_AN_ENTRY if len(months) >= _MANY else _OTHER
    if any(r in others for r in told):
        return {}
    timed = [r for r in body if all(is_date(p) for p in r[0].paragraphs)]
    if len(timed) < 3 or len(timed) < 0.75 * len(body):
        return {}
    columns = {c: _heading(table, c) for c in range(1, table.columns) if not _dates(table, c)}
    return {c: h for c, h in columns.items() if h} if len(columns) >= 2 else {}


def entries(table: Table, columns: dict[int, str], frame: Frame) -> Iterator[Commitment]:
    """A commitment for each paragraph of a cell; its time is the row's, its strand the column's heading.

    Initials in the brackets of a column's heading lead what stands under it.
    """
    for row in table.body():
        period = _period(row[0], frame)
        if period is None:
            continue
        for c, strand in columns.items():
            cell = row[c]
            if cell.location.column != c + 1:
                continue
            who = _leads(table, c)
            head = table.rows[table.heading_rows - 1][c]
            for quote in (q for whole in quotes(cell) for q in _pieces(whole)):
                if not any(c.isalnum() for c in quote.text):
                    continue
                if days := _days(quote.text, period):
                    name = Quote(head.text, head.location)
                    for day in days:
                        dated = Dated(day, quote, "target")
                        yield Commitment(name, (), "own", (dated,), strand, origin="meeting")
                    continue
                own = [f.period for f in find(quote.text, frame) if f.period.kind == "deadline"]
                when = Dated(own[0] if own else period, quote, "target")
                yield Commitment(
                    quote, who, "section" if who else "own", (when,), strand, origin="calendar"
                )


def _pieces(quote: Quote) -> list[Quote]:
    """The entries that semicolons part in a cell, where each is short."""
    parts = [p.strip() for p in quote.text.split(";") if p.strip()]
    if len(parts) < 2 or any(len(p.split()) > _SHORT for p in parts):
        return [quote]
    return [replace(quote, text=p) for p in parts]


_SHORT = 10


def _days(text: str, period: Period) -> list[Period]:
    """The days of a row's month that are all that a cell says: "24", "6 and 20"."""
    month = period.start
    if month is None or period.end is None or (period.end - month).days > 31:
        return []
    if not re.fullmatch(r"\d{1,2}(?:(?:\s?[,;&/]\s?|\sand\s)\d{1,2})*", text.strip()):
        return []
    out: list[Period] = []
    for number in re.findall(r"\d+", text):
        try:
            day = month.replace(day=int(number))
        except ValueError:
            return []
        out.append(
            replace(period, text=f"{number} {period.text}", start=None, end=day, kind="deadline")
        )
    return out


def _dates(table: Table, c: int) -> bool:
    cells = [r[c].text for r in table.body() if r[c].paragraphs]
    return not cells or sum(is_date(t) for t in cells) >= 0.6 * len(cells)


def _heading(table: Table, c: int) -> str:
    own = next((r[c] for r in table.body() if r[c].location.column == c + 1), None)
    text = " ".join(h for h in own.column_heading if not is_date(h)) if own else ""
    return re.sub(r"\s*\([^)]*\)\s*$", "", text).strip()


def _leads(table: Table, c: int) -> tuple[Quote, ...]:
    """The initials that stand in brackets in a column's heading."""
    head = table.rows[table.heading_rows - 1][c]
    m = re.search(r"\(([^)]*)\)\s*$", head.text)
    found = re.split(r"\s*[,/&]\s*", m[1]) if m else []
    if not found or not all(is_initials(f) for f in found):
        return ()
    return tuple(Quote(f, head.location) for f in found)


def _period(cell: Cell, frame: Frame) -> Period | None:
    """The time of a row: its first phrase, within the days that a second one gives."""
    spans = [f.period for p in cell.paragraphs for f in find(p, frame)]
    whole = [p for p in spans if p.end or p.start]
    if not whole:
        return None
    exact = [p for p in whole if p.start and p.end and p.year == "stated"]
    chosen = exact[0] if exact else whole[0]
    return replace(chosen, text=whole[0].text, kind="window" if chosen.start else chosen.kind)
