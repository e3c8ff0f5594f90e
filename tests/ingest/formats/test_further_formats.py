"""Slides, web pages, OpenDocument, Rich Text, messages, archives, transcripts, old Office files."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

sys.path.insert(0, str(Path(__file__).parents[1]))

import goodfiles

from ingest.document import Bullet, Document, Heading, Paragraph, Source, Table, Unreadable
from ingest.formats import read

WORDS = goodfiles.WORDS
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is missing")


def opened(folder: Path, name: str, content: bytes) -> Document:
    """The document of that content."""
    (folder / name).write_bytes(content)
    return read(Source(str(folder / name), name, "doc"))


def texts(document: Document) -> list[str]:
    """Its blocks' words in order, tables as rows."""
    return [
        " | ".join(c.text for c in b.cells()) if isinstance(b, Table) else b.text
        for b in document.blocks
    ]


def cells(table: Table) -> list[list[str]]:
    """A table's words."""
    return [[c.text for c in row] for row in table.rows]


def test_slides_have_pages_lists_tables_and_notes(tmp_path):
    document = opened(tmp_path, "a.pptx", goodfiles.slides())
    assert (document.format, document.title, document.pages) == ("pptx", "Estates", 1)
    assert [type(b) for b in document.blocks] == [Heading, Bullet, Table, Heading, Paragraph]
    assert {b.location.page for b in document.blocks} == {1}
    assert document.blocks[-1].location.headings == ("Estates", "Notes")


def test_a_web_page_is_what_a_person_sees(tmp_path):
    content = (
        b"<html><title>Works</title><script>alert('x')</script><h1>Works</h1><p>One<br>Two</p>"
        b"<ol><li>first<ul><li>inner</ul><li>second</ol><p style='display: none'>unseen"
        b"<table><tr><th rowspan=2>What<th colspan=2>When<tr><th>From<th>To"
        b"<tr><td>Roof<td>May<td>June</table><img src='http://127.0.0.1:9/x'></html>"
    )
    document = opened(tmp_path, "a.html", content)
    assert texts(document)[:6] == ["Works", "One", "Two", "first", "inner", "second"]
    assert [b.marker for b in document.blocks if isinstance(b, Bullet)] == ["1.", "-", "2."]
    table = document.tables()[0]
    assert cells(table)[2] == ["Roof", "May", "June"]
    assert table.rows[2][1].column_heading == ("When", "From")
    assert "unseen" not in str(texts(document))
    assert [p.reason for p in document.problems] == ["1 picture could not be read"]


def test_a_table_that_lays_a_page_out_is_no_table_of_data(tmp_path):
    content = b"<html><table><tr><td><h2>Menu</h2><p>Home</td><td><h2>Works</h2></td></table>"
    document = opened(tmp_path, "a.html", content)
    assert document.tables() == ()
    assert texts(document) == ["Menu", "Home", "Works"]


def test_open_document_text_has_headings_lists_tables_and_notes(tmp_path):
    body = (
        "<office:text><text:h text:outline-level='1'>Estates</text:h>"
        "<text:p>One<text:s text:c='3'/>two<text:note><text:note-body><text:p>a foot note"
        "</text:p></text:note-body></text:note></text:p><text:list><text:list-item><text:p>item"
        "</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell>"
        "<text:p>What</text:p></table:table-cell><table:table-cell><text:p>When</text:p>"
        "</table:table-cell></table:table-row></table:table></office:text>"
    )
    document = opened(tmp_path, "a.odt", goodfiles.open_text(body))
    assert texts(document) == ["Estates", "One two", "a foot note", "item", "What | When"]


def test_hidden_rows_of_open_sheets_are_left_out_and_told(tmp_path):
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    row = "<table:table-row{}>{}</table:table-row>"
    rows = row.format("", cell.format("What") + cell.format("When"))
    rows += row.format(" table:visibility='collapse'", cell.format("secret") * 2)
    rows += row.format("", cell.format("Roof") + cell.format("May"))
    document = opened(tmp_path, "a.ods", goodfiles.open_sheet(rows))
    assert cells(document.tables()[0]) == [["What", "When"], ["Roof", "May"]]
    assert [p.reason for p in document.problems] == [
        "1 hidden rows on the sheet “Works” were not read"
    ]


def test_rich_text_has_headings_and_tables_and_its_own_letters(tmp_path):
    document = opened(tmp_path, "a.rtf", goodfiles.rich())
    assert texts(document) == ["Estates", WORDS, "What | When", "£5"]


