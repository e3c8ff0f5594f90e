"""Scanned pages of PDF files: what is drawn here is made a picture and must come back as it was."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

import numpy as np
import pypdfium2
import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from ingest.document import Box, Bullet, Document, Heading, Source, Table
from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_letters import as_drawn
from ingest.formats.pdf_tesseract import Read, Region, read_regions
from ingest.formats.pdf_unread import read_again

pytestmark = pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is missing")

DOTS = 200 / 72
SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=9, leading=10.5)
BOLD = ParagraphStyle("bold", parent=SMALL, fontName="Helvetica-Bold")

Draw = Callable[[Canvas], None]


def drawn(draw: Draw) -> bytes:
    """A PDF whose one page is what a function draws."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    draw(canvas)
    canvas.save()
    return out.getvalue()


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[[Draw], Document]:
    """Reads a PDF whose one page is a picture, at 200 dots an inch, of what a function draws."""

    def read_scanned(draw: Draw) -> Document:
        picture = pypdfium2.PdfDocument(drawn(draw))[0].render(scale=DOTS).to_pil()
        path = tmp_path / "scanned.pdf"
        picture.convert("RGB").save(path, "PDF", resolution=200)
        return read_pdf(Source(path=str(path), name=path.name, key="doc"))

    return read_scanned


def ruled(
    canvas: Canvas, rows: Sequence[Sequence[str]], widths: Sequence[float], *, top: float = 760
) -> None:
    """A table whose last lines stand hard on its rules, as word processors set them."""
    for row in rows:
        cells = [Paragraph(text.replace("\n", "<br/>"), SMALL) for text in row]
        height = max(c.wrap(w - 10, 500)[1] for c, w in zip(cells, widths, strict=True)) + 0.5
        left = 60.0
        for cell, width in zip(cells, widths, strict=True):
            canvas.setLineWidth(0.7)
            canvas.rect(left, top - height, width, height)
            cell.drawOn(canvas, left + 5, top - cell.height)
            left += width
        top -= height


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


ROWS = [
    ["Activities", "Lead", "Spring 2025"],
    [
        "Review the register of risks every term and decide where to begin with buying "
        "joint equipment\nTrain all governors by Easter 2026",
        "JK\nSD",
        "Pages are updated by August 2025",
    ],
    ["", "JK", ""],
]
WIDTHS = (200, 120, 130)


def test_a_ruled_table_comes_back_cell_by_cell_to_the_line_that_stands_on_its_rule(scanned):
    document = scanned(lambda canvas: ruled(canvas, ROWS, WIDTHS))
    found = texts(document.tables()[0])
    assert found == ROWS


def test_a_row_lower_than_letters_are_long_is_a_row(scanned):
    document = scanned(lambda canvas: ruled(canvas, [["to the meeting", "JK", "May"]], WIDTHS))
    assert texts(document.tables()[0]) == [["to the meeting", "JK", "May"]]


def test_light_words_on_a_dark_cell_are_read_and_its_colour_kept(scanned):
    def draw(canvas: Canvas) -> None:
        for n, (fill, ink) in enumerate(((colors.navy, "white"), (colors.white, "black"))):
            canvas.setFillColor(fill)
            canvas.rect(60, 700 - 30 * n, 200, 30, fill=1)
            canvas.rect(260, 700 - 30 * n, 200, 30, fill=1)
            canvas.setFillColor(ink)
            canvas.drawString(70, 710 - 30 * n, "Deadline")
            canvas.drawString(270, 710 - 30 * n, "Person")

    table = scanned(draw).tables()[0]
    assert texts(table) == [["Deadline", "Person"], ["Deadline", "Person"]]
    header, below = (row[0].fill for row in table.rows)
    assert header is not None
    assert abs(int(header[1:], 16) % 256 - 0x80) < 4
    assert below is None


def report(canvas: Canvas) -> None:
    """A title, two headings of another size, one bold and no larger than the text, and a list."""
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(60, 780, "Plan of the Trust")
    for at, title in ((740, "People"), (600, "Buildings")):
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(60, at, title)
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(60, 720, "Objective one")
    canvas.setFont("Helvetica", 10)
    for n, line in enumerate(("Each school checks its own fire doors", "Ensure that all is well")):
        canvas.circle(64, 703.5 - 16 * n, 1.7, fill=1)
        canvas.drawString(80, 700 - 16 * n, line)
    canvas.drawString(
        60, 660, "All schools report to the board at the end of each term of the year."
    )
    canvas.drawString(60, 580, "The estates plan is looked at by the trustees every spring.")


