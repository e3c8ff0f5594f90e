"""Tables that no rules close, held together by how their words stand under each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.document import Box
from ingest.formats.pdf_columns import Spread, gutters_of, spread_of
from ingest.formats.pdf_grid import PageTable, Part
from ingest.formats.pdf_pages import Page, outside
from ingest.formats.pdf_rows import Row, rows_of
from ingest.formats.pdf_ruled import fill_of
from ingest.formats.pdf_rules import Drawing
from ingest.formats.pdf_words import Line, Word, lines_of, pieces_of

APART = 0.9
"""The gap between words that may part columns, in parts of the type's size."""
DENSE = 0.4
"""The least part of a table's places that has words."""
CAPTION = re.compile(r"(table|figure|fig\.|chart|box|exhibit|map|graph)\s*\w{0,4}[\d.:]", re.I)
DASHES = re.compile(r"[-_=–—]{4,}")
LEADERS = re.compile(r"\.{4,}|(\. ){4,}|…{2,}")
NUMERIC = re.compile(r"[\W_]*\d[\d\W_]*[a-zA-Z%]{0,3}[\W_]*|[-–—.*]+|n/?a|x", re.I)


def with_aligned_tables(page: Page) -> Page:
    """A page whose words that stand in unruled tables are found to be tables too."""
    tables = aligned_tables(page.words, page.drawing, page=page.number)
    if not tables:
        return page
    left = tuple(outside(page.words, tables))
    return replace(page, words=left, tables=(*page.tables, *tables))


def aligned_tables(words: Sequence[Word], drawing: Drawing, *, page: int) -> list[PageTable]:
    """The tables of a page that stand among words outside the ruled ones."""
    found: list[PageTable] = []
    kept = [word for word in words if not DASHES.fullmatch(word.text)]
    for zone in gutters_of(lines_of(kept, page=page)):
        lines = [_pieces(line, drawing) for line in zone]
        for block in _blocks(lines):
            table = _table(block, drawing, page)
            if table is not None:
                found.append(table)
    return found


def _pieces(line: Line, drawing: Drawing) -> list[Line]:
    """A line's words in groups that stand apart, or have an upright rule between them."""
    level = (line.top + line.bottom) / 2
    walls = [rule.at for rule in drawing.down if rule.start <= level <= rule.end]
    return pieces_of(line, gap=APART, walls=walls)


def _blocks(lines: Sequence[Sequence[Line]]) -> list[list[Sequence[Line]]]:
    """Runs of lines most of which have words that stand apart."""
    blocks: list[list[Sequence[Line]]] = []
    start = end = 0
    for n, pieces in enumerate(lines):
        if end > start and _ends_block(lines[start:end], lines[end:n], pieces):
            blocks.append([*_headed(lines, start), *lines[start:end]])
            start = end = n
        if _is_apart(pieces):
            start = n if end == start else start
            end = n + 1
        elif end == start:
            start = end = n + 1
    if end > start:
        blocks.append([*_headed(lines, start), *lines[start:end]])
    return [b for b in blocks if sum(map(_is_apart, b)) >= 2]


def _headed(lines: Sequence[Sequence[Line]], start: int) -> list[Sequence[Line]]:
    """The lines straight above a block that stand over its later columns, as headings do."""
    first = start
    while first > 0 and lines[first][0].size and len(lines[first - 1]) == 1:
        above, below = lines[first - 1][0], lines[first]
        close = below[0].top - above.bottom < 0.9 * above.size
        inside = above.x0 > lines[start][0].x1 and above.x1 < lines[start][-1].x1 + above.size
        if not (close and inside and len(above.words) < 8) or CAPTION.match(above.text):
            break
        first -= 1
    return list(lines[first:start])


def _is_apart(pieces: Sequence[Line]) -> bool:
    """Whether a line's words stand in at least two groups, and it is neither caption nor prose."""
    text = " ".join(piece.text for piece in pieces)
    if len(pieces) < 2 or CAPTION.match(text):
        return False
    if LEADERS.search(text) and len(pieces) < 3:
        return False
    return not all(len(piece.words) > 6 for piece in pieces)


def _ends_block(
    block: Sequence[Sequence[Line]], loose: Sequence[Sequence[Line]], pieces: Sequence[Line]
) -> bool:
    """Whether a line ends a run, `loose` being the lines since its last one with words apart."""
    last = loose[-1] if loose else block[-1]
    size = max(pieces[0].size, last[0].size)
    if _top(pieces) - _bottom(last) > 2.5 * size:
        return True
    if _is_apart(pieces):
        return False
    left = min(p.x0 for row in block for p in row)
    right = max(p.x1 for row in block for p in row)
    text = " ".join(p.text for p in pieces)
    long = any(p.x1 - p.x0 > 0.6 * (right - left) for p in pieces)
    return len(loose) >= 3 or long or CAPTION.match(text) is not None


def _top(pieces: Sequence[Line]) -> float:
    return min(piece.top for piece in pieces)


