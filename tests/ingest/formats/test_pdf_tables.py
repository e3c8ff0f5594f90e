"""Tables in PDF files: ruled, ruled in part, held together by alignment, and cut by pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Drawn
from reportlab.platypus.tables import TableStyle

from ingest.document import Document, Heading, Source, Table
from ingest.formats.pdf import read_pdf

SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=9, leading=11)
GRID = TableStyle(
    [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
)

Draw = Callable[[Canvas], None]


def read(path: Path) -> Document:
    return read_pdf(Source(path=str(path), name=path.name, key="doc"))


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[[Draw], Document]:
    """Reads a PDF that a function draws on a canvas."""

    def read_drawn(draw: Draw) -> Document:
        path = tmp_path / "drawn.pdf"
        canvas = Canvas(str(path), pagesize=(595, 842))
        draw(canvas)
        canvas.save()
        return read(path)

    return read_drawn


@pytest.fixture
def tabled(tmp_path: Path) -> Callable[..., Document]:
    """Reads a PDF with one table that reportlab draws."""

    def read_tabled(rows: Sequence[Sequence[object]], *styles: tuple[object, ...], **how: object):
        path = tmp_path / "tabled.pdf"
        cells = [[Paragraph(c, SMALL) if isinstance(c, str) else c for c in row] for row in rows]
        table = Drawn(cells, style=TableStyle(list(styles), parent=GRID), **how)
        SimpleDocTemplate(str(path), pagesize=(595, 842)).build([table])
        return read(path)

    return read_tabled


def lines(canvas: Canvas, top: float, rows: Sequence[Sequence[str]], at: Sequence[float]) -> None:
    """Draws rows of words at fixed places, each row 14 points under the last."""
    canvas.setFont("Helvetica", 10)
    for n, row in enumerate(rows):
        for x, text in zip(at, row, strict=True):
            canvas.drawString(x, top - 14 * n, text)


def frame(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    """Draws a grid of rules."""
    canvas.setLineWidth(0.5)
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)


def test_a_ruled_table_keeps_its_blank_cells_in_place(tabled):
    rows = [["", "September", "October"], ["Estates", "", "Survey due"], ["People", "Launch", ""]]
    (table,) = tabled(rows, colWidths=120).tables()
    assert texts(table) == rows
    assert table.heading_rows == 1
    assert table.rows[1][2].location.row == 2
    assert table.rows[1][2].location.column == 3


def test_merged_cells_stand_at_every_place_that_they_cover(tabled):
    rows = [
        ["Aim", "Action", "Implementation", ""],
        ["", "", "Who", "When"],
        ["One", "Do", "AB", "May"],
    ]
    spans = (("SPAN", (2, 0), (3, 0)), ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (1, 1)))
    (table,) = tabled(rows, *spans, colWidths=100).tables()
    assert table.rows[0][2] == table.rows[0][3]
    assert (table.rows[0][2].columns, table.rows[0][0].rows) == (2, 2)
    assert table.rows[2][3].column_heading == ("Implementation", "When")


def test_paragraphs_of_a_cell_are_kept_apart_and_their_lines_joined(tabled):
    long = "Audit of the estate is completed by the surveyor and shared with every headteacher."
    cell = [
        Paragraph(long, SMALL),
        Paragraph("Plan agreed.", SMALL),
        Paragraph("Works start.", SMALL),
    ]
    (table,) = tabled([["What", "By"], [cell, "May"]], colWidths=[150, 60]).tables()
    assert table.rows[1][0].paragraphs == (long, "Plan agreed.", "Works start.")


def test_a_cells_fill_is_told(tabled):
    (table,) = tabled(
        [["A", "B"], ["C", "D"]],
        ("BACKGROUND", (1, 1), (1, 1), colors.HexColor("#92D050")),
        colWidths=80,
    ).tables()
    assert [str(cell.fill).upper() for row in table.rows for cell in row][3] == "#92D050"
    assert table.rows[0][0].fill is None


def test_a_cell_knows_its_page_and_box(tabled):
    (table,) = tabled([["A", "B"], ["C", "D"]], colWidths=80).tables()
    box = table.rows[1][1].location.box
    assert table.rows[1][1].location.page == 1
    assert round(box.right - box.left) == 80
    assert box.top > table.rows[0][1].location.box.top


def test_a_table_that_goes_on_over_a_page_is_one(tabled):
    rows = [["No.", "Action", "Lead"]]
    rows += [[f"{n}", f"Action number {n} is done.", "AB"] for n in range(1, 61)]
    document = tabled(rows, colWidths=[40, 250, 60])
    assert document.pages == 2
    assert [texts(table) for table in document.tables()] == [rows]


def test_a_heading_row_repeated_over_a_page_counts_once(tabled):
    rows = [["No.", "Action", "Lead"]]
    rows += [[f"{n}", f"Action number {n} is done.", "AB"] for n in range(1, 61)]
    document = tabled(rows, colWidths=[40, 250, 60], repeatRows=1)
    assert [texts(table) for table in document.tables()] == [rows]


def cut_row(first: str, second: str, beside: str = "") -> Draw:
    """A table whose last row ends a page with 47 lines, and whose next part opens the next."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 780, "Words above the table, which say what it is for.")
        frame(canvas, [72, 200, 300, 420], [760, 740, 66])
        lines(canvas, 748, [["Action", "Lead", "Measure"]], [76, 204, 304])
        lines(canvas, 728, [["Review the plan", "AB", "Reports of every term"]], [76, 204, 304])
        for n in range(46):
            canvas.drawString(304, 714 - 14 * n, first.format(n))
        canvas.showPage()
        canvas.setFont("Helvetica", 10)
        frame(canvas, [72, 200, 300, 420], [770, 750, 730])
        lines(canvas, 757, [["", beside, second]], [76, 204, 304])
        lines(canvas, 737, [["Next action", "CD", "More of it"]], [76, 204, 304])

    return draw


