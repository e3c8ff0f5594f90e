"""OpenDocument text -> lines and grids: headings, paragraphs, lists, tables, text boxes, footnotes."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.formats.open_xml import number, office, paragraphs, words
from ingest.formats.outline import Line, Piece
from ingest.tables import Grid, GridCell

_LEFT_OUT = frozenset(
    {office("text", name) for name in ("table-of-content", "tracked-changes", "alphabetical-index")}
    | {office("office", "forms"), office("text", "sequence-decls")}
)
_MOST_SPAN = 200


class Text:
    """A text's body on its way to lines and grids, with the colours that its styles name."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._colours = {
            style.get(office("style", "name")): properties.get(office("fo", "background-color"))
            for style in root.iter(office("style", "style"))
            for properties in style.iter(office("style", "table-cell-properties"))
        }

    def pieces(self, parent: Any, depth: int = 0) -> list[Piece]:
        """Everything under an element in order."""
        return [piece for child in parent for piece in self._of(child, depth)]

    def problems(self) -> Iterator[str]:
        """What of the text was not read, or not as it was written."""
        kinds = {"tracked change": "changed-region", "comment": "annotation", "picture": "image"}
        spaces = {"changed-region": "text", "annotation": "office", "image": "draw"}
        for kind, name in kinds.items():
            found = sum(1 for _ in self._root.iter(office(spaces[name], name)))
            if found:
                many = f"{found} {kind}{'s' if found > 1 else ''}"
                yield (
                    f"{many}: the text is as accepted"
                    if name == "changed-region"
                    else (f"{many} left out")
                )

    def _of(self, element: Any, depth: int) -> list[Piece]:
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            return []
        if tag == office("text", "h"):
            text = " ".join(words(element).split())
            return (
                [Line(text, level=min(9, number(element, "text", "outline-level")))] if text else []
            )
        if tag == office("text", "p"):
            return [*_lines(element), *self._apart(element)]
        if tag == office("text", "list"):
            return self._list(element, depth)
        if tag == office("table", "table"):
            return [self._grid(element)]
        return self.pieces(element, depth)

    def _apart(self, paragraph: Any) -> list[Piece]:
        """Text boxes that hang on a paragraph, then its footnotes."""
        boxes = (box for box in paragraph.iter(office("draw", "text-box")))
        notes = (note for note in paragraph.iter(office("text", "note-body")))
        return [piece for part in (*boxes, *notes) for piece in self.pieces(part)]

    def _list(self, element: Any, depth: int) -> list[Piece]:
        found: list[Piece] = []
        for item in element:
            for part in item:
                if part.tag == office("text", "list"):
                    found += self._list(part, depth + 1)
                    continue
                for piece in self._of(part, depth):
                    plain = isinstance(piece, Line) and piece.level is None and piece.marker is None
                    found.append(
                        Line(piece.text, marker="-", depth=depth)
                        if plain and isinstance(piece, Line)
                        else piece
                    )
        return found

    def _grid(self, table: Any) -> Grid:
        rows = list(_rows(table))
        heads = sum(r.getparent().tag == office("table", "table-header-rows") for r in rows)
        return Grid(tuple(tuple(self._cells(row)) for row in rows), heads or None)

    def _cells(self, row: Any) -> Iterator[GridCell | None]:
        for cell in row.iterchildren(
            office("table", "table-cell"), office("table", "covered-table-cell")
        ):
            for _ in range(min(number(cell, "table", "number-columns-repeated"), _MOST_SPAN)):
                yield self._cell(cell)

    def _cell(self, cell: Any) -> GridCell | None:
        if cell.tag == office("table", "covered-table-cell"):
            return None
        colour = self._colours.get(cell.get(office("table", "style-name")))
        return GridCell(
            paragraphs(cell),
            rows=min(number(cell, "table", "number-rows-spanned"), _MOST_SPAN),
            columns=min(number(cell, "table", "number-columns-spanned"), _MOST_SPAN),
            fill=colour if colour and colour.startswith("#") else None,
        )


def _lines(paragraph: Any) -> list[Line]:
    texts = (" ".join(line.split()) for line in words(paragraph).split("\n"))
    return [Line(text) for text in texts if text]


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == office("table", "table-row"):
            yield child
        elif child.tag in (
            office("table", "table-header-rows"),
            office("table", "table-rows"),
            office("table", "table-row-group"),
        ):
            yield from _rows(child)
