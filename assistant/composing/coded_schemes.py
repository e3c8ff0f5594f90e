"""Schemes whose cells hold letters, answered by the document's key to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.composed import Composed, Piece, text
from assistant.composing.grids import Grid, grids
from assistant.composing.ground import Ground
from assistant.coverage import scores, stem_set, weight
from assistant.query import Query
from ingest.document import Cell
from ingest.entries import Definition


def coded(ground: Ground) -> Composed | None:
    """Whom a row of codes marks with the one that the question asks for, by the document's key to them."""
    q = ground.query
    every = _keys(ground)
    for grid in grids(ground) if every else ():
        keys = every.get(grid.document, {})
        if len(keys) < 2:
            continue
        for row in grid.table.body():
            codes = [c for c in row[1:] if c.text.strip() in keys]
            filled = [c for c in row[1:] if c.paragraphs]
            if len(codes) < 2 or len(codes) < 0.6 * len(filled):
                continue
            asked = _code(keys, q)
            if asked is None:
                continue
            rest = [
                t
                for t in q.terms
                if not t.stems & stem_set(keys[asked].expansion) and weight(t) > 0.15
            ]
            named = stem_set(row[0].text)
            if (
                rest
                and scores(rest, named, grid.around(ground))[0] >= 0.7
                and any(t.stems & named for t in rest)
            ):
                return _marked(grid, row, asked, keys[asked])
    return None


def _keys(ground: Ground) -> dict[str, dict[str, Definition]]:
    """What single letters stand for, by document."""
    out: dict[str, dict[str, Definition]] = {}
    for k in ground.search.held(kinds=("definition",)):
        d = k.entry
        if isinstance(d, Definition) and re.fullmatch(r"[A-Z]{1,2}", d.term):
            out.setdefault(k.document, {})[d.term] = d
    return out


def _code(keys: dict[str, Definition], q: Query) -> str | None:
    """The code whose meaning has most of the question's words."""
    said = stem_set(q.told)
    scored = [
        (len(said & stem_set(d.expansion)) / max(1, len(stem_set(d.expansion))), t)
        for t, d in keys.items()
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] > 0 else None


def _marked(grid: Grid, row: Sequence[Cell], code: str, key: Definition) -> Composed:
    columns = [c for c in range(1, len(row)) if row[c].text.strip() == code]
    above = grid.table.rows[grid.table.heading_rows - 1]
    pieces: list[Piece] = []
    for c in columns:
        pieces += [", " if pieces else "", grid.said(above[c], above[c].paragraphs[0])]
    first = grid.said(row[0], row[0].paragraphs[0])
    meaning = grid.said(row[columns[0]], code) if columns else first
    told = key.expansion.strip()
    line = text(first, f" – {told} (", meaning, "): ", *(pieces or ["none"]), ".")
    return Composed("answered", (line,))
