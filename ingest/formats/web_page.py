"""Saved web pages (.html) -> Document: what a person sees; no scripts are run and nothing is fetched."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

from lxml.etree import LxmlError
from lxml.html import HTMLParser, document_fromstring

from ingest.document import Document, Source, Unreadable
from ingest.formats.outline import Line, Outline, Piece
from ingest.formats.text import decoded
from ingest.limits import Allowance
from ingest.tables import Grid, GridCell

_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "select",
        "textarea",
        "button",
        "nav",
        "datalist",
        "dialog",
        "frameset",
    ]
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "address",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "form",
        "fieldset",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "center",
        "body",
        "html",
        "hr",
        "ul",
        "ol",
        "tr",
        "td",
        "th",
        "caption",
    ]
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_COLOUR = re.compile(r"background(?:-color)?\s*:\s*(#[0-9a-fA-F]{6})\b")
_MOST_SPAN = 200
_DEEPEST = 150


def read_web_page(source: Source, allowance: Allowance) -> Document:
    """The page as a Document; raises Unreadable where nothing can be made of it."""
    outline = Outline(source)
    title = add_page(outline, Path(source.path).read_bytes())
    return outline.document("html", title=title)


def add_page(outline: Outline, content: bytes | str) -> str:
    """Adds what a page shows; its title."""
    text = content if isinstance(content, str) else _decoded(content)
    text = _DECLARATION.sub("", text.replace("\x00", ""), count=1)
    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(text or "<p>", parser=parser)
    except (LxmlError, ValueError) as error:
        raise Unreadable("is damaged: it is no web page that can be read") from error
    page = _Page()
    page.walk(root)
    outline.add(page.closed())
    if page.pictures:
        one = page.pictures == 1
        outline.problem(f"{page.pictures} picture{'' if one else 's'} could not be read")
    return " ".join((root.findtext(".//title") or "").split())


def _decoded(content: bytes) -> str:
    """The page's text by the encoding that it states, where that is known."""
    stated = _CHARSET.search(content[:2048])
    if stated and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode(codecs.lookup(stated[1].decode("ascii")).name, "replace")
        except (LookupError, UnicodeError):
            pass
    return decoded(content)


