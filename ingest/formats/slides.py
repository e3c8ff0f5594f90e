"""PowerPoint files (.pptx) -> Document: each slide's title, text, tables and notes, a page a slide."""

# python-pptx has no types of its own, so its shapes come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from ingest.document import Document, Source
from ingest.formats.damage import damage_told
from ingest.formats.outline import Line, Outline, Piece
from ingest.limits import Allowance, too_many
from ingest.tables import Grid, GridCell

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_LISTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_FURNITURE = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE)
_DEEPEST_GROUP = 20


def read_slides(source: Source, allowance: Allowance) -> Document:
    """The slides as a Document; hidden ones are left out and reported. Unreadable where broken."""
    with damage_told("it is no whole PowerPoint file", PythonPptxError):
        with Path(source.path).open("rb") as file:
            slides = list(Presentation(file).slides)
        too_many(len(slides), allowance.limits.pages, "slides", "read_pages")
        outline = Outline(source)
        for number, slide in enumerate(slides, 1):
            outline.page = number
            _add(outline, slide, number)
    return replace(outline.document("pptx"), pages=len(slides))


def _add(outline: Outline, slide: Any, number: int) -> None:
    """Adds a slide: its title, what stands on it, and its notes."""
    if slide._element.get("show") in ("0", "false"):
        outline.problem(f"slide {number} is hidden and was not read")
        return
    shapes = list(_shapes(slide.shapes))
    title = next((s for s in shapes if _placed(s) in _TITLES), None)
    if title is not None and title.text_frame.text.strip():
        outline.heading(" ".join(title.text_frame.text.split()), level=1)
    outline.add([piece for s in shapes if s is not title for piece in _pieces(s)])
    for kind, count in Counter(k for s in shapes if (k := _unread(s))).items():
        outline.problem(f"slide {number} has {count} {kind}{'s' if count > 1 else ''}, not read")
    _add_notes(outline, slide)


def _add_notes(outline: Outline, slide: Any) -> None:
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    lines = [Line(t, plain=True) for t in (notes.text.splitlines() if notes else ()) if t.strip()]
    if lines:
        outline.heading("Notes", level=2)
        outline.add(lines)


def _shapes(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """The shapes of a slide, those in groups too."""
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            if depth < _DEEPEST_GROUP:
                yield from _shapes(shape.shapes, depth + 1)
        else:
            yield shape


def _placed(shape: Any) -> Any:
    """The placeholder that a shape fills; None for one that stands free."""
    return shape.placeholder_format.type if shape.is_placeholder else None


def _unread(shape: Any) -> str:
    """What a shape is that cannot be read; empty for one that can."""
    if shape.shape_type == MSO_SHAPE_TYPE.PICTURE or getattr(shape, "image", None):
        return "picture"
    if getattr(shape, "has_chart", False):
        return "chart"
    return "diagram" if "/diagram" in (_graphic(shape) or "") else ""


def _graphic(shape: Any) -> str | None:
    found = shape._element.find(f".//{_DRAWN}graphicData")
    return None if found is None else found.get("uri")


def _pieces(shape: Any) -> list[Piece]:
    """A shape's paragraphs, list items or table."""
    if getattr(shape, "has_table", False):
        return [_grid(shape.table)]
    placed = _placed(shape)
    if not shape.has_text_frame or placed in _FURNITURE:
        return []
    lines = [_line(p, listed=placed in _LISTS) for p in shape.text_frame.paragraphs]
    return [line for line in lines if line.text]


def _line(paragraph: Any, *, listed: bool) -> Line:
    text = " ".join(paragraph.text.split())
    unmarked = paragraph._p.find(f"{_DRAWN}pPr/{_DRAWN}buNone") is not None
    marked = paragraph._p.find(f"{_DRAWN}pPr/{_DRAWN}buChar")
    if unmarked or not (listed or marked is not None):
        return Line(text)
    marker = marked.get("char", "•") if marked is not None else "•"
    return Line(text, marker=marker, depth=paragraph.level)


def _grid(table: Any) -> Grid:
    """A table with its merged cells; its first row is a heading where the slide says so."""
    rows = tuple(tuple(_cell(cell) for cell in row.cells) for row in table.rows)
    return Grid(rows, heading_rows=1 if table.first_row else None)


def _cell(cell: Any) -> GridCell | None:
    if cell.is_spanned:
        return None
    texts = (" ".join(p.text.split()) for p in cell.text_frame.paragraphs)
    fill = cell._tc.find(f"{_DRAWN}tcPr/{_DRAWN}solidFill/{_DRAWN}srgbClr")
    return GridCell(
        tuple(t for t in texts if t),
        rows=cell.span_height if cell.is_merge_origin else 1,
        columns=cell.span_width if cell.is_merge_origin else 1,
        fill=None if fill is None else f"#{fill.get('val')}",
    )
