"""Word files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from ingest.document import Bullet, Document, Heading, Source, Table
from ingest.formats import read

Made = Callable[[Any], Document]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def save_and_read(word: Any) -> Document:
        path = tmp_path / "plan.docx"
        word.save(str(path))
        return read(Source(str(path), "plan.docx", "plan"))

    return save_and_read


def filled(word: Any, rows: list[list[str]]) -> Any:
    table = word.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def dot() -> bytes:
    """A PNG picture of one pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(b"\x00\x00")
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def shade(cell: Any, fill: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), fill)
    cell._tc.get_or_add_tcPr().append(shading)


def outline(document: Document) -> list[tuple[str, str]]:
    return [
        (type(b).__name__, b.title if isinstance(b, Table) else b.text) for b in document.blocks
    ]


def test_heading_styles_lists_and_paragraphs_are_read_in_order(made: Made) -> None:
    word = docx.Document()
    word.add_heading("Plan", 0)
    word.add_heading("Aims", 1)
    word.add_paragraph("We aim high.")
    word.add_paragraph("Read", style="List Bullet")
    word.add_paragraph("Count", style="List Number")
    word.add_paragraph("Write", style="List Number")
    document = made(word)
    assert outline(document) == [
        ("Heading", "Plan"),
        ("Heading", "Aims"),
        ("Paragraph", "We aim high."),
        ("Bullet", "Read"),
        ("Bullet", "Count"),
        ("Bullet", "Write"),
    ]
    assert [b.marker for b in document.blocks if isinstance(b, Bullet)] == ["•", "1.", "2."]
    assert document.title == "Plan"


def test_numbering_by_a_style_begins_again_under_a_heading(made: Made) -> None:
    word = docx.Document()
    for heading in ("One", "Two"):
        word.add_heading(heading, 1)
        word.add_paragraph("First", style="List Number")
    assert [b.marker for b in made(word).blocks if isinstance(b, Bullet)] == ["1.", "1."]


def test_without_styles_larger_and_bold_lines_are_headings(made: Made) -> None:
    word = docx.Document()
    word.add_paragraph().add_run("Our Strategy").font.size = Pt(20)
    word.add_paragraph().add_run("Reading for all").bold = True
    word.add_paragraph("All children will read well by the time that they leave us. " * 4)
    lead = word.add_paragraph()
    lead.add_run("Lead: ").bold = True
    lead.add_run("Jo Bloggs")
    headings = [(b.text, b.level) for b in made(word).blocks if isinstance(b, Heading)]
    assert headings == [("Our Strategy", 1), ("Reading for all", 2)]


def test_merged_cells_fills_and_repeated_heading_rows_are_kept(made: Made) -> None:
    word = docx.Document()
    table = filled(word, [["Area", "Do", "Lead"], ["Safe", "Train", "AB"], ["", "Check", "CD"]])
    table.cell(1, 0).merge(table.cell(2, 0))
    shade(table.cell(1, 1), "92D050")
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    (found,) = made(word).tables()
    assert found.rows[1][0] is found.rows[2][0]
    assert (found.rows[1][0].rows, found.heading_rows) == (2, 1)
    assert found.rows[1][1].fill == "#92d050"
    assert found.rows[2][1].row_label == "Safe"


def test_a_cell_across_columns_heads_them_all(made: Made) -> None:
    word = docx.Document()
    table = filled(
        word,
        [
            ["Area", "Implementation", "", "Measure"],
            ["", "Activities", "Lead", ""],
            ["Reading", "Buy books for every class by May.", "SD", "Scores rise."],
        ],
    )
    table.cell(0, 1).merge(table.cell(0, 2))
    (found,) = made(word).tables()
    assert found.heading_rows == 2
    assert found.rows[2][2].column_heading == ("Implementation", "Lead")


def test_paragraphs_line_breaks_and_inner_tables_of_a_cell_stay_apart(made: Made) -> None:
    word = docx.Document()
    table = filled(word, [["Area", "Action"], ["Reading", "First"]])
    cell = table.cell(1, 1)
    cell.add_paragraph("Second\nThird")
    cell.add_table(1, 1).cell(0, 0).text = "Inner"
    (found,) = made(word).tables()
    assert found.rows[1][1].paragraphs == ("First", "Second", "Third", "Inner")


def test_headers_footers_hidden_and_deleted_words_are_left_out(made: Made) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Header"
    word.sections[0].footer.paragraphs[0].text = "Page 1"
    paragraph = word.add_paragraph("Seen words.")
    paragraph.add_run(" Hidden.").font.hidden = True
    assert outline(made(word)) == [("Paragraph", "Seen words.")]


def test_a_table_of_one_cell_is_only_a_frame(made: Made) -> None:
    word = docx.Document()
    filled(word, [["In a box, by itself."]])
    assert outline(made(word)) == [("Paragraph", "In a box, by itself.")]


def test_a_picture_is_reported(made: Made, tmp_path: Path) -> None:
    picture = tmp_path / "dot.png"
    picture.write_bytes(dot())
    word = docx.Document()
    word.add_paragraph("Words.")
    word.add_picture(str(picture))
    assert [p.reason for p in made(word).problems] == ["1 picture could not be read"]
