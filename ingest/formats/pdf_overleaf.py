"""Tables that go on over a page made whole, with rows that the page's end cut in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.formats.pdf_grid import PageTable, Part
from ingest.formats.pdf_paragraphs import Measure, goes_on
from ingest.formats.pdf_words import Line

SAME_EDGE = 4.0


@dataclass(frozen=True, slots=True)
class WholeTable:
    """A table over one page or several; its cells' lines may stand on more than one page."""

    xs: tuple[float, ...]
    rows: int
    parts: tuple[Part, ...]
    pages: tuple[PageTable, ...]

    def measure(self, column: int, columns: int, *, spaces_tell: bool) -> Measure:
        """What decides where paragraphs end in a cell of some columns.

        A cell of a table without rules was put together of lines that go on, so none ends in it.
        """
        if not self.pages[0].ruled:
            return Measure(float("-inf"))
        left, right = self.xs[column], self.xs[column + columns]
        inside = [
            line
            for part in self.parts
            if part.column == column and part.columns == columns
            for line in part.lines
        ]
        pad = min((line.x0 - left for line in inside), default=0.0)
        reach = max((line.x1 for line in inside), default=right)
        return Measure(max(reach, right - min(max(pad, 1.0), 8.0)), spaces_tell)


def whole_table(table: PageTable) -> WholeTable:
    """A page's table by itself."""
    return WholeTable(table.xs, len(table.ys) - 1, table.parts, (table,))


def continued(
    upper: WholeTable, lower: PageTable, *, foot: float, spaces_tell: bool
) -> WholeTable | None:
    """A table with its part from the next page, or None where that is a table of its own.

    `foot` is how far down the pages are written.
    """
    if upper.pages[-1].ruled != lower.ruled:
        return None
    xs = _common_edges(upper.xs, lower.xs)
    if xs is None or _room_was_left(upper, lower, foot):
        return None
    above = _on_edges(upper, xs)
    below = _on_edges(whole_table(lower), xs)
    below = _without_repeated_headings(above, below)
    if not below.parts or _begins_anew(above, below):
        return None if below.parts else above
    if _is_cut(above, below, foot=foot, spaces_tell=spaces_tell):
        return _sewn(above, below)
    return _stacked(above, below)


def _common_edges(a: Sequence[float], b: Sequence[float]) -> tuple[float, ...] | None:
    """The columns' edges of both, where those of one are all found in the other."""
    many, few = (a, b) if len(a) >= len(b) else (b, a)
    found = [min(many, key=lambda x: abs(x - edge)) for edge in few]
    apart = max(abs(x - edge) for x, edge in zip(found, few, strict=True))
    ends = abs(a[0] - b[0]) <= SAME_EDGE and abs(a[-1] - b[-1]) <= SAME_EDGE
    return tuple(many) if apart <= SAME_EDGE and ends else None


def _on_edges(table: WholeTable, xs: tuple[float, ...]) -> WholeTable:
    """A table whose columns are counted by a finer set of edges."""
    at = [min(range(len(xs)), key=lambda i: abs(xs[i] - x)) for x in table.xs]
    parts = tuple(
        replace(p, column=at[p.column], columns=at[p.column + p.columns] - at[p.column])
        for p in table.parts
    )
    return replace(table, xs=xs, parts=parts)


def _room_was_left(upper: WholeTable, lower: PageTable, foot: float) -> bool:
    """Whether the next page's first row would have stood on the page before."""
    room = foot - upper.pages[-1].ys[-1]
    return room > max(lower.ys[1] - lower.ys[0], 30)


def _row(table: WholeTable, row: int) -> list[Part]:
    return [part for part in table.parts if part.row == row]


def _row_texts(table: WholeTable, row: int) -> list[str]:
    return [" ".join(line.text for line in part.lines) for part in _row(table, row)]


def _without_repeated_headings(above: WholeTable, below: WholeTable) -> WholeTable:
    """The lower part without rows at its top that repeat the table's first rows."""
    same = 0
    while (
        same < min(above.rows, below.rows, 4)
        and any(_row_texts(above, same))
        and _row_texts(above, same) == _row_texts(below, same)
    ):
        same += 1
    parts = tuple(replace(p, row=p.row - same) for p in below.parts if p.row >= same)
    return replace(below, rows=below.rows - same, parts=parts)


