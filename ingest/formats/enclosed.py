"""Files inside a file (attachments, archives): each read as it stands, and put under its own name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.document import (
    Block,
    Bullet,
    Cell,
    Document,
    Heading,
    Location,
    Paragraph,
    Problem,
    Source,
    Table,
    Unreadable,
)
from ingest.formats.outline import Outline
from ingest.limits import Allowance
from ingest.naming import shown

_DEEPEST_HEADING = 9


class Enclosing:
    """A document that takes in the files enclosed with it, one after another."""

    def __init__(self, outline: Outline, allowance: Allowance) -> None:
        self._outline = outline
        self._allowance = allowance
        self.read = 0

    def add(self, name: str, content: bytes) -> None:
        """Adds a file under a heading of its name; one that cannot be read is a problem noted."""
        called = shown(name)
        try:
            document = self._read(called, content)
        except Unreadable as error:
            self._outline.problem(f"“{called}”: {error}")
            return
        self.read += 1
        self._outline.heading(called, level=1)
        place = _Place(self._outline, called)
        for block in document.blocks:
            self._outline.blocks.append(place.block(block))
        self._outline.tables += len(document.tables())
        self._outline.problems += [place.problem(p) for p in document.problems]

    def _read(self, name: str, content: bytes) -> Document:
        # This package's own reader calls this module.
        from ingest.formats import read

        allowance = self._allowance.inside()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"enclosed{Path(name).suffix.lower()[:12]}")
            path.write_bytes(content)
            return read(Source(str(path), name, self._outline.source.key), allowance)


class _Place:
    """Where an enclosed file's blocks come to stand in the document that encloses it."""

    def __init__(self, outline: Outline, heading: str) -> None:
        self._document = outline.source.key
        self._heading = heading
        self._blocks = len(outline.blocks)
        self._tables = outline.tables
        self._cells: dict[int, Cell] = {}

    def block(self, block: Block) -> Block:
        """The block where it stands now."""
        at = self._location(block.location)
        match block:
            case Heading():
                return replace(block, level=min(block.level + 1, _DEEPEST_HEADING), location=at)
            case Table():
                rows = tuple(tuple(self._cell(cell) for cell in row) for row in block.rows)
                return replace(block, rows=rows, location=at)
            case Paragraph() | Bullet():
                return replace(block, location=at)

    def problem(self, problem: Problem) -> Problem:
        """The problem, under the name of the file that has it."""
        reason = f"“{self._heading}”: {problem.reason}"
        return Problem(reason, self._location(problem.location))

    def _cell(self, cell: Cell) -> Cell:
        """The cell; a merged one stays the same at every position."""
        if id(cell) not in self._cells:
            self._cells[id(cell)] = replace(cell, location=self._location(cell.location))
        return self._cells[id(cell)]

    def _location(self, location: Location) -> Location:
        return replace(
            location,
            document=self._document,
            headings=(self._heading, *location.headings),
            block=location.block and location.block + self._blocks,
            table=location.table and location.table + self._tables,
        )


def parts_of(name: str) -> Iterator[str]:
    """The parts of a path in an archive, whichever way its slashes lean."""
    return (part for part in name.replace("\\", "/").split("/") if part)
