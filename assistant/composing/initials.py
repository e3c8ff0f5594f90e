"""Whom initials stand for: what the documents say of that, else what the trust says beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.composed import Composed, Line, Piece, Said, text
from assistant.composing.ground import Ground, said, tidy
from ingest.document import Quote
from ingest.entries import Commitment, Definition, Responsibility
from ingest.filing import Kept
from ingest.people import fits, is_initials, listed

ONLY = "The plan gives initials only; no full name is given for them."
"""The note on an answer that shows initials which nothing spells out."""


def spelt_out(ground: Ground, composed: Composed) -> Composed:
    """The answer with a name after the initials that stand for it, and the note only where one lacks."""
    whom = stands_for(ground)
    shown: dict[tuple[str, str], None] = {}
    told: list[str] = []
    lines: list[Line] = []
    for line in composed.lines:
        pieces: list[Piece] = []
        for piece in line.pieces:
            pieces.append(piece)
            if isinstance(piece, Said):
                keys = [(piece.plan, i) for i in _initials(piece.text)]
                new = [k for k in keys if k not in shown]
                shown |= dict.fromkeys(keys)
                pieces += _named([whom[k] for k in new if k in whom])
                told += [f"{k[1]} is {whom[k]}" for k in new if isinstance(whom.get(k), str)]
        lines.append(replace(line, pieces=tuple(pieces)))
    return replace(composed, lines=tuple(lines), notes=_notes(composed, shown, set(whom), told))


def stands_for(ground: Ground) -> dict[tuple[str, str], Said | str]:
    """The person for whom initials stand, by plan: a quotation, or the trust's own word for it."""
    out: dict[tuple[str, str], Said | str] = {
        (p.key, short): name for p in ground.plans.values() for short, name in p.people.items()
    }
    people = set(ground.people)
    for k in ground.search.held(kinds=("definition",), documents=None):
        d = k.entry
        if isinstance(d, Definition) and is_initials(d.term) and d.expansion in people:
            out[k.plan, d.term] = said(d.quote, k, d.expansion)
    return out


_NAME_OF = re.compile(
    r"\b(?P<one>[A-Z][A-Za-z]{1,3})['’]s (?:full |real |first |whole )?name\b"
    r"|\b(?:full|real|first|whole) name (?:of|for) (?P<other>[A-Z][A-Za-z]{1,3})\b"
)


def unnamed(ground: Ground) -> Composed | None:
    """That no full name is given for initials, where one is asked for and nothing spells them out."""
    m = _NAME_OF.search(ground.query.text)
    short = (m["one"] or m["other"]) if m else ""
    known = {initials for _, initials in stands_for(ground)}
    if not short or not is_initials(short) or short in known:
        return None
    first = (
        f"Not stated: the documents give no full name for {short}; the initials alone stand there."
    )
    return Composed("not_found", (text(first),))


def every_name(ground: Ground, wanted: Sequence[str]) -> tuple[str, ...]:
    """Names and initials with those that stand for the same person."""
    pairs = [
        (short, name.text if isinstance(name, Said) else name)
        for (_, short), name in stands_for(ground).items()
    ]
    also = [name for short, name in pairs if short in wanted]
    also += [short for short, name in pairs if name in wanted]
    also += [p for w in wanted for p in ground.people if _short_for(p, w) or _short_for(w, p)]
    return tuple(dict.fromkeys((*wanted, *also)))


def longer_ones(ground: Ground, asked: Sequence[str]) -> list[str]:
    """That initials may be short for longer ones that the documents also have."""
    held = ground.search.held(kinds=("responsibility", "commitment"))
    quotes = [q for k in held for q in _who(k)]
    every = {i for q in quotes for i in (listed(q.text) or (q.text,)) if is_initials(i)}
    out: list[str] = []
    for one in asked:
        longer = sorted(i for i in every if i != one and i.startswith(one) and is_initials(one))
        if longer:
            out.append(f"It is not clear whether {one} is {' or '.join(longer)}, or somebody else.")
    return out


def _who(kept: Kept) -> tuple[Quote, ...]:
    entry = kept.entry
    if isinstance(entry, Responsibility):
        return (entry.person,) if entry.person else ()
    return entry.who if isinstance(entry, Commitment) else ()


def could_be(ground: Ground, wanted: Sequence[str]) -> list[str]:
    """Whom initials could stand for, of the people whom the documents name."""
    people = ground.people
    out: list[str] = []
    for initials in wanted:
        fit = [p for p in people if fits(initials, p)]
        if fit:
            out.append(
                f"{initials} could stand for {' or '.join(fit)}; the documents do not say so."
            )
    return out


def _short_for(short: str, full: str) -> bool:
    """Whether a name with an initial, "A. Lee", is short for a full one, "Ann Lee"."""
    m = re.fullmatch(r"([A-Z])\.?\s(.+)", short)
    parts = full.split()
    return bool(
        m
        and len(parts) > 1
        and len(parts[0].rstrip(".")) > 1
        and parts[0][0] == m[1]
        and " ".join(parts[1:]) == m[2]
    )


def _initials(text: str) -> list[str]:
    """The initials that a quotation consists of; none where it holds other words."""
    parts = listed(tidy(text)) or (tidy(text),)
    return list(parts) if all(is_initials(p) for p in parts) else []


def _named(people: Sequence[Said | str]) -> list[Piece]:
    if not people:
        return []
    out: list[Piece] = []
    for one in people:
        out += [", " if out else " (", one]
    return [*out, ")"]


def _notes(
    composed: Composed,
    shown: dict[tuple[str, str], None],
    known: set[tuple[str, str]],
    told: Sequence[str],
) -> tuple[str, ...]:
    notes = [n for n in composed.notes if n != ONLY]
    left = [short for plan, short in shown if (plan, short) not in known]
    if ONLY in composed.notes and (left or not shown):
        notes.append(
            ONLY if len(left) == len(shown) else f"No full name is given for {', '.join(left)}."
        )
    if told:
        notes.append(
            f"From the trust's own list beside its documents (plans.toml): {'; '.join(dict.fromkeys(told))}."
        )
    return tuple(notes)
