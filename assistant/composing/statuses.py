"""Actions by their status, and each action after who leads it."""

from __future__ import annotations

from assistant.composed import Composed, Line, bullet
from assistant.composing.ground import Ground, distinct, join, record, said
from assistant.coverage import weight
from assistant.knowledge import stems
from ingest.entries import Commitment
from ingest.filing import Kept


def actions_in_state(ground: Ground) -> Composed | None:
    """Every action whose status says that it is still open, or done."""
    q = ground.query
    held = [
        k
        for k in ground.search.held(kinds=("commitment",))
        if isinstance(k.entry, Commitment) and _in_state(k.entry, q.state, q.rag)
    ]
    terms = [
        t
        for t in q.terms
        if t.known
        and weight(t) > 0.2
        and t.word.lower() not in ("red", "amber", "green", "rated", "rating")
    ]
    own = [k for k in held if ground.search.fit(terms, k)[0] >= 0.5] if terms else held
    acted = [k for k in own if isinstance(k.entry, Commitment) and k.entry.origin == "action"]
    own = acted or own
    if not own:
        return None
    lines = [_state_line(k) for k in own]
    return Composed("answered", tuple(lines), tuple(record(k, None) for k in own), len(own))


def owners(ground: Ground) -> Composed | None:
    """Each action of the documents or strand asked about, after who leads it."""
    q = ground.query
    terms = [
        t
        for t in q.terms
        if t.known and weight(t) > 0.2 and stems(t.word) not in (("owner",), ("lead",))
    ]
    held = [
        k
        for k in ground.search.held(kinds=("commitment",))
        if isinstance(k.entry, Commitment) and k.entry.who
    ]
    own = (
        [k for k in held if ground.search.fit(terms, k)[0] >= 0.6]
        if terms
        else held
        if q.documents
        else []
    )
    if not 1 < len(own) <= 60:
        return None
    lines: list[Line] = []
    for k in own:
        c = k.entry
        if isinstance(c, Commitment):
            lines.append(
                bullet(*join([said(w, k) for w in distinct(c.who)]), ": ", said(c.what, k))
            )
    return Composed(
        "answered",
        tuple(lines),
        tuple(
            record(k, k.entry.when[0] if isinstance(k.entry, Commitment) and k.entry.when else None)
            for k in own
        ),
        len(own),
    )


def _in_state(c: Commitment, state: str, rag: str) -> bool:
    if rag:
        said = (c.status.text if c.status else "").strip().lower()
        return said in (rag, rag[0]) or said.startswith((f"{rag} ", f"{rag},", f"{rag}:"))
    return c.done is (state == "done")


def _state_line(kept: Kept) -> Line:
    c = kept.entry
    assert isinstance(c, Commitment)
    status = [" (", said(c.status, kept), ")"] if c.status else []
    who = [" – ", said(c.who[0], kept)] if c.who else []
    return bullet(said(c.what, kept), *who, *status)
