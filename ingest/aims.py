"""What a plan aims at: objectives, strategic areas, priorities, intents and values, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.calendar import MONTHS
from ingest.columns import Roles, named
from ingest.document import Bullet, Cell, Document, Heading, Paragraph, Quote, Table
from ingest.entries import Aim
from ingest.strands import Strands
from ingest.table_rows import quotes

_SORTS = {
    "objective": r"\bobjectives?\b|\bgoals?\b",
    "aim": r"\baims?\b",
    "priority": r"\bpriorit(?:y|ies)\b",
    "value": r"\bvalues\b",
    "intent": r"\bintent\b",
    "vision": r"\bvision\b",
    "mission": r"\bmission\b",
}
_MONTHS = "|".join(m[:3] for m in MONTHS)
_NUMBERED = re.compile(
    rf"^(?P<number>\d{{1,2}}(?:\.\d+)*|[a-z](?=[.)]))[.)]?\s+(?=[A-Z])(?!(?:{_MONTHS})[a-z]*\b)"
)


def sort_of(heading: str) -> str:
    """What kind of aim a heading announces: "priority" for "STRATEGIC PRIORITIES:"; "" for none."""
    bare = re.sub(r"\([^)]*\)", " ", heading)
    if len(bare.split()) > 8:
        return ""
    return next((sort for sort, p in _SORTS.items() if re.search(p, bare, re.I)), "")


SERIES = re.compile(
    r"^(?:strategic |our |key )?(?P<sort>priority|objective|aim|goal|pillar|ambition)\s+(?P<number>\d{1,2})\s*[:.–—-]\s*(?=\w)",
    re.I,
)
"""A heading that numbers and names an aim itself: "Priority 2: Every child reads"."""


def of_text(document: Document, strands: Strands) -> Iterator[Aim]:
    """Aims in running text: what stands under a heading that announces them."""
    for block in document.blocks:
        if isinstance(block, Paragraph | Bullet) and block.location.headings:
            heading = block.location.headings[-1]
            if SERIES.match(heading):
                continue
            if sort := sort_of(heading):
                quote = Quote(block.text, block.location)
                yield Aim(quote, sort, _number(block.text, heading), strands.of(block.location))


def _number(text: str, heading: str) -> str:
    m = _NUMBERED.match(text) or re.search(r"(?P<number>\d+)\s*$", heading)
    return m["number"] if m else ""


def of_table(table: Table, roles: Roles, strand: str) -> Iterator[Aim]:
    """Aims in a table: its columns of priorities and aims, and its numbered cells."""
    seen: set[tuple[int | None, int | None]] = set()
    parents: dict[str, Quote] = {}
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            place = (cell.location.row, cell.location.column)
            if place in seen or not cell.paragraphs:
                continue
            seen.add(place)
            sort = {"priority": "priority", "aim": "aim", "intent": "intent"}.get(
                roles[c] if c < len(roles) else ""
            ) or _announced(cell)
            for quote in quotes(cell):
                m = _NUMBERED.match(quote.text)
                numbered = bool(m and m["number"][0].isdigit() and len(quote.text) < 200)
                if numbered and m:
                    parents.setdefault(m["number"], quote)
                if numbered or (sort and r >= table.heading_rows):
                    number = m["number"] if m else _reference(row, roles)
                    parent = parents.get(number.rpartition(".")[0])
                    yield Aim(quote, sort or "aim", number, strand, parent)


def _announced(cell: Cell) -> str:
    """The kind of aim that a cell's column is headed as, where the heading says little else."""
    heading = cell.column_heading[-1] if cell.column_heading else ""
    bare = re.sub(r"\([^)]*\)?", " ", heading)
    return sort_of(heading) if len(bare.split()) <= _HEADING else ""


_HEADING = 3
"""Words of a heading that only says which kind of aim stands under it."""


def _reference(row: Sequence[Cell], roles: Roles) -> str:
    """The number that a row's reference column gives; "" where it has none."""
    at = roles.index("reference") if "reference" in roles else None
    text = row[at].text.strip() if at is not None and at < len(row) else ""
    return text if re.fullmatch(r"\d+(?:\.\d+)*", text) else ""


def heading_aims(document: Document) -> Iterator[Aim]:
    """Headings that number the aims themselves: "Objective 1" with the sentence beneath it."""
    for block in document.blocks:
        if isinstance(block, Heading) and (m := SERIES.match(block.text)):
            sort = m["sort"].lower()
            quote = Quote(block.text, block.location)
            yield Aim(quote, sort if sort in _SORTS else "aim", m["number"], block.text)
        elif (
            isinstance(block, Heading)
            and named(block.text) in ("aim", "priority")
            and _NUMBERED.match(block.text)
        ):
            yield Aim(Quote(block.text, block.location), "aim", _number(block.text, block.text))