def _bottom(pieces: Sequence[Line]) -> float:
    return max(piece.bottom for piece in pieces)


def _table(block: Sequence[Sequence[Line]], drawing: Drawing, page: int) -> PageTable | None:
    """A block as a table; None where its words are prose or a list after all."""
    spread = spread_of(block)
    if spread is None:
        return None
    rows = rows_of(block, spread, drawing)
    if not _is_table(rows, spread, drawing):
        return None
    return _laid_out(rows, spread, drawing, page)


def _is_table(rows: Sequence[Row], spread: Spread, drawing: Drawing) -> bool:
    """Whether rows of cells read as a table: numbers, or short texts in several columns."""
    cells = [cell for row in rows for cell in row.cells]
    several = [row for row in rows if len(row.cells) > 1]
    places = len(rows) * (len(spread.edges) - 1)
    if len(several) < 2 or sum(cell.columns for cell in cells) < DENSE * places:
        return False
    if _is_prose(rows):
        return False
    rest = [cell.text for cell in cells if cell.column > 0]
    if rest and sum(1 for t in rest if NUMERIC.fullmatch(t)) >= 0.4 * len(rest):
        return not _has_axis(rows, spread) and not _is_contents(rows)
    words = sum(len(cell.text.split()) for cell in cells) / len(cells)
    return (
        len(several) > 2 and len(spread.edges) > 3 and words < (8 if _ruled(rows, drawing) else 3)
    )


def _is_prose(rows: Sequence[Row]) -> bool:
    """Whether the words of cells go on, in small letters, in the cells under them."""
    pairs = goes_on = 0
    for row, below in pairwise(rows):
        above = {cell.column: cell.text for cell in row.cells}
        for cell in below.cells:
            if cell.column in above:
                pairs += 1
                words = min(len(cell.text.split()), len(above[cell.column].split()))
                goes_on += words > 1 and cell.text[0].islower()
    return pairs > 3 and goes_on > 0.25 * pairs


def _is_contents(rows: Sequence[Row]) -> bool:
    """Whether rows are a list of contents: texts and the pages that they are on."""
    if len(rows) < 4 or any(cell.column > 1 for row in rows for cell in row.cells):
        return False
    numbers = [row.cells[-1].text for row in rows if len(row.cells) == 2]
    if not all(re.fullmatch(r"\d{1,3}", number) for number in numbers):
        return False
    pages = [int(number) for number in numbers]
    return len(pages) > 3 and pages == sorted(pages)


def _ruled(rows: Sequence[Row], drawing: Drawing) -> bool:
    """Whether rules run across most of a table's width, in it or along its edges."""
    left = min(line.x0 for row in rows for cell in row.cells for line in cell.lines)
    right = max(line.x1 for row in rows for cell in row.cells for line in cell.lines)
    across = [
        rule
        for rule in drawing.across
        if rows[0].top - 15 < rule.at < rows[-1].bottom + 15
        and min(rule.end, right) - max(rule.start, left) > 0.7 * (right - left)
    ]
    return len(across) > 1


def _has_axis(rows: Sequence[Row], spread: Spread) -> bool:
    """Whether all columns but one are a chart's axes: figures in even steps, or too few of them."""
    columns = range(len(spread.edges) - 1)
    axes = [
        c for c in columns if _is_axis([x.text for r in rows for x in r.cells if x.column == c])
    ]
    return len(axes) > 0 and len(axes) >= len(columns) - 1


def _is_axis(texts: Sequence[str]) -> bool:
    """Whether the figures among texts go up or down in even steps, other than one by one."""
    plain = [text.replace(",", "").replace("–", "-").strip("%£$€ ") for text in texts]
    values = [float(text) for text in plain if re.fullmatch(r"-?\d+(\.\d+)?", text)]
    steps = {round(b - a, 4) for a, b in zip(values, values[1:], strict=False)}
    return len(values) > 3 and len(steps) == 1 and steps.isdisjoint({0.0, 1.0, -1.0})


def _laid_out(rows: Sequence[Row], spread: Spread, drawing: Drawing, page: int) -> PageTable:
    ys = [row.top for row in rows] + [rows[-1].bottom]
    ys = [min(ys[i:]) for i in range(len(ys))]
    parts: list[Part] = []
    for r, row in enumerate(rows):
        cells = {cell.column: cell for cell in row.cells}
        covered = {
            c for cell in row.cells for c in range(cell.column + 1, cell.column + cell.columns)
        }
        for c in range(len(spread.edges) - 1):
            if c in covered:
                continue
            cell = cells.get(c)
            columns = cell.columns if cell else 1
            box = Box(
                left=spread.edges[c], top=ys[r], right=spread.edges[c + columns], bottom=ys[r + 1]
            )
            parts.append(
                Part(r, c, 1, columns, box, cell.lines if cell else (), fill_of(box, drawing.fills))
            )
    return PageTable(page, tuple(spread.edges), tuple(ys), tuple(parts), ruled=False)
