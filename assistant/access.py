"""Who may read what: the reader that a channel asks for."""

from __future__ import annotations

from ingest.index import Index, Reader


def local_reader(index: Index) -> Reader:
    """Whoever sits at this machine, who reads everything: the files lie here."""
    return Reader(index.audiences())
