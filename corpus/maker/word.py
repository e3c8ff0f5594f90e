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
    for block in source.blocks:
        if isinstance(block, Table):
            _add_table(document, block)
        else:
            _add_line(document, block, plain=source.settings.get("headings") == "plain")
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


def _add_line(document: Document, line: Line, *, plain: bool) -> None:
    if line.kind == "break":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif line.kind == "heading" and plain:
        run = document.add_paragraph().add_run(line.text)
        run.bold, run.font.size = True, Pt(20 - 3 * line.level)
    elif line.kind == "heading":
        document.add_heading(line.text, line.level)
    elif line.kind == "number":
        _write(document.add_paragraph(style=STYLES[line.kind]), line.text)
        _restart_numbers(document)
    else:
        _write(document.add_paragraph(style=STYLES.get(line.kind)), line.text)


def _restart_numbers(document: Document) -> None:
    """Start the numbers again at 1 where the paragraph before the last is not numbered."""
    *before, last = document.element.body.iterchildren(qn("w:p"), qn("w:tbl"))
    previous = Paragraph(before[-1], document) if before[-1].tag == qn("w:p") else None
    if previous is not None and previous.style and previous.style.name == "List Number":
        last.get_or_add_pPr()._insert_numPr(_copy(before[-1].pPr.numPr))
        return
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    like = style.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(like).abstractNumId.val
    fresh = numbering.add_num(abstract)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    numbers = last.get_or_add_pPr().get_or_add_numPr()
    numbers.get_or_add_ilvl().val = 0
    numbers.get_or_add_numId().val = fresh.numId


def _copy(numbers: object) -> object:
    from copy import deepcopy

    return deepcopy(numbers)


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
