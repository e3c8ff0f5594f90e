"""Leads named by their position alone, with the person whom the document gives that position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.entries import Responsibility
from ingest.people import names


def joined(found: Sequence[Responsibility]) -> tuple[Responsibility, ...]:
    """Leads of a matrix, given by position alone, with the person whom a lead block names for it."""
    people = {r.strand: r for r in found if r.basis == "section" and r.person}
    held = _holders(found)
    return tuple(_with_holder(_with_person(r, people.get(r.strand)), held) for r in found)


def _holders(found: Sequence[Responsibility]) -> dict[str, Responsibility]:
    """Each position with the one person whom the document gives it."""
    out: dict[str, dict[str, Responsibility]] = {}
    for r in found:
        if r.person and r.position and names(r.person.text):
            out.setdefault(_plain(r.position.text), {}).setdefault(r.person.text, r)
    return {post: next(iter(by.values())) for post, by in out.items() if len(by) == 1}


def _with_holder(found: Responsibility, held: dict[str, Responsibility]) -> Responsibility:
    if found.person or found.position is None or found.role == "committee":
        return found
    one = held.get(_plain(found.position.text))
    if one is None or one.person is None:
        return found
    return replace(found, person=one.person, support=(*found.support, found.position))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower().replace("&", "and")).strip()


def _with_person(found: Responsibility, lead: Responsibility | None) -> Responsibility:
    if found.basis != "matrix" or found.person or lead is None or found.role != "lead":
        return found
    return replace(
        found,
        person=lead.person,
        support=(*found.support, *((lead.position,) if lead.position else ())),
    )
