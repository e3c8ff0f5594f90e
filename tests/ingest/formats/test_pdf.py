"""A PDF's headings, paragraphs and lists, and what of its pages is reported as not read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

from ingest.document import Bullet, Document, Heading, Source
from ingest.document import Paragraph as Prose
from ingest.formats.pdf import read_pdf

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=12, spaceAfter=8)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=20, leading=24, spaceAfter=12)
SECTION = ParagraphStyle("section", fontName="Helvetica-Bold", fontSize=14, leading=17)
LONG = (
    "Every school will have a plan for its buildings that says what is to be repaired, who will "
    "see to it and by when, and the board will look at all of the plans together each spring."
)


def read(path: Path) -> Document:
    return read_pdf(Source(path=str(path), name=path.name, key="doc"))


def told(document: Document) -> list[tuple[str, str]]:
    return [(type(block).__name__, block.text) for block in document.blocks]


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Document]:
    """Reads a PDF that a function draws on a canvas."""

    def read_drawn(draw: Callable[[Canvas], None]) -> Document:
        path = tmp_path / "drawn.pdf"
        canvas = Canvas(str(path), pagesize=(595, 842))
        draw(canvas)
        canvas.save()
        return read(path)

    return read_drawn


@pytest.fixture
def flowed(tmp_path: Path) -> Callable[..., Document]:
    """Reads a PDF that flows paragraphs over pages, each with a footer."""

    def footer(canvas: Canvas, page: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 30, "A Trust's Plan")
        canvas.drawRightString(520, 30, f"Page {canvas.getPageNumber()}")

    def read_flowed(*story: object) -> Document:
        path = tmp_path / "flowed.pdf"
        template = SimpleDocTemplate(str(path), pagesize=(595, 842))
        template.build(list(story), onFirstPage=footer, onLaterPages=footer)
        return read(path)

    return read_flowed


def test_larger_and_bolder_lines_are_headings_by_size(flowed):
    document = flowed(
        Paragraph("Our Plan for Schools", TITLE),
        Paragraph(LONG, BODY),
        Paragraph("Buildings", SECTION),
        Paragraph(LONG, BODY),
        Paragraph("People", SECTION),
        Paragraph(LONG, BODY),
    )
    headings = [(b.text, b.level) for b in document.blocks if isinstance(b, Heading)]
    assert headings == [("Our Plan for Schools", 1), ("Buildings", 2), ("People", 2)]
    assert document.title == "Our Plan for Schools"
    assert document.blocks[-1].location.headings == ("Our Plan for Schools", "People")


def test_lines_of_a_paragraph_are_joined_to_the_letter(flowed):
    document = flowed(Paragraph(LONG, BODY), Paragraph(LONG.upper(), BODY))
    assert told(document)[:2] == [("Paragraph", LONG), ("Paragraph", LONG.upper())]


def test_a_paragraph_cut_by_a_page_is_one(flowed):
    document = flowed(Spacer(1, 650), Paragraph(f"{LONG} {LONG}", BODY))
    assert told(document) == [("Paragraph", f"{LONG} {LONG}")]
    assert document.blocks[0].location.page == 1
    assert document.pages == 2


def test_what_stands_at_the_foot_of_most_pages_is_dropped(flowed):
    texts = [f"{n} thousand words say what this page is about." for n in ("One", "Two", "Three")]
    story = [item for text in texts for item in (Paragraph(text, BODY), PageBreak())]
    assert told(flowed(*story)) == [("Paragraph", text) for text in texts]


def test_list_items_have_their_marker_apart_and_their_lines_together(drawn):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 700, "The board will:")
        canvas.drawString(72, 680, "•")
        canvas.drawString(90, 680, "look at every plan in the spring term, and at the plans of")
        canvas.drawString(90, 668, "the central team in the summer")
        canvas.drawString(72, 656, "•")
        canvas.drawString(90, 656, "publish what it found")
        canvas.drawString(72, 636, "1.")
        canvas.drawString(90, 636, "First of all")

    blocks = drawn(draw).blocks
    assert [(b.marker, b.text) for b in blocks if isinstance(b, Bullet)] == [
        (
            "•",
            "look at every plan in the spring term, and at the plans of the central team in the "
            "summer",
        ),
        ("•", "publish what it found"),
        ("1.", "First of all"),
    ]
    assert isinstance(blocks[0], Prose)


def test_a_hyphen_at_a_lines_end_stays_and_no_space_comes_after_it(drawn):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 700, "Schools will agree on a long list of things, all of them self-")
        canvas.drawString(72, 688, "evaluated, before the end of the year in which they join us.")

    assert "all of them self-evaluated, before" in drawn(draw).blocks[0].text


def test_two_columns_of_prose_are_read_one_after_the_other(drawn):
    left = [
        "We will grow in a measured way so that",
        "every new school fits with our",
        "vision and with what we can afford",
        "and no child is worse off for it.",
    ]
    right = [
        "Governors visit each term and write",
        "down what they saw, what they asked",
        "and what they were told, and the",
        "clerk keeps every note of theirs.",
    ]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for n, (a, b) in enumerate(zip(left * 2, right * 2, strict=True)):
            canvas.drawString(72, 700 - 12 * n, a)
            canvas.drawString(310, 700 - 12 * n, b)

    document = drawn(draw)
    text = " ".join(block.text for block in document.blocks)
    assert document.tables() == ()
    assert " ".join(left) in text
    assert " ".join(right) in text


def test_the_outline_tells_the_headings(drawn):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 700, "Small but a heading")
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("Small but a heading", "a", level=0)
        canvas.drawString(72, 660, "An ordinary line that says something more, and ends.")

    assert told(drawn(draw))[0] == ("Heading", "Small but a heading")


def test_the_metadata_title_is_taken_unless_it_is_a_file_name(drawn):
    def titled(title: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.setTitle(title)
            canvas.drawString(72, 700, "First line of it")

        return draw

    assert drawn(titled("Improvement Plan 2025")).title == "Improvement Plan 2025"
    assert drawn(titled("Microsoft Word - plan final.docx")).title == "First line of it"


def test_every_block_knows_its_box_from_the_top_left(drawn):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 742, "One line.")

    box = drawn(draw).blocks[0].location.box
    assert box is not None
    assert (box.left, round(box.bottom)) == (72, 102)
    assert box.top < box.bottom
    assert box.left < box.right


def test_a_scanned_page_is_reported_and_the_rest_is_read(drawn):
    from PIL import Image

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words that can be read.")
        canvas.showPage()
        canvas.drawImage(ImageReader(Image.new("RGB", (50, 70), "grey")), 0, 0, 595, 842)

    document = drawn(draw)
    assert told(document) == [("Paragraph", "Words that can be read.")]
    assert [(p.reason, p.location.page) for p in document.problems] == [
        ("page 2 is a scan or a picture and has no text", 2)
    ]


def test_turned_text_is_reported_and_not_mixed_in(drawn):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words that can be read.")
        canvas.rotate(90)
        canvas.drawString(100, -300, "Sideways and left out")

    document = drawn(draw)
    assert told(document) == [("Paragraph", "Words that can be read.")]
    assert [p.reason for p in document.problems] == ["page 1 has turned text, which was not read"]


def test_an_empty_page_is_no_problem(drawn):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words.")
        canvas.showPage()
        canvas.showPage()

    assert drawn(draw).problems == ()


def test_a_file_whose_only_password_is_the_owners_is_read(drawn, tmp_path):
    drawn(lambda canvas: canvas.drawString(72, 700, "Open to all."))
    writer = pypdf.PdfWriter(str(tmp_path / "drawn.pdf"))
    writer.encrypt("", "owner", algorithm="AES-256")
    writer.write(str(tmp_path / "locked.pdf"))
    assert told(read(tmp_path / "locked.pdf")) == [("Paragraph", "Open to all.")]
