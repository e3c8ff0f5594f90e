"""What is wrong with the vectors' copy, as against the catalogue whose copy it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from ingest import catalogue as c
from ingest.faults import Fault
from ingest.vectors import CopyFailed, VectorCopy


def copy_faults(connection: Connection, folder: Path) -> Iterator[Fault]:
    """What is wrong with the copy in a folder; nothing where there is none, or a server has it."""
    state = folder.with_suffix(".json")
    if not folder.is_dir() and not state.exists():
        return
    copy = VectorCopy(folder)
    if not copy.acquire():
        return
    try:
        what = copy.wrong_with(_expected(connection))
    except CopyFailed:
        what = "it cannot be read"
    finally:
        copy.close()
    if what:
        yield Fault("vectors", f"the copy of the vectors: {what}")


def _expected(connection: Connection) -> dict[int, int]:
    """How many passages each version that has vectors has, by its number."""
    held = select(c.documents.c.id, c.documents.c.passages).join(
        c.vectors, c.vectors.c.document_id == c.documents.c.id
    )
    return {row[0]: row[1] for row in connection.execute(held)}
