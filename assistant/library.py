"""What a channel answers from: an open index, and the assistant that reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.office.office import Office
    from ingest.index import Index


class NotReady(Exception):
    """The index is missing or being built. `str()` says which; try again in `retry_after` s."""

    def __init__(self, reason: str, *, retry_after: int = 5) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Library:
    """An index that is open, the assistant that answers from it, and the office beside it."""

    index: Index
    assistant: Assistant
    office: Office


class Opening:
    """Opens the library when it is first wanted, and keeps it.

    While `open_library` raises NotReady, so does every call, and each tries again.
    """

    def __init__(self, open_library: Callable[[], Library]) -> None:
        self._open = open_library
        self._lock = Lock()
        self._library: Library | None = None

    def __call__(self) -> Library:
        """The open library. Raises NotReady."""
        with self._lock:
            if self._library is None:
                self._library = self._open()
            return self._library
