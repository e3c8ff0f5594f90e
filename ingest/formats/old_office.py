"""Old Office files (.doc, .xls, .ppt) -> Document, put into a current format by LibreOffice."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import subprocess
import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Literal

from ingest.document import Document, Source, Unreadable
from ingest.formats.kinds import Kind, kind_of
from ingest.limits import Allowance

_NEW: dict[Kind, str] = {"doc": "docx", "xls": "xlsx", "ppt": "pptx"}
_NAMES: dict[Kind, str] = {"doc": "Word", "xls": "Excel", "ppt": "PowerPoint"}
_FILTERS = {"docx": "MS Word 2007 XML", "xlsx": "Calc MS Excel 2007 XML"}
_READ_AS: dict[Kind, str] = {
    "doc": "MS Word 97",
    "xls": "MS Excel 97",
    "ppt": "MS PowerPoint 97",
}
_SECONDS = 60
_QUIETLY = ("--headless", "--norestore", "--nolockcheck", "--nodefault")

Old = Literal["doc", "xls", "ppt"]


def read_old_office(source: Source, allowance: Allowance) -> Document:
    """The file by way of LibreOffice; raises Unreadable where that is not installed, or fails."""
    kind = kind_of(Path(source.path), allowance.limits)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        new = f"save it as .{_NEW[kind]}, or install LibreOffice"
        raise Unreadable(f"is an old {_NAMES[kind]} file (.{kind}); {new}")
    allowance.more_time(2 * _SECONDS)
    # This package's own reader calls this module.
    from ingest.formats import read

    with tempfile.TemporaryDirectory() as folder:
        made = _converted(program, source, kind, Path(folder))
        document = read(replace(source, path=str(made)), allowance.inside())
    return replace(document, source=source, format=_old(kind))


def forget_sockets(folder: Path) -> None:
    """Takes away the sockets that LibreOffice left, where it may make them and not remove them."""
    for number in count():
        left = _socket(_profile(folder, number))
        if not left.is_socket():
            return
        left.unlink(missing_ok=True)


def _socket(profile: Path) -> Path:
    """Where LibreOffice listens that keeps its own files in a folder."""
    made = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    return Path("/tmp", f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{b:x}' for b in made)}")


def _profile(folder: Path, number: int) -> Path:
    return folder / f"office-{number}"


def _next_profile(program: str) -> Path:
    """A folder for LibreOffice's own files under a new name, since its socket goes by the name.

    The first time it only fills the folder: it starts itself again then, and finds its socket taken.
    """
    folder = Path(tempfile.gettempdir())
    known = max((int(p.name.split("-")[1]) for p in folder.glob("office-*")), default=0)
    old, new = _profile(folder, known), _profile(folder, known + 1)
    if not old.is_dir():
        _run(
            [program, f"-env:UserInstallation={old.as_uri()}", *_QUIETLY, "--terminate_after_init"]
        )
    return old.rename(new) if old.is_dir() else new


def _old(kind: Kind) -> Old:
    match kind:
        case "xls" | "ppt":
            return kind
        case _:
            return "doc"


def _converted(program: str, source: Source, kind: Kind, folder: Path) -> Path:
    """The file in its current format, in the folder."""
    own = folder / f"document.{kind}"
    shutil.copyfile(source.path, own)
    _run(
        [
            program,
            f"-env:UserInstallation={_next_profile(program).as_uri()}",
            *_QUIETLY,
            f"--infilter={_READ_AS[kind]}",
            *("--convert-to", _target(_NEW[kind]), "--outdir", str(folder / "out"), str(own)),
        ]
    )
    made = folder / "out" / f"document.{_NEW[kind]}"
    if not made.is_file():
        raise Unreadable(f"is damaged: LibreOffice makes nothing of this old {_NAMES[kind]} file")
    return made


def _run(command: list[str]) -> None:
    """Runs LibreOffice. Raises Unreadable where it does not end in time."""
    folder = tempfile.gettempdir()
    try:
        subprocess.run(
            command,
            env={"HOME": folder, "TMPDIR": folder, "PATH": "/usr/local/bin:/usr/bin:/bin"},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            preexec_fn=_with_more_memory,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"takes LibreOffice longer than {_SECONDS} seconds") from error


def _target(new: str) -> str:
    return f"{new}:{_FILTERS[new]}" if new in _FILTERS else new


def _with_more_memory() -> None:
    """LibreOffice maps more memory than it uses."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
