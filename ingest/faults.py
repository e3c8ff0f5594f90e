"""What is wrong with an index: its catalogue, what is searched in it, its vectors and its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, create_engine, select, text

from ingest import catalogue as c
from ingest import rows
from ingest.encoding import unpack_document, unpack_entry, unpack_filed, unpack_passage
from ingest.filing import Filed, Filing

Subject = Literal["catalogue", "document", "vectors", "file"]

_FULL_TEXT = ("passage_words", "entry_words")
_UNIT = 0.02
_WRITTEN = {
    "its passages": "SELECT ordinal, body FROM passages WHERE document_id = :id ORDER BY 1",
    "the words by which its passages are found": (
        "SELECT p.ordinal, w.context, w.words FROM passages p"
        " LEFT JOIN passage_words w ON w.rowid = p.id WHERE p.document_id = :id ORDER BY 1"
    ),
    "its records": (
        "SELECT ordinal, kind, plan, strand, done, body FROM entries"
        " WHERE document_id = :id ORDER BY 1"
    ),
    "the words by which its records are found": (
        "SELECT e.ordinal, w.context, w.words FROM entries e"
        " LEFT JOIN entry_words w ON w.rowid = e.id WHERE e.document_id = :id ORDER BY 1"
    ),
    "its records' dates": (
        "SELECT e.ordinal, p.first, p.last, p.months, p.kind, p.role FROM periods p"
        " JOIN entries e ON e.id = p.entry_id WHERE e.document_id = :id ORDER BY 1, 2, 3, 4, 5, 6"
    ),
    "its records' people": (
        "SELECT e.ordinal, p.person, p.word FROM people p"
        " JOIN entries e ON e.id = p.entry_id WHERE e.document_id = :id ORDER BY 1, 2, 3"
    ),
    "its counts of words": (
        "SELECT sort, word, count FROM words WHERE document_id = :id ORDER BY 1, 2"
    ),
    "its numbers": (
        "SELECT passages, entries, tables, problems, context_stems, text_stems, entry_stems"
        " FROM documents WHERE id = :id"
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong, in words for a person; `key` is the document's, where it is one."""

    subject: Subject
    what: str
    key: str = ""


def catalogue_faults(connection: Connection) -> Iterator[Fault]:
    """What is wrong with the catalogue as a whole."""
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check").all():
        if line != "ok":
            yield Fault("catalogue", f"SQLite says: {line}")
    for name in _FULL_TEXT:
        of = "passages" if name == "passage_words" else "entries"
        lost = f"SELECT count(*) FROM {name} WHERE rowid NOT IN (SELECT id FROM {of})"
        if count := connection.scalar(text(lost)):
            yield Fault("catalogue", f"{count} searched texts belong to nothing")
    for name in ("passages", "entries", "vectors", "words"):
        lost = f"SELECT count(*) FROM {name} WHERE document_id NOT IN (SELECT id FROM documents)"
        if count := connection.scalar(text(lost)):
            yield Fault("catalogue", f"{count} rows of {name} belong to no document")
    yield from _links(connection)


def _links(connection: Connection) -> Iterator[Fault]:
    """Documents that are said to be copies of what is not there, or wrongly to be current."""
    keys = select(c.documents.c.key)
    for column in (c.documents.c.copy_of, c.documents.c.superseded_by):
        lost = select(c.documents.c.key, column).where(column.is_not(None), column.not_in(keys))
        for key, other in connection.execute(lost).all():
            yield Fault("catalogue", f"{key} refers to {other}, which is not there")
    stands = c.documents.c.copy_of.is_(None) & c.documents.c.superseded_by.is_(None)
    wrong = select(c.documents.c.key).where(c.documents.c.current != stands)
    for key in connection.scalars(wrong):
        yield Fault("catalogue", f"{key} is wrongly taken for current, or for not")


