"""Tables of who is responsible for what: areas beside leads, people beside positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest import label_lines
from ingest.columns import Roles
from ingest.document import Cell, Quote, Table
from ingest.entries import Basis, Responsibility
from ingest.link_roles import GROUP, links
from ingest.people import is_position, listed, names
from ingest.table_rows import BODY, quotes


def of_table(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """A matrix's rows (an area beside a lead), and a list of people beside their positions."""
    if "meaning" in roles:
        return
    yield from _labelled(table)
    if rows := _role_rows(table):
        yield from _turned(table, rows)
        return
    if "name" in roles and "position" in roles:
        yield from _register(table, roles, strand)
    elif "lead" in roles and not any(r in ("activity", "milestone", "when") for r in roles):
        yield from _matrix(table, roles, strand)
    elif "name" in roles and (
        _area(table, roles) is not None or _chairing(table, roles.index("name"))
    ):
        yield from _named(table, roles, strand)
    yield from _watching(table, roles, strand)
    yield from links(table, roles, strand)


def labels(table: Table) -> list[tuple[Quote, Quote]]:
    """The rows of a table of two columns whose first is a label of responsibility: label and people."""
    if table.columns != 2:
        return []
    out: list[tuple[Quote, Quote]] = []
    for row in table.rows:
        label, value = _first(row[0]), _first(row[1])
        if label and value and row[0] is not row[1] and label_lines.is_label(label.text):
            out.append((label, value))
    return out if out and len(out) >= 0.3 * len(table.rows) else []


