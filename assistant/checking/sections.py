"""Sections that a sequence announces and that are not there, and parts that are referred to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from string import ascii_lowercase

from assistant.checking.finding import Finding, Words, listed, shown
from assistant.checking.ground import Ground, every_word
from ingest.document import Document, Heading, Location, Quote, Table
from ingest.strands import Strands, key

_LETTERED = re.compile(r"^\s*\(?([a-z])\)\s+\S")
_NUMBERED = re.compile(r"^\s*(\d+)\.?\s+[A-Z]")
_CONTINUED = re.compile(r"\b(?:continued|cont['’]?d\.?)\)?\s*$", re.I)


def check(ground: Ground) -> Iterator[Finding]:
    """All that is announced and missing."""
    for document, body in ground.documents.items():
        yield from _letters(document, body)
        yield from _numbers(document, body)
        yield from _continued(document, body)
        yield from _referred(document, body)


def _letters(document: str, body: Document) -> Iterator[Finding]:
    """Areas a), b), c) of a part, where one before the last is missing."""
    strands = Strands(body)
    parts: dict[str, dict[str, Words]] = defaultdict(dict)
    for table in body.tables():
        for words in _first_cells(document, table):
            if m := _LETTERED.match(words.quote.text):
                part = strands.of(words.quote.location) or table.title
                parts[part].setdefault(m[1], words)
    for part, found in parts.items():
        lacking = [a for a in ascii_lowercase[: _index(max(found))] if a not in found]
        if lacking and max(found) <= "m":
            yield _gap(document, body, part, lacking, found)


def _first_cells(document: str, table: Table) -> Iterator[Words]:
    for cell in table.cells():
        if cell.location.column == 1:
            yield from (Words(document, Quote(p, cell.location)) for p in cell.paragraphs)


def _gap(
    document: str, body: Document, part: str, lacking: list[str], found: dict[str, Words]
) -> Finding:
    """What a part lacks, with the aims elsewhere whose numbers it should hold."""
    missing = listed([f"{a})" for a in lacking])
    first = found[min(found)]
    message = f"{shown(part)} has no {missing}; it begins with {shown(first.quote.text)}."
    if min(found) == "a":
        message = (
            f"{shown(part)} goes from {listed([f'{a})' for a in found])}: {missing} is missing."
        )
    return Finding(
        "section_missing", "high", message, (first, *_announced(document, body, part, lacking))
    )


def _announced(document: str, body: Document, part: str, lacking: list[str]) -> Iterator[Words]:
    """The numbered aims ("3.1 …") that a summary lists for a part's missing letters."""
    number = re.match(r"\s*(\d+)", part)
    if number is None:
        return
    wanted = {f"{number[1]}.{_index(a)}" for a in lacking}
    for words in every_word({document: body}):
        m = re.match(r"\s*(\d+\.\d+)\b", words.quote.text)
        if m and m[1] in wanted:
            yield words


def _index(letter: str) -> int:
    return ascii_lowercase.index(letter) + 1


def _numbers(document: str, body: Document) -> Iterator[Finding]:
    """Numbered headings under one heading, with a gap between them."""
    groups: dict[tuple[object, ...], dict[int, Words]] = defaultdict(dict)
    for block in body.blocks:
        if isinstance(block, Heading) and (m := _NUMBERED.match(block.text)):
            words = Words(document, Quote(block.text, block.location))
            groups[block.level, block.location.headings].setdefault(int(m[1]), words)
    for found in groups.values():
        last = max(found)
        lacking = [n for n in range(1, last) if n not in found]
        if len(found) >= 2 and lacking and last <= 30 and len(lacking) < len(found):
            named = listed([str(n) for n in lacking])
            message = f"The numbered sections go up to {last}, and {named} is missing."
            yield Finding("section_missing", "medium", message, tuple(found.values()))


def _continued(document: str, body: Document) -> Iterator[Finding]:
    """A part that is "continued" and never began."""
    begun: set[str] = set()
    for text, location in _titles(body):
        if _CONTINUED.search(text) and key(text) not in begun:
            message = f"{shown(text)} continues something that does not stand before it."
            yield Finding(
                "section_missing", "high", message, (Words(document, Quote(text, location)),)
            )
        elif not _CONTINUED.search(text):
            begun.add(key(text))


def _titles(body: Document) -> Iterator[tuple[str, Location]]:
    """Headings, and the first rows of tables, in order, with their places."""
    for block in body.blocks:
        if isinstance(block, Heading):
            yield block.text, block.location
        elif isinstance(block, Table):
            for cell in block.cells():
                if cell.location.row == 1 and cell.paragraphs:
                    yield cell.paragraphs[0], cell.location


_REFERENCE = re.compile(r"\b(Appendix|Annex|Schedule|Objective|Attachment)\s+([A-Z]|\d{1,2})\b")


def _referred(document: str, body: Document) -> Iterator[Finding]:
    """Appendices and the like that are spoken of and do not stand in the document."""
    spoken: dict[str, Words] = {}
    there: set[str] = set()
    for words in every_word({document: body}):
        for m in _REFERENCE.finditer(words.quote.text):
            name = f"{m[1]} {m[2]}"
            if m.start() == 0 and len(words.quote.text) < 120 and not _speaks(words.quote.text):
                there.add(name)
            else:
                spoken.setdefault(name, words)
    for name, words in spoken.items():
        if name not in there:
            message = f"{name} is referred to, and does not stand in the document."
            yield Finding("reference_missing", "high", message, (words,))


def _speaks(text: str) -> bool:
    """Whether a text that begins with a part's name is a sentence about it, not its title."""
    return bool(
        re.match(
            r"\w+ \w+ (?:sets?|shows?|lists?|gives?|is|are|has|contains?|explains?|below|on)\b",
            text,
        )
    )
