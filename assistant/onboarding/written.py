"""The pack as a file: Markdown, or Word with its sources in small print at the end."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportPrivateUsage=false
# python-docx is typed in part, and has columns only in its XML.

from __future__ import annotations

import io

from docx import Document as word_document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from assistant.answer import Citation
from assistant.exports import writable
from assistant.onboarding.pack import Entry, Pack, Section
from assistant.records import place


def title(pack: Pack) -> str:
    """What the pack is called."""
    return f"Starting as a {pack.role_name}: {pack.name}"


def opening(pack: Pack) -> str:
    """What the pack is, and how it is to be read."""
    day = f"{pack.as_of.day} {pack.as_of:%B %Y}"
    strand = f" It puts {', '.join(pack.strands)} first." if pack.strands else ""
    return (
        f"Made from the trust’s documents on {day}, in their own words; numbers lead to the places "
        f"that they come from.{strand}"
    )


def left(section: Section) -> str:
    """How many lines did not fit; empty where none."""
    return f"{section.left} more on the page {section.more.split('?')[0]}." if section.left else ""


def source(citation: Citation) -> str:
    """Where a quotation stands, in few words."""
    label = citation.label if len(citation.label) <= 70 else citation.label[:69] + "…"
    return f"{citation.document}: {label} ({place(citation.location)})"


def markdown(pack: Pack) -> str:
    """The pack as Markdown, its sources at the end."""
    lines = [f"# {title(pack)}", "", opening(pack), ""]
    for section in pack.sections:
        lines += [f"## {section.title}", ""]
        lines += [section.note, ""] if section.note else []
        group = ""
        for n, entry in enumerate(section.entries, 1):
            if entry.group and entry.group != group:
                group = entry.group
                lines += ["", f"**{group}**", ""]
            mark = f"{n}." if section.key == "check" else "-"
            lines.append(f"{mark} {entry.text} {_marks(entry.citations)}".rstrip())
        if section.key == "check":
            lines += ["", "**Answers**", ""]
            lines += [
                f"{n}. {e.answer} {_marks(e.answer_citations)}"
                for n, e in enumerate(section.entries, 1)
            ]
        lines += ["", left(section)] if section.left else []
        lines.append("")
    lines += ["## Sources", ""]
    lines += [f"[{c.n}] {source(c)}: “{' '.join(c.quote.split())}”  " for c in pack.citations]
    return "\n".join(lines) + "\n"


def word(pack: Pack) -> bytes:
    """The pack as a Word document of at most four pages."""
    document = word_document()
    _style(document)
    document.add_heading(writable(title(pack)), 0)
    document.add_paragraph(writable(opening(pack)))
    for section in pack.sections:
        _add(document, section)
    _sources(document, pack)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _style(document: WordDocument) -> None:
    """Small margins and even type, so that four pages hold what matters."""
    paper = document.sections[0]
    paper.page_width, paper.page_height = Cm(21), Cm(29.7)
    paper.left_margin = paper.right_margin = Cm(1.9)
    paper.top_margin = paper.bottom_margin = Cm(1.6)
    sizes = {"Title": 18, "Heading 1": 12, "Normal": 9.5, "List Bullet": 9.5, "List Number": 9.5}
    for name, size in sizes.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size = Pt(size)
        style.font.name = "Calibri"
        style.paragraph_format.space_after = Pt(4 if name == "Title" else 1.5)
        style.paragraph_format.space_before = Pt(8 if name.startswith("Heading") else 0)
        style.paragraph_format.line_spacing = 1.0


def _add(document: WordDocument, section: Section) -> None:
    document.add_heading(writable(section.title), 1)
    if section.note:
        document.add_paragraph(writable(section.note)).runs[0].italic = True
    group = ""
    for entry in section.entries:
        if entry.group and entry.group != group:
            group = entry.group
            document.add_paragraph().add_run(writable(group)).bold = True
        _entry(document, section, entry)
    if section.key == "check":
        answers = document.add_paragraph()
        answers.add_run("Answers. ").bold = True
        for n, entry in enumerate(section.entries, 1):
            answers.add_run(writable(f"{n}: {entry.answer} "))
            _mark(answers, entry.answer_citations)
            answers.add_run(" ")
    if section.left:
        document.add_paragraph(left(section)).runs[0].italic = True


def _entry(document: WordDocument, section: Section, entry: Entry) -> None:
    style = "List Number" if section.key == "check" else "List Bullet"
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(writable(f"{entry.text} "))
    _mark(paragraph, entry.citations)


def _mark(paragraph: Paragraph, numbers: tuple[int, ...]) -> None:
    run = paragraph.add_run(_marks(numbers))
    run.font.superscript = True


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _sources(document: WordDocument, pack: Pack) -> None:
    """The places of the quotations, in three columns of small print."""
    document.add_heading("Sources", 1)
    titles = list(dict.fromkeys(c.document for c in pack.citations))
    letters = {t: chr(ord("A") + n % 26) for n, t in enumerate(titles)}
    listed = "; ".join(f"{letters[t]} {t}" for t in titles)
    shown = "p page, t table, r row, c column, b block of the text."
    document.add_paragraph(writable(f"{listed}. {shown}"))
    _columns(document, 3)
    for c in pack.citations:
        label = c.label if len(c.label) <= 26 else c.label[:25] + "…"
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(
            writable(f"[{c.n}] {letters[c.document]} {place(c.location)} {label}")
        )
        run.font.size = Pt(6.5)
    _columns(document, 1)  # what a section ends, its columns share evenly


def _columns(document: WordDocument, number: int) -> None:
    """Goes on in so many columns."""
    section = document.add_section(WD_SECTION.CONTINUOUS)
    told = OxmlElement("w:cols")
    told.set(qn("w:num"), str(number))
    told.set(qn("w:space"), "300")
    old = section._sectPr.find(qn("w:cols"))
    if old is not None:
        section._sectPr.remove(old)
    section._sectPr.append(told)