def document_faults(connection: Connection, key: str) -> list[Fault]:
    """What is wrong with one document, as against what its own parts say should be there."""
    row = connection.execute(select(c.documents).where(c.documents.c.key == key)).mappings().one()
    found = dict(row)
    document = found["id"]
    try:
        filing = _filing(connection, found)
    # The parts of a damaged document may be wrong in any way.
    except Exception:  # noqa: BLE001
        return [Fault("document", "its text, passages or records cannot be read", key)]
    wrong = _differences(connection, document, filing)
    wrong += _wrong_vectors(connection, document, found["embedder"], found["passages"])
    return [Fault("document", what, key) for what in wrong]


def _filing(connection: Connection, row: dict[str, Any]) -> Filing:
    """What was filed, put together again from the rows. Raises where any is damaged."""
    document = unpack_document(row.pop("body"))
    names = Filed.__dataclass_fields__
    filed = unpack_filed(
        {name: row[name] for name in row if name in names or name == "people_told"}
    )
    passages = connection.scalars(
        select(c.passages.c.body)
        .where(c.passages.c.document_id == row["id"])
        .order_by(c.passages.c.ordinal)
    )
    entries = connection.execute(
        select(c.entries.c.kind, c.entries.c.body)
        .where(c.entries.c.document_id == row["id"])
        .order_by(c.entries.c.ordinal)
    )
    filing = Filing(
        document,
        plan=filed.plan,
        plan_name=filed.plan_name,
        audience=filed.audience,
        digest=filed.digest,
        entries=tuple(unpack_entry(kind, body) for kind, body in entries),
        passages=tuple(unpack_passage(body) for body in passages),
    )
    if (len(filing.passages), len(filing.entries)) != (row["passages"], row["entries"]):
        raise ValueError("rows are missing")
    return filing


def _differences(connection: Connection, document: int, filing: Filing) -> list[str]:
    """Which tables hold something else than would be written for the filing now."""
    engine = create_engine("sqlite://")
    with engine.begin() as fresh:
        c.metadata.create_all(fresh)
        for name in _FULL_TEXT:
            fresh.exec_driver_sql(f"CREATE VIRTUAL TABLE {name} USING fts5(context, words)")
        rows.write(fresh, filing, version=1, embedder="", filed_at="")
        wrong = [
            what
            for what, query in _WRITTEN.items()
            if _rows(fresh, query, 1) != _rows(connection, query, document)
        ]
    engine.dispose()
    return wrong


def _rows(connection: Connection, query: str, document: int) -> list[Any]:
    return [tuple(row) for row in connection.execute(text(query), {"id": document})]


def _wrong_vectors(
    connection: Connection, document: int, embedder: str, passages: int
) -> list[str]:
    """What is wrong with a document's vectors; none where they are still to be made."""
    held = connection.execute(
        select(c.vectors.c.dimensions, c.vectors.c.matrix).where(
            c.vectors.c.document_id == document
        )
    ).one_or_none()
    if held is None:
        return ["its vectors are missing"] if embedder and passages else []
    if held.dimensions < 1 or len(held.matrix) != 4 * held.dimensions * passages:
        return ["it has not one vector a passage"]
    matrix = np.frombuffer(held.matrix, "<f4").reshape(-1, held.dimensions)
    lengths = np.linalg.norm(matrix.astype(np.float64), axis=1)
    sound = bool(np.isfinite(lengths).all() and (abs(lengths - 1) < _UNIT).all())
    return [] if sound else ["its vectors are damaged"]


def file_faults(connection: Connection) -> Iterator[Fault]:
    """Documents whose files are gone."""
    for key, path in connection.execute(select(c.documents.c.key, c.documents.c.path)).all():
        if not Path(path).is_file():
            yield Fault("file", f"its file is gone: {path}", key)


def keys(connection: Connection) -> list[str]:
    """Every document's key."""
    return list(connection.scalars(select(c.documents.c.key).order_by(c.documents.c.key)))
