"""A table looked up: the cells in the rows that are asked about, under the columns asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.composed import Composed, Line, Piece, bullet
from assistant.composing.grids import Grid, grids, head, headed, heading_stems, is_reference
from assistant.composing.ground import Ground, best_sentence, place, sentence, stated, varied
from assistant.coverage import scores, stem_set, weight
from assistant.query import Query
from assistant.vocabulary import Term
from assistant.wording import instructs
from ingest.calendar import MONTHS
from ingest.document import Cell
from ingest.people import listed, names
from ingest.periods import find
from ingest.table_rows import BODY

ROLES: Mapping[str, tuple[str, ...]] = {
    "who": ("lead", "name", "monitor"),
    "when": ("when", "start"),
}
"""The roles of columns that answer a question for somebody, or for a time."""
_SURE = 0.8
"""How much of the rest of a question a row must cover by its own words."""
_WHOLE = 0.9
_MOST = 4
"""Rows, and paragraphs of a cell, that are shown."""
_SHORT = 7
"""Words of a cell that names a committee or other body, at most."""
_FAINT = 0.14
"""How much the words that a heading has of a question must count."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A row that may answer, with its columns that do."""

    grid: Grid
    row: tuple[Cell, ...]
    columns: tuple[int, ...]
    score: float
    own: float


def looked_up(ground: Ground) -> Composed | None:
    """The cells that answer, after their rows' own words; None where no row and column do."""
    q = ground.query
    asked = [t for t in q.terms if weight(t) > 0]
    if not asked:
        return None
    rows = sorted(_rows(ground, q, asked), key=lambda r: (-round(r.score, 2), -r.own))
    if not rows or rows[0].own < _SURE:
        return None
    best = [r for r in rows if r.score >= rows[0].score - 0.03 and r.own >= rows[0].own - 0.1]
    lines = [line for r in best[:_MOST] for line in answering(ground, r)]
    lines += _beside(ground, best) if q.asks not in ROLES else []
    blank = all(not any(r.row[c].paragraphs for c in r.columns) for r in best[:_MOST])
    return Composed("partial" if blank else "answered", tuple(lines)) if lines else None


def _rows(ground: Ground, q: Query, asked: Sequence[Term]) -> Iterator[Looked]:
    for grid in grids(ground):
        for row in grid.table.body():
            looked = looked_at(ground, grid, row, q, asked)
            if looked.columns and looked.own >= _SURE:
                yield looked


def looked_at(
    ground: Ground, grid: Grid, row: tuple[Cell, ...], q: Query, asked: Sequence[Term]
) -> Looked:
    """A row with the columns that the question asks for, and how well it fits the rest of it."""
    columns = _columns(grid, row, q, asked)
    answered = frozenset[str]().union(*(heading_stems(row[c]) for c in columns))
    times = ground_times(q)
    if times and any(times <= _full(stem_set(head(row[c]))) for c in columns):
        answered |= _OF_A_TIME
    rest = [t for t in asked if not any(set(o.stems) <= answered for o in t.options)]
    others = [c.text for n, c in enumerate(row) if n not in columns]
    label = row[columns[0]].row_label if columns else ""
    named = head(row[0]) if row and 0 not in columns else ""
    main = frozenset[str]().union(*map(stem_set, others), stem_set(label), stem_set(named))
    around = grid.around(ground)
    score, own = scores(rest, main, around) if rest else (0.0, 0.0)
    told = [t for t in rest if not any(set(o.stems) <= around for o in t.options)]
    own = max(own, scores(told, main, frozenset())[1]) if told else own
    return Looked(grid, row, tuple(columns), score, own)


def _columns(grid: Grid, row: Sequence[Cell], q: Query, asked: Sequence[Term]) -> list[int]:
    """The columns that the question asks for: those whose heading has most of its words; for
    somebody or a time, else those of that role."""
    times = ground_times(q)
    by_role = [
        c
        for c, cell in enumerate(row)
        if grid.roles[c] in ROLES.get(q.asks, ()) and _answers(cell, q.asks)
    ]
    named = _covering(row, asked, by_role if q.asks in ROLES else range(1, len(row)))
    timed = [c for c in range(1, len(row)) if times and times <= _full(stem_set(head(row[c])))]
    if timed and q.asks not in ROLES:
        held = [t for t in asked if any(headed(row[c], t) for c in timed)]
        others = [c for c in named if any(headed(row[c], t) for t in asked if t not in held)]
        return sorted({*([c for c in named if c in timed] or timed), *others})
    if not named and _HOW_MUCH.search(q.told):
        named = [c for c in range(1, len(row)) if re.search(r"[£$€]", head(row[c]))]
    return named or by_role


_HOW_MUCH = re.compile(r"\bhow much\b", re.I)


_OF_A_TIME = stem_set("target targets figure value goal planned expected forecast level")
"""What a column headed by a year or term holds, though its heading does not say so."""


def ground_times(q: Query) -> frozenset[str]:
    """The words of a time that a column may be headed with: a quarter, a term, a year."""
    if q.period is None or len(q.period.text.split()) > 3:
        return frozenset()
    return _full(stem_set(re.sub(r"^(?:in|by|for)\s", "", q.period.text)))


def _full(words: frozenset[str]) -> frozenset[str]:
    """Words with each month by its first three letters, and each year by its last two figures."""
    months = (w[:3] if w[:3] in _MONTHS and len(w) > 3 or w == "sept" else w for w in words)
    return frozenset(w[2:] if re.fullmatch(r"20\d\d", w) else w for w in months)


