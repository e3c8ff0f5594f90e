"""The process in which files are read: for each file it forks a child that may do little else.

The program that ingests starts one room and asks it over a socket to read files, each laid ready
in a folder of its own. The room has no network and no secrets; a child has limits of memory, time
and disk besides, and one pipe to answer through. What it answers is data, not code, to the asker.
"""

from __future__ import annotations

import gc
import os
import pickle
import re
import resource
import select
import signal
import socket
import struct
import sys
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from ingest.confined import confine, leave_the_network
from ingest.document import Unreadable
from ingest.limits import MEGABYTE, Allowance
from ingest.passages import Passage
from ingest.request import Answer, Request, request_in
from ingest.understood import Understood, understood

ORDER = struct.Struct("!4sQ")
"""An order to the room: what to do, and the number of the reading that it is about."""
READ = b"read"
STOP = b"stop"
FRAME = struct.Struct("!cQ")
"""What comes before each part of an answer: its kind, and its length or the seconds asked for."""
RESULT = b"="
MORE_TIME = b"+"
TEXTS = b"t"

_BETWEEN_COLLECTIONS = 100_000
"""Objects that are made before cycles among them are looked for."""
_HALVES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
"""Bytes that in a pickled string are half a letter."""

_LIBRARIES = {
    ".pdf": ("ingest.formats.pdf",),
    ".docx": ("ingest.formats.word",),
    ".xlsx": ("ingest.formats.excel",),
    ".xlsm": ("ingest.formats.excel",),
    ".csv": ("ingest.formats.csv_file",),
    ".pptx": ("ingest.formats.slides",),
}


def main(orders: int, scratch: str) -> None:
    """Reads what it is asked to until the socket of that number closes."""
    leave_the_network()
    # What a child makes is little and soon gone; looking for cycles in it costs more than it frees.
    gc.set_threshold(_BETWEEN_COLLECTIONS)
    readings: dict[int, int] = {}
    with socket.socket(fileno=orders) as asked:
        while True:
            select.select([asked], [], [], 0.5 if readings else None)
            _reap(readings)
            try:
                order = _next(asked)
            except BlockingIOError:
                continue
            if order is None:
                break
            what, number, answers = order
            if what == READ:
                readings[number] = _begin(Path(scratch, str(number)), answers, asked)
            elif number in readings:
                _kill(readings[number])
    for child in readings.values():
        _kill(child)


def _next(asked: socket.socket) -> tuple[bytes, int, int] | None:
    """The next order with the pipe to answer through, None when there come no more.

    Raises BlockingIOError when there is none as yet.
    """
    message, pipes, _, _ = socket.recv_fds(asked, ORDER.size, 1, socket.MSG_DONTWAIT)
    if len(message) < ORDER.size:
        return None
    what, number = ORDER.unpack(message)
    return what, number, pipes[0] if pipes else -1


def _begin(folder: Path, answers: int, asked: socket.socket) -> int:
    """Starts a child that reads what lies in a folder; its process number."""
    request = request_in(folder)
    for library in _LIBRARIES.get(request.path.suffix, ()):
        import_module(library)
    child = os.fork()
    if child == 0:
        asked.close()
        _child(request, answers)
    with suppress(OSError):
        os.setpgid(child, child)
    os.close(answers)
    return child


def _child(request: Request, answers: int) -> NoReturn:
    """Reads the file, answers and ends, whatever happens."""
    try:
        os.setpgid(0, 0)
        tempfile.tempdir = str(request.path.parent)
        _limit(request)
        confine(request.path.parent)
        answer = _answer(request, answers)
        _write(answers, FRAME.pack(RESULT, len(answer)) + answer)
    finally:
        os._exit(0)


def _limit(request: Request) -> None:
    """Holds this process to what reading one file may cost."""
    limits = request.limits
    memory = limits.memory_mb * MEGABYTE
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    files = max(2 * limits.unpacked_mb, limits.file_mb) * MEGABYTE
    resource.setrlimit(resource.RLIMIT_FSIZE, (files, files))


def _answer(request: Request, answers: int) -> bytes:
    """What was understood of the file, or why it could not be read, as it is sent."""

    def more_time(seconds: float) -> None:
        _write(answers, FRAME.pack(MORE_TIME, int(seconds)))

    def texts(made: tuple[Passage, ...]) -> None:
        content = _sent([p.embedded for p in made])
        if not _HALVES.search(content):
            _write(answers, FRAME.pack(TEXTS, len(content)) + content)

    try:
        allowance = Allowance(request.limits, more_time)
        return _storable(understood(request.source, request.corrections, allowance, texts))
    except Unreadable as error:
        told = str(error)
    except MemoryError:
        told = f"needs more than {request.limits.memory_mb} MB of memory to read"
    except RecursionError:
        told = "is nested too deep to be read"
    # A reader may stumble over a hostile file in ways nobody foresaw.
    except Exception as error:  # noqa: BLE001
        told = f"could not be understood ({type(error).__name__})"
    return _sent(told)


def _storable(made: Understood) -> bytes:
    """What was made, as it is sent. Raises Unreadable where some of its letters cannot be stored."""
    content = _sent(made)
    if _HALVES.search(content):
        # Nearly no file needs this, and it takes half a second to import.
        from ingest.encoding import pack_document

        try:
            pack_document(made.document)
        except ValueError as error:
            raise Unreadable("holds signs that are no letters, and cannot be kept") from error
    return content


def _sent(answer: Answer | list[str]) -> bytes:
    return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)


def _write(pipe: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(pipe, view) :]


def _reap(readings: dict[int, int]) -> None:
    """Forgets the children that have ended, and ends what they started."""
    for number, child in list(readings.items()):
        if os.waitpid(child, os.WNOHANG)[0]:
            del readings[number]
            _kill(child)


def _kill(child: int) -> None:
    """Ends a child with all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(int(sys.argv[1]), sys.argv[2])
