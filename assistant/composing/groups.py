"""What each plan has for the time that is asked about."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.composing.falling import Falls
from ingest.calendar import Span
from ingest.entries import Commitment, Dated, Measure
from ingest.filing import Kept, Plan


@dataclass(frozen=True, slots=True)
class Fallen:
    """A record that falls in the time asked about, how, and by which of its times."""

    kept: Kept
    entry: Commitment | Measure
    how: Falls
    dated: Dated | None


@dataclass(frozen=True, slots=True)
class Group:
    """What one plan has for the time asked about."""

    plan: Plan
    span: Span | None
    found: list[Fallen]
    note: str
    outside: bool
    notes: tuple[str, ...]
    quiet: tuple[str, ...] = ()
