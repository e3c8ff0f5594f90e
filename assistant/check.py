"""Checking a plan: what a careful clerk would send back to its author, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.answer import Citation
from assistant.checking import (
    acronyms,
    actions,
    clashes,
    dates,
    measures,
    naming,
    people,
    sections,
    tables,
    wording,
)
from assistant.checking.finding import SEVERITIES, TITLES, Finding, Kind, Severity
from assistant.checking.ground import Ground, every_word
from assistant.citing import cited
from assistant.question import UnknownPlan
from ingest.filing import Filed
from ingest.view import View

_SUBJECTS = (actions, measures, dates, people, naming, acronyms, sections, tables, wording, clashes)
_KINDS = tuple(TITLES)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as it is sent: its sentence, and the quotations that show it."""

    kind: Kind
    severity: Severity
    message: str
    outside: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan's check: what was read, on what day, and what was found, in the order of kinds."""

    plan: str
    name: str
    documents: tuple[str, ...]
    as_of: date
    findings: tuple[Found, ...]

    def numbers(self) -> dict[Severity, int]:
        """How many findings of each severity there are."""
        counts = Counter(f.severity for f in self.findings)
        return {s: counts[s] for s in SEVERITIES}


def check_plan(view: View, key: str, *, as_of: date) -> Checked:
    """All findings in the plan's current documents. Raises UnknownPlan."""
    filed = _documents(view, key)
    titles = {f.key: f for f in filed}
    return Checked(
        key,
        filed[0].plan_name or filed[0].title,
        tuple(f.title for f in filed),
        as_of,
        tuple(_found(f, titles) for f in _sorted(findings(_ground(view, key, filed, as_of)))),
    )


def plan_keys(view: View) -> tuple[str, ...]:
    """The plans that can be checked."""
    return tuple(p.key for p in view.plans())


def findings(ground: Ground) -> tuple[Finding, ...]:
    """What every rule finds."""
    return tuple(f for subject in _SUBJECTS for f in subject.check(ground))


def _documents(view: View, key: str) -> tuple[Filed, ...]:
    """A plan's current documents; of one that was superseded, those that it had."""
    own = [f for f in view.documents() if f.plan == key and f.copy_of is None]
    if not own:
        raise UnknownPlan(f"There is no plan of the key {key}.")
    return tuple(f for f in own if f.current) or tuple(own)


def _ground(view: View, key: str, filed: tuple[Filed, ...], as_of: date) -> Ground:
    documents = {f.key: view.document(f.key) for f in filed}
    kept = view.entries(documents=list(documents), superseded=True)
    return Ground(key, filed, documents, kept, every_word(documents), as_of)


def _sorted(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda f: (SEVERITIES.index(f.severity), _KINDS.index(f.kind)))


def _found(finding: Finding, filed: dict[str, Filed]) -> Found:
    citations = tuple(cited(w.quote, filed[w.document], n) for n, w in enumerate(finding.words, 1))
    return Found(finding.kind, finding.severity, finding.message, finding.outside, citations)
