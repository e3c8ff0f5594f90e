"""The text and tables of all pages in one order of reading, with what a page cuts in two joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.formats.pdf_grid import PageTable
from ingest.formats.pdf_order import columns_of
from ingest.formats.pdf_overleaf import WholeTable, continued, whole_table
from ingest.formats.pdf_pages import Page
from ingest.formats.pdf_paragraphs import Measure, Paragraph, fits, goes_on, paragraphs_of
from ingest.formats.pdf_words import Line, lines_of

Column = tuple[tuple[Line, ...], float]
Piece = Column | PageTable


@dataclass(frozen=True, slots=True)
class Flow:
    """Paragraphs and whole tables in order of reading."""

    items: tuple[Paragraph | WholeTable, ...]
    spaces_tell: bool

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Its paragraphs, those in tables left out."""
        return tuple(item for item in self.items if isinstance(item, Paragraph))


def flow_of(pages: Sequence[Page]) -> Flow:
    """What stands on pages, in order of reading."""
    right = max((w.x1 for page in pages for w in page.words), default=0.0)
    pieces = [list(_pieces(page, right)) for page in pages]
    tell = _spaces_tell(_columns([p for ps in pieces for p in ps]))
    foot = max((_foot(page) for page in pages), default=0.0)
    items: list[Paragraph | WholeTable] = []
    for on_page in pieces:
        for n, piece in enumerate(on_page):
            if isinstance(piece, PageTable):
                _add_table(items, piece, first=n == 0, foot=foot, tell=tell)
            else:
                _add_text(items, piece, first=n == 0, tell=tell)
    return Flow(tuple(items), tell)


def _pieces(page: Page, right: float) -> Iterator[Piece]:
    """A page's tables and columns of text, from the top."""
    lines = lines_of(page.words, page=page.number)
    for table in sorted(page.tables, key=lambda t: (t.box.top, t.box.left)):
        above = [line for line in lines if line.top < table.box.top]
        lines = (
            lines[len(above) :]
            if above == lines[: len(above)]
            else [line for line in lines if line not in above]
        )
        yield from _text(above, right)
        yield table
    yield from _text(lines, right)


def _text(lines: Sequence[Line], right: float) -> Iterator[Column]:
    for column in columns_of(lines):
        yield column.lines, right if column.right is None else column.right


def _columns(pieces: Iterable[Piece]) -> Iterator[tuple[Sequence[Line], Measure]]:
    """Lines that stand under each other in text and in cells, with their measure."""
    for piece in pieces:
        if not isinstance(piece, PageTable):
            yield piece[0], Measure(piece[1])
            continue
        table = whole_table(piece)
        for part in piece.parts:
            if len(part.lines) > 1:
                yield part.lines, table.measure(part.column, part.columns, spaces_tell=False)


def _spaces_tell(columns: Iterable[tuple[Sequence[Line], Measure]]) -> bool:
    """Whether lines end in a space character where a paragraph goes on, and there alone."""
    wraps: list[bool] = []
    ends: list[bool] = []
    for lines, measure in columns:
        for last, line in pairwise(lines):
            if not measure.shows_space(last) or last.text.endswith(("-", "/")):
                continue
            if fits(last, line, right=measure.right - 3 * last.size):
                ends.append(last.spaced)
            elif not fits(last, line, right=measure.right):
                wraps.append(last.spaced)
    return (
        min(len(wraps), len(ends)) >= 8
        and sum(wraps) >= 0.75 * len(wraps)
        and sum(ends) <= 0.2 * len(ends)
    )


def _foot(page: Page) -> float:
    """How far down a page is written, or would be if it were full."""
    ends = [word.bottom for word in page.words] + [table.ys[-1] for table in page.tables]
    return max([*ends, 0.85 * page.height])


def _add_table(
    items: list[Paragraph | WholeTable], table: PageTable, *, first: bool, foot: float, tell: bool
) -> None:
    """A table as an item, or joined to the one that it continues."""
    last = items[-1] if items else None
    if first and isinstance(last, WholeTable) and last.pages[-1].page == table.page - 1:
        joined = continued(last, table, foot=foot, spaces_tell=tell)
        if joined is not None:
            items[-1] = joined
            return
    items.append(whole_table(table))


def _add_text(
    items: list[Paragraph | WholeTable], column: Column, *, first: bool, tell: bool
) -> None:
    """A column's paragraphs as items, the first joined to one that it finishes."""
    lines, right = column
    measure = Measure(right, tell)
    paragraphs = paragraphs_of(lines, measure)
    last = items[-1] if items else None
    if isinstance(last, Paragraph) and paragraphs and _finishes(last, paragraphs[0], measure):
        items[-1] = replace(last, lines=last.lines + paragraphs.pop(0).lines)
    items.extend(paragraphs)


def _finishes(last: Paragraph, next_: Paragraph, measure: Measure) -> bool:
    """Whether a paragraph at the top of a page or column ends one begun on the last."""
    end, begin = last.lines[-1], next_.lines[0]
    if next_.marker is not None or abs(end.size - begin.size) > 0.5 or end.bold != begin.bold:
        return False
    if begin.page not in (end.page, end.page + 1) or begin.top > end.top and begin.page == end.page:
        return False
    stopped = end.text.endswith((".", "!", "?", ":"))
    return (begin.text[0].islower() and not stopped) or (
        goes_on(end, begin, measure) and (measure.spaces_tell or not stopped)
    )
