"""Excel workbooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from ingest.document import Document, Heading, Paragraph, Source, Table
from ingest.formats import read
from ingest.formats.cell_text import shown

Made = Callable[[Any], Document]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def save_and_read(book: Any) -> Document:
        path = tmp_path / "plan.xlsx"
        book.save(path)
        return read(Source(str(path), "plan.xlsx", "plan"))

    return save_and_read


def sheet_of(*rows: list[Any], title: str = "Actions") -> tuple[Workbook, Any]:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book, sheet


def solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def test_a_sheet_is_a_heading_and_its_cells_know_their_address(made: Made) -> None:
    book, _ = sheet_of(["Action", "Lead", "Due"], ["Ring home", "JK", date(2026, 3, 14)])
    document = made(book)
    (table,) = document.tables()
    assert [b.text for b in document.blocks if isinstance(b, Heading)] == ["Actions"]
    due = table.rows[1][2]
    assert (due.text, due.location.sheet, due.location.reference) == (
        "14 March 2026",
        "Actions",
        "C2",
    )
    assert due.column_heading == ("Due",)


def test_blank_rows_and_columns_part_the_tables_of_a_sheet(made: Made) -> None:
    book, _ = sheet_of(
        ["Actions this year"],
        ["Action", "Lead", "Due", None, "Name", "Role", "School"],
        ["Ring", "JK", "May 2026", None, "Jo", "Head", "North"],
        [],
        ["Notes"],
        ["Area", "Cost", "Paid"],
        ["Books", 5, 6],
    )
    document = made(book)
    assert [t.rows[1][0].text for t in document.tables()] == ["Ring", "Jo", "Books"]
    assert [b.text for b in document.blocks if isinstance(b, Heading)] == [
        "Actions",
        "Actions this year",
        "Notes",
    ]
    assert document.title == "Actions this year"


def test_only_the_first_of_several_lines_above_a_table_is_its_title(made: Made) -> None:
    book, _ = sheet_of(
        ["Calendar"], ["For trustees"], [], ["Area", "May", "June"], ["Art", "a", "b"]
    )
    document = made(book)
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["For trustees"]
    assert document.tables()[0].location.headings == ("Actions", "Calendar")


def test_merged_cells_and_fills_with_their_legend_are_read(made: Made) -> None:
    book, sheet = sheet_of(
        ["Strand", "September", "October"],
        ["Finance", "Audit", None],
        ["People", "Survey", "Review"],
        [],
        ["Key"],
        ["School based"],
        ["Trust based"],
    )
    sheet.merge_cells("B2:C2")
    for address, colour in (
        ("B2", "FF92D050"),
        ("C3", "FF00B0F0"),
        ("A6", "FF92D050"),
        ("A7", "FF00B0F0"),
    ):
        sheet[address].fill = solid(colour)
    table = made(book).tables()[0]
    assert table.rows[1][1] is table.rows[1][2]
    assert [table.rows[1][1].means, table.rows[2][2].means] == ["School based", "Trust based"]
    assert table.rows[2][1].means is None


def test_hidden_rows_columns_and_sheets_are_left_out_and_reported(made: Made) -> None:
    book, sheet = sheet_of(
        ["Action", "Secret", "Lead", "Due"],
        ["Ring", "x", "JK", "May 2026"],
        ["Hidden", "x", "AB", "June 2026"],
        ["Write", "x", "SD", "July 2026"],
    )
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("Old").sheet_state = "hidden"
    document = made(book)
    (table,) = document.tables()
    assert [[c.text for c in row] for row in table.rows] == [
        ["Action", "Lead", "Due"],
        ["Ring", "JK", "May 2026"],
        ["Write", "SD", "July 2026"],
    ]
    assert [p.reason for p in document.problems] == [
        "1 hidden row on the sheet “Actions” was not read",
        "1 hidden column on the sheet “Actions” was not read",
        "the sheet “Old” is hidden and was not read",
    ]


def test_formulas_without_a_stored_result_are_reported_not_shown(made: Made) -> None:
    book, _ = sheet_of(["Area", "Cost", "Paid"], ["Books", 5, "=B2*2"])
    document = made(book)
    assert document.tables()[0].rows[1][2].text == ""
    assert document.problems[0].reason == (
        "1 formula has no stored result: these cells were taken as blank"
    )


def test_far_off_formatting_costs_nothing(made: Made) -> None:
    book, sheet = sheet_of(["Area", "Cost", "Paid"], ["Books", 5, 6])
    sheet.cell(1_000_000, 16_000).fill = solid("FF92D050")
    (table,) = made(book).tables()
    assert isinstance(table, Table)
    assert (len(table.rows), table.columns) == (2, 3)


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (datetime(2026, 3, 14), "dd/mm/yyyy", "14 March 2026"),
        (datetime(2025, 9, 1), "mmm-yy", "September 2025"),
        (datetime(2026, 3, 14, 9, 30), "dd/mm/yyyy hh:mm", "14 March 2026 09:30"),
        (time(17, 0), "hh:mm", "17:00"),
        (0.951, "0.0%", "95.1%"),
        (1234.5, "£#,##0.00", "£1,234.50"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (True, "General", "TRUE"),
        (None, "General", ""),
    ],
)
def test_values_read_as_a_person_sees_them(value: Any, format: str, text: str) -> None:
    assert shown(value, format) == text
