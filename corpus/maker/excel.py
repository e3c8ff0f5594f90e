"""Makes an Excel workbook of a source: a sheet a heading, its lines above its table."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# openpyxl is untyped.

import re
from datetime import datetime
from io import BytesIO

from maker.archive import settled
from maker.source import Line, Source, Table, spans
from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

DAY = re.compile(
    r"\d{1,2} (January|February|March|April|May|June|July|August|September|"
    r"October|November|December) 20\d\d"
)


def excel(source: Source) -> bytes:
    """The bytes of the .xlsx, the same each time it is made."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = source.settings["title"], ""
    width = int(source.settings.get("widths", "18"))
    for block in source.blocks:
        if isinstance(block, Line) and block.kind == "heading":
            book.create_sheet(block.text)
        elif isinstance(block, Line):
            _add_line(book.worksheets[-1], block)
        else:
            _add_table(book.worksheets[-1], block, width=width)
    file = BytesIO()
    book.save(file)
    return settled(file.getvalue())


def _next_row(sheet: Worksheet) -> int:
    return 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1


def _add_line(sheet: Worksheet, line: Line) -> None:
    row = _next_row(sheet)
    cell = sheet.cell(row, 1, line.text)
    if line.fill:
        cell.fill = PatternFill("solid", fgColor=line.fill)
    if row == 1:
        cell.font = Font(bold=True, size=14)
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=6)


def _add_table(sheet: Worksheet, table: Table, *, width: int) -> None:
    top = _next_row(sheet) + 1
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            made = sheet.cell(top + r, c + 1)
            made.alignment = Alignment(wrap_text=True, vertical="top")
            if r < table.headings:
                made.font = Font(bold=True)
            if cell.fill:
                made.fill = PatternFill("solid", fgColor=cell.fill)
            if cell.paragraphs:
                _value(made, "\n".join(cell.paragraphs))
    for first, left, last, right in spans(table):
        sheet.merge_cells(None, top + first, left + 1, top + last, right + 1)
    for c in range(len(table.rows[0])):
        sheet.column_dimensions[get_column_letter(c + 1)].width = width


def _value(made: SheetCell, text: str) -> None:
    """Days, shares and numbers as what they are, shown as they were written."""
    if DAY.fullmatch(text):
        made.value, made.number_format = datetime.strptime(text, "%d %B %Y"), "d mmmm yyyy"
    elif re.fullmatch(r"\d+(\.\d)?%", text):
        made.value, made.number_format = float(text[:-1]) / 100, "0.0%" if "." in text else "0%"
    elif re.fullmatch(r"\d+(\.\d+)?", text):
        made.value = float(text) if "." in text else int(text)
    else:
        made.value = text
