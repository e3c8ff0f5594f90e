"""A draft as a Word document: real headings, footnotes for citations, sources and a status line."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportPrivateUsage=false
# pyright: reportAttributeAccessIssue=false
# python-docx is typed in part, and has footnotes in neither its template nor its interface.

from __future__ import annotations

import io
from xml.sax.saxutils import escape

from docx import Document as word_document
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from assistant.drafting.holding import Seen
from assistant.drafting.paper import Paper, left, marks, note, sources
from assistant.exports import writable

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_MARK = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
_SPACE = '<w:pPr><w:spacing w:after="20" w:line="220" w:lineRule="auto"/></w:pPr>'
_SMALL = '<w:rPr><w:sz w:val="17"/></w:rPr>'
_LINES = ("separator", "continuationSeparator")


def draft_word(shown: Paper) -> bytes:
    """The bytes of the .docx."""
    document = word_document()
    notes = _Footnotes()
    body = shown.body
    _furnish(document, shown)
    document.add_heading(_said(body.title), 0)
    status = document.add_paragraph()
    status.add_run(_said(shown.status)).bold = True
    document.add_paragraph(_said(body.about))
    document.add_paragraph(f"As of {body.asked.as_of.day} {body.asked.as_of:%B %Y}.")
    for area, parts in shown.sections():
        document.add_heading(_said(area.name), 1)
        for _, words, found in parts:
            document.add_heading(words, 2)
            for one in found:
                _add(document, one, notes)
    _list(document, "Sources", sources(shown.standing()))
    _list(document, "Notes", (*body.notes, *left(shown)))
    notes.join(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _furnish(document: Document, shown: Paper) -> None:
    """The type's size, and the status on every page."""
    document.styles["Normal"].font.size = Pt(10.5)
    for level in ("Title", "Heading 1", "Heading 2"):
        document.styles[level].font.color.rgb = RGBColor(0x1D, 0x1F, 0x1D)
    section = document.sections[0]
    section.header.paragraphs[0].text = _said(shown.status)
    section.footer.paragraphs[0].text = _said(shown.body.title)
    document.core_properties.title = _said(shown.body.title)[:250]
    document.core_properties.author = _said(shown.draft.made_by)[:250]
    document.core_properties.comments = _said(shown.status)[:250]


def _add(document: Document, one: Seen, notes: _Footnotes) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run(_said(one.sentence.text))
    if one.sentence.cited:
        notes.mark(paragraph, note(one.sentence))
    if words := marks(one):
        paragraph.add_run(_said(words)).italic = True


def _list(document: Document, heading: str, lines: tuple[str, ...]) -> None:
    document.add_heading(heading, 1)
    for words in lines:
        document.add_paragraph(_said(words), style="List Bullet")


def _said(text: str) -> str:
    return " ".join(writable(text).split())


class _Footnotes:
    """Footnotes, numbered as they are marked, joined to the document at the end."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def mark(self, paragraph: Paragraph, text: str) -> None:
        """Marks the paragraph's end with a new footnote of that text."""
        self._texts.append(_said(text))
        run = paragraph.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self._texts)))
        run._r.append(reference)

    def join(self, document: Document) -> None:
        """Puts the footnotes into the document's package."""
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            for n, kind in enumerate(_LINES, -1)
        )
        notes = "".join(self._note(n, text) for n, text in enumerate(self._texts, 1))
        xml = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<w:footnotes xmlns:w="{_W}">{lines}{notes}</w:footnotes>'
        )
        package = document.part.package
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, xml.encode(), package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    @staticmethod
    def _note(number: int, text: str) -> str:
        return (
            f'<w:footnote w:id="{number}"><w:p>{_SPACE}{_MARK}<w:r>{_SMALL}'
            f'<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        )
