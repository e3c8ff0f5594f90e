"""Searching by vector: exactly over the catalogue's own, or in Chroma's copy of them.

The copy holds nothing but passage ids and vectors, one collection an audience, so that a search
touches only what the reader may see and needs no metadata filter; it is thrown away and made anew
whenever anything about it is in doubt. One process opens it, held by a file lock; every other
process searches exactly, and so does a search within one plan, whose vectors are few.

Chroma's own client is used: llama-index's Chroma store wants a node and its text for each vector
and a second of import time, and filters by metadata where this needs none.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false
# (chromadb's collections are typed with partly unknown arrays)

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

import numpy as np
from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from ingest.filing import Matrix

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of one version of a document: (passages, dimensions), and the passages' ids."""

    ids: tuple[int, ...]
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class Near:
    """A passage's id and how alike its vector is (the cosine)."""

    id: int
    score: float


def nearest(vectors: Sequence[Vectors], vector: Matrix, *, k: int) -> list[Near]:
    """The `k` passages most alike, compared with each one, best first."""
    ids = [i for v in vectors for i in v.ids]
    if not ids:
        return []
    scores = np.concatenate([v.matrix @ vector for v in vectors])
    best = np.lexsort((np.array(ids), -scores))[:k]
    return [Near(ids[i], float(scores[i])) for i in best]


class CopyFailed(Exception):
    """Chroma's copy could not be opened, filled or searched."""


class CopyBehind(Exception):
    """There is no copy, or none of the moment that is read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the copy is to hold at a generation: each version's id with its audience."""

    generation: int
    embedder: str
    audiences: Mapping[int, str]


