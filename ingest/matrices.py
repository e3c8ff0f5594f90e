"""Tables of who is responsible for what: areas beside leads, people beside positions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.columns import Roles
from ingest.document import Cell, Quote, Table
from ingest.entries import Responsibility
from ingest.link_roles import GROUP, links
from ingest.people import is_position, listed, names
from ingest.table_rows import BODY, quotes


def of_table(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """A matrix's rows (an area beside a lead), and a list of people beside their positions."""
    if "lead" in roles and not any(r in ("activity", "milestone", "when") for r in roles):
        yield from _matrix(table, roles, strand)
    elif "name" in roles and "position" in roles:
        yield from _register(table, roles, strand)
    elif "name" in roles and _area(roles) is not None and table.columns <= 4:
        yield from _named(table, roles, strand)
    yield from _watching(table, roles, strand)
    yield from links(table, roles, strand)


def _watching(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """Committees and people in a column of who monitors, each for its row."""
    for c, role in enumerate(roles):
        if role != "monitor":
            continue
        for row in table.body():
            area = next(iter(quotes(row[0])), None)
            for quote in quotes(row[c]):
                if area and row[c].location.column == c + 1 and (group := GROUP.search(quote.text)):
                    body = replace(quote, text=group[0])
                    yield Responsibility(
                        None, body, area, "link", strand, "committee", None, (quote,)
                    )


def _matrix(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """An area beside its lead; or a school, a body or the like beside the holder of a position."""
    label = next(
        (c for c, r in enumerate(roles) if r in ("strand", "school", "aim", "priority", "")), 0
    )
    for row in table.body():
        area = next(iter(quotes(row[label])), None)
        for c, cell in enumerate(row):
            if roles[c] != "lead" or c == label or area is None or cell.location.column != c + 1:
                continue
            post = _heading_post(table, c)
            for quote in quotes(cell):
                for person in listed(quote.text) or (quote.text,):
                    who = replace(quote, text=person) if person in quote.text else quote
                    if BODY.search(person):
                        yield Responsibility(None, who, area, "link", strand, "committee")
                    elif post:
                        yield Responsibility(who, post, area, "matrix", strand, "post")
                    elif is_position(person) and not names(person):
                        yield Responsibility(None, who, area, "matrix", area.text, "lead")
                    else:
                        yield Responsibility(who, None, area, "matrix", area.text, "lead")


def _heading_post(table: Table, c: int) -> Quote | None:
    """The position that a column's heading names, such as "Headteacher"; None for "Lead"."""
    for row in reversed(table.rows[: table.heading_rows]):
        text = row[c].text.strip()
        if text and is_position(text) and not _GENERIC.fullmatch(text):
            return Quote(text, row[c].location)
    return None


_GENERIC = re.compile(
    r"(?:\w+\s)?(?:leads?(?: (?:personnel|person|officer|role|name))?|owners?|leaders?|team|partners?|who|personnel)",
    re.I,
)


def _register(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    who_at, post_at = roles.index("name"), roles.index("position")
    area_at = next(
        (
            c
            for c, r in enumerate(roles)
            if r in ("strand", "activity", "aim", "monitor", "notes", "")
        ),
        None,
    )
    for row in table.body():
        who, post = _first(row[who_at]), _first(row[post_at])
        area = _first(row[area_at]) if area_at is not None else None
        if who and names(who.text) or who and listed(who.text):
            yield Responsibility(who, post, area or post, "matrix", strand, "post")


_AREAS = ("strand", "aim", "notes", "school", "")


def _area(roles: Roles) -> int | None:
    """The column, beside one of names, that says what each looks after."""
    return next((c for c, r in enumerate(roles) if r in _AREAS), None)


def _named(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """Names beside areas: link governors where a heading or title says so, else leads."""
    above = " ".join((*table.location.headings[-1:], table.title, *(c.text for c in table.rows[0])))
    link = bool(re.search(r"\b(?:link|trustees?|governors?)\b", above, re.I))
    at = _area(roles)
    for row in table.body():
        who, area = _first(row[roles.index("name")]), _first(row[at or 0])
        if who and area and (listed(who.text) or names(who.text) or _VACANT.search(who.text)):
            basis, role = ("link", "link") if link else ("matrix", "lead")
            yield Responsibility(who, None, area, basis, strand, role, None, (who,))  # type: ignore[arg-type]


_VACANT = re.compile(r"\bvacan\w+\b|\bto be (?:appointed|confirmed)\b|\btbc\b", re.I)


def _first(cell: Cell) -> Quote | None:
    return next(iter(quotes(cell)), None)


def joined(found: Sequence[Responsibility]) -> tuple[Responsibility, ...]:
    """Leads of a matrix, given by position alone, with the person whom a lead block names for it."""
    people = {r.strand: r for r in found if r.basis == "section" and r.person}
    return tuple(_with_person(r, people.get(r.strand)) for r in found)


def _with_person(found: Responsibility, lead: Responsibility | None) -> Responsibility:
    if found.basis != "matrix" or found.person or lead is None or found.role != "lead":
        return found
    return replace(
        found,
        person=lead.person,
        support=(*found.support, *((lead.position,) if lead.position else ())),
    )
