"""What became of each file that was to be put into the index, and how far that has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Status = Literal["added", "unchanged", "replaced", "withdrawn", "failed", "copy"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `reason` says why it failed, or what it is a copy of."""

    path: Path
    status: Status
    reason: str = ""
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How far ingesting has come: what is being done, and how much of how much is done."""

    what: str
    done: int
    of: int


Progress = Callable[[Step], None]


def untold(_: Step) -> None:
    """Where nobody asked how far it has come."""