_MONTHS = frozenset(m[:3].lower() for m in MONTHS)


def _answers(cell: Cell, asks: str) -> bool:
    """Whether a cell is blank, or holds somebody or a time as the question asks."""
    if not cell.paragraphs:
        return True
    if asks == "who":
        body = len(cell.text.split()) <= _SHORT and bool(BODY.search(cell.text))
        return body or any(listed(p) or names(p) for p in cell.paragraphs)
    return any(find(p) for p in cell.paragraphs)


def _covering(row: Sequence[Cell], asked: Sequence[Term], among: Sequence[int]) -> list[int]:
    """The columns whose heading has most of the question's words, and those that have others of them."""
    left = {t for t in asked if any(headed(row[c], t) for c in among)}
    out: list[int] = []
    while left:
        covers = {
            c: sum(weight(t) for t in left if headed(row[c], t)) for c in among if c not in out
        }
        most = max(covers.values(), default=0.0)
        if most <= _FAINT:
            break
        best = [c for c, cover in covers.items() if cover >= most - 0.001]
        out += best
        left -= {t for t in left if any(headed(row[c], t) for c in best)}
    return sorted(out)


def _beside(ground: Ground, best: Sequence[Looked]) -> Iterator[Line]:
    """What other places say that cover the whole question, outside the rows that answer it."""
    rows = {(r.grid.document, r.row[0].location.table, r.row[0].location.row) for r in best}
    found = ground.search.statements(dense=False, k=12)
    if ground_times(ground.query):
        yield from _otherwise(ground, best, rows)
    others = [
        s
        for s in varied(found)
        if s.score >= _WHOLE
        and (s.document, s.quote.location.table, s.quote.location.row) not in rows
        and s.own >= 0.6
    ]
    lead = f"{ground.short(best[0].grid.plan)}: " if len(ground.plans) > 1 else ""
    for s in others[:2]:
        yield bullet(lead, place(s), stated(s, best_sentence(s, ground.query)))


def _otherwise(
    ground: Ground, best: Sequence[Looked], rows: set[tuple[str, int | None, int | None]]
) -> Iterator[Line]:
    """Short statements of the same document that give a figure for the same thing, and not just for
    another year."""
    wanted = [t for t in ground.query.terms if t.known and not t.stems <= _OF_A_TIME]
    asked = ground.query.period
    if not wanted or asked is None or asked.span is None:
        return
    for s in varied(ground.search.statements(terms=wanted, dense=False, k=12))[:_MOST]:
        place_of = (s.document, s.quote.location.table, s.quote.location.row)
        brief = len(s.quote.text.split()) <= _BRIEF and _has_figure(
            s.quote.text, asked.span[1].year
        )
        if (
            s.document == best[0].grid.document
            and s.own >= _WHOLE
            and brief
            and place_of not in rows
        ):
            yield bullet(place(s), stated(s, s.quote.text))


def _has_figure(text: str, year: int) -> bool:
    """Whether a text has a figure that may be of a year: it names that year, none, or has several."""
    years = set(re.findall(r"\b20\d\d\b", text))
    figures = re.findall(r"\d[\d,.]*", re.sub(r"\b20\d\d\b", " ", text))
    return len(figures) > bool(years - {str(year)} and str(year) not in years)


_BRIEF = 12
"""Words of a statement that is little more than a figure."""


def answering(ground: Ground, looked: Looked) -> Iterator[Line]:
    """A line for each of a row's answering cells: what the row is, the heading, what it says.

    A blank cell is said to be blank.
    """
    grid = looked.grid
    lead = f"{ground.short(grid.plan)}: " if len(ground.plans) > 1 else ""
    subject = _subject(ground, looked)
    filled = [c for c in looked.columns if looked.row[c].paragraphs]
    first: tuple[Piece, ...] = (grid.said(subject, subject.paragraphs[0]), " – ") if subject else ()
    if not filled and subject:
        heads = " and ".join(head(looked.row[c]).lower() or "that" for c in looked.columns[:2])
        what = grid.said(subject, subject.paragraphs[0])
        yield sentence(f"{lead}Not stated: the cell for {heads} is blank for ", what, ".")
    for c in filled:
        cell = looked.row[c]
        for n, paragraph in enumerate(_telling(ground, cell)):
            label = f"{head(cell)}: " if head(cell) else ""
            yield bullet(lead, *(first if n == 0 else ()), label, grid.said(cell, paragraph))


def _telling(ground: Ground, cell: Cell) -> list[str]:
    """A cell's paragraphs: those that speak of what is asked where some do, else the first few."""
    said = [p for p in cell.paragraphs if not instructs(p)]
    heads = stem_set(head(cell))
    rest = [t for t in ground.query.terms if weight(t) > 0.3 and not t.stems & heads]
    own = [p for p in said if rest and scores(rest, stem_set(p), frozenset())[1] >= 0.5]
    return (own or said)[:_MOST]


def _subject(ground: Ground, looked: Looked) -> Cell | None:
    """The cell that tells what the row is about: of those that do not answer, the one that covers
    most of the question."""
    filled = [c for n, c in enumerate(looked.row) if n not in looked.columns and c.paragraphs]
    rest = [c for c in filled if not is_reference(c.text)] or filled
    if not rest:
        return None
    fits = [scores(ground.query.terms, stem_set(c.text), frozenset())[0] for c in rest]
    best = max(zip(fits, rest, strict=True), key=lambda f: f[0])
    return best[1] if best[0] > 0 else looked.grid.label(rest)
