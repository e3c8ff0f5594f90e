"""Lists read off a table: its rows that have a value, all its rows, or the columns that a code marks."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.composed import Composed, Line, Piece, bullet
from assistant.composing.grids import Grid, grids, head, headed, is_reference
from assistant.composing.ground import Ground, sentence
from assistant.coverage import scores, stem_set, weight
from assistant.query import Query
from assistant.vocabulary import Term
from ingest.document import Cell
from ingest.table_rows import BODY

_COVERED = 0.75
"""How much of the rest of a question must stand over a table whose rows are listed."""
_SHORT = 4
"""Words that a value which rows are chosen by has at most."""
_ASKING = re.compile(
    r"^\W*(?:so |and |please |can you )*(?:which|what|list|give|show|name|who|how many|any|all|are there|tell me)\b",
    re.I,
)
_EVERY = re.compile(
    r"\b(?:list|all|each|every|everyone|give|show|name)\b|\bwho (?:are|chairs each)\b|\bwith (?:its|their|the)\b",
    re.I,
)


_CERTAIN = 1.05
"""How well rows chosen by a value must fit to stand before what the register says."""


@dataclass(frozen=True, slots=True)
class _Found:
    grid: Grid
    rows: tuple[tuple[Cell, ...], ...]
    columns: tuple[int, ...]
    fit: float


def listed_rows(ground: Ground, *, sure: bool = False) -> Composed | None:
    """The rows that the question asks for by a value or as a whole; None where no table has them.

    With `sure`, only by a value of several words, or one beside which all else is said.
    """
    q = ground.query
    if not q.terms or q.months or q.none or not _ASKING.match(q.bare or q.text):
        return None
    leads = re.search(r"\bleads?\b", q.told, re.I)
    every = not sure and not leads and bool(re.search(r"\b(?:each|every|all)\b", q.told, re.I))
    chosen = [f for grid in grids(ground) if every and (f := _whole(ground, grid, q))]
    chosen = chosen or [f for grid in grids(ground) if (f := _by_value(ground, grid, q))]
    if sure:
        chosen = [f for f in chosen if f.fit >= _CERTAIN]
    elif not chosen and not leads and _EVERY.search(q.told):
        chosen = [f for grid in grids(ground) if (f := _whole(ground, grid, q))]
    if not chosen:
        return None
    best = max(chosen, key=lambda f: (round(f.fit, 2), len(f.columns), len(f.rows)))
    alike = [f for f in chosen if f is best or (_same(f, best) and f.fit >= best.fit - 0.05)]
    lines = [line for f in alike for row in f.rows if (line := _row_line(f, row))]
    if not lines:
        return None
    first = [sentence(f"{len(lines)} in all:")] if q.counts and len(lines) > 1 else []
    return Composed("answered", (*first, *lines), (), len(lines))


def _same(one: _Found, two: _Found) -> bool:
    """Whether two tables of a document have the same headings, as the parts of one plan have."""
    heads = [tuple(c.column_heading for c in f.grid.table.body()[0]) for f in (one, two)]
    return one.grid.document == two.grid.document and heads[0] == heads[1]


def _by_value(ground: Ground, grid: Grid, q: Query) -> _Found | None:
    """The rows with a cell that is just what the question says, or fulfils what it says of a figure."""
    around = grid.around(ground)
    body = grid.table.body()
    heads = frozenset[str]().union(*(stem_set(head(c)) for c in body[0]))
    best: _Found | None = None
    for column, holds, spoken in _conditions(grid, q):
        rows = tuple(
            r
            for r in body
            if r[column].paragraphs and holds(r[column]) and grid.label(r) is not r[column]
        )
        rest = [t for t in q.terms if t not in spoken and weight(t) > 0.15]
        fit = scores(rest, heads, around)[0] if rest else 1.0
        if not rows or len(rows) == len(body) or fit < _COVERED:
            continue
        found = _Found(grid, rows, (column,), fit + 0.1 * len(spoken))
        best = found if best is None or found.fit > best.fit else best
    return best


_Condition = tuple[int, Callable[[Cell], bool], tuple[Term, ...]]


def _conditions(grid: Grid, q: Query) -> Iterator[_Condition]:
    yield from _figure_conditions(grid, q)
    for c in range(grid.table.columns):
        cells = [r[c] for r in grid.table.body() if r[c].paragraphs]
        if not cells or sum(len(x.text.split()) for x in cells) > _SHORT * len(cells):
            continue
        if q.rag and grid.roles[c] == "status":
            marks = {q.rag, q.rag[0]}
            spoken = tuple(t for t in q.terms if q.rag in t.word.lower())
            yield c, lambda cell, m=marks: _first_word(cell) in m, spoken
        yield from _values(c, cells, q)


def _values(c: int, cells: Sequence[Cell], q: Query) -> Iterator[_Condition]:
    """The values of a column whose every word the question has: "Targeted", "People Panel"."""
    said = frozenset(x for t in q.terms for o in t.options if o.weight > 0.75 for x in o.stems)
    said |= frozenset(re.findall(r"\b\d+\b", q.told))
    named = stem_set(head(cells[0]))
    for value in dict.fromkeys(_bare(x) for x in cells):
        words = stem_set(value)
        spoken = tuple(t for t in q.terms if any(set(o.stems) <= words for o in t.options))
        if (
            words
            and words <= said
            and not words <= named
            and (any(weight(t) > 0.1 for t in spoken) or headed_by(cells[0], q))
        ):
            yield c, lambda cell, v=value: _bare(cell) == v, spoken


def headed_by(cell: Cell, q: Query) -> bool:
    """Whether the question names a column by all of its heading."""
    return bool(head(cell)) and stem_set(head(cell)) <= stem_set(q.told)


def _bare(cell: Cell) -> str:
    return re.sub(r"\s*\([^)]*\)", "", cell.text).strip().lower()


def _first_word(cell: Cell) -> str:
    m = re.match(r"\W*(\w+)", cell.text)
    return m[1].lower() if m else ""


_OVER = re.compile(
    r"(?:(?P<op>at least|more than|over|above|greater than|exceeding|below|under|less than|fewer than|at most|up to)\s)"
    r"£?(?P<n>\d[\d,]*(?:\.\d+)?)(?P<k>k|m)?|£?(?P<n2>\d[\d,]*(?:\.\d+)?)(?P<k2>k|m)?%?\s(?:or|and)\s(?P<op2>more|above|over|higher|less|below|under|lower|fewer)",
    re.I,
)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "at least": operator.ge, "more": operator.ge, "higher": operator.ge,
    "more than": operator.gt, "over": operator.gt, "above": operator.gt, "greater than": operator.gt, "exceeding": operator.gt,
    "below": operator.lt, "under": operator.lt, "less than": operator.lt, "fewer than": operator.lt,
    "at most": operator.le, "up to": operator.le, "less": operator.le, "lower": operator.le, "fewer": operator.le,
}  # fmt: skip
_TIMES = {"k": 1000.0, "m": 1_000_000.0}


def _figure_conditions(grid: Grid, q: Query) -> Iterator[_Condition]:
    """What the question says of a column's figures: "score 16 or more"."""
    m = _OVER.search(q.told)
    if m is None:
        return
    word = (m["op"] or m["op2"]).lower()
    inclusive = m["op2"] is not None and word in ("above", "over", "below", "under")
    compare = (
        {"above": operator.ge, "over": operator.ge}.get(word, operator.le)
        if inclusive
        else _COMPARE[word]
    )
    bound = _number((m["n"] or m["n2"]) + (m["k"] or m["k2"] or "")) or 0.0
    for c in range(1, grid.table.columns):
        heads = tuple(t for t in q.terms if headed(grid.table.body()[0][c], t))
        numbers = [_number(r[c].text) for r in grid.table.body() if r[c].paragraphs]
        if heads and numbers and sum(n is not None for n in numbers) >= 0.8 * len(numbers):
            spoken = (
                *heads,
                *(t for t in q.terms if t.word.replace(",", "").rstrip("%km").isdigit()),
            )
            spoken += tuple(t for t in q.terms if t.word.lower() in _COMPARE)
            yield (
                c,
                lambda cell: (n := _number(cell.text)) is not None and compare(n, bound),
                spoken,
            )


