"""Who may read what: the reader that a channel asks for."""

from __future__ import annotations

from ingest.filing import EVERY_AUDIENCE, Reader


def local_reader() -> Reader:
    """Whoever sits at this machine, who reads everything: the files lie here."""
    return Reader(frozenset(EVERY_AUDIENCE))
