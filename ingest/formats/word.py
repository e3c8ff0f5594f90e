"""Word files (.docx) -> Document: headings, lists, paragraphs, tables; headers and footers left out."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.opc.part import XmlPart
from lxml.etree import XMLParser, fromstring

from ingest.document import Block, Document, Source, Table
from ingest.formats.damage import DAMAGED, damage_told
from ingest.formats.outline import Line, Outline, Piece
from ingest.formats.word_lists import Lists
from ingest.formats.word_styles import Styles
from ingest.formats.word_tables import grid, lines
from ingest.formats.word_xml import Element, children, drawings, number, text_boxes, value, w
from ingest.limits import Allowance

_TYPED_ITEM = re.compile(r"([-–•▪●◦·]|\(?(?:\d{1,2}|[a-z])[.)])\s+(\S.*)")
_NO_TITLE = re.compile(r"(?:microsoft word - .*|document\d*|untitled.*|template.*)?", re.IGNORECASE)
_LONGEST_HEADING = 100
_MOST_SIZES = 4


def read_word(source: Source, allowance: Allowance) -> Document:
    """The Word file as a Document; raises Unreadable where it is broken."""
    with damage_told("it is no whole Word file", OpcError, PythonDocxError):
        with Path(source.path).open("rb") as file:
            opened = docx.Document(file)
        body = opened.element.body
        notes = _notes(_part(opened, "footnotes")) | _notes(_part(opened, "endnotes"))
        reader = _Reader(body, _part(opened, "styles"), _part(opened, "numbering"), notes)
        pieces = reader.pieces()
    outline = Outline(source)
    outline.add(pieces)
    for kind, count in reader.unread.items():
        outline.problem(f"{count} {kind}{'s' if count > 1 else ''} could not be read")
    for problem in _revisions(body):
        outline.problem(problem)
    return outline.document("docx", title=_title(_stated(opened), outline.blocks))


def _notes(part: Element | None) -> dict[tuple[str, str], list[str]]:
    """The lines of each footnote or endnote, by its kind and its number."""
    if part is None:
        return {}
    kinds = ("footnote", "endnote")
    return {
        (kind, note.get(w("id"), "")): [line for p in note.iter(w("p")) for line in lines(p)]
        for kind in kinds
        for note in part.iter(w(kind))
    }


def _revisions(body: Element) -> list[str]:
    """What is said of tracked changes and comments, which are not part of the text."""
    changes = sum(1 for _ in body.iter(w("ins"), w("del"), w("moveFrom"), w("moveTo")))
    comments = sum(1 for _ in body.iter(w("commentReference")))
    found: list[str] = []
    if changes:
        many = "1 tracked change" if changes == 1 else f"{changes} tracked changes"
        found.append(f"there are {many}: the text is as it would be with all accepted")
    if comments:
        found.append(f"{comments} comment{'s' if comments > 1 else ''} left out")
    return found


def _part(opened: WordDocument, name: str) -> Element | None:
    """The root of one of the file's parts, such as its styles; None where it has none."""
    for relation in opened.part.rels.values():
        if relation.reltype.endswith(f"/{name}") and not relation.is_external:
            part = relation.target_part
            if isinstance(part, XmlPart):
                return part.element
            return fromstring(part.blob, XMLParser(resolve_entities=False))
    return None


def _stated(opened: WordDocument) -> str:
    """The title among the file's properties; empty where there is none or they are damaged."""
    try:
        return (opened.core_properties.title or "").strip()
    except (*DAMAGED, OpcError, PythonDocxError):
        return ""


def _title(stated: str, blocks: list[Block]) -> str:
    """The title that the file states of itself, where its text bears that out."""
    if _NO_TITLE.fullmatch(stated):
        return ""
    first = " ".join(b.title if isinstance(b, Table) else b.text for b in blocks[:10]).lower()
    return stated if stated.lower() in first else ""