def chairs(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """Who chairs what the rows of a table of meetings name."""
    at = next(
        (c for c, r in enumerate(roles) if r in ("name", "lead") and _chairing(table, c)), None
    )
    if at is not None and (post := _chairing(table, at)):
        yield from _chairs(table, at, post, strand)


def leads(table: Table, roles: Roles) -> Iterator[Responsibility]:
    """Who leads what each row of a calendar or roadmap names, with the position given beside the name."""
    if "lead" not in roles or "activity" in roles:
        return
    label = _worded(table, roles)
    for row in table.body():
        area = _first(row[label])
        for quote in quotes(row[roles.index("lead")]) if area else ():
            name, _, post = quote.text.partition(",")
            if area and (listed(name.strip()) or names(name)):
                who = replace(quote, text=name.strip())
                position = replace(quote, text=post.strip()) if is_position(post.strip()) else None
                yield Responsibility(who, position, area, "matrix", area.text, "lead")


def beneath(table: Table) -> Iterator[Responsibility]:
    """Whoever stands, with a position, beneath the name of a row: "Estates" over "A. Lee, Director"."""
    for row in table.body():
        area, *others = quotes(row[0]) or (None,)
        for quote in others:
            name, _, post = quote.text.partition(",")
            if area and listed(name.strip()) and is_position(post.strip()):
                who, position = replace(quote, text=name.strip()), replace(quote, text=post.strip())
                yield Responsibility(who, position, area, "matrix", area.text, "lead")


def _role_rows(table: Table) -> dict[int, str]:
    """The rows (from 0) whose label is a label of responsibility, in a table whose columns are areas."""
    found: dict[int, str] = {}
    for n, row in enumerate(table.rows):
        label = row[0].text.strip()
        if n < table.heading_rows or not label or len(label.split()) > _SHORT_LABEL:
            continue
        if label_lines.is_label(label) or _WATCHED.fullmatch(label):
            found[n] = label
    return found if found and table.columns >= 3 and len(found) < len(table.rows) else {}


_SHORT_LABEL = 5
_WATCHED = re.compile(
    r"(?:watched|monitored|overseen|scrutinised|reviewed|reported) (?:by|to)|(?:lead |scrutiny )?committees?|governance",
    re.I,
)


def _turned(table: Table, rows: dict[int, str]) -> Iterator[Responsibility]:
    """A matrix on its side: areas over the columns, and a row for each kind of responsibility."""
    for n in rows:
        row = table.rows[n]
        label = next(iter(quotes(row[0])))
        for c, cell in enumerate(row[1:], 1):
            head = table.rows[table.heading_rows - 1][c] if table.heading_rows else None
            areas = quotes(head) if head else ()
            if not areas or cell.location.column != c + 1:
                continue
            area, strand = areas[0], " ".join(a.text for a in areas)
            for quote in quotes(cell):
                yield from _of_turned(quote, area, strand, label)


def _labelled(table: Table) -> Iterator[Responsibility]:
    """ "Trustee: Ann Lee" in a cell, for what its column is headed."""
    head = table.rows[table.heading_rows - 1] if table.heading_rows else ()
    for row in table.body() if head else ():
        for c, cell in enumerate(row):
            areas = quotes(head[c])
            for quote in quotes(cell) if areas and cell.location.column == c + 1 else ():
                label, _, name = quote.text.partition(":")
                who = replace(quote, text=name.strip())
                if label_lines.is_label(label) and (names(who.text) or listed(who.text)):
                    yield from _of_turned(
                        who, areas[0], areas[0].text, replace(quote, text=label.strip())
                    )


def _of_turned(quote: Quote, area: Quote, strand: str, label: Quote) -> Iterator[Responsibility]:
    watched = bool(_WATCHED.fullmatch(label.text.strip()))
    role = (
        "committee"
        if watched
        else "link"
        if re.search(r"trustee|governor|link|member", label.text, re.I)
        else "sponsor"
        if re.search("sponsor", label.text, re.I)
        else "lead"
    )
    basis: Basis = "link" if role in ("committee", "link") else "matrix"
    for text in listed(quote.text) or (quote.text,):
        who = replace(quote, text=text) if text in quote.text else quote
        post = is_position(text) and not names(text)
        person, position = (None, who) if watched or post else (who, None)
        yield Responsibility(person, position, area, basis, strand, role, None, (area,), label)


def _watching(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """Committees and people in a column of who monitors, each for its row."""
    for c, role in enumerate(roles):
        if role != "monitor":
            continue
        for row in table.body():
            area = next(iter(quotes(row[_worded(table, roles)])), None)
            for quote in quotes(row[c]):
                if area and row[c].location.column == c + 1 and (group := GROUP.search(quote.text)):
                    body = replace(quote, text=group[0])
                    yield Responsibility(
                        None, body, area, "link", strand, "committee", None, (quote,)
                    )


def _matrix(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """An area beside its lead; or a school, a body or the like beside the holder of a position."""
    label = _worded(table, roles)
    for row in table.body():
        area = next(iter(quotes(row[label])), None)
        for c, cell in enumerate(row):
            if roles[c] != "lead" or c == label or area is None or cell.location.column != c + 1:
                continue
            post = _heading_post(table, c)
            for quote in (q for q in quotes(cell) if any(x.isalnum() for x in q.text)):
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


_AREAS = ("strand", "aim", "priority", "notes", "school", "")
_NEVER_AREAS = (
    "lead",
    "name",
    "position",
    "monitor",
    "support",
    "reference",
    "status",
    "when",
    "value",
)


def _area(table: Table, roles: Roles) -> int | None:
    """The column, beside one of names, that says what each looks after."""
    told = [c for c, r in enumerate(roles) if r in _AREAS and not _bare(table, c)]
    return told[0] if told else None


def _worded(table: Table, roles: Roles) -> int:
    """The column that names what each row is about: by its role, else the first in words."""
    for wanted in (
        ("strand",),
        ("school",),
        ("aim",),
        ("priority",),
        ("activity", "need", "measure"),
        ("",),
    ):
        told = [c for c, r in enumerate(roles) if r in wanted and not _bare(table, c)]
        if told:
            return told[0]
    rest = [c for c, r in enumerate(roles) if r not in _NEVER_AREAS]
    return rest[0] if rest else 0


def _bare(table: Table, c: int) -> bool:
    """Whether a column holds only numbers and references, such as "P1"."""
    texts = [r[c].text.strip() for r in table.body() if r[c].paragraphs]
    return not texts or all(re.fullmatch(r"[A-Z]{0,4}\W?[\d.]+%?|[\W\d]+", t) for t in texts)


def _named(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """Names beside areas: link governors where a heading or title says so, else leads."""
    above = " ".join((*table.location.headings[-1:], table.title, *(c.text for c in table.rows[0])))
    link = bool(re.search(r"\b(?:link|trustees?|governors?)\b", above, re.I))
    at = _area(table, roles)
    who_at = roles.index("name")
    if post := _chairing(table, who_at):
        yield from _chairs(table, who_at, post, strand)
        return
    for row in table.body():
        who, area = _first(row[roles.index("name")]), _first(row[at or 0])
        if who and area and (listed(who.text) or names(who.text) or _VACANT.search(who.text)):
            basis, role = ("link", "link") if link else ("matrix", "lead")
            yield Responsibility(who, None, area, basis, strand, role, None, (who,))  # type: ignore[arg-type]


def _chairing(table: Table, c: int) -> Quote | None:
    """The heading of a column of those who chair what the rows name; None for another column."""
    head = table.rows[table.heading_rows - 1][c] if table.heading_rows else None
    said = head.text.strip() if head else ""
    return Quote(said, head.location) if head and re.match(r"chair", said, re.I) else None


def _chairs(table: Table, c: int, post: Quote, strand: str) -> Iterator[Responsibility]:
    """Who chairs each committee or body that a row names."""
    for row in table.body():
        who, body = _first(row[c]), _first(row[0])
        if who and body and c:
            yield Responsibility(who, post, body, "matrix", strand, "chair", None, (who,))


_VACANT = re.compile(r"\bvacan\w+\b|\bto be (?:appointed|confirmed)\b|\btbc\b", re.I)


def _first(cell: Cell) -> Quote | None:
    return next(iter(quotes(cell)), None)
