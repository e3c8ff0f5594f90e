"""Files read and understood apart from this process, several at once, within limits."""

from __future__ import annotations

import io
import os
import pickle
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import is_dataclass, replace
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, cast

from ingest.document import Source, Unreadable
from ingest.formats.old_office import forget_sockets
from ingest.limits import MEGABYTE, Limits
from ingest.reading_room import FRAME, MORE_TIME, ORDER, READ, STOP, TEXTS
from ingest.register import Corrections
from ingest.request import Request
from ingest.understood import Understood

AT_ONCE = max(1, min(4, os.cpu_count() or 1))
_STOPPED = "made the program that reads it stop: it is damaged or hostile"
_LONGEST_ANSWER = 512 * MEGABYTE
_OURS = ("ingest.",)
_PLAIN = frozenset({("datetime", "date"), ("datetime", "datetime"), ("builtins", "frozenset")})
_SURROUNDINGS = {
    "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}


_Texts = Callable[[list[str]], None]


class Readers:
    """Reads files, each in a process of its own; nothing is started before the first."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._numbers = count(1)
        self._turn = Lock()
        self._room: _Room | None = None
        self._threads = ThreadPoolExecutor(AT_ONCE, "reading")

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def content(self, path: Path) -> bytes:
        """The file's bytes. Raises Unreadable where they are too many, OSError as reading does."""
        limit = self.limits.file_mb
        with path.open("rb") as file:
            found = file.read(limit * MEGABYTE + 1)
        if len(found) > limit * MEGABYTE:
            raise Unreadable(f"is larger than {limit} MB, the most that is read (read_file_mb)")
        return found

    def read(
        self,
        content: bytes,
        source: Source,
        corrections: Corrections,
        on_texts: Callable[[list[str]], None] | None = None,
    ) -> Future[Understood]:
        """What will be understood of a file of this content.

        The future raises Unreadable, with one line for a person, or OSError. `on_texts` is told,
        in another thread, what the file's passages are embedded as, before the rest is understood.
        """
        number = next(self._numbers)
        request = self._lay_ready(number, content, source, corrections)
        return self._threads.submit(self._read, number, request, source.path, on_texts or _untold)

    def close(self) -> None:
        """Ends every reading."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._turn:
            if self._room is not None:
                self._room.close()
                self._room = None
        self._threads.shutdown()

    def _lay_ready(
        self, number: int, content: bytes, source: Source, corrections: Corrections
    ) -> Request:
        folder = self._opened().scratch / str(number)
        folder.mkdir()
        path = folder / f"document{Path(source.path).suffix.lower()[:12]}"
        path.write_bytes(content)
        own = replace(source, path=str(path))
        request = Request(path, own, corrections, self.limits)
        request.save()
        return request

    def _read(self, number: int, request: Request, path: str, on_texts: _Texts) -> Understood:
        try:
            answer = self._opened().answer(number, self.limits.seconds, on_texts)
        finally:
            _clear(request.path.parent)
        if isinstance(answer, str):
            raise Unreadable(answer)
        source = replace(answer.document.source, path=path)
        return replace(answer, document=replace(answer.document, source=source))

    def _opened(self) -> _Room:
        with self._turn:
            if self._room is None:
                self._room = _Room()
            return self._room


def _clear(folder: Path) -> None:
    """Takes away what a reading has left."""
    with suppress(OSError):
        forget_sockets(folder)
    shutil.rmtree(folder, ignore_errors=True)


class _Room:
    """The process in which files are read, and the folder in which they are laid ready."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="plans-reading-")
        self.scratch = Path(self._folder.name).resolve()
        self._turn = Lock()
        self._orders, theirs = socket.socketpair()
        with theirs:
            self._process = _started(theirs.fileno(), self.scratch)

    def answer(self, number: int, seconds: float, on_texts: _Texts) -> Any:
        """What comes back for what is laid ready under a number, or why nothing does."""
        answers, theirs = os.pipe()
        try:
            try:
                self._order(READ, number, [theirs])
            finally:
                os.close(theirs)
            return _answer(answers, seconds, lambda: self._order(STOP, number), on_texts)
        except BrokenPipeError:
            return _STOPPED
        finally:
            os.close(answers)

    def close(self) -> None:
        """Ends the process and everything that it started."""
        self._orders.close()
        self._process.wait()
        self._folder.cleanup()

    def _order(self, what: bytes, number: int, pipes: list[int] | None = None) -> None:
        with self._turn:
            socket.send_fds(self._orders, [ORDER.pack(what, number)], pipes or [])


def _started(orders: int, scratch: Path) -> subprocess.Popen[bytes]:
    """The room's process: with this program's own code, and nothing of its environment."""
    code = (
        "from ingest.reading_room import main; import os, sys; main(int(sys.argv[1]), sys.argv[2]);"
        " os._exit(0)"  # nothing is left to put in order, and doing so takes a tenth of a second
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(orders), str(scratch)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env={**_SURROUNDINGS, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        pass_fds=[orders],
        start_new_session=True,
    )


def _answer(answers: int, seconds: float, stop: Callable[[], None], on_texts: _Texts) -> Any:
    """The answer that comes through a pipe in time; what takes longer is stopped."""
    until = time.monotonic() + seconds
    got = bytearray()
    told = False
    while True:
        head = _frame(got)
        if head is not None and head[0] == MORE_TIME:
            del got[: FRAME.size]
            until += head[1]
        elif head and head[0] == TEXTS and not told and len(got) >= FRAME.size + head[1]:
            told = True
            _tell(on_texts, _unpacked(memoryview(got)[FRAME.size : FRAME.size + head[1]]))
            got = got[FRAME.size + head[1] :]
        elif head and head[0] == TEXTS and told:
            stop()
            return _STOPPED
        elif head is not None and len(got) >= FRAME.size + head[1]:
            return _unpacked(memoryview(got)[FRAME.size :])
        elif len(got) > _LONGEST_ANSWER:
            stop()
            return "holds more than can be kept"
        elif not select.select([answers], [], [], max(0.0, until - time.monotonic()))[0]:
            stop()
            return f"takes longer than {round(seconds)} seconds to read (read_seconds)"
        elif part := os.read(answers, MEGABYTE):
            got += part
        else:
            return _STOPPED


def _tell(on_texts: _Texts, texts: Any) -> None:
    """Passes on what passages are embedded as, where it is texts and nothing else."""
    if isinstance(texts, list) and all(isinstance(t, str) for t in cast("list[Any]", texts)):
        on_texts(cast("list[str]", texts))


def _untold(_: list[str]) -> None:
    """Where nobody asked for the texts."""


def _frame(got: bytearray) -> tuple[bytes, int] | None:
    return FRAME.unpack_from(got) if len(got) >= FRAME.size else None


class _Values(pickle.Unpickler):
    """Takes only plain values and this program's own types from a process that read a file."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module.startswith(_OURS) else None
        if isinstance(found, type) and is_dataclass(found) and found.__module__ == module:
            return found
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _unpacked(answer: memoryview) -> Any:
    try:
        return _Values(io.BytesIO(answer)).load()
    # Whatever is wrong with an answer, the process that gave it cannot be trusted.
    except Exception:  # noqa: BLE001
        return _STOPPED