class _Page:
    """The pieces of a page on the way through its elements."""

    def __init__(self) -> None:
        self.pictures = 0
        self._pieces: list[Piece] = []
        self._words: list[str] = []
        self._lists: list[int | None] = []
        self._item: tuple[str, int] | None = None
        self._level: int | None = None
        self._bold: set[bool] = set()

    def closed(self) -> list[Piece]:
        """All pieces, the last line too."""
        self._flush()
        return self._pieces

    def walk(self, element: Any, depth: int = 0) -> None:
        """Takes in an element with all that it holds; what is nested deeper is taken as words."""
        if depth > _DEEPEST:
            self._say(" ".join(element.itertext()), bold=False)
            return
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _UNSEEN or not name or _is_hidden(element):
            return
        if name == "img":
            self.pictures += 1
        elif name == "br":
            self._break()
        elif name == "table":
            self._table(element, depth)
        else:
            self._element(element, name, depth)

    def _element(self, element: Any, name: str, depth: int) -> None:
        block = name in _BLOCKS or name in _HEADINGS or name == "li"
        if block:
            self._flush()
        self._enter(element, name)
        bold = name in ("b", "strong") or name in _HEADINGS
        self._say(element.text or "", bold=bold)
        for child in element:
            self.walk(child, depth + 1)
            self._say(child.tail or "", bold=bold)
        if block:
            self._flush()
        if name in ("ul", "ol"):
            self._lists.pop()

    def _enter(self, element: Any, name: str) -> None:
        if name in ("ul", "ol"):
            start = str(element.get("start", "1"))
            self._lists.append(int(start[:6]) if name == "ol" and start.isdecimal() else None)
            if name == "ol" and self._lists[-1] is None:
                self._lists[-1] = 1
        elif name == "li":
            self._item = self._marker(), max(0, len(self._lists) - 1)
        elif name in _HEADINGS:
            self._level = _HEADINGS[name]

    def _marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "-"
        self._lists[-1] = number + 1
        return f"{number}."

    def _say(self, text: str, *, bold: bool) -> None:
        if text.strip():
            self._bold.add(bold)
        self._words.append(text)

    def _break(self) -> None:
        """A line break parts lines, but not a heading."""
        if self._level is None:
            self._flush()
        else:
            self._words.append(" ")

    def _flush(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        bold = self._bold == {True}
        self._bold.clear()
        if not text:
            return
        marker, depth = self._item or (None, 0)
        self._pieces.append(Line(text, level=self._level, marker=marker, depth=depth, bold=bold))
        self._item = self._level = None

    def _table(self, table: Any, depth: int) -> None:
        """A table of data as a grid; one that only lays the page out, as what its cells hold."""
        self._flush()
        rows = _rows(table)
        if _lays_out(rows):
            for cell in (c for row in rows for c in row):
                self._element(cell, "td", depth + 1)
            return
        self.pictures += len(table.findall(".//img"))
        caption = table.find("caption")
        title = "" if caption is None else " ".join(caption.text_content().split())
        self._pieces.append(_grid(rows, title))


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _rows(table: Any) -> list[list[Any]]:
    """The cells of each row of a table, those of tables inside it left aside."""
    parts = [table, *table.iterchildren("thead", "tbody", "tfoot")]
    found = (row for part in parts for row in part.iterchildren("tr"))
    return [list(row.iterchildren("td", "th")) for row in found if not _is_hidden(row)]


def _lays_out(rows: list[list[Any]]) -> bool:
    """Whether a table only lays out a page: one column or row, or other tables and headings in it."""
    cells = [cell for row in rows for cell in row]
    if any(cell.tag == "th" for cell in cells):
        return False
    inner = ".//table|.//h1|.//h2|.//h3|.//form|.//nav"
    single = len(rows) < 2 or all(len(row) < 2 for row in rows)
    return single or any(cell.xpath(inner) for cell in cells)


def _grid(rows: list[list[Any]], title: str) -> Grid:
    """Rows with their spans laid out; rows of heading cells alone at the top are headings."""
    laid: list[dict[int, GridCell | None]] = [{} for _ in rows]
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in laid[r]:
                column += 1
            made = _cell(cell, most_rows=len(rows) - r)
            for below in range(made.rows):
                for beside in range(made.columns):
                    laid[r + below].setdefault(column + beside, None)
            laid[r][column] = made
    width = max((max(row, default=-1) + 1 for row in laid), default=0)
    made_rows = tuple(tuple(row.get(c, GridCell()) for c in range(width)) for row in laid)
    return Grid(made_rows, _heading_rows(rows) or None, title)


def _heading_rows(rows: list[list[Any]]) -> int:
    heads = [bool(row) and all(cell.tag == "th" for cell in row) for row in rows]
    return heads.index(False) if False in heads else 0


def _cell(cell: Any, *, most_rows: int) -> GridCell:
    inside = _Page()
    for part in (cell,):
        inside._element(part, "td", 0)  # pyright: ignore[reportPrivateUsage]
    lines = [p for p in inside.closed() if isinstance(p, Line)]
    words = tuple(f"{p.marker} {p.text}" if p.marker and p.marker != "-" else p.text for p in lines)
    colour = _COLOUR.search(cell.get("style") or "")
    return GridCell(
        words,
        rows=_span(cell.get("rowspan"), most_rows),
        columns=_span(cell.get("colspan"), _MOST_SPAN),
        fill=colour[1] if colour else cell.get("bgcolor"),
        bold=bool(lines) and all(p.bold for p in lines),
    )


def _span(stated: str | None, most: int) -> int:
    text = (stated or "1").strip()
    return max(1, min(int(text[:6]) if text.isdecimal() else 1, most))
