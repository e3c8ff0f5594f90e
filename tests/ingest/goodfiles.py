"""A small sound file of each kind, made by the libraries that people's programs are made of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import docx
import openpyxl
import pptx
from reportlab.pdfgen.canvas import Canvas

WORDS = "The roof of the hall is mended by 12 March 2026."
ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
    "<office:body>{}</office:body></office:document-content>"
)


def pdf(pages: int = 1) -> bytes:
    """A PDF with the words on each page."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(pages):
        canvas.drawString(72, 700, WORDS)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word() -> bytes:
    """A Word file with a heading, the words and a table."""
    document = docx.Document()
    document.add_heading("Estates", 1)
    document.add_paragraph(WORDS)
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("What", "When", "Roof", "March 2026"), strict=True):
        cell.text = text
    return _saved(document)


def excel() -> bytes:
    """A workbook with a small table."""
    book = openpyxl.Workbook()
    for row in (("What", "When"), ("Roof", "March 2026"), (WORDS, "")):
        book.active.append(row)
    return _saved(book)


def slides() -> bytes:
    """A slide with a title, a list, a table and notes."""
    shown = pptx.Presentation()
    slide = shown.slides.add_slide(shown.slide_layouts[1])
    slide.shapes.title.text = "Estates"
    slide.placeholders[1].text = WORDS
    slide.notes_slide.notes_text_frame.text = "Ask for three quotes."
    table = slide.shapes.add_table(2, 2, 0, 0, 100, 100).table
    for n, text in enumerate(("What", "When", "Roof", "March 2026")):
        table.cell(n // 2, n % 2).text = text
    return _saved(shown)


def packed(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def open_text(body: str = "", kind: str = "text") -> bytes:
    """An OpenDocument file with that body, or the words."""
    body = body or f"<office:text><text:h>Estates</text:h><text:p>{WORDS}</text:p></office:text>"
    said = f"application/vnd.oasis.opendocument.{kind}"
    return packed({"mimetype": said, "content.xml": ODF.format(body)})


def open_sheet(rows: str = "") -> bytes:
    """An OpenDocument sheet with those rows, or a small table."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = rows or "".join(
        f"<table:table-row>{cell.format(a)}{cell.format(b)}</table:table-row>"
        for a, b in (("What", "When"), ("Roof", "March 2026"))
    )
    table = f'<table:table table:name="Works">{rows}</table:table>'
    return open_text(f"<office:spreadsheet>{table}</office:spreadsheet>", "spreadsheet")


def rich() -> bytes:
    """A Rich Text file with an outline heading, the words and a table's row."""
    return (
        rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard\outlinelevel0 Estates\par\pard "
        + WORDS.encode()
        + rb"\par\trowd\cellx1\cellx2\intbl What\cell When\cell\row\pard \u163?5\par}"
    )


def mail() -> bytes:
    """A message with a Word file attached."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Mara Quill <mara@oak.example>", "The roof"
    message.set_content(WORDS)
    message.add_attachment(word(), maintype="application", subtype="x", filename="roof.docx")
    return message.as_bytes()


def page() -> bytes:
    """A web page with a heading, the words and a table."""
    return (
        f"<!DOCTYPE html><html><title>Estates</title><body><h1>Estates</h1><p>{WORDS}</p>"
        "<table><tr><th>What<th>When<tr><td>Roof<td>March 2026</table></body></html>"
    ).encode()


def transcript() -> bytes:
    """Captions of two speakers."""
    return (
        f"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Mara Quill>{WORDS}</v>\n\n"
        "00:00:05.000 --> 00:00:06.000\n<v Bo Lee>Agreed.\n"
    ).encode()


def archive() -> bytes:
    """An archive of a Word file and a text."""
    return packed({"roof.docx": word(), "notes/roof.txt": WORDS})


def text() -> bytes:
    """A Markdown file with a list and a table."""
    return f"# Estates\n\n{WORDS}\n\n- one\n- two\n\n| a | b |\n| - | - |\n| c | d |\n".encode()


def table() -> bytes:
    """A table parted by commas."""
    return b"What,When,Who\nRoof,March 2026,Mara Quill\nDoors,May 2026,Bo Lee\n"


GOOD: dict[str, Callable[[], bytes]] = {
    ".pdf": pdf,
    ".docx": word,
    ".xlsx": excel,
    ".pptx": slides,
    ".odt": open_text,
    ".ods": open_sheet,
    ".rtf": rich,
    ".eml": mail,
    ".html": page,
    ".vtt": transcript,
    ".zip": archive,
    ".md": text,
    ".csv": table,
}
"""A sound file by the suffix that people give it."""


def _saved(thing: object) -> bytes:
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()