class _Reader:
    """One document's body on its way to lines and grids."""

    def __init__(
        self,
        body: Element,
        styles: Element | None,
        numbering: Element | None,
        notes: dict[tuple[str, str], list[str]],
    ) -> None:
        self._body = body
        self._notes = notes
        self._styles = Styles(styles)
        self._lists = Lists(numbering)
        self._sizes = self._heading_sizes()
        self.unread: Counter[str] = Counter()

    def pieces(self) -> list[Piece]:
        """Everything in the body in order."""
        return self._pieces(self._body)

    def _pieces(self, parent: Element) -> list[Piece]:
        found: list[Piece] = []
        for child in children(parent, "p", "tbl"):
            if child.tag == w("p"):
                found += self._paragraph(child)
            else:
                found += self._table(child)
        return found

    def _table(self, table: Element) -> list[Piece]:
        """A table as a grid; a table of one cell is a frame, whose content stands for itself."""
        rows = [list(children(row, "tc")) for row in children(table, "tr")]
        if [len(row) for row in rows] == [1]:
            return self._pieces(rows[0][0])
        self.unread.update(kind for p in table.iter(w("p")) for kind in drawings(p))
        found = grid(table, self._styles)
        return [found] if any(c and c.paragraphs for row in found.rows for c in row) else []

    def _paragraph(self, paragraph: Element) -> list[Piece]:
        """A paragraph's lines, then those of the text boxes and notes that hang on it."""
        boxes = [piece for box in text_boxes(paragraph) for piece in self._pieces(box)]
        boxes += self._noted(paragraph)
        self.unread.update(drawings(paragraph))
        style = self._styles.of(paragraph)
        texts = lines(paragraph)
        if not texts or style.name.startswith("toc "):
            return boxes
        level = self._level(paragraph, " ".join(texts))
        if level is not None:
            self._begin_lists()
            return [Line(" ".join(texts), level=level), *boxes]
        bold = self._styles.bold(paragraph)
        key, depth = self._list(paragraph)
        if key is not None:
            marker = self._lists.marker(key, depth)
            return [Line(" ".join(texts), marker=marker, depth=depth, bold=bold), *boxes]
        return [*(_typed(Line(text, bold=bold)) for text in texts), *boxes]

    def _noted(self, paragraph: Element) -> list[Line]:
        """The footnotes and endnotes to which a paragraph refers."""
        kinds = {w("footnoteReference"): "footnote", w("endnoteReference"): "endnote"}
        found = ((kinds[r.tag], r.get(w("id"), "")) for r in paragraph.iter(*kinds))
        return [Line(text, plain=True) for note in found for text in self._notes.get(note, [])]

    def _level(self, paragraph: Element, text: str) -> int | None:
        """The heading level that the styles state, or that a larger size shows."""
        level = self._styles.level(paragraph)
        if level is not None:
            return level
        if len(text) > _LONGEST_HEADING or text.endswith((".", ";", ",")):
            return None
        return self._sizes.get(self._styles.size(paragraph)) if self._sizes else None

    def _heading_sizes(self) -> dict[int, int]:
        """Levels by size, largest first, where no paragraph is marked as a heading."""
        paragraphs = list(children(self._body, "p"))
        if any(self._styles.level(p) for p in paragraphs if lines(p)):
            return {}
        letters: Counter[int] = Counter()
        for paragraph in paragraphs:
            letters[self._styles.size(paragraph)] += sum(map(len, lines(paragraph)))
        body = max(letters, key=letters.__getitem__, default=0)
        larger = sorted((s for s in letters if s > body * 1.1 and letters[s]), reverse=True)
        return {size: level for level, size in enumerate(larger[:_MOST_SIZES], 1)}

    def _list(self, paragraph: Element) -> tuple[str | None, int]:
        """The list that a paragraph is an item of, and how deep it stands there."""
        style = self._styles.of(paragraph)
        own = value(paragraph, "pPr", "numPr", "numId")
        level = value(paragraph, "pPr", "numPr", "ilvl")
        depth = number(level, most=8) if level is not None else style.list_depth
        key = own if own is not None else style.list_id
        return (None, 0) if key in (None, "0") else (key, depth)

    def _begin_lists(self) -> None:
        """Let lists that only a style numbers count afresh under a heading."""
        for key in self._styles.list_ids():
            self._lists.begin_again(key)


def _typed(line: Line) -> Line:
    """The line, as a list item where its marker is typed out."""
    found = _TYPED_ITEM.fullmatch(line.text)
    return replace(line, text=found[2], marker=found[1]) if found and not line.bold else line