def test_a_row_cut_inside_a_sentence_by_a_page_is_made_whole(drawn):
    (table,) = drawn(cut_row("show that part {} of it is", "well under way.")).tables()
    assert len(table.rows) == 3
    assert table.rows[1][2].text.endswith("that part 45 of it is well under way.")
    assert table.rows[1][2].location.page == 1
    assert table.rows[2][2].location.page == 2


def test_a_row_cut_between_two_paragraphs_of_its_longest_cell_is_made_whole(drawn):
    (table,) = drawn(cut_row("Measure {}.", "Last measure.")).tables()
    assert len(table.rows) == 3
    assert table.rows[1][2].paragraphs[-2:] == ("Measure 45.", "Last measure.")


def test_a_row_overleaf_with_words_where_the_last_one_had_room_is_its_own(drawn):
    (table,) = drawn(cut_row("Measure {}.", "Last measure.", beside="EF")).tables()
    assert len(table.rows) == 4
    assert [cell.text for cell in table.rows[2]] == ["", "EF", "Last measure."]


def test_a_row_that_is_not_cut_stays_a_row_of_its_own(tabled):
    rows = [["Action", "Lead"]] + [[f"action {n}", ""] for n in range(38)]
    rows += [["A longer action that ends here.", "AB"], ["", "CD"], ["Another action.", ""]]
    document = tabled(rows, colWidths=[250, 60], rowHeights=[18] * len(rows))
    assert document.pages == 2
    assert [texts(table) for table in document.tables()] == [rows]


def test_two_tables_on_two_pages_stay_two(drawn):
    def draw(canvas: Canvas) -> None:
        for title in ("First", "Second"):
            frame(canvas, [72, 200, 300], [700, 680, 660])
            lines(canvas, 686, [["Action", "Lead"]], [76, 204])
            lines(canvas, 666, [[title, "AB"]], [76, 204])
            canvas.showPage()

    assert len(drawn(draw).tables()) == 2


def test_a_short_line_over_a_table_is_its_title(drawn):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 780, "Some words that are a paragraph and end with a stop.")
        canvas.drawString(72, 720, "2 People and learning")
        frame(canvas, [72, 200, 300], [700, 680, 660])
        lines(canvas, 686, [["Action", "Lead"]], [76, 204])
        lines(canvas, 666, [["Survey", "AB"]], [76, 204])

    document = drawn(draw)
    assert isinstance(document.blocks[1], Heading)
    assert document.tables()[0].location.headings == ("2 People and learning",)
    assert document.tables()[0].title == "2 People and learning"


def test_a_table_without_rules_is_found_by_its_alignment(drawn):
    rows = [["School", "2023", "2024", "Change"]]
    rows += [
        [name, f"{n}0.5", f"{n}1.5", "1.0"] for n, name in enumerate(("Ash", "Beech", "Oak"), 1)
    ]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 760, "Attendance rose in all schools, as the table underneath shows.")
        lines(canvas, 720, rows, [72, 200, 280, 360])

    (table,) = drawn(draw).tables()
    assert texts(table) == rows


def test_rows_between_upright_rules_alone_are_told_apart(drawn):
    rows = [[f"Year {n}", f"{n * n}12", f"{n * n}34"] for n in range(1, 7)]

    def draw(canvas: Canvas) -> None:
        frame(canvas, [72, 200, 280, 360], [740, 720])
        frame(canvas, [72, 200, 280, 360], [720, 620])
        lines(canvas, 726, [["Group", "Number", "Places"]], [76, 204, 284])
        lines(canvas, 706, rows, [76, 204, 284])

    (table,) = drawn(draw).tables()
    assert texts(table) == [["Group", "Number", "Places"], *rows]


def test_contents_and_lists_are_no_tables(drawn):
    def draw(canvas: Canvas) -> None:
        lines(
            canvas,
            780,
            [["Aims", "2"], ["People", "4"], ["Estates", "7"], ["Money", "9"]],
            [72, 400],
        )
        lines(canvas, 600, [["Lead:", "Ada Marsh"], ["Position:", "Head of Estates"]], [72, 160])
        lines(canvas, 500, [["1.", "Repair the roof"], ["2.", "Paint the hall"]], [72, 100])

    assert drawn(draw).tables() == ()


def test_a_box_round_text_is_no_table(drawn):
    def draw(canvas: Canvas) -> None:
        canvas.rect(60, 660, 400, 80)
        lines(canvas, 720, [["Our mission is to serve every child."]], [72])

    assert drawn(draw).tables() == ()
