"""The index: what is filed in it, changed in one step, and read only as a reader may see it."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select, update

from ingest import catalogue as c
from ingest import rows, versions
from ingest.digests import Digest, keep_digests, kept_digests
from ingest.filing import EVERY_AUDIENCE, Filed, Filing, Hit, Kept, Matrix, Plan, Reader
from ingest.memory import Memory
from ingest.vectors import VectorCopy
from ingest.view import View

__all__ = [
    "EVERY_AUDIENCE",
    "Change",
    "Filed",
    "Filing",
    "Hit",
    "Index",
    "Kept",
    "Plan",
    "Reader",
    "View",
]


class Change:
    """One step of the index: what is done through it is seen all at once, or never."""

    def __init__(self, connection: Connection, embedder: str) -> None:
        self._connection = connection
        self._embedder = embedder
        self._now = datetime.now(UTC).isoformat(timespec="seconds")

    def replace(self, filing: Filing) -> None:
        """Files a document in the place of any of its key."""
        key = filing.document.source.key
        versions.keep(self._connection, key)
        version = rows.forget(self._connection, key) + 1
        embedder = self._embedder if filing.vectors is not None else ""
        rows.write(self._connection, filing, version=version, embedder=embedder, filed_at=self._now)
        self._connection.execute(
            insert(c.versions).values(
                key=key, version=version, digest=filing.digest, filed_at=self._now
            )
        )

    def withdraw(self, key: str) -> None:
        """Takes a document out; what was a copy of it, or superseded by it, stands by itself."""
        versions.forget(self._connection, key)
        version = rows.forget(self._connection, key)
        self._connection.execute(
            update(c.versions)
            .where(c.versions.c.key == key, c.versions.c.version == version)
            .values(withdrawn_at=self._now)
        )
        for column in (c.documents.c.copy_of, c.documents.c.superseded_by):
            self._connection.execute(
                update(c.documents).where(column == key).values({column.name: None})
            )
        self._settle()

    def mark(self, key: str, *, copy_of: str | None, superseded_by: str | None) -> None:
        """Says which document a document is a copy of, and which took its place."""
        self._connection.execute(
            update(c.documents)
            .where(c.documents.c.key == key)
            .values(copy_of=copy_of, superseded_by=superseded_by)
        )
        self._settle()

    def embed(self, key: str, vectors: Matrix) -> None:
        """Gives a document its vectors: one for each of its passages, in order."""
        document = self._connection.execute(
            select(c.documents.c.id).where(c.documents.c.key == key)
        ).scalar_one()
        self._connection.execute(delete(c.vectors).where(c.vectors.c.document_id == document))
        if len(vectors):
            self._connection.execute(insert(c.vectors).values(rows.vectors_row(document, vectors)))
        self._connection.execute(
            update(c.documents).where(c.documents.c.id == document).values(embedder=self._embedder)
        )

    def _settle(self) -> None:
        stands = c.documents.c.copy_of.is_(None) & c.documents.c.superseded_by.is_(None)
        self._connection.execute(
            update(c.documents).where(c.documents.c.current != stands).values(current=stands)
        )


class Index:
    """The catalogue in a folder, and the vectors' copy beside it."""

    def __init__(self, engine: Engine, memory: Memory) -> None:
        self._engine = engine
        self._memory = memory

    @classmethod
    def open(cls, folder: Path, *, embedder_name: str = "", copied: bool = False) -> Index:
        """The index in `folder`, made where there is none.

        `embedder_name` is the model whose vectors are searched. With `copied`, for a process that
        stays, vectors are searched in Chroma's copy unless another process has it.
        Raises `ingest.catalogue.NewerCatalogue`.
        """
        engine = c.open_catalogue(folder)
        copy = VectorCopy(folder / "vectors") if copied else None
        held = copy if copy is not None and copy.acquire() else None
        return cls(engine, Memory(engine, embedder_name, held))

    @contextmanager
    def changing(self) -> Generator[Change]:
        """A change that is seen as a whole when the block ends, and not at all if it raises."""
        with c.writing(self._engine).begin() as connection:
            yield Change(connection, self._memory.embedder)
            connection.execute(update(c.state).values(generation=c.state.c.generation + 1))

    def replace(self, filing: Filing) -> None:
        """Files one document in the place of any of its key."""
        with self.changing() as change:
            change.replace(filing)

    def withdraw(self, key: str) -> None:
        """Takes one document out."""
        with self.changing() as change:
            change.withdraw(key)

    def known(self) -> Mapping[str, str]:
        """Each document's key and the digest it was filed with."""
        with self._engine.connect() as connection:
            found = connection.execute(select(c.documents.c.key, c.documents.c.digest)).all()
        return {row.key: row.digest for row in found}

    def audiences(self) -> frozenset[str]:
        """Every audience that some document is for."""
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(select(c.documents.c.audience).distinct()))

    def keep_digests(self, asked: Sequence[Path]) -> None:
        """Keeps the digests that the `plans.toml` files at or under these paths name."""
        keep_digests(self._engine, asked)

    def digests(self) -> tuple[Digest, ...]:
        """Every digest that a `plans.toml` names."""
        return kept_digests(self._engine)

    def seen_by(self, reader: Reader) -> View:
        """The index as it is at this moment, for what `reader` may read and nothing else."""
        return View(self._memory, reader)

    def close(self) -> None:
        """Lets go of the files."""
        self._memory.close()
        self._engine.dispose()
