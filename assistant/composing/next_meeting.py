"""The next meeting, of whichever body has one, where a question asks for no more than that."""

from __future__ import annotations

import re
from datetime import date

from assistant.composed import Composed, bullet
from assistant.composing.ground import Ground, record, said
from assistant.composing.lists import is_tabled_meeting
from assistant.coverage import scores, stem_set
from ingest.entries import Commitment
from ingest.filing import Kept

_ASKED = re.compile(r"\b(?:next|first|coming) (?:\w+ ){0,3}?meeting\b|\bnext meet", re.I)
_ANY = re.compile(r"\b(?:or|any|either|one of)\b", re.I)
"""What asks for the meeting of whichever body comes first."""
_OF_IT = stem_set(
    "meeting meetings meet meets governing body governors committee committees board boards trustees one any their next"
)


def next_meeting(ground: Ground) -> Composed | None:
    """The first meeting that is still to come of those that a table of meetings dates."""
    q = ground.query
    if q.asks != "when" or not _ASKED.search(q.told) or not q.coming:
        return None
    if any(not stem_set(t.word) <= _OF_IT for t in q.terms):
        return None
    held = [(k, day) for k in ground.search.held(kinds=("commitment",)) if (day := _day(k))]
    later = sorted(((day, k) for k, day in held if day >= ground.today), key=lambda f: f[0])
    bodies = [t for t in q.terms if "meet" not in t.stems]
    named = [(d, k) for d, k in later if scores(bodies, _words(k), frozenset())[0] >= 0.95]
    any_will_do = not bodies or _ANY.search(q.told)
    chosen = next(iter(named or (later if any_will_do else [])), None)
    if chosen is None:
        return None
    kept = chosen[1]
    entry = kept.entry
    assert isinstance(entry, Commitment)
    when = entry.when[0]
    lead = f"{ground.short(kept.plan)}: " if len(ground.plans) > 1 else ""
    told = bullet(lead, said(entry.what, kept), " – ", said(when.quote, kept, when.period.text))
    return Composed("answered", (told,), (record(kept, entry.when[0]),))


def _words(kept: Kept) -> frozenset[str]:
    entry = kept.entry
    assert isinstance(entry, Commitment)
    return stem_set(entry.what.text)


def _day(kept: Kept) -> date | None:
    """The day of a meeting; None for what is none, and for when its papers are due."""
    entry = kept.entry
    if not isinstance(entry, Commitment) or not entry.when or not is_tabled_meeting(entry):
        return None
    period = entry.when[0].period
    return (period.start or period.end) if period.kind in ("deadline", "window") else None
