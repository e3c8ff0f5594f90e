"""A file laid ready to be read in a folder of its own, with all that its reader needs to know."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Source
from ingest.limits import Limits
from ingest.register import Corrections
from ingest.understood import Understood

_NAME = "request"

Answer = Understood | str
"""What was understood of a file, or why it could not be read, in one line for a person."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to read: `path` is a copy of the file, under a plain name, which nobody changes."""

    path: Path
    source: Source
    corrections: Corrections
    limits: Limits

    def save(self) -> None:
        """Puts the request beside its file."""
        (self.path.parent / _NAME).write_bytes(pickle.dumps(self))


def request_in(folder: Path) -> Request:
    """The request in a folder; it comes from the program that ingests, never from a file."""
    return pickle.loads((folder / _NAME).read_bytes())