def test_headings_are_told_by_the_size_and_weight_of_their_letters(scanned):
    headings = [b for b in scanned(report).blocks if isinstance(b, Heading)]
    assert [(h.text, h.level) for h in headings] == [
        ("Plan of the Trust", 1),
        ("People", 2),
        ("Objective one", 3),
        ("Buildings", 2),
    ]


def test_discs_before_lines_are_bullets_and_no_letters(scanned):
    bullets = [b.text for b in scanned(report).blocks if isinstance(b, Bullet)]
    assert bullets == ["Each school checks its own fire doors", "Ensure that all is well"]


def test_the_name_of_the_file_is_no_title_where_the_page_has_one(scanned):
    assert scanned(report).title == "Plan of the Trust"


def test_a_word_divided_at_its_hyphen_is_one_again(scanned):
    document = scanned(
        lambda c: ruled(c, [["Clarity on core team and the school-based roles", "JK"]], (145, 60))
    )
    assert texts(document.tables()[0])[0][0] == "Clarity on core team and the school-based roles"


def test_every_place_boxes_its_words_and_says_that_it_was_scanned(scanned):
    def draw(canvas: Canvas) -> None:
        report(canvas)
        ruled(canvas, ROWS, WIDTHS, top=500)

    document = scanned(draw)
    original = pypdfium2.PdfDocument(drawn(draw))[0].get_textpage()
    places = [b for b in document.blocks if not isinstance(b, Table)]
    places += [cell for table in document.tables() for cell in table.cells() if cell.text]
    assert len(places) > 12
    for place in places:
        assert place.location.scanned
        assert place.location.box is not None
        assert boxed(original, place.location.box) == place.text.replace(" ", "").replace("\n", "")
    assert "was read from a scan (" in document.problems[0].reason


def boxed(page: pypdfium2.PdfTextPage, box: Box) -> str:
    """The letters whose middle stands in a box of a page that is no scan."""
    found = ""
    for n in range(page.count_chars()):
        left, bottom, right, top = page.get_charbox(n)
        if (
            box.left < (left + right) / 2 < box.right
            and box.top < 842 - (top + bottom) / 2 < box.bottom
        ):
            found += page.get_text_range(n, 1).strip()
    return found


def seen(drawn_text: str, read_as: str) -> list[str]:
    """What comes of words as they were read, by how they are drawn in 12 points."""
    picture = pypdfium2.PdfDocument(drawn(lambda c: c.drawString(60, 700, drawn_text)))[0]
    ink = picture.render(scale=4).to_numpy()[..., 0] < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, left = int(rows[0]) - 3, int(columns[0]) - 3
    part = ink[top : rows[-1] + 4, left : columns[-1] + 4]
    word = Read(read_as, left + 3, top + 3, int(columns[-1]), int(rows[-1]), 568, 48, 90)
    return [w.text for w in as_drawn(word, part, left=left, top=top, size=48)]


@pytest.mark.parametrize(
    ("drawn_text", "read_as"),
    [
        ("and a", "anda"),
        ("success", "Success"),
        ("Success", "success"),
        ("AoAP", "AOAP"),
        ("-", "—"),
        ("–", "—"),
        ("—", "-"),
        ("Vowels", "Vowels"),
    ],
)
def test_letters_and_dashes_and_gaps_are_as_they_are_drawn(drawn_text, read_as):
    assert seen(drawn_text, read_as) == drawn_text.split()


def test_what_was_not_read_at_first_is_read_once_more():
    picture = pypdfium2.PdfDocument(drawn(report))[0].render(scale=4).to_numpy()[..., 0]
    read = read_regions([Region(picture)], "page", dpi=288, until=monotonic() + 60)
    first = [[line for line in read[0] if line[0].text != "All"], []]
    again = read_again(picture, first, dpi=288, until=monotonic() + 60)
    lost = [line for line in read[0] if line[0].text == "All"]
    assert [w.text for line in again[-1] for w in line] == [w.text for w in lost[0]]


def test_nothing_is_read_twice():
    picture = pypdfium2.PdfDocument(drawn(report))[0].render(scale=4).to_numpy()[..., 0]
    read = read_regions([Region(picture)], "page", dpi=288, until=monotonic() + 60)
    assert read_again(picture, read, dpi=288, until=monotonic() + 60) == [*read, []]
