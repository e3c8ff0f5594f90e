"""A part of the pack before it is checked: its lines, what matters most first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.composed import Line

Key = Literal["who", "year", "aims", "words", "watching", "asking", "reading", "changes", "check"]

TITLES: dict[Key, str] = {
    "aims": "The aims in short",
    "who": "Who does what",
    "year": "The year ahead",
    "watching": "How the board watches",
    "asking": "Questions worth asking",
    "words": "Words to know",
    "reading": "What to read first",
    "changes": "What has changed",
    "check": "Check yourself",
}
"""The parts in their order, as they are headed."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line, how much it matters (less is more), its place in the order of reading, its group."""

    line: Line
    rank: tuple[int, ...]
    order: tuple[int, ...]
    group: str = ""
    answer: Line | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part's lines by what matters most; `note` is the program's own, `more` where the rest is."""

    key: Key
    lines: tuple[Ranked, ...]
    note: str = ""
    more: str = ""
    most: int = 12


def part(
    key: Key, lines: Iterable[Ranked], *, note: str = "", more: str = "", most: int = 12
) -> Part:
    """A part with its lines sorted by what matters most."""
    return Part(key, tuple(sorted(lines, key=lambda r: r.rank)), note, more, most)
