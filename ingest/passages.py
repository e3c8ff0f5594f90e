"""Document -> Passages: verbatim text to retrieve, with its context kept apart from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from ingest.document import Block, Bullet, Cell, Document, Heading, Paragraph, Quote, Table

SECTION_WORDS = 220
"""How long a passage of running text grows before the next one begins (measured)."""

TOKENS = 480
"""How many tokens a passage and its context may come to, by an estimate on the safe side of the
embedding model's 512."""

CONTEXT_TOKENS = 160
"""How much of that the context may take; of a longer one, the innermost words go in whole first."""

T = TypeVar("T")

LABEL_WORDS = 12
"""How many words a column's name has at most; a longer heading says something of its own."""

_WORD = re.compile(r"\w+|[^\w\s]")
_SENTENCE = re.compile(r".+?(?:[.!?;][\"'”’)\]]*(?=\s)|$)\s*", re.DOTALL)
_PIECE = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """Text to retrieve: consecutive quotations from one section or one table row.

    `parts` are the smallest things that are cited (sentence groups, list items, paragraphs of a
    cell). `context` holds, outermost first, the document's title, headings, row label and column
    heading: embedded and searched together with the text, never quoted as part of it.
    """

    key: str
    parts: tuple[Quote, ...]
    context: tuple[str, ...]

    @property
    def text(self) -> str:
        """The parts, one a line."""
        return "\n".join(p.text for p in self.parts)

    @property
    def embedded(self) -> str:
        """What the embedding model is given: the context in one line, then the text."""
        return " › ".join(self.context) + "\n" + self.text


def passages(document: Document) -> tuple[Passage, ...]:
    """A document's passages in order: each of its words stands in exactly one.

    Headings are context instead, but for those that nothing stands under, and for a table's
    heading rows that say more than what a column is called.
    """
    return tuple(
        Passage(_key(document, n, parts), parts, context)
        for n, (parts, context) in enumerate(_runs(document))
    )