def _number(said: str) -> float | None:
    m = re.search(r"-?\d[\d,]*(?:\.\d+)?", said)
    if m is None:
        return None
    unit = re.match(r"\s?([km])\b", said[m.end() :], re.I)
    return float(m[0].replace(",", "")) * (_TIMES[unit[1].lower()] if unit else 1.0)


def _whole(ground: Ground, grid: Grid, q: Query) -> _Found | None:
    """All rows, where the question names columns of the table and little else."""
    body = grid.table.body()
    asked = [t for t in q.terms if weight(t) > 0.15]
    columns = [c for c, cell in enumerate(body[0]) if any(headed(cell, t) for t in asked)]
    if any(BODY.fullmatch(head(body[0][c]).strip()) for c in columns):
        asked = [t for t in asked if not BODY.fullmatch(t.word)]
    if len(columns) < 2 or len({body[0][c].column_heading for c in columns}) < 2:
        return None
    heads = frozenset[str]().union(*(stem_set(head(body[0][c])) for c in columns))
    fit = scores(asked, heads, grid.around(ground))[0]
    if (
        fit < 0.85
        or len(body) > _LONGEST
        or any(r[0].column_heading != body[0][0].column_heading for r in body)
    ):
        return None
    return _Found(grid, body, tuple(columns), fit)


_LONGEST = 40
"""Rows of a table that is listed whole."""


def _row_line(found: _Found, row: Sequence[Cell]) -> Line | None:
    """A row by its name, with its cells under the columns asked for."""
    grid = found.grid
    label = grid.label(row)
    if label is None:
        return None
    reference = next((c for c in row[:1] if c is not label and is_reference(c.text)), None)
    pieces: list[Piece] = [grid.said(reference, reference.text), " "] if reference else []
    pieces.append(grid.said(label, label.paragraphs[0]))
    for c in found.columns:
        cell = row[c]
        if cell is label or cell is reference:
            continue
        if cell.paragraphs:
            pieces += [f" – {head(cell)}: ", grid.said(cell, cell.text.replace("\n", " "))]
        else:
            pieces.append(f" – {head(cell)}: not stated")
    return bullet(*pieces)
