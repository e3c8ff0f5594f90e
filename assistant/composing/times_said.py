"""The times of a record in its own words, quoted where these stand in a place of their own."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.composed import Piece
from assistant.composing.ground import said
from ingest.entries import Dated
from ingest.filing import Kept


def when_said(kept: Kept, times: Sequence[Dated]) -> tuple[Piece, ...]:
    """Each time once, with semicolons between; a column's heading is not quoted."""
    out: list[Piece] = []
    for d in {t.period.text: t for t in times}.values():
        words = d.period.text
        out += ["; "] if out else []
        out.append(said(d.quote, kept, words) if words in d.quote.text else words)
    return tuple(out)
