"""Tables that lost something: people in the wrong column, colours, months, references."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from assistant.checking.finding import Finding, Words, counted, listed, shown
from assistant.checking.ground import Ground
from ingest.columns import calendar_columns, named
from ingest.days import Frame
from ingest.document import Block, Cell, Document, Quote, Table
from ingest.people import listed as people_in

_PEOPLE = frozenset(["lead", "name", "position", "support", "monitor", "status", "school", "notes"])


def check(ground: Ground) -> Iterator[Finding]:
    """All that the tables lost."""
    for document, table in ground.tables():
        yield from _shifted(document, table)
        yield from _blank_months(document, table)
    for document, body in ground.documents.items():
        yield from _colours(document, body)
        yield from _references(document, body)


def _shifted(document: str, table: Table) -> Iterator[Finding]:
    """People who stand in another column than the one for leads, which is blank beside them."""
    told = tuple(named(h[-1]) if (h := _heading(table, c)) else "" for c in range(table.columns))
    if "lead" not in told:
        return
    strays: dict[int, list[Cell]] = defaultdict(list)
    for row in table.body():
        led = any(row[c].paragraphs for c, role in enumerate(told) if role == "lead")
        for c, cell in enumerate(row):
            own = cell.location.column == c + 1
            if not led and own and told[c] not in _PEOPLE and _only_people(cell):
                strays[c].append(cell)
    for cells in strays.values():
        heading = cells[0].column_heading[-1] if cells[0].column_heading else ""
        under = f" under {shown(heading)}" if heading else " in a column without a heading"
        stand = "stands" if len(cells) == 1 else "stand"
        message = f"{counted(len(cells), 'cell')} of leads {stand}{under}, and the column for leads is blank."
        words = tuple(Words(document, Quote(cell.text, cell.location)) for cell in cells)
        yield Finding("column_shift", "high", message, words)


def _heading(table: Table, column: int) -> tuple[str, ...]:
    return next((r[column].column_heading for r in table.body() if r[column].column_heading), ())


def _only_people(cell: Cell) -> bool:
    return bool(cell.paragraphs) and all(people_in(p) for p in cell.paragraphs)


def _blank_months(document: str, table: Table) -> Iterator[Finding]:
    """Months of a calendar with no entry at all."""
    columns = calendar_columns(table, Frame())
    if len(columns) < 6 or len(table.body()) < 2:
        return
    blank = {c: h for c, h in columns.items() if not any(row[c].text for row in table.body())}
    if blank and len(blank) < len(columns):
        message = (
            f"Nothing is listed for {listed(list(blank.values()))} in any row of the schedule."
        )
        heads = [table.rows[table.heading_rows - 1][c] for c in blank]
        words = tuple(Words(document, Quote(h.text, h.location)) for h in heads)
        yield Finding("blank_months", "low", message, words)


_KEY_BLOCKS = 8
_KEY_CELLS = 24
_COLOURS = r"red|orange|amber|yellow|green|blue|purple|violet|pink|grey|teal"
_KEY = re.compile(r"\bcolou?r[\s-]*(?:cod(?:e|ed|ing)|key)\b|^\s*(?:key|legend)\b", re.I)
_NAMED = re.compile(rf"(?:^|[\n|;,.])\s*(?:light |dark )?({_COLOURS})\b(?!\w)", re.I)


def _colours(document: str, body: Document) -> Iterator[Finding]:
    """A key that gives colours a meaning, in a document none of whose cells has a colour."""
    if any(cell.fill for table in body.tables() for cell in table.cells()):
        return
    for n, block in enumerate(body.blocks):
        announced = next((w for w in _texts(document, block) if _KEY.search(w.quote.text)), None)
        if announced is None:
            continue
        after = [w for b in body.blocks[n : n + _KEY_BLOCKS] for w in _texts(document, b)]
        named = [w for w in after if _NAMED.search(w.quote.text)]
        colours = {m[1].lower() for w in named for m in _NAMED.finditer(w.quote.text)}
        if len(colours) > 1:
            message = (
                f"A key explains {listed(sorted(colours))}, and nothing in this file has a colour."
            )
            yield Finding(
                "colours_lost", "high", message, tuple(dict.fromkeys([announced, *named]))
            )
            return


def _texts(document: str, block: Block) -> list[Words]:
    """The texts of a block; of a table those of its cells, unless it is too big for a key."""
    if not isinstance(block, Table):
        return [Words(document, Quote(block.text, block.location))]
    cells = [c for c in block.cells() if c.text]
    if len(cells) > _KEY_CELLS:
        return []
    return [Words(document, Quote(c.text, c.location)) for c in cells]


_REFERENCES = re.compile(
    r"\b(?:ref(?:erence)?s?|risks?)\b[\s.:]*(?:no\.?s?)?[\s:]*(\d+(?:[\s,;&]+\d+)+)", re.I
)


def _references(document: str, body: Document) -> Iterator[Finding]:
    """The same numbers of references in the headings of several tables."""
    found: dict[tuple[str, ...], dict[int | None, Words]] = defaultdict(dict)
    for table in body.tables():
        for row in table.rows[: table.heading_rows]:
            for cell in row:
                for m in _REFERENCES.finditer(cell.text):
                    numbers = tuple(re.findall(r"\d+", m[1]))
                    words = Words(document, Quote(cell.text, cell.location))
                    found[numbers].setdefault(table.location.table, words)
    for numbers, places in found.items():
        if len(places) > 2:
            message = (
                f"The same references ({', '.join(numbers)}) stand over {counted(len(places), 'table')}, "
                "and nothing says which of them is meant where."
            )
            yield Finding("repeated_reference", "medium", message, tuple(places.values()))
