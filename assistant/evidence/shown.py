"""Milestone by milestone: what evidence speaks to it, how old that is, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from assistant.checking.ground import tells
from assistant.checking.naming import is_body
from assistant.evidence.belonging import evidence_of, plans_of
from assistant.evidence.dating import From, dated
from assistant.evidence.matching import STRONG, Match, Matcher, telling
from assistant.evidence.saying import Says, figures, same_time, says
from assistant.evidence.statements import Statement, statements
from assistant.question import UnknownPlan
from assistant.register_view import strands_named
from ingest.columns import is_date
from ingest.entries import Commitment, Measure
from ingest.filing import Filed, Kept, Plan
from ingest.view import View

State = Literal["found", "none", "conflicting"]

STATES: dict[State, str] = {
    "found": "evidence found",
    "none": "none found",
    "conflicting": "conflicting",
}
"""What was found for a milestone, in words."""

_OWN = 0.75
"""How much of what a table's row names a milestone has to be about, to be what the row tells of."""

_CERTAIN = 0.75
"""How well two statements must speak to a milestone for it to be done by one and not by the other."""

OLD = 183
"""Days after which evidence is said to be old."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement that speaks to a milestone, and what its words say of it."""

    statement: Statement
    filed: Filed
    says: Says
    match: Match

    @property
    def dated(self) -> From | None:
        """When it is from."""
        return self.statement.dated


@dataclass(frozen=True, slots=True)
class Milestone:
    """A commitment or measure with the evidence that speaks to it, the latest first.

    `older` is what speaks to it and is from before its plan began. `missing` says in sentences
    what a reader of the evidence would still ask for, and `clash` two statements that do not agree.
    """

    kept: Kept
    filed: Filed
    record: Commitment | Measure
    state: State
    shown: tuple[Shown, ...]
    older: tuple[Shown, ...]
    missing: tuple[str, ...]
    clash: tuple[Shown, Shown] | None = None


def milestones(
    view: View, *, as_of: date, plan: str | None = None, strand: str | None = None
) -> tuple[Milestone, ...]:
    """The milestones of one plan or of all, in their documents' order. Raises UnknownPlan."""
    plans = plans_of(view)
    if plan is not None and plan not in {p.key for p in plans}:
        raise UnknownPlan(f"There is no plan of the key {plan}.")
    wanted = [p for p in plans if plan in (None, p.key)]
    return tuple(m for p in wanted for m in _of_plan(view, p, strand, as_of))


def records(
    view: View, plan: Plan, strand: str | None = None
) -> Iterator[tuple[Kept, Commitment | Measure]]:
    """A plan's commitments and measures, but for meetings and what only tells how things are."""
    held = {f.key for f in view.documents() if f.current and f.sort == "plan"}
    found = view.entries(
        kinds=("commitment", "measure"),
        plans=(plan.key,),
        strands=strands_named(strand, view) if strand else None,
    )
    for kept in found:
        entry = kept.entry
        if not isinstance(entry, Commitment | Measure) or kept.document not in held:
            continue
        meets = isinstance(entry, Commitment) and entry.origin in ("meeting", "return")
        named = is_body(entry.what.text) or is_date(entry.what.text)
        if not (meets or named or tells(entry.what)):
            yield kept, entry


def _of_plan(view: View, plan: Plan, strand: str | None, as_of: date) -> Iterator[Milestone]:
    filed = {f.key: f for f in view.documents()}
    found = [s for f in evidence_of(view, plan) for s in statements(view, f)]
    matcher = Matcher([s for s in found if s.dated is None or s.dated.span[0] <= as_of])
    for kept, record in records(view, plan, strand):
        yield _milestone(kept, record, matcher, filed, plan, as_of)


def _milestone(
    kept: Kept,
    record: Commitment | Measure,
    matcher: Matcher,
    filed: Mapping[str, Filed],
    plan: Plan,
    as_of: date,
) -> Milestone:
    every = [_shown(m, record, filed) for m in matcher.speaking_to(record)]
    every.sort(key=lambda s: s.dated.day if s.dated else date.min, reverse=True)
    older = tuple(s for s in every if _is_older(s, plan))
    shown = tuple(s for s in every if s not in older)
    clash = _clash(record, shown)
    state: State = "none" if not shown else "conflicting" if clash else "found"
    missing = tuple(_missing(record, shown, older, as_of))
    return Milestone(kept, filed[kept.document], record, state, shown, older, missing, clash)