def tokens(text: str) -> int:
    """About how many tokens an embedding model makes of `text`, rather too many than too few."""
    return sum(-(-len(w) // 6) for w in _WORD.findall(text))


Made = tuple[tuple[Quote, ...], tuple[str, ...]]


def _runs(document: Document) -> Iterator[Made]:
    alone = _alone(document)
    for _, run in groupby(document.blocks, key=_section):
        blocks = list(run)
        if isinstance(blocks[0], Table):
            yield from _of_table(document, blocks[0])
        elif not isinstance(blocks[0], Heading) or id(blocks[0]) in alone:
            yield from _of_section(document, [b for b in blocks if not isinstance(b, Table)])


def _alone(document: Document) -> set[int]:
    """The headings that nothing stands under."""
    after = (*document.blocks[1:], None)
    return {
        id(block)
        for block, following in zip(document.blocks, after, strict=False)
        if isinstance(block, Heading)
        and (following is None or isinstance(following, Heading))
        and (following is None or following.level <= block.level)
    }


def _section(block: Block) -> object:
    """What the blocks of one section share; a table or a heading shares it with no other."""
    return block.location.headings if isinstance(block, Paragraph | Bullet) else id(block)


def _of_section(document: Document, blocks: Sequence[Heading | Paragraph | Bullet]) -> list[Made]:
    texts = [Quote(b.text, b.location) for b in blocks if b.text]
    context = _context(document.title, *blocks[0].location.headings)
    room = TOKENS - tokens(" ".join(context))
    pieces = [piece for q in texts for piece in _pieces(q, room)]
    return [(tuple(group), context) for group in _packed(pieces, room)]


def _of_table(document: Document, table: Table) -> Iterator[Made]:
    outer = (document.title, *table.location.headings, table.title)
    for own, above in _rows(table):
        context = _context(*outer, *above, *_labels(own))
        room = TOKENS - tokens(" ".join(context))
        if sum(tokens(c.text) for c in own) <= room:
            yield tuple(q for c in own for q in _quotes(c)), context
        else:
            yield from _divided((*outer, *above), own)


def _rows(table: Table) -> Iterator[tuple[list[Cell], list[str]]]:
    """Each row's own filled cells, with the words of the cells that reach into it from above.

    Heading rows count where they say more than columns' names, or where there are no others.
    """
    headings = table.heading_rows if table.body() else 0
    seen: set[object] = set()
    for number, row in enumerate(table.rows):
        own = [c for c in _first_seen(row, seen) if c.paragraphs]
        wordy = any(_words(c.text) > LABEL_WORDS for c in own)
        if own and (number >= headings or wordy):
            mine = {_place(c) for c in own}
            above = (c.text for c in row if c.paragraphs and _place(c) not in mine)
            yield own, list(dict.fromkeys(above))


def _first_seen(row: Iterable[Cell], seen: set[object]) -> Iterator[Cell]:
    for cell in row:
        if _place(cell) not in seen:
            seen.add(_place(cell))
            yield cell


def _place(cell: Cell) -> object:
    where = cell.location
    return (where.row, where.column) if where.row and where.column else id(cell)


def _divided(outer: Sequence[str], cells: Sequence[Cell]) -> Iterator[Made]:
    """A row too long for one passage: at its cells, then at their paragraphs and sentences."""
    room = TOKENS - CONTEXT_TOKENS
    for group in _grouped(cells, room, lambda c: tokens(c.text)):
        context = _context(*outer, *_labels(group))
        pieces = [piece for c in group for q in _quotes(c) for piece in _pieces(q, room)]
        for packed in _grouped(pieces, room, lambda q: tokens(q.text)):
            yield tuple(packed), context


def _quotes(cell: Cell) -> list[Quote]:
    about = tuple(t for t in (cell.row_label, *cell.column_heading) if t)
    return [Quote(p, cell.location, about) for p in cell.paragraphs if p]


def _labels(cells: Sequence[Cell]) -> Iterator[str]:
    """What tells what the cells are about and does not stand in them."""
    texts = {c.text for c in cells}
    yield from (c.row_label for c in cells if c.row_label not in texts)
    yield from (c.heading for c in cells if c.heading not in texts)
    yield from (c.means for c in cells if c.means)


def _context(*texts: str) -> tuple[str, ...]:
    """Each text once, in order; where they are too long together, without the longest."""
    kept = [" ".join(t.split()) for t in dict.fromkeys(texts) if t.strip()]
    while kept and tokens(" ".join(kept)) > CONTEXT_TOKENS:
        kept.remove(max(kept, key=len))
    return tuple(kept)


def _packed(quotes: Iterable[Quote], room: int) -> Iterator[list[Quote]]:
    """Consecutive quotations in passages of running text."""
    scale = room / SECTION_WORDS
    return _grouped(quotes, room, lambda q: max(tokens(q.text), _words(q.text) * scale))


def _pieces(quote: Quote, room: int) -> Iterator[Quote]:
    """The quotation, divided at sentences where it is too long, and at words where they are."""
    if tokens(quote.text) <= room:
        yield quote
        return
    sentences = (
        piece
        for sentence in _SENTENCE.findall(quote.text)
        for piece in ([sentence] if tokens(sentence) <= room else _PIECE.findall(sentence))
    )
    for group in _grouped(sentences, room, tokens):
        yield replace(quote, text="".join(group).strip())


def _grouped(things: Iterable[T], room: float, size: Callable[[T], float]) -> Iterator[list[T]]:
    """Consecutive things, as many together as there is room for."""
    group: list[T] = []
    taken = 0.0
    for thing in things:
        if group and taken + size(thing) > room:
            yield group
            group, taken = [], 0.0
        group.append(thing)
        taken += size(thing)
    if group:
        yield group


def _words(text: str) -> int:
    return len(text.split())


def _key(document: Document, number: int, parts: Sequence[Quote]) -> str:
    """The same for the same words in the same place of the same document."""
    where = parts[0].location
    place = (where.block, where.table, where.row, where.column, number if not where.block else 0)
    content = [document.source.key, *map(str, place), *(p.text for p in parts)]
    return hashlib.sha256("\x1f".join(content).encode()).hexdigest()[:20]