def test_a_message_holds_its_headers_its_text_and_what_is_attached(tmp_path):
    document = opened(tmp_path, "a.eml", goodfiles.mail())
    assert document.title == "The roof"
    assert texts(document)[1:4] == [
        "From: Mara Quill <mara@oak.example>",
        "Subject: The roof",
        WORDS,
    ]
    table = document.tables()[0]
    assert table.location.headings == ("roof.docx", "Estates")
    assert table.location.block == document.blocks.index(table) + 1
    assert table.rows[1][0].location.document == "doc"


def test_the_documents_of_an_archive_stand_under_their_names(tmp_path):
    document = opened(tmp_path, "a.zip", goodfiles.archive())
    tops = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert tops == ["roof.docx", "notes/roof.txt"]
    assert [b.location.block for b in document.blocks] == list(range(1, len(document.blocks) + 1))


def test_a_transcript_has_a_paragraph_a_turn_with_its_time(tmp_path):
    document = opened(tmp_path, "a.vtt", goodfiles.transcript())
    assert texts(document)[1:] == [f"Mara Quill: {WORDS}", "Bo Lee: Agreed."]
    assert [b.location.reference for b in document.blocks[1:]] == ["00:00:01", "00:00:05"]


def test_captions_pasted_as_text_are_a_transcript(tmp_path):
    assert opened(tmp_path, "a.txt", goodfiles.transcript().partition(b"\n\n")[2]).format == "vtt"


def test_a_word_file_has_its_notes_its_changes_accepted_and_its_comments_counted(tmp_path):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    body = (
        f"<w:document {space}><w:body><w:p>{run.format('The roof is ')}<w:ins>"
        f"{run.format('mended')}</w:ins><w:del><w:r><w:delText>painted</w:delText></w:r></w:del>"
        "<w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:commentReference w:id='0'/></w:r>"
        f"</w:p><w:p>{run.format('Then the doors.')}</w:p></w:body></w:document>"
    )
    notes = f"<w:footnotes {space}><w:footnote w:id='2'><w:p>{run.format('If dry.')}</w:p>"
    with zipfile.ZipFile(io.BytesIO(goodfiles.word())) as held:
        parts = {n: held.read(n) for n in held.namelist()}
    relation = (
        b'<Relationship Id="rIdN" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    links = "word/_rels/document.xml.rels"
    parts[links] = parts[links].replace(b"</Relationships>", relation)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.wordprocessingml.footnotes+xml"/></Types>',
    )
    parts |= {
        "word/document.xml": body,
        "word/footnotes.xml": f"{notes}</w:footnote></w:footnotes>",
    }
    document = opened(tmp_path, "a.docx", goodfiles.packed(parts))
    assert texts(document) == ["The roof is mended", "If dry.", "Then the doors."]
    assert [p.reason for p in document.problems] == [
        "there are 2 tracked changes: the text is as it would be with all accepted",
        "1 comment left out",
    ]


def test_notes_on_cells_are_read_with_their_cells_addresses(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["What", "When"])
    book.active.append(["Roof", "May"])
    book.active["B2"].comment = Comment("If the weather holds", "Mara Quill")
    out = io.BytesIO()
    book.save(out)
    document = opened(tmp_path, "a.xlsx", out.getvalue())
    assert texts(document)[-2:] == ["Notes on cells", "If the weather holds"]
    assert document.blocks[-1].location.reference == "B2"


@needs_office
@pytest.mark.parametrize(("new", "old"), [(".docx", "doc"), (".xlsx", "xls")])
def test_old_office_files_are_read_by_way_of_libreoffice(tmp_path, new, old):
    (tmp_path / f"plan{new}").write_bytes(goodfiles.GOOD[new]())
    convert = ["soffice", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless"]
    convert += ["--convert-to", old, "--outdir", str(tmp_path), str(tmp_path / f"plan{new}")]
    subprocess.run(convert, capture_output=True, check=True)
    from ingest.readers import Readers
    from ingest.register import Corrections

    with Readers() as readers:
        path = tmp_path / f"plan.{old}"
        source = Source(str(path), path.name, "doc")
        document = readers.read(path.read_bytes(), source, Corrections()).result().document
    assert document.format == old
    assert WORDS in " ".join(texts(document))


def test_a_bad_archive_says_why_nothing_of_it_was_read(tmp_path):
    with pytest.raises(Unreadable, match="nothing could be read: “a.pdf”: is empty"):
        opened(tmp_path, "a.zip", goodfiles.packed({"a.pdf": b""}))
