"""Excel files (.xlsx) -> Document: each visible sheet's blocks of cells as tables, other text as lines."""

# openpyxl's own types are loose where sheets are concerned.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path
from typing import IO

from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ingest.document import Document, Heading, Source, Table
from ingest.formats.damage import damage_told
from ingest.formats.excel_colours import Colours
from ingest.formats.excel_sheet import Sheet, read_sheet
from ingest.formats.outline import Line, Outline
from ingest.limits import Allowance, too_many

_UNNAMED = re.compile(r"sheet\s*\d*", re.IGNORECASE)
_NOT_WORKED_OUT = re.compile(rb"<f[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=\"([A-Za-z0-9:$]+)\"")
_CHUNK = 1 << 20
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_PICTURE_PART = re.compile(r"xl/(?:media|charts)/[^/]+\.(?!rels)\w+")


def read_excel(source: Source, allowance: Allowance) -> Document:
    """The workbook as a Document, with stored values and never formulas; Unreadable where broken."""
    with damage_told("it is no whole Excel file", InvalidFileException):
        _refuse_too_many(source.path, allowance.limits.cells)
        book = _opened(source.path)
        unworked, pictures = _not_read(source.path)
    outline = Outline(source)
    colours = Colours(book.loaded_theme)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            _add(outline, sheet.title, read_sheet(sheet, colours.of))
            _add_notes(outline, sheet)
        else:
            outline.problem(f"the sheet “{sheet.title}” is hidden and was not read")
    outline.sheet = None
    if unworked:
        what = "1 formula has" if unworked == 1 else f"{unworked} formulas have"
        outline.problem(f"{what} no stored result: these cells were taken as blank")
    if pictures:
        what = "1 picture or chart" if pictures == 1 else f"{pictures} pictures or charts"
        outline.problem(f"{what} could not be read")
    return outline.document("xlsx", title=_title(book, outline))


def _refuse_too_many(path: str, most: int) -> None:
    """Raises Unreadable where sheets hold, or merge, more cells than are read at most."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if _SHEET_PART.fullmatch(name):
                with archive.open(name) as part:
                    too_many(_cells_in(part, most), most, "cells", "read_cells")


def _cells_in(part: IO[bytes], most: int) -> int:
    """How many cells a sheet's XML states, those that it merges included; counts no further than need be."""
    found, tail = 0, b""
    while found <= most and (content := part.read(_CHUNK)):
        content = tail + content
        end = content.rfind(b"<") if len(content) > _CHUNK // 2 else len(content)
        tail = content[end:]
        found += len(_CELL.findall(content, 0, end))
        found += sum(_area(m) for m in _MERGED.findall(content, 0, end))
    return found + sum(_area(m) for m in _MERGED.findall(tail))


def _area(reference: bytes) -> int:
    """How many cells a merged area has; none where its reference is no such thing."""
    try:
        left, top, right, bottom = range_boundaries(reference.decode("ascii"))
        return ((right or 0) - (left or 0) + 1) * ((bottom or 0) - (top or 0) + 1)
    except (ValueError, TypeError):
        return 0


def _opened(path: str) -> Workbook:
    """The workbook; what openpyxl warns of (extensions it leaves out) matters to no reader."""
    with warnings.catch_warnings(), Path(path).open("rb") as file:
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(file, data_only=True)


def _add(outline: Outline, name: str, sheet: Sheet) -> None:
    """Add a sheet under its name, and what was left out of it."""
    outline.sheet = name
    if sheet.pieces and not _UNNAMED.fullmatch(name):
        outline.heading(name, level=1)
    outline.add(sheet.pieces)
    for count, what in ((sheet.hidden_rows, "row"), (sheet.hidden_columns, "column")):
        if count == 1:
            outline.problem(f"1 hidden {what} on the sheet “{name}” was not read")
        elif count:
            outline.problem(f"{count} hidden {what}s on the sheet “{name}” were not read")


def _add_notes(outline: Outline, sheet: Worksheet) -> None:
    """Add the notes that hang on cells, each with its cell's address, under a heading."""
    cells = sheet._cells.values()  # pyright: ignore[reportPrivateUsage]
    notes = [(c.coordinate, c.comment.text) for c in cells if c.comment is not None]
    if notes:
        outline.heading("Notes on cells", level=2)
    for address, text in notes:
        words = " ".join(str(text).split())
        outline.reference = address
        outline.add([Line(words, plain=True)] if words else [])
    outline.reference = None


def _not_read(path: str) -> tuple[int, int]:
    """How many formulas have no stored result, and how many pictures and charts there are."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        sheets = [n for n in names if _SHEET_PART.fullmatch(n)]
        unworked = sum(len(_NOT_WORKED_OUT.findall(archive.read(n))) for n in sheets)
    return unworked, sum(bool(_PICTURE_PART.fullmatch(n)) for n in names)


def _title(book: Workbook, outline: Outline) -> str:
    """The workbook's stated title, else the heading above its first table, else nothing."""
    stated = (book.properties.title or "").strip()
    if stated:
        return stated
    for block in outline.blocks:
        if isinstance(block, Heading) and block.text not in book.sheetnames:
            return block.text
        if isinstance(block, Table):
            break
    return outline.file_title()
