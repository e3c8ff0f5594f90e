"""What an open index keeps in memory: things that a version of a document never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, Thread
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection, Engine, select

from ingest import catalogue as c
from ingest.filing import Matrix
from ingest.vectors import CopyBehind, CopyFailed, Near, VectorCopy, Vectors, Wanted

T = TypeVar("T")

_REMEMBERED = 24
_ENTRIES = 20_000
_DOCUMENTS = 4_096

_AT_ONCE = 50
"""How many documents a question waits for until they are in the copy."""


class Latest:
    """A mapping that keeps the things used last, at most `size` of them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._turn = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is held under `key`, made first where there is nothing."""
        with self._turn:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._turn:
            self._held[key] = made
            while len(self._held) > self._size:
                self._held.popitem(last=False)
        return made


class Memory:
    """What the views of one open index share: the catalogue, what was read of it, the copy."""

    def __init__(self, engine: Engine, embedder: str, copy: VectorCopy | None) -> None:
        self.engine = engine
        self.embedder = embedder
        self.moments = Latest(_REMEMBERED)
        self.entries = Latest(_ENTRIES)
        self._vectors = Latest(_DOCUMENTS)
        self._copy = copy
        self._filling: Thread | None = None

    def vectors(self, connection: Connection, document: int) -> Vectors:
        """The vectors of one version of a document, and the ids of its passages."""
        return self._vectors.get(document, lambda: _read_vectors(connection, document))

    def nearest_in_copy(
        self,
        connection: Connection,
        wanted: Wanted,
        readable: tuple[str, ...],
        vector: Matrix,
        k: int,
    ) -> list[Near]:
        """The `k` passages most alike, from the copy, brought up to date where need be.

        Where it lacks much it is filled in the background. Raises `CopyBehind` where there is
        none, or none of that moment.
        """
        copy = self._copy
        if copy is None or (self._filling is not None and self._filling.is_alive()):
            raise CopyBehind
        try:
            if copy.lacking(wanted) > _AT_ONCE:
                self._filling = Thread(target=self._fill, args=(copy, wanted), daemon=True)
                self._filling.start()
                raise CopyBehind
            copy.bring_up_to_date(wanted, lambda d: _read_vectors(connection, d))
            return copy.nearest(wanted.generation, readable, vector, k=k)
        except CopyFailed as failed:
            self._give_up(copy)
            raise CopyBehind from failed

    def _fill(self, copy: VectorCopy, wanted: Wanted) -> None:
        """Fills the copy, unless the index has moved on; the next question then tries again."""
        with self.engine.connect() as connection:
            if connection.scalar(select(c.state.c.generation)) != wanted.generation:
                return
            try:
                copy.bring_up_to_date(wanted, lambda d: _read_vectors(connection, d))
            except CopyFailed:
                self._give_up(copy)

    def _give_up(self, copy: VectorCopy) -> None:
        copy.spoil()
        self._copy = None

    @property
    def has_copy(self) -> bool:
        """Whether this process holds the copy."""
        return self._copy is not None

    def close(self) -> None:
        """Lets the copy go."""
        if self._copy is not None:
            self._copy.close()


def _read_vectors(connection: Connection, document: int) -> Vectors:
    held = connection.execute(
        select(c.vectors.c.dimensions, c.vectors.c.matrix).where(
            c.vectors.c.document_id == document
        )
    ).one_or_none()
    ids = connection.scalars(
        select(c.passages.c.id)
        .where(c.passages.c.document_id == document)
        .order_by(c.passages.c.ordinal)
    )
    if held is None:
        return Vectors((), np.zeros((0, 0), np.float32))
    matrix = np.frombuffer(held.matrix, "<f4").reshape(-1, held.dimensions)
    return Vectors(tuple(ids), matrix)
