"""The files of a folder that can be read: no hidden ones, and no links that lead out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.formats import SUFFIXES


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be in the index, and the folder that was asked for."""

    path: Path
    within: Path

    @property
    def leads_out(self) -> bool:
        """Whether it is a link to something outside the folder."""
        return self.path.is_symlink() and not self.path.resolve().is_relative_to(self.within)


def files_at(path: Path) -> list[File]:
    """The file at a resolved path, or those under it that can be read, in order."""
    if path.is_file():
        return [File(path, path.parent)]
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    return [File(p, path) for p in found if not is_hidden(p.relative_to(path))]


def is_hidden(relative: Path) -> bool:
    """Whether a file is hidden, in a hidden folder, or one that Office keeps while it works."""
    return any(part.startswith((".", "~$")) for part in relative.parts)


def is_under(path: str, folders: Sequence[Path]) -> bool:
    """Whether a path is one of these or lies under one."""
    return any(Path(path).is_relative_to(folder) for folder in folders)
