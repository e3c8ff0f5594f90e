"""Makes a PDF of a source: ruled tables that run on over pages without their heading row."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# reportlab is untyped.

from functools import partial
from html import escape
from io import BytesIO

from maker.source import Cell, Line, Source, Table, runs, spans
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

SHEET = getSampleStyleSheet()
TEXT = ParagraphStyle("text", parent=SHEET["BodyText"], spaceAfter=6)
SMALL = ParagraphStyle("cell", parent=SHEET["BodyText"], fontSize=9, leading=11, spaceBefore=0)
MARKS = {"bold": "<b>{}</b>", "italic": "<i>{}</i>", "plain": "{}"}
BOLD = "Helvetica-Bold"
MARGIN = 18 * mm


def paper(source: Source) -> bytes:
    """The bytes of the .pdf, the same each time it is made."""
    pages = _build(source, pages=0)[1]
    return _build(source, pages=pages)[0]


def _build(source: Source, *, pages: int) -> tuple[bytes, int]:
    file = BytesIO()
    size = landscape(A4) if source.settings.get("page") == "landscape" else A4
    template = SimpleDocTemplate(
        file,
        pagesize=size,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=22 * mm,
        bottomMargin=20 * mm,
        title=source.settings["title"],
        author="",
        invariant=1,
    )
    draw = partial(_furnish, settings=source.settings, pages=pages)
    story = [flow for block in source.blocks for flow in _flow(block, width=size[0] - 2 * MARGIN)]
    template.build(story, onFirstPage=draw, onLaterPages=draw)
    return file.getvalue(), template.page


def _furnish(
    canvas: Canvas, template: SimpleDocTemplate, *, settings: dict[str, str], pages: int
) -> None:
    width, height = template.pagesize
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, height - 12 * mm, settings.get("header", ""))
    canvas.drawString(MARGIN, 10 * mm, settings.get("footer", ""))
    canvas.drawRightString(width - MARGIN, 10 * mm, f"Page {template.page} of {pages}")


def _flow(block: Line | Table, *, width: float) -> list[Flowable]:
    if isinstance(block, Table):
        return [_grid(block, width), Spacer(1, 4 * mm)]
    if block.kind == "break":
        return [PageBreak()]
    if block.kind == "heading":
        return [Paragraph(escape(block.text), SHEET[f"Heading{block.level}"])]
    bullet = "•" if block.kind == "bullet" else None
    return [Paragraph(_marked(block.text), TEXT, bulletText=bullet)]


def _grid(table: Table, width: float) -> Grid:
    rows = [
        [_paragraphs(cell, bold=r < table.headings) for cell in row]
        for r, row in enumerate(table.rows)
    ]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, table.headings - 1), colors.HexColor("#DDE6ED")),
        *(("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in spans(table)),
        *(
            ("BACKGROUND", (c, r), (c, r), colors.HexColor(f"#{cell.fill}"))
            for r, row in enumerate(table.rows)
            for c, cell in enumerate(row)
            if cell.fill
        ),
    ]
    return Grid(rows, colWidths=_widths(table, width), style=style, splitInRow=1)


def _widths(table: Table, width: float) -> list[float]:
    """Widths that follow the longest text in each column, each with room for its longest word."""
    texts = [" ".join(p for cell in column for p in cell.paragraphs) for column in _columns(table)]
    room = [max(stringWidth(word, BOLD, 9) for word in text.split()) + 14 for text in texts]
    longest = [max(len(" ".join(cell.paragraphs)) for cell in column) for column in _columns(table)]
    shares = [min(60, n) ** 0.8 for n in longest]
    spare = width - sum(room)
    return [least + spare * share / sum(shares) for least, share in zip(room, shares, strict=True)]


def _columns(table: Table) -> list[tuple[Cell, ...]]:
    return list(zip(*table.rows, strict=True))


def _paragraphs(cell: Cell, *, bold: bool) -> list[Flowable]:
    mark = MARKS["bold" if bold else "plain"]
    return [Paragraph(mark.format(_marked(text)), SMALL) for text in cell.paragraphs]


def _marked(text: str) -> str:
    return "".join(MARKS[weight].format(escape(words, quote=False)) for words, weight in runs(text))