def _shown(match: Match, record: Commitment | Measure, filed: Mapping[str, Filed]) -> Shown:
    statement = match.statement
    said = says(statement.text, record.what.text)
    if not _is_own(match) or (said == "done" and _looks_ahead(record, statement)):
        said = "speaks"
    return Shown(statement, filed[statement.document], said, match)


def _is_own(match: Match) -> bool:
    """Whether what a table's row says is said of the milestone, and not of something near it."""
    if len(match.statement.quotes) == 1:
        return True
    chief = match.statement.quotes[0].text, match.statement.quotes[1].text
    named = set(telling(max(chief, key=len)))
    return bool(named) and len(named & match.words) / len(named) >= _OWN


def _looks_ahead(record: Commitment | Measure, statement: Statement) -> bool:
    """Whether a statement gives a measure's figures for a day that it cannot know yet."""
    if not isinstance(record, Measure) or statement.dated is None:
        return False
    named = dated(statement.text)
    return named is not None and named.span[0] > statement.dated.day


def _is_older(shown: Shown, plan: Plan) -> bool:
    return bool(shown.dated and plan.start and shown.dated.day < plan.start)


def _clash(record: Commitment | Measure, shown: Sequence[Shown]) -> tuple[Shown, Shown] | None:
    """Statements of two documents that say opposite things of one matter, or differ in figures."""
    pairs = [
        (a, b)
        for a, b in combinations(shown, 2)
        if a.filed.key != b.filed.key and _of_one_matter(a, b)
    ]
    differing = [p for p in pairs if _differ(*p)] if isinstance(record, Measure) else []
    return next(iter([*(p for p in pairs if _undone(*p)), *differing]), None)


def _of_one_matter(a: Shown, b: Shown) -> bool:
    smaller = min(len(a.match.words), len(b.match.words))
    return len(a.match.words & b.match.words) * 2 > smaller


def _undone(a: Shown, b: Shown) -> bool:
    """Whether one says that it is done, and the other, from then or later, that it is not."""
    if min(a.match.score, b.match.score) < _CERTAIN:
        return False
    for done, other in ((a, b), (b, a)):
        later = not done.dated or not other.dated or other.dated.day >= done.dated.day
        if done.says == "done" and other.says in ("not done", "part") and later:
            return True
    return False


def _differ(a: Shown, b: Shown) -> bool:
    """Whether they give different figures for one term or month."""
    one, other = (figures(s.statement.text) for s in (a, b))
    same = same_time(a.statement.text, b.statement.text)
    strong = min(a.match.score, b.match.score) >= STRONG
    return bool(strong and one and other and same and not one & other)


def _missing(
    record: Commitment | Measure, shown: Sequence[Shown], older: Sequence[Shown], as_of: date
) -> Iterator[str]:
    due = _due(record)
    passed = due is not None and due < as_of
    if not shown:
        yield "No evidence was found" + (" since the plan began." if older else ".")
        if passed:
            yield "Its date has passed."
        return
    if passed and not any(s.says == "done" for s in shown):
        yield "Its date has passed, and no evidence says that it is done."
    latest = max((s.dated.day for s in shown if s.dated), default=None)
    if latest is None:
        yield "The evidence does not say when it is from."
    elif (as_of - latest).days > OLD:
        yield "The latest evidence is more than half a year old."


def _due(record: Commitment | Measure) -> date | None:
    """The last day of a milestone's times; None where one is open or none has a day."""
    if not record.when or any(d.period.kind not in ("deadline", "window") for d in record.when):
        return None
    return max((d.period.end for d in record.when if d.period.end), default=None)


def age(shown: Shown, today: date) -> str:
    """When a statement is from and how long ago that is, in words."""
    if shown.dated is None:
        return "undated"
    months = (today - shown.dated.day).days // 30
    ago = "this month" if months < 1 else "1 month ago" if months == 1 else f"{months} months ago"
    return f"{shown.dated.text} ({ago})"
