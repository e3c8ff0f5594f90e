"""An index put into one file and taken back from it, while others use it; checked by sums."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from ingest.catalogue import open_catalogue

CATALOGUE = "catalogue.sqlite"
_SUMS = "sums.json"
_LEFT_OUT = ("vectors",)
_PASSING = (".lock", "-wal", "-shm", "-journal", ".new")
_COUNTED = ("documents", "passages", "entries")
_SUMMED = TypeAdapter(dict[str, str])


class BadBackup(Exception):
    """A backup that cannot be taken back. `str()` says why, in one line."""


@dataclass(frozen=True, slots=True)
class Backed:
    """What a backup holds: how many files, documents and bytes."""

    files: int
    documents: int
    size: int


def back_up(folder: Path, file: Path) -> Backed:
    """Puts the index in a folder into a file, as it is at one moment; others may go on writing.

    The copy of the vectors is left out, since it is made anew from the catalogue.
    """
    part = file.with_name(f"{file.name}.part")
    with tempfile.TemporaryDirectory() as scratch:
        held = Path(scratch, CATALOGUE)
        _copy_database(folder / CATALOGUE, held)
        kept = {CATALOGUE: held} | {n: p for n, p in _files(folder).items() if n != CATALOGUE}
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                for name, path in kept.items():
                    archive.write(path, name)
                sums = {name: _sum(path) for name, path in kept.items()}
                archive.writestr(_SUMS, _SUMMED.dump_json(sums, indent=1))
            os.replace(part, file)  # noqa: PTH105 - in one step
        finally:
            part.unlink(missing_ok=True)
        return Backed(len(kept), _documents(held), file.stat().st_size)


def take_back(folder: Path, file: Path) -> Backed:
    """Makes the index in a folder what it was when the backup was made, for its users too.

    Raises BadBackup where the file is no whole backup; then nothing is changed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        names = _unpacked(file, Path(scratch))
        held = Path(scratch, CATALOGUE)
        _check(held)
        folder.mkdir(parents=True, exist_ok=True)
        open_catalogue(Path(scratch)).dispose()
        open_catalogue(folder).dispose()
        _replace_database(held, folder / CATALOGUE)
        for name in names:
            if name != CATALOGUE:
                _put(Path(scratch, name), folder / name)
        return Backed(len(names), _documents(folder / CATALOGUE), file.stat().st_size)


def _files(folder: Path) -> dict[str, Path]:
    """The files of an index that last, by their names in it."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        lasting = not path.name.endswith(_PASSING) and not relative.parts[0].startswith(_LEFT_OUT)
        if path.is_file() and not path.is_symlink() and lasting:
            found[relative.as_posix()] = path
    return found


def _copy_database(source: Path, to: Path) -> None:
    """Copies a database that others may be writing, as it is at one moment."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as held,
        closing(sqlite3.connect(to)) as copy,
    ):
        held.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _replace_database(source: Path, to: Path) -> None:
    """Puts a database's contents in the place of another's, for those who have it open too.

    Numbers go on from the higher of both, so that nobody takes something new for what he knows.
    """
    with closing(sqlite3.connect(source)) as new, closing(sqlite3.connect(to)) as old:
        old.execute("PRAGMA busy_timeout = 60000")
        generation = old.execute("SELECT max(generation) FROM state").fetchone()[0] or 0
        numbers = dict(old.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        with new:
            raised = "UPDATE state SET generation = max(generation, ?) + 1"
            new.execute(raised, (generation,))
            for name in _COUNTED:
                _go_on_from(new, name, numbers.get(name, 0))
        new.backup(old)


def _go_on_from(database: sqlite3.Connection, name: str, number: int) -> None:
    """Lets a table's numbers go on from a number at least."""
    higher = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?"
    if not database.execute(higher, (number, name)).rowcount and number:
        database.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))


def _unpacked(file: Path, folder: Path) -> list[str]:
    """The names of a backup's files, put into a folder, each as its sum says."""
    try:
        with zipfile.ZipFile(file) as archive:
            sums = _SUMMED.validate_json(archive.read(_SUMS))
            for name in sums:
                _refuse_outside(name)
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
    except (zipfile.BadZipFile, KeyError, ValidationError, EOFError, NotImplementedError) as error:
        raise BadBackup(f"{file.name} is no whole backup") from error
    wrong = [name for name, known in sums.items() if _sum(folder / name) != known]
    if wrong or CATALOGUE not in sums:
        raise BadBackup(f"{file.name} is damaged: {', '.join(wrong) or 'it has no catalogue'}")
    return list(sums)


def _refuse_outside(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise BadBackup("it names files outside the index")


def _check(database: Path) -> None:
    """Raises BadBackup where SQLite finds a database damaged."""
    try:
        with closing(sqlite3.connect(database)) as held:
            found = held.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BadBackup("its catalogue is damaged") from error
    if found != ("ok",):
        raise BadBackup("its catalogue is damaged")


def _put(source: Path, to: Path) -> None:
    """Puts a file in place in one step."""
    to.parent.mkdir(parents=True, exist_ok=True)
    beside = to.with_name(f"{to.name}.new")
    shutil.copyfile(source, beside)
    beside.replace(to)


def _documents(database: Path) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as held:
        return held.execute("SELECT count(*) FROM documents").fetchone()[0]


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
