"""Earlier versions of documents: the last few are kept, to see what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from ingest import catalogue as c
from ingest.document import Document
from ingest.encoding import unpack_document

KEPT = 5
"""How many earlier versions of a document are kept."""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of a document: its number, when it was filed, and all of it."""

    number: int
    filed_at: str
    document: Document


def keep(connection: Connection, key: str) -> None:
    """Keeps the document of that key, which is about to be replaced, as an earlier version."""
    d, v = c.documents.c, c.versions.c
    row = connection.execute(
        select(d.version, d.audience, d.body).where(d.key == key)
    ).one_or_none()
    if row is None:
        return
    held = {"audience": row.audience, "body": row.body}
    this = (v.key == key) & (v.version == row.version)
    connection.execute(update(c.versions).where(this).values(held))
    old = (v.key == key) & (v.version <= row.version - KEPT)
    connection.execute(update(c.versions).where(old).values(body=None))


def forget(connection: Connection, key: str) -> None:
    """Forgets what earlier versions of a document said."""
    connection.execute(update(c.versions).where(c.versions.c.key == key).values(body=None))


def versions_of(connection: Connection, audiences: Sequence[str], key: str) -> tuple[Version, ...]:
    """The kept versions of a document, the latest first, if it and they are for these audiences."""
    v = c.versions.c
    query = (
        select(v.version, v.filed_at, v.body)
        .join(c.documents, c.documents.c.key == v.key)
        .where(v.key == key, v.body.is_not(None))
        .where(v.audience.in_(audiences), c.documents.c.audience.in_(audiences))
        .order_by(v.version.desc())
    )
    rows = connection.execute(query).all()
    return tuple(Version(r.version, r.filed_at, unpack_document(r.body)) for r in rows)
