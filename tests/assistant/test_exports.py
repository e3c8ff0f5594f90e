"""Files that other programs open: every word in its cell, and no cell that runs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assistant.check import check_plan
from assistant.exports import (
    csv_file,
    excel_file,
    findings_csv,
    findings_word,
    harmless,
    records_csv,
    records_excel,
)
from assistant.register_view import Listing, Wanted

TODAY = date(2026, 2, 10)
HOSTILE = """# Elm Plan 2025-2028

## Estates

| Action | Lead | By when |
| --- | --- | --- |
| =HYPERLINK("http://evil.example","Mend the roof") | Mara Quill | March 2026 |
| -2+3 clear the gutters | | June 2026 |
"""


@pytest.fixture(scope="module")
def view(filed):
    """A plan whose cells would be formulas."""
    return filed(elm_plan=HOSTILE)


@given(st.text())
def test_no_cell_of_a_csv_file_begins_as_a_formula_does(text):
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text(st.characters(categories=["L", "N", "Zs"])))
def test_plain_words_stay_as_they_are(text):
    assert harmless(text) == text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4))
def test_any_text_makes_a_csv_file_that_reads_back(rows):
    read = list(csv.reader(io.StringIO(csv_file(("a", "b"), rows).decode("utf-8-sig"), newline="")))
    assert len(read) == len(rows) + 1


def test_an_excel_file_holds_text_and_no_formula():
    rows = [("=1+1", "\x00bad\ud800"), ("@x", "plain")]
    book = load_workbook(io.BytesIO(excel_file("A/B", ("One", "Two"), rows)))
    cells = [c for row in book.active.iter_rows(min_row=2) for c in row]
    assert [c.value for c in cells] == ["=1+1", "�bad�", "@x", "plain"]
    assert {c.data_type for c in cells} == {"s"}
    assert [c.quotePrefix for c in cells] == [True, False, True, False]


def test_records_go_out_with_their_places(view):
    records = tuple(Listing(view, Wanted("commitment"), today=TODAY).every())
    head, first, second = csv.reader(
        io.StringIO(records_csv("commitment", records).decode("utf-8-sig"), newline="")
    )
    assert head[:3] == ["What", "Who", "When"]
    assert head[-4:] == ["Plan", "Document", "Place", "Words"]
    assert first[0].startswith("'=HYPERLINK")
    assert second[0] == "'-2+3 clear the gutters"
    assert "t1r2c1" in first[-2]
    sheet = load_workbook(io.BytesIO(records_excel("commitment", records))).active
    assert sheet.max_row == 3
    assert "f" not in {c.data_type for row in sheet.iter_rows() for c in row}


def test_findings_go_out_as_a_table_and_as_a_word_document(view):
    checked = check_plan(view, view.plans()[0].key, as_of=TODAY)
    table = findings_csv(checked).decode("utf-8-sig")
    assert "clear the gutters" in table
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert all(not cell.startswith(("=", "-")) for row in rows for cell in row)
    text = "\n".join(p.text for p in Document(io.BytesIO(findings_word(checked))).paragraphs)
    assert "Actions with no lead" in text
    assert "“-2+3 clear the gutters” – Elm Plan 2025-2028, Estates ›" in text