def _begins_anew(above: WholeTable, below: WholeTable) -> bool:
    """Whether the lower part opens as the upper one does: with a row that is only a title."""
    return _only_title(above) and _only_title(below)


def _only_title(table: WholeTable) -> bool:
    """Whether nothing but one short line at the left stands in the first row."""
    written = [part for part in _row(table, 0) if part.lines]
    return (
        len(written) == 1
        and written[0].column == 0
        and len(written[0].lines) == 1
        and not written[0].lines[0].text.endswith((".", ",", ";"))
        and not written[0].lines[0].text[0].islower()
    )


def _is_cut(above: WholeTable, below: WholeTable, *, foot: float, spaces_tell: bool) -> bool:
    """Whether the page's end cut a row: all that stands in the lower half goes on from above.

    A cell has words overleaf only if it was full on the first page, down to its last line, and
    one of them must stop inside a sentence, or be the row's only ones with more to say.
    """
    last = {part.column: part for part in _row_ending(above)}
    pairs = [(last.get(part.column), part) for part in _row(below, 0) if part.lines]
    if not pairs or any(upper is None or not _full(upper) for upper, _ in pairs):
        return False
    if foot - above.pages[-1].ys[-1] > 3 * pairs[0][1].lines[0].size:
        return False
    if len(pairs) == 1 and _says_more(pairs[0][1], list(last.values())):
        return True
    return any(
        _runs_on(upper, lower, above.measure(lower.column, lower.columns, spaces_tell=spaces_tell))
        for upper, lower in pairs
        if upper is not None
    )


def _says_more(lower: Part, row: Sequence[Part]) -> bool:
    """Whether a lone cell overleaf, not the row's first, is under the one that filled the row."""
    depths = {part.column: len(part.lines) for part in row}
    own = depths.pop(lower.column)
    return lower.column > 0 and own > max(depths.values(), default=own) + 2


def _row_ending(table: WholeTable) -> list[Part]:
    return [part for part in table.parts if part.row + part.rows == table.rows]


def _full(part: Part) -> bool:
    """Whether a cell's words reach its lower edge, as far as another line or two would not fit."""
    if not part.lines:
        return False
    line = part.lines[-1]
    return part.box.bottom - line.bottom < 2.0 * line.size


def _runs_on(upper: Part, lower: Part, measure: Measure) -> bool:
    """Whether the words of a cell go on in another, which takes up a sentence left open."""
    last, first = upper.lines[-1], lower.lines[0]
    return goes_on(last, first, measure) and (measure.spaces_tell or not _ended(last))


def _ended(line: Line) -> bool:
    return line.text.endswith((".", "!", "?", ";", ":"))


def _sewn(above: WholeTable, below: WholeTable) -> WholeTable:
    """Two parts as one table, the cut row's halves joined cell by cell."""
    halves = {part.column: part for part in _row(below, 0)}
    joined = [
        _joined(part, halves[part.column])
        if part.row + part.rows == above.rows and part.column in halves
        else part
        for part in above.parts
    ]
    rest = [replace(part, row=part.row - 1 + above.rows) for part in below.parts if part.row > 0]
    return WholeTable(
        above.xs, above.rows + below.rows - 1, (*joined, *rest), above.pages + below.pages
    )


def _joined(upper: Part, lower: Part) -> Part:
    """A cell's two halves as one; its box stays on the first page."""
    return replace(upper, lines=upper.lines + lower.lines, rows=upper.rows + lower.rows - 1)


def _stacked(above: WholeTable, below: WholeTable) -> WholeTable:
    """Two parts as one table; a cell over several rows that is cut stays one."""
    held = {(p.column, p.columns): p for p in _row(below, 0) if p.rows > 1 and not p.lines}
    upper = [
        replace(p, rows=p.rows + held.pop((p.column, p.columns)).rows)
        if p.row + p.rows == above.rows and p.lines and (p.column, p.columns) in held
        else p
        for p in above.parts
    ]
    left = set(map(id, held.values()))
    rest = [
        replace(p, row=p.row + above.rows)
        for p in below.parts
        if p.row > 0 or p.lines or p.rows == 1 or id(p) in left
    ]
    return WholeTable(above.xs, above.rows + below.rows, (*upper, *rest), above.pages + below.pages)