class VectorCopy:
    """Chroma's copy of the vectors in a folder, for the one process that holds its lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state = folder.with_suffix(".json")
        self._lock = FileLock(folder.with_suffix(".lock"))
        self._turn = Lock()
        self._client: Client | None = None
        self._held: _Held | None = None
        self._closing = False

    def acquire(self) -> bool:
        """Whether this process may open the copy; it then holds it until `close`."""
        with contextlib.suppress(Timeout):
            self._lock.acquire(timeout=0)
        return self._lock.is_locked

    def lacking(self, wanted: Wanted) -> int:
        """How many of the versions wanted are not in the copy yet."""
        with self._turn, _failing():
            return len(wanted.audiences.keys() - self._open(wanted.embedder).versions.keys())

    def bring_up_to_date(self, wanted: Wanted, read: Callable[[int], Vectors]) -> None:
        """Makes the copy hold what is wanted, reading only the vectors that it lacks.

        A moment before the one that the copy holds already changes nothing.
        """
        with self._turn, _failing():
            held = self._open(wanted.embedder)
            if held.generation >= wanted.generation:
                return
            self._state.unlink(missing_ok=True)
            for version in held.versions.keys() - wanted.audiences.keys():
                self._remove(*held.versions[version])
            kept = {v: h for v, h in held.versions.items() if v in wanted.audiences}
            for version, audience in wanted.audiences.items():
                if self._closing:
                    raise CopyFailed("it was closed while it was filled")
                if version not in kept:
                    kept[version] = self._add(audience, read(version))
            self._held = _Held(wanted.generation, wanted.embedder, kept)
            self._held.write(self._state)

    def nearest(
        self, generation: int, audiences: Sequence[str], vector: Matrix, *, k: int
    ) -> list[Near]:
        """The `k` passages most alike among those for `audiences`, best first.

        Raises `CopyBehind` where the copy is of another generation.
        """
        with self._turn, _failing():
            if self._held is None or self._held.generation != generation:
                raise CopyBehind
            held = self._held.versions.values()
            sizes = {a: sum(len(ids) for of, ids in held if of == a) for a in audiences}
            found = [n for a in audiences for n in self._search(a, sizes[a], vector, k)]
        return sorted(found, key=lambda n: (-n.score, n.id))[:k]

    def wrong_with(self, expected: Mapping[int, int]) -> str:
        """What is wrong with the copy as it lies there; empty where it is sound or merely behind.

        `expected` is how many passages each version in the catalogue has.
        """
        with self._turn, _failing():
            held = _Held.read(self._state)
            if held is None:
                return "it does not say what it holds"
            sizes: dict[str, int] = {}
            for version, (audience, ids) in held.versions.items():
                if version in expected and len(ids) != expected[version]:
                    return (
                        f"it holds {len(ids)} vectors of version {version}, not {expected[version]}"
                    )
                sizes[audience] = sizes.get(audience, 0) + len(ids)
            counted = {a: self._collection(a).count() for a in sizes}
            wrong = [a for a in sizes if counted[a] != sizes[a]]
            return f"it lacks vectors for {', '.join(wrong)}" if wrong else ""

    def spoil(self) -> None:
        """Gives up a copy that failed: whoever opens it next makes it anew."""
        self._state.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Lets another process have the copy; one that is being filled is broken off."""
        self._closing = True
        with self._turn:
            self._let_go()
        self._lock.release()

    def _let_go(self) -> None:
        """Closes Chroma, which otherwise keeps what it knew of the folder for this process."""
        if self._client is not None:
            self._client.close()
        self._client, self._held = None, None

    def _open(self, embedder: str) -> _Held:
        if self._held is not None and self._held.embedder == embedder:
            return self._held
        held = _Held.read(self._state)
        if held is None or held.embedder != embedder:
            self._let_go()
            held = _Held(-1, embedder, {})
            shutil.rmtree(self._folder, ignore_errors=True)
        self._held = held
        return held

    def _chroma(self) -> Client:
        if self._client is None:
            # Chroma takes over half a second to import; most commands never search it.
            import chromadb
            from chromadb.config import Settings

            settings = Settings(anonymized_telemetry=False, allow_reset=False)
            opened = chromadb.PersistentClient(str(self._folder), settings)
            self._client = cast("Client", opened)
        return self._client

    def _collection(self, audience: str) -> Collection:
        return self._chroma().get_or_create_collection(
            f"audience-{audience.encode().hex()}",
            configuration={"hnsw": {"space": "ip", "ef_search": 200, "ef_construction": 200}},
            embedding_function=None,
        )

    def _add(self, audience: str, vectors: Vectors) -> tuple[str, tuple[int, ...]]:
        names = [str(i) for i in vectors.ids]
        for at in range(0, len(names), _BATCH):
            self._collection(audience).upsert(
                ids=names[at : at + _BATCH], embeddings=vectors.matrix[at : at + _BATCH]
            )
        return audience, vectors.ids

    def _remove(self, audience: str, ids: Sequence[int]) -> None:
        for at in range(0, len(ids), _BATCH):
            self._collection(audience).delete(ids=[str(i) for i in ids[at : at + _BATCH]])

    def _search(self, audience: str, size: int, vector: Matrix, k: int) -> list[Near]:
        collection = self._collection(audience)
        if collection.count() != size:
            raise CopyFailed(f"it holds {collection.count()} vectors, not {size}")
        if not size:
            return []
        found = collection.query(
            query_embeddings=[vector], n_results=min(k, size), include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        return [Near(int(i), 1 - d) for i, d in zip(found["ids"][0], distances, strict=True)]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the copy holds: each version's audience and passages. Its file is absent in a change."""

    generation: int
    embedder: str
    versions: dict[int, tuple[str, tuple[int, ...]]]

    @classmethod
    def read(cls, path: Path) -> _Held | None:
        """What the file says, or None where there is none that can be read."""
        with contextlib.suppress(OSError, ValueError, ValidationError):
            return TypeAdapter(cls).validate_json(path.read_bytes())
        return None

    def write(self, path: Path) -> None:
        """Puts the file in place in one step."""
        beside = path.with_suffix(".new")
        beside.write_bytes(TypeAdapter(_Held).dump_json(self))
        beside.replace(path)


@contextlib.contextmanager
def _failing() -> Generator[None]:
    try:
        yield
    except (CopyBehind, CopyFailed):
        raise
    # Chroma raises its Rust core's errors under no common type, and the copy is disposable.
    except Exception as error:
        raise CopyFailed(str(error)) from error
