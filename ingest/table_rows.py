"""What one row of a plan's table holds, each paragraph where its column's role or its look puts it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.columns import Roles, is_date, named
from ingest.document import Cell, Quote, Table
from ingest.people import listed, names

ACTING = ("activity", "milestone")
_SERVED = ("strand", "aim", "priority", "need", "intent")


@dataclass(slots=True)
class Row:
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


def quotes(cell: Cell) -> tuple[Quote, ...]:
    """The paragraphs of a cell, each as a quotation about its row and its column."""
    about = tuple(t for t in (cell.row_label, cell.heading, cell.means) if t)
    return tuple(Quote(p, cell.location, about) for p in cell.paragraphs)


def carried(cells: tuple[Cell, ...], roles: Roles, above: dict[int, list[Quote]]) -> list[Quote]:
    """What a row serves: its own aims and priorities, and those above where it leaves them blank."""
    fresh = False
    for c, cell in enumerate(cells):
        if roles[c] in _SERVED and (cell.paragraphs or fresh) and not _all_people(cell):
            above[c] = list(quotes(cell))
            fresh = True
    return [q for c in sorted(above) for q in above[c]]


def with_activity(roles: Roles, table: Table) -> Roles:
    """A table with leads or dates but no column of actions: its likeliest column holds them.

    Beside a date, a column of committees and boards is what meets and not who leads.
    """
    if any(r in ACTING for r in roles) or not ({"lead", "when"} & set(roles)):
        return roles
    if "measure" in roles:
        return _beside_measures(roles, table)
    if "when" in roles and "lead" in roles and _bodies(table, roles.index("lead")):
        return tuple("activity" if c == roles.index("lead") else r for c, r in enumerate(roles))
    for wanted in (("need",), ("priority",), ("aim",), ("", "monitor", "name"), ("measure",)):
        told = [c for c, r in enumerate(roles) if r in wanted]
        if told:
            at = max(told, key=lambda c: _wordiness(table, c))
            return (*roles[:at], "activity", *roles[at + 1 :])
    return roles


def _beside_measures(roles: Roles, table: Table) -> Roles:
    """Roles where what is done stands in words, under no known heading, before who, when and success."""
    if not {"lead", "when", "measure"} <= set(roles):
        return roles
    first = min(roles.index(r) for r in ("lead", "when", "measure"))
    told = [c for c in range(first) if roles[c] == "" and _wordiness(table, c) >= _WORDY]
    if not told:
        return roles
    at = max(told, key=lambda c: _wordiness(table, c))
    return (*roles[:at], "activity", *roles[at + 1 :])


_WORDY = 15
"""Letters that cells in words have on average, at least."""


def _wordiness(table: Table, c: int) -> float:
    """How many letters a column's filled cells have on average."""
    texts = [r[c].text for r in table.body() if r[c].paragraphs]
    return sum(map(len, texts)) / max(1, len(texts))


BODY = re.compile(
    r"\b(?:committee|board|group|panel|forum|council|governing body|trustees|members|meeting)s?\b",
    re.I,
)


def _bodies(table: Table, c: int) -> bool:
    texts = [r[c].text for r in table.body() if r[c].paragraphs]
    return bool(texts) and sum(bool(BODY.search(t)) for t in texts) >= 0.6 * len(texts)


def read_row(
    cells: tuple[Cell, ...], roles: Roles, seen: set[tuple[int | None, int | None]]
) -> Row:
    row = Row()
    for c, cell in enumerate(cells):
        place = (cell.location.row, cell.location.column)
        again = place in seen
        if cell.columns > 1 and c > 0 and cells[c - 1] is cell:
            continue
        seen.add(place)
        for quote in quotes(cell):
            _put(row, roles[c], quote, again=again)
    return row


def shifted(cells: tuple[Cell, ...], roles: Roles) -> Roles:
    """The roles for a row that begins too far left or right: text with people beside it is an action."""
    filled = [c for c, cell in enumerate(cells) if cell.paragraphs]
    people = [c for c in filled if _all_people(cells[c])]
    if len(people) == 1 and roles[people[0]] == "measure" and "lead" in roles:
        at = people[0]
        after = [c for c in filled if c > at]
        if not cells[roles.index("lead")].paragraphs:
            moved = {at: "lead"} | {c: "measure" for c in after[:1] if roles[c] in ("", "notes")}
            return tuple(moved.get(c, role) for c, role in enumerate(roles))
    if len(people) != 1 or any(roles[c] in ACTING for c in filled):
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


def _put(row: Row, role: str, quote: Quote, *, again: bool) -> None:
    """One paragraph to where its column's role, or its own look, says that it belongs."""
    if role == "lead" and not any(c.isalnum() for c in quote.text):
        return
    if role in ("monitor", "sponsor"):
        row.monitors.append(quote)
    elif role == "support":
        return
    elif (role == "lead" and not _long(quote)) or (
        listed(quote.text)
        and not (role in ACTING and BODY.search(quote.text))
        and role in (*ACTING, "measure", "when", "status", "")
    ):
        row.who.append(quote)
        row.shared |= again
    elif role in ("when", "start"):
        (row.start if role == "start" else row.when).append(quote)
    elif role in ACTING:
        if not again:
            row.acts.append((role, quote))
    elif role == "measure" or (
        role == "lead" and named(quote.about[-1] if quote.about else "") == "measure"
    ):
        if not again:
            row.measures.append(quote)
    elif role == "status":
        row.status = row.status or quote
        row.done = row.done or bool(done(quote))
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


_DONE = re.compile(
    r"\b(?:complete[d]?|done|closed|achieved|finished|delivered|actioned|discharged|implemented|blue)\b",
    re.I,
)
_NOT_DONE = re.compile(r"\b(?:not|in|part(?:ly|ially)?|to be|incomplete|nearly|un\w+)\b", re.I)


def done(status: Quote | None) -> bool | None:
    """Whether a status says that something is done; None where there is no status."""
    if status is None:
        return None
    return bool(_DONE.search(status.text)) and not _NOT_DONE.search(status.text)
