"""A process kept from the network and from all files but its own, as far as the system allows.

Three fences stand behind each other: a network name space without a network, Landlock's rules on
files (both the kernel's, where it has them), and Python's own audit of what its code opens.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

_NEW_USERS = 0x10000000
_NEW_NETWORK = 0x40000000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_BENEATH = 1
_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_EVERYTHING = (1 << 13) - 1
_MOVE = 1 << 13
"""From one folder to another; only since Landlock's second version can it be allowed."""
_WHICH_VERSION = 1
_MAKE_SOCKET = 1 << 9
_TO_READ = _EXECUTE | _READ | _LIST
_SOCKETS = Path("/tmp")
"""Where LibreOffice, which may be started from here, insists on making its socket."""
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc", "/opt", "/proc", "/dev")
_OFFICE = ("/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig")
_CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NETWORK = frozenset(
    f"socket.{event}"
    for event in ("connect", "bind", "sendto", "sendmsg", "getaddrinfo", "gethostbyname")
)


def leave_the_network() -> bool:
    """Whether this process, and all it starts, now has no network at all."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    return unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USERS | _NEW_NETWORK) == 0


def confine(own: Path) -> None:
    """From now on this process may change only what is in `own`, and read little else."""
    readable = [Path(p) for p in _SYSTEM + _OFFICE] + list(_programs())
    with suppress(OSError, AttributeError):
        _landlock(own, readable)
    _watch(own, readable)


def _programs() -> Iterator[Path]:
    """Where Python and this program lie."""
    yield from {Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parent}
    yield from {Path(p) for p in sys.path if p.endswith("-packages")}


def _watch(own: Path, readable: list[Path]) -> None:
    """Refuses what Python code tries outside."""
    writable = (str(own), "/dev/null")
    allowed = (*writable, *(str(p) for p in readable))

    def refuse(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = given
            if isinstance(path, int):
                return
            name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - Path is far slower here
            changes = (flags or 0) & _CHANGES or (mode and set(mode) & set("wax+"))
            if not name.startswith(writable if changes else allowed):
                raise PermissionError(f"a reader may not open {name}")
        elif event in _NETWORK:
            raise PermissionError("a reader may not use the network")

    sys.addaudithook(refuse)


def _landlock(own: Path, readable: list[Path]) -> None:
    """Lets the kernel refuse. Raises OSError where it does not know how."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    version = _done(call(_CREATE_RULESET, None, ctypes.c_size_t(0), _WHICH_VERSION))
    everything = _EVERYTHING | (_MOVE if version > 1 else 0)
    rules = _done(call(_CREATE_RULESET, struct.pack("Q", everything), ctypes.c_size_t(8), 0))
    try:
        for path in readable:
            if path.exists():
                _allow(call, rules, path, _TO_READ | (_WRITE if path == Path("/dev") else 0))
        _allow(call, rules, own, everything)
        if _SOCKETS.exists():
            _allow(call, rules, _SOCKETS, _MAKE_SOCKET)
        _done(ctypes.CDLL(None, use_errno=True).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        _done(call(_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)


def _allow(call: Any, rules: int, path: Path, access: int) -> None:
    """Adds what may be done beneath a path."""
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", access, opened), 12)
        _done(call(_ADD_RULE, rules, _BENEATH, rule, 0))
    finally:
        os.close(opened)


def _done(result: int) -> int:
    """What a call of the system gave. Raises OSError where it failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
