"""What reading one file may cost: how far a reader goes before it gives a file up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ingest.document import Unreadable

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may take. A board pack of 500 pages fits well within the defaults.

    `seconds` is the time for a file without scans; each scanned page adds `seconds_a_scan`.
    `unpacked_mb` is what all archives inside it may unpack to, `depth` how deep they may nest.
    """

    memory_mb: int = 1000
    seconds: int = 60
    seconds_a_scan: int = 20
    file_mb: int = 200
    pages: int = 2000
    cells: int = 500_000
    unpacked_mb: int = 500
    members: int = 2000
    depth: int = 3


MoreTime = Callable[[float], None]
"""Asks for some more seconds for the file that is being read."""


def no_more_time(seconds: float) -> None:
    """For readers that nobody waits for."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a reader may use for the file it reads; `depth` is how many files that one lies in."""

    limits: Limits = field(default_factory=Limits)
    more_time: MoreTime = no_more_time
    depth: int = 0

    def inside(self) -> Allowance:
        """What is left for a file inside the file. Raises Unreadable where it lies too deep."""
        if self.depth >= self.limits.depth:
            raise Unreadable(f"lies in more than {self.limits.depth} files, one inside another")
        return replace(self, depth=self.depth + 1)


CHARACTERS_A_PAGE = 5000
"""More than stand on any page, to hold plain text to the limit of pages."""


def too_long(text: str, limits: Limits) -> None:
    """Raises Unreadable where a text is longer than the pages that are read at most."""
    too_many(len(text), limits.pages * CHARACTERS_A_PAGE, "characters", "read_pages")


def too_many(count: int, limit: int, what: str, setting: str) -> None:
    """Raises Unreadable where there is more of something than is read at most."""
    if count > limit:
        raise Unreadable(
            f"holds {count:,} {what}, more than the {limit:,} that are read at most ({setting})"
        )
