"""Makes a Word document of a source."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# python-docx is only partly typed.

from io import BytesIO

from docx import Document as new_document
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from maker.archive import MADE, settled
from maker.source import Cell, Line, Source, Table, runs, spans

STYLES = {"bullet": "List Bullet", "number": "List Number"}


def word(source: Source) -> bytes:
    """The bytes of the .docx, the same each time it is made."""
    document = new_document()
    _furnish(document, source.settings)
    plain, number = source.settings.get("headings") == "plain", None
    for block in source.blocks:
        if isinstance(block, Table):
            _add_table(document, block)
            continue
        number = (number or _new_list(document)) if block.kind == "number" else None
        _add_line(document, block, plain=plain, number=number)
    file = BytesIO()
    document.save(file)
    return settled(file.getvalue())


def _furnish(document: Document, settings: dict[str, str]) -> None:
    core = document.core_properties
    core.title, core.author, core.created, core.modified = settings["title"], "", MADE, MADE
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.header.paragraphs[0].text = settings.get("header", "")
    section.footer.paragraphs[0].text = settings.get("footer", "")
    if settings.get("page") == "landscape":
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width


def _add_line(document: Document, line: Line, *, plain: bool, number: int | None) -> None:
    if line.kind == "break":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif line.kind == "heading" and plain:
        run = document.add_paragraph().add_run(line.text)
        run.bold, run.font.size = True, Pt(20 - 3 * line.level)
    elif line.kind == "heading":
        document.add_heading(line.text, line.level)
    else:
        paragraph = document.add_paragraph(style=STYLES.get(line.kind))
        _write(paragraph, line.text)
        if number is not None:
            _number(paragraph, number)


def _new_list(document: Document) -> int:
    """The number of a fresh list, whose items count from 1."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    abstract = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
    fresh = numbering.add_num(abstract)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return fresh.numId


def _number(paragraph: Paragraph, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _add_table(document: Document, table: Table) -> None:
    made = document.add_table(len(table.rows), len(table.rows[0]), style="Table Grid")
    for top, left, bottom, right in spans(table):
        made.cell(top, left).merge(made.cell(bottom, right))
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if not cell.joined:
                _fill(made.cell(r, c), cell, bold=r < table.headings)
    document.add_paragraph()


def _fill(made: _Cell, cell: Cell, *, bold: bool) -> None:
    for n, text in enumerate(cell.paragraphs):
        paragraph = made.paragraphs[0] if n == 0 else made.add_paragraph()
        _write(paragraph, text, bold=bold)
    if cell.fill:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), cell.fill)
        made._tc.get_or_add_tcPr().append(shade)


def _write(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    for words, weight in runs(text):
        run = paragraph.add_run(words)
        run.bold = bold or weight == "bold" or None
        run.italic = weight == "italic" or None
