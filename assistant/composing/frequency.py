"""How often something happens, where a sentence, a cell or a column says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.composed import Composed, bullet
from assistant.composing.grids import Grid, grids, head
from assistant.composing.ground import Ground, best_sentence, place, sentence, stated, varied
from assistant.coverage import scores, stem_set, weight
from assistant.vocabulary import Term
from ingest.document import Cell

_UNIT = r"(?:day|week|fortnight|month|quarter|half[- ]?term|term|year|meeting)"
FREQUENCY = re.compile(
    rf"\b(?:every|each|per|a|once|twice|(?:two|three|four|five|six|\d+) times)(?: \w+){{0,2}}? {_UNIT}s?\b"
    r"|\b(?:dail|weekl|fortnightl|monthl|quarterl|half[- ]?terml|terml|yearl|annuall|biannuall|bi-annuall)y\b|\bannual\b|\bas needed\b|\bad hoc\b"
    r"|\b(?:once|twice|\w+ times) (?:a|per|each|every)\b",
    re.I,
)
_HEADED = re.compile(
    r"\bhow often\b|\bfrequency\b|\bmeets\b|\bhow frequently\b|\bcycle\b|\breview period\b", re.I
)
_ENOUGH = 0.75


def frequency(ground: Ground) -> Composed | None:
    """What says how often; that the cell for it is blank; None where nothing does."""
    q = ground.query
    asked = [t for t in q.terms if weight(t) > 0.15]
    if not q.often or not asked or q.compares:
        return None
    if found := _in_column(ground, asked):
        return found
    told = [
        s
        for s in varied(ground.search.statements())
        if s.score >= _ENOUGH and s.own >= 0.5 and FREQUENCY.search(s.quote.text)
    ]
    if not told or any(s.own > told[0].own + 0.25 for s in ground.search.statements()[:3]):
        return None
    best = [s for s in told if s.score >= told[0].score - 0.1][:3]
    several = len(ground.plans) > 1
    return Composed(
        "answered",
        tuple(
            bullet(
                f"{ground.short(s.plan)}: " if several else "",
                place(s),
                stated(s, best_sentence(s, q)),
            )
            for s in best
        ),
    )


def _in_column(ground: Ground, asked: Sequence[Term]) -> Composed | None:
    """The cell of a column of frequencies, in the row that the question is about."""
    best: tuple[float, Grid, Cell, Cell] | None = None
    for grid in grids(ground):
        for row in grid.table.body():
            at = next((c for c in row[1:] if _HEADED.search(head(c))), None)
            label = grid.label(row)
            if at is None or label is None or label is at:
                continue
            words = frozenset[str]().union(*(stem_set(c.text) for c in row if c is not at))
            own = scores(asked, words | stem_set(head(at)), frozenset())[1]
            if own >= _ENOUGH and (best is None or own > best[0]):
                best = (own, grid, label, at)
    if best is None:
        return None
    _, grid, label, at = best
    lead = f"{ground.short(grid.plan)}: " if len(ground.plans) > 1 else ""
    name = grid.said(label, label.paragraphs[0])
    if not at.paragraphs:
        line = sentence(f"{lead}Not stated: how often is left blank for ", name, ".")
        return Composed("partial", (line,))
    return Composed("answered", (bullet(lead, name, f" – {head(at)}: ", grid.said(at, at.text)),))
