"""An index compared with itself and with its files, and mended where that can be done."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, select, text, update

from ingest import catalogue as c
from ingest.embedding import Embedder
from ingest.faults import Fault, catalogue_faults, document_faults, file_faults, keys
from ingest.folders import File
from ingest.index import Index
from ingest.limits import Limits
from ingest.pipeline import Outcome, read_again
from ingest.planfile import NAME
from ingest.vector_faults import copy_faults

_LOST = (
    "DELETE FROM passage_words WHERE rowid NOT IN (SELECT id FROM passages)",
    "DELETE FROM entry_words WHERE rowid NOT IN (SELECT id FROM entries)",
    *(
        f"DELETE FROM {name} WHERE document_id NOT IN (SELECT id FROM documents)"
        for name in ("passages", "entries", "vectors", "words")
    ),
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was wrong, and what is wrong still after it was mended."""

    documents: int
    faults: tuple[Fault, ...]
    left: tuple[Fault, ...] = ()


def verify(
    folder: Path, *, embedder: Embedder, mend: bool = True, limits: Limits | None = None
) -> Verified:
    """What is wrong with the index in a folder; with `mend`, also what is left when it is mended.

    A document is mended by reading its file again; one whose file is gone too is withdrawn.
    """
    engine = c.open_catalogue(folder)
    try:
        found, documents = faults(engine, folder)
        if mend and found:
            _mend(engine, folder, found, embedder, limits)
            return Verified(documents, found, faults(engine, folder)[0])
        return Verified(documents, found, found)
    finally:
        engine.dispose()


def faults(engine: Engine, folder: Path) -> tuple[tuple[Fault, ...], int]:
    """Everything that is wrong, and how many documents there are."""
    with engine.connect() as connection:
        found = [*catalogue_faults(connection)]
        documents = keys(connection)
        found += [fault for key in documents for fault in document_faults(connection, key)]
        found += file_faults(connection)
        found += copy_faults(connection, folder / "vectors")
    return tuple(found), len(documents)


def _mend(
    engine: Engine,
    folder: Path,
    found: Sequence[Fault],
    embedder: Embedder,
    limits: Limits | None,
) -> None:
    damaged = {f.key for f in found if f.subject == "document"}
    if any(f.subject == "vectors" for f in found):
        _throw_away(folder / "vectors")
    with c.writing(engine).begin() as connection:
        _mend_catalogue(connection)
        files = _to_read_again(connection, damaged)
        connection.execute(update(c.state).values(generation=c.state.c.generation + 1))
    index = Index.open(folder, embedder_name=embedder.name)
    try:
        for key in damaged - files.keys():
            index.withdraw(key)
        _read_again(list(files.values()), index, embedder, limits)
    finally:
        index.close()


def _mend_catalogue(connection: Connection) -> None:
    """Takes out what belongs to nothing, and sets right what documents say of each other."""
    connection.exec_driver_sql("REINDEX")
    for statement in _LOST:
        connection.execute(text(statement))
    there = select(c.documents.c.key)
    for column in (c.documents.c.copy_of, c.documents.c.superseded_by):
        wrong = column.is_not(None) & column.not_in(there)
        connection.execute(update(c.documents).where(wrong).values({column.name: None}))
    stands = c.documents.c.copy_of.is_(None) & c.documents.c.superseded_by.is_(None)
    connection.execute(update(c.documents).values(current=stands))


def _to_read_again(connection: Connection, damaged: set[str]) -> dict[str, File]:
    """The files of damaged documents that are there, each document marked as one that changed."""
    found: dict[str, File] = {}
    for key in sorted(damaged):
        held = select(c.documents.c.id, c.documents.c.path).where(c.documents.c.key == key)
        document, path = connection.execute(held).one()
        if Path(path).is_file():
            found[key] = File(Path(path), _said_in(Path(path)))
            mark = update(c.documents).where(c.documents.c.id == document)
            connection.execute(mark.values(digest="", embedder=""))
            connection.execute(delete(c.vectors).where(c.vectors.c.document_id == document))
    return found


def _said_in(path: Path) -> Path:
    """The outermost folder above a file in which something is said of it."""
    return next((p for p in reversed(path.parents) if (p / NAME).is_file()), path.parent)


def _read_again(
    files: list[File], index: Index, embedder: Embedder, limits: Limits | None
) -> tuple[Outcome, ...]:
    ordered = sorted(files, key=lambda f: f.path)
    return read_again(ordered, index=index, embedder=embedder, limits=limits) if files else ()


def _throw_away(copy: Path) -> None:
    """Takes away the copy of the vectors; it is made anew from the catalogue."""
    copy.with_suffix(".json").unlink(missing_ok=True)
    shutil.rmtree(copy, ignore_errors=True)
