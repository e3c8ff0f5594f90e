"""Actions with no lead or no date, and leads that cannot be paired with their actions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assistant.checking.finding import Finding, Words, counted, listed, shown
from assistant.checking.ground import Ground, place
from ingest.entries import Commitment

_ASKED = ("action", "milestone")

Acts = list[tuple[str, Commitment]]


def check(ground: Ground) -> Iterator[Finding]:
    """All that is wrong with who does what by when."""
    yield from _missing_leads(ground)
    yield from _missing_dates(ground)
    yield from _unpaired(ground)
    yield from _joint(ground)


def _by_table(ground: Ground) -> dict[tuple[str, int | None], Acts]:
    """The actions and milestones of each table; those outside tables together."""
    out: dict[tuple[str, int | None], Acts] = defaultdict(list)
    for key, act in ground.commitments():
        if act.origin in _ASKED and not act.done:
            out[key, act.what.location.table].append((key, act))
    return out


def _missing_leads(ground: Ground) -> Iterator[Finding]:
    bare: list[Acts] = []
    for acts in _by_table(ground).values():
        lacking = [(k, a) for k, a in acts if not a.who or a.who_basis == "section"]
        if len(lacking) == len(acts):
            bare.append(acts)
        else:
            yield from _each_lead(lacking)
    yield from _no_leads_at_all(bare)


def _each_lead(lacking: Acts) -> Iterator[Finding]:
    for acts in _cells(lacking):
        led = all(a.who for _, a in acts)
        rest = "; only the section has a lead" if led else ""
        message = f"{_named(acts)} {_verb(acts, 'has', 'have')} no lead{rest}."
        yield Finding("no_lead", "medium" if led else "high", message, _words(acts))


def _no_leads_at_all(bare: Sequence[Acts]) -> Iterator[Finding]:
    """One finding for all tables that name no lead, by whether their sections do."""
    for led in (False, True):
        tables = [acts for acts in bare if all(a.who for _, a in acts) == led]
        acts = [pair for table in tables for pair in table]
        if not acts:
            continue
        rest = (
            "; each section has a lead, who is taken to lead all its actions"
            if led
            else " and no section has one that could stand in"
        )
        message = f"{_none(acts, tables)} names a lead of its own{rest}."
        yield Finding("no_lead", "medium" if led else "high", message, _words(acts))


def _missing_dates(ground: Ground) -> Iterator[Finding]:
    bare: list[Acts] = []
    for acts in _by_table(ground).values():
        lacking = [(k, a) for k, a in acts if not a.when]
        if len(lacking) == len(acts):
            bare.append(acts)
            continue
        for cell in _cells(lacking):
            beside = [(k, a) for k, a in acts if place(_at(k, a)) == place(_at(*cell[0]))]
            asked = [pair for pair in cell if not _introduces(pair, beside)]
            if asked:
                message = f"{_named(asked)} {_verb(asked, 'has', 'have')} no date."
                yield Finding("no_date", "high", message, _words(asked))
    acts = [pair for table in bare for pair in table]
    if acts:
        yield Finding("no_date", "high", f"{_none(acts, bare)} has a date.", _words(acts))


def _introduces(pair: tuple[str, Commitment], beside: Acts) -> bool:
    """Whether an action only opens a list of dated ones in its cell."""
    if beside[0] != pair:
        return False
    rest = beside[1:]
    opens = re.search(r"(?::|\binclud\w+|\bto)$", pair[1].what.text.strip())
    return bool(rest) and (bool(opens) or sum(bool(a.when) for _, a in rest) * 2 > len(rest) > 1)


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


def _cells(acts: Iterable[tuple[str, Commitment]]) -> Iterator[Acts]:
    """The actions of each cell together."""
    cells: dict[object, Acts] = defaultdict(list)
    for key, act in acts:
        cells[place(_at(key, act))].append((key, act))
    yield from cells.values()


def _at(key: str, act: Commitment) -> Words:
    return Words(key, act.what)


def _words(acts: Acts) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(_at(k, a) for k, a in acts))


def _named(acts: Acts) -> str:
    first = shown(acts[0][1].what.text)
    more = len(acts) - 1
    return f"{first} and {counted(more, 'other action')} in the same cell" if more else first


def _verb(acts: Acts, one: str, many: str) -> str:
    return one if len(acts) == 1 else many


def _none(acts: Acts, tables: Sequence[Acts]) -> str:
    """The subject of a sentence about actions that all lack something."""
    within = f" in {counted(len(tables), 'table')}" if acts[0][1].what.location.table else ""
    return f"None of {counted(len(acts), 'action')}{within}"
