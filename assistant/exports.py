"""Tables as files that other programs open: CSV, Excel and Word, with nothing that runs in them."""

# pyright: reportUnknownMemberType=false
# openpyxl and python-docx are typed in part.

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from docx import Document as word_document
from docx.document import Document as WordDocument
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from assistant.answer import Citation
from assistant.check import Checked, Found
from assistant.checking.finding import TITLES
from assistant.citing import where
from assistant.register_table import HEADINGS, PLACES, places, row
from assistant.register_table import TITLES as LISTS
from assistant.register_view import Listed, Record

CSV = "text/csv"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST = 60
_QUOTED = 8
"""How many quotations of one finding a Word document shows."""


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV in UTF-8 with a mark, so that Excel reads its letters; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would run as a formula."""
    text = writable(text)
    return f"'{text}" if text.lstrip().startswith(_RUNS) or text.startswith(_RUNS) else text


def writable(text: str) -> str:
    """`text` with � for characters that no XML file can hold."""
    return _UNWRITABLE.sub("�", text)


def excel_file(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as an Excel workbook whose cells are text, whatever they begin with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for number in range(len(headings)):
        sheet.column_dimensions[chr(ord("A") + number)].width = _WIDEST if number == 0 else 24
    sheet.append([_cell(sheet, h, bold=True) for h in headings])
    for cells in rows:
        sheet.append([_cell(sheet, text) for text in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet, writable(text)[:32_767])
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_RUNS)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell


def records_csv(kind: Listed, records: Iterable[Record]) -> bytes:
    """Records of one kind as CSV, each with its places."""
    return csv_file((*HEADINGS[kind], *PLACES), ((*row(r), *places(r)) for r in records))


def records_excel(kind: Listed, records: Iterable[Record]) -> bytes:
    """Records of one kind as an Excel workbook, each with its places."""
    rows = ((*row(r), *places(r)) for r in records)
    return excel_file(LISTS[kind], (*HEADINGS[kind], *PLACES), rows)


FINDING_HEADINGS = (
    "Severity",
    "Kind",
    "What is wrong",
    "From outside the documents",
    "Document",
    "Page",
    "Place",
    "Table",
    "Row",
    "Column",
    "Words",
)


def findings_csv(checked: Checked) -> bytes:
    """The findings as CSV, a line for each quotation."""
    return csv_file(FINDING_HEADINGS, (_row(f, c) for f in checked.findings for c in f.citations))


def _row(found: Found, citation: Citation) -> tuple[str, ...]:
    at = citation.location
    numbers = (_number(n) for n in (at.table, at.row, at.column))
    return (
        found.severity,
        TITLES[found.kind],
        found.message,
        found.outside,
        citation.document,
        _number(at.page),
        citation.label,
        *numbers,
        citation.quote,
    )


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def findings_word(checked: Checked) -> bytes:
    """The findings as a Word document to send to the author: by kind, each with its words."""
    document = word_document()
    document.add_heading(writable(f"Check of {checked.name}"), 0)
    day = f"{checked.as_of.day} {checked.as_of:%B %Y}"
    counts = ", ".join(f"{n} {severity}" for severity, n in checked.numbers().items())
    document.add_paragraph(f"As of {day}. Findings: {len(checked.findings)} ({counts}).")
    document.add_paragraph(writable(f"Documents: {'; '.join(checked.documents)}."))
    kind = None
    for found in checked.findings:
        if found.kind != kind:
            kind = found.kind
            document.add_heading(TITLES[kind], 1)
        _add(document, found)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: WordDocument, found: Found) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run(writable(found.message))
    paragraph.add_run(f" ({found.severity})").italic = True
    if found.outside:
        document.add_paragraph(writable(found.outside), style="List Bullet 2")
    for citation in found.citations[:_QUOTED]:
        document.add_paragraph(writable(_quoted(citation)), style="List Bullet 2")
    if (more := len(found.citations) - _QUOTED) > 0:
        document.add_paragraph(f"and {more} more", style="List Bullet 2")


def _quoted(citation: Citation) -> str:
    quote = " ".join(citation.quote.split())
    return f"“{quote}” – {citation.document}, {where(citation)}"
