"""Actions with no lead or no date, and leads that cannot be paired with their actions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.checking.finding import Finding, Words, counted, listed, shown
from assistant.checking.ground import Ground, place
from assistant.checking.naming import is_body
from ingest.entries import Commitment

_ASKED = ("action", "milestone")

Acts = list[tuple[str, Commitment]]


def check(ground: Ground) -> Iterator[Finding]:
    """All that is wrong with who does what by when."""
    yield from _missing_leads(ground)
    yield from _missing_dates(ground)
    yield from _unpaired(ground)
    yield from _joint(ground)


def _by_column(ground: Ground) -> dict[tuple[str, int | None, int | None], Acts]:
    """The actions and milestones of each column of a table; those outside tables together."""
    out: dict[tuple[str, int | None, int | None], Acts] = defaultdict(list)
    for key, act in ground.commitments():
        if act.origin in _ASKED and not act.done and not is_body(act.what.text):
            at = act.what.location
            out[key, at.table, at.column if at.table else None].append((key, act))
    return out


def _missing_leads(ground: Ground) -> Iterator[Finding]:
    pooled: dict[str, list[Acts]] = defaultdict(list)
    tables: dict[tuple[str, int | None], Acts] = defaultdict(list)
    for (key, table, _), acts in _by_column(ground).items():
        tables[key, table] += acts
    for (key, table), acts in tables.items():
        lacking = [(k, a) for k, a in acts if not a.who or a.who_basis == "section"]
        if len(lacking) == len(acts):
            pooled[key].append(acts)
        elif table is None:
            yield from _of_prose(lacking, acts)
        else:
            yield from _each_lead(lacking)
    for unled in pooled.values():
        yield from _no_leads_at_all(unled)


def _each_lead(lacking: Acts) -> Iterator[Finding]:
    for acts in _rows(lacking):
        led = all(a.who for _, a in acts)
        rest = "; only the section has a lead" if led else ""
        message = f"{_named(acts, 'row')} {_verb(acts)} no lead{rest}."
        yield Finding("no_lead", "medium" if led else "high", message, _words(acts))


def _of_prose(lacking: Acts, acts: Acts) -> Iterator[Finding]:
    """One finding for the actions of a text without a lead; sentences seldom name one each."""
    if lacking:
        message = f"{len(lacking)} of {counted(len(acts), 'action')} in the text {_verb(lacking)} no lead."
        yield Finding("no_lead", "low", message, _words(lacking))


def _no_leads_at_all(tables: Sequence[Acts]) -> Iterator[Finding]:
    """One finding for the tables of a document that name no lead, by whether their sections do."""
    for led in (False, True):
        those = [acts for acts in tables if all(a.who for _, a in acts) == led]
        acts = [pair for table in those for pair in table]
        if not acts:
            continue
        rest = "; the lead of the section stands for all of them" if led else ""
        message = f"None of {_number(acts, those, 'table')} names a lead of its own{rest}."
        yield Finding("no_lead", "medium" if led else "high", message, _words(acts))


_DATES = re.compile(r"\b(?:dates?|when|deadline|timescales?|timing)\b", re.I)


def _missing_dates(ground: Ground) -> Iterator[Finding]:
    """Cell by cell where a column is meant to hold dates, else all columns together."""
    pooled: dict[str, list[Acts]] = defaultdict(list)
    for (key, _, _), acts in _by_column(ground).items():
        lacking = [(k, a) for k, a in acts if not _dated(a)]
        if _asks(acts, lacking):
            yield from _each_date(acts, lacking)
        elif lacking:
            pooled[key].append(lacking)
    for columns in pooled.values():
        acts = [pair for column in columns for pair in column]
        message = f"{_number(acts, columns, 'column')} {_verb(acts)} no date."
        yield Finding("no_date", "medium", message[0].upper() + message[1:], _words(acts))


def _dated(act: Commitment) -> bool:
    """Whether an action has a time; "once the surveys are complete" and "ad hoc" are none."""
    return any(d.period.kind != "none" for d in act.when)


def _asks(acts: Acts, lacking: Acts) -> bool:
    """Whether a column of actions is meant to have dates: by its heading, or as many have one."""
    about = acts[0][1].what.about
    said = bool(about) and bool(_DATES.search(about[-1]))
    return said or len(lacking) * 3 <= len(acts) * 2


def _each_date(acts: Acts, lacking: Acts) -> Iterator[Finding]:
    whole = {place(_at(*cell[0])): cell for cell in _cells(acts)}
    for cell in _cells(lacking):
        beside = whole[place(_at(*cell[0]))]
        asked = [pair for pair in cell if not _introduces(pair, beside)]
        if asked:
            message = f"{_named(asked, 'cell')} {_verb(asked)} no date."
            yield Finding("no_date", "high", message, _words(asked))


def _introduces(pair: tuple[str, Commitment], beside: Acts) -> bool:
    """Whether an action only opens a list of dated ones in its cell."""
    if beside[0] != pair:
        return False
    rest = beside[1:]
    opens = re.search(r"(?::|\binclud\w+|\bto)$", pair[1].what.text.strip())
    return bool(rest) and (bool(opens) or sum(_dated(a) for _, a in rest) * 2 > len(rest) > 1)


def _unpaired(ground: Ground) -> Iterator[Finding]:
    rows: dict[tuple[str, int | None, int | None], Acts] = defaultdict(list)
    for key, act in ground.commitments():
        if act.who_basis == "block":
            rows[key, act.what.location.table, act.what.location.row].append((key, act))
    for acts in rows.values():
        key, first = acts[0]
        leads = [Words(key, w) for w in first.who]
        number = _items(ground, acts)
        beside = f"{counted(number, 'action')} beside {counted(len(leads), 'lead')}"
        message = f"{beside}: who leads which cannot be told (from {shown(first.what.text)} on)."
        yield Finding("leads_unpaired", "high", message, (*_words(acts), *leads))


def _items(ground: Ground, acts: Acts) -> int:
    """How many paragraphs the cells of some actions hold."""
    cells = {place(_at(k, a)): ground.cell(k, a.what.location) for k, a in acts}
    return sum(len(c.paragraphs) for c in cells.values() if c) or len(acts)


_SEPARATED = {"with “/”": re.compile(r"[A-Z]\w?/"), "side by side": re.compile(r"[A-Za-z] [A-Z]")}


def _joint(ground: Ground) -> Iterator[Finding]:
    """Two initials for one action, written now in one way and now in another."""
    found: dict[str, dict[str, Words]] = defaultdict(dict)
    for key, act in ground.commitments():
        for who in act.who:
            if re.fullmatch(r"[A-Z][A-Za-z]{1,3}([ /]+[A-Z][A-Za-z]{1,3})+", who.text.strip()):
                for how, pattern in _SEPARATED.items():
                    if pattern.search(who.text):
                        found[how].setdefault(who.text, Words(key, who))
    if len(found) > 1:
        ways = listed([f"{how} ({shown(next(iter(those)))})" for how, those in found.items()])
        message = f"Two leads of one action stand {ways}; the plan does not say who of them leads."
        words = tuple(w for those in found.values() for w in those.values())
        yield Finding("joint_leads", "low", message, words)


def _cells(acts: Acts) -> Iterator[Acts]:
    """The actions of each cell together."""
    cells: dict[object, Acts] = defaultdict(list)
    for key, act in acts:
        cells[place(_at(key, act))].append((key, act))
    yield from cells.values()


def _rows(acts: Acts) -> Iterator[Acts]:
    """The actions of each row together; those outside tables each alone."""
    rows: dict[object, Acts] = defaultdict(list)
    for key, act in acts:
        at = act.what.location
        rows[(key, at.table, at.row) if at.table else (key, at.block)].append((key, act))
    yield from rows.values()


def _at(key: str, act: Commitment) -> Words:
    return Words(key, act.what)


def _words(acts: Acts) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(_at(k, a) for k, a in acts))


def _named(acts: Acts, where: str) -> str:
    first = shown(acts[0][1].what.text)
    more = len(acts) - 1
    return f"{first} and {counted(more, 'other action')} in the same {where}" if more else first


def _verb(acts: Acts) -> str:
    return "has" if len(acts) == 1 else "have"


def _number(acts: Acts, groups: Sequence[Acts], of: str) -> str:
    """How many actions, and in how many tables or columns they stand."""
    within = f" in {counted(len(groups), of)}" if acts[0][1].what.location.table else ""
    return f"{counted(len(acts), 'action')}{within}"
