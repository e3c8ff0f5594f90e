"""A trust's library that a test has opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.library import Library, Opening


@dataclass
class Trust:
    """An invented trust's library, to be opened anew on the same folder as after a restart."""

    folder: Path
    library: Library

    @property
    def opening(self) -> Opening:
        """What a server is made with."""
        return Opening(lambda: self.library)
