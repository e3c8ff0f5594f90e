"""A folder kept in step with the index: what changes in it is read again once it has settled."""

# watchdog's events are typed in part.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportMissingTypeStubs=false

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from ingest.folders import is_hidden
from ingest.formats import SUFFIXES
from ingest.planfile import NAME

_LOOK = 0.2
_PASSING = (".tmp", ".part", ".partial", ".crdownload", ".download", ".lock")
_READS = frozenset({"opened", "closed_no_write"})


def watch(
    folder: Path, step: Callable[[], None], *, settled: float, stop: Event | None = None
) -> None:
    """Calls `step` at once, and whenever something in the folder changed and then was left alone.

    Files are left alone when for `settled` seconds nothing changes, neither by what the system
    tells nor in their sizes and times. Returns when `stop` is set.
    """
    folder, stop = folder.resolve(), stop or Event()
    changes = _Changes(folder)
    observer = Observer()
    observer.schedule(changes, str(folder), recursive=True)
    observer.start()
    try:
        step()
        while not stop.wait(_LOOK):
            if changes.waited() >= settled and _is_still(folder, stop, settled):
                changes.forget()
                step()
    finally:
        observer.stop()
        observer.join()


class _Changes(FileSystemEventHandler):
    """When something that matters changed last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = Lock()
        self._last: float | None = None

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Notes a change of a document, or of what is said of them."""
        if event.event_type in _READS:
            return
        paths = (str(event.src_path), str(getattr(event, "dest_path", "") or ""))
        if event.is_directory and event.event_type == "modified":
            return
        if event.is_directory or any(matters(Path(p), self._folder) for p in paths if p):
            with self._turn:
                self._last = time.monotonic()

    def waited(self) -> float:
        """Seconds since the last change; less than none when there was none."""
        with self._turn:
            return -1.0 if self._last is None else time.monotonic() - self._last

    def forget(self) -> None:
        """From now on only what changes next counts."""
        with self._turn:
            self._last = None


def matters(path: Path, folder: Path) -> bool:
    """Whether a file is a document, or what is said of them, and no passing or hidden one."""
    if not path.is_relative_to(folder) or is_hidden(path.relative_to(folder)):
        return False
    if path.name == NAME:
        return True
    return path.suffix.lower() in SUFFIXES and not path.stem.lower().endswith(_PASSING)


def _is_still(folder: Path, stop: Event, settled: float) -> bool:
    """Whether no document's size or time changes in a moment."""
    before = _state(folder)
    stop.wait(min(1.0, settled / 2))
    return _state(folder) == before


def _state(folder: Path) -> dict[Path, tuple[int, int]]:
    found: dict[Path, tuple[int, int]] = {}
    for path in folder.rglob("*"):
        if matters(path, folder):
            try:
                held = path.stat()
            except OSError:
                continue
            found[path] = (held.st_size, held.st_mtime_ns)
    return found
