"""What a draft is made from: the milestones and the evidence that somebody may read, by school."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.drafting.draft import Asked
from assistant.evidence.belonging import evidence_of, plans_of
from assistant.evidence.shown import Milestone, milestones
from assistant.evidence.statements import Statement, statements
from assistant.question import BadQuestion, UnknownPlan
from ingest.document import Table
from ingest.entries import Aim, Responsibility
from ingest.filing import Filed, Kept, Plan
from ingest.view import View

_KIND = re.compile(
    r"\s+(?:(?:Church of England|Catholic|C of E|Infants?|Junior|Primary|Secondary|High|Special|"
    r"Nursery|Community|Free|and)\s+)*(?:Schools?|Academy|College|Nursery School)$"
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Milestones with their evidence, aims, and every statement, of the plans that were asked."""

    filed: dict[str, Filed]
    milestones: tuple[Milestone, ...]
    aims: tuple[tuple[Kept, Aim], ...]
    statements: tuple[Statement, ...]


def gathered(view: View, asked: Asked) -> Gathered:
    """All that the draft can rest on. Raises UnknownPlan, and BadQuestion for an unknown school."""
    plans = [p for p in plans_of(view) if asked.plan in ("", p.key)]
    if asked.plan and not plans:
        raise UnknownPlan(f"There is no plan of the key {asked.plan}.")
    filed = {f.key: f for f in view.documents()}
    found = [m for p in plans for m in milestones(view, as_of=asked.as_of, plan=p.key)]
    said = dict.fromkeys(
        s for p in plans for f in evidence_of(view, p) for s in statements(view, f)
    )
    since = min((p.start for p in plans if p.start), default=None)
    fresh = [
        s
        for s in said
        if s.dated is None
        or (s.dated.span[0] <= asked.as_of and (since is None or s.dated.day >= since))
    ]
    of = _of_school(view, asked.school)
    return Gathered(
        filed,
        tuple(m for m in found if of(m.record.school.text if m.record.school else "", None)),
        tuple(_aims(view, plans)),
        tuple(s for s in fresh if of(s.text, filed[s.document])),
    )


def _aims(view: View, plans: Iterable[Plan]) -> Iterable[tuple[Kept, Aim]]:
    """The aims, without the name and post of whom signed them."""
    keys = [p.key for p in plans]
    signed = {
        _bare(f"{r.person.text} {r.position.text if r.position else ''}")
        for k in view.entries(kinds=("responsibility",), plans=keys)
        if isinstance(r := k.entry, Responsibility) and r.person
    }
    for kept in view.entries(kinds=("aim",), plans=keys):
        if isinstance(kept.entry, Aim) and _bare(kept.entry.what.text) not in signed:
            yield kept, kept.entry


def _bare(text: str) -> str:
    """Words without what stands between them."""
    return " ".join(re.findall(r"\w+", text))


class _OfSchool:
    """Whether words are about a school, or about none in particular."""

    def __init__(self, wanted: str, names: tuple[str, ...]) -> None:
        self._wanted = (
            [re.compile(rf"\b{re.escape(n)}\b") for n in _short(wanted)] if wanted else []
        )
        others = [n for n in names if n != wanted]
        self._others = [re.compile(rf"\b{re.escape(s)}\b") for n in others for s in _short(n)]

    def __call__(self, words: str, filed: Filed | None) -> bool:
        if not self._wanted:
            return True
        text = f"{words} {filed.title if filed else ''}"
        own = any(p.search(text) for p in self._wanted)
        return own or not any(p.search(text) for p in self._others)


def _of_school(view: View, school: str) -> _OfSchool:
    names = schools(view)
    if not school:
        return _OfSchool("", names)
    folded = school.casefold().strip()
    for name in names:
        if folded in {s.casefold() for s in _short(name)}:
            return _OfSchool(name, names)
    known = ", ".join(names) or "no school by name"
    raise BadQuestion(f"The documents name no school “{school}”: they name {known}.")


def schools(view: View) -> tuple[str, ...]:
    """The schools that the documents list, in their tables or their records."""
    found: dict[str, None] = {}
    for filed in view.documents():
        if not filed.current:
            continue
        for table in view.document(filed.key).tables():
            found |= dict.fromkeys(_listed(table))
    for kept in view.entries(kinds=("commitment", "measure", "responsibility")):
        own = getattr(kept.entry, "school", None)
        if own is not None:
            found[" ".join(own.text.split())] = None
    return tuple(found)


def _listed(table: Table) -> Iterable[str]:
    for row in table.body():
        first = row[0]
        if first.heading.strip().casefold() in ("school", "schools", "academy", "name of school"):
            name = " ".join(first.text.split())
            if name and len(name.split()) <= 8:
                yield name


def _short(name: str) -> tuple[str, ...]:
    """A school's name, and the name without what kind of school it is."""
    short = _KIND.sub("", name).strip()
    return tuple(dict.fromkeys(n for n in (name, short) if n))
