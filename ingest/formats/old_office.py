"""Old Office files (.doc, .xls, .ppt) -> Document, put into a current format by LibreOffice."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ingest.document import Document, Source, Unreadable
from ingest.formats.kinds import Kind, kind_of
from ingest.limits import Allowance

_NEW: dict[Kind, str] = {"doc": "docx", "xls": "xlsx", "ppt": "pptx"}
_NAMES: dict[Kind, str] = {"doc": "Word", "xls": "Excel", "ppt": "PowerPoint"}
_FILTERS = {"docx": "MS Word 2007 XML", "xlsx": "Calc MS Excel 2007 XML"}
_SECONDS = 90

Old = Literal["doc", "xls", "ppt"]


def read_old_office(source: Source, allowance: Allowance) -> Document:
    """The file by way of LibreOffice; raises Unreadable where that is not installed, or fails."""
    kind = kind_of(Path(source.path), allowance.limits)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        new = f"save it as .{_NEW[kind]}, or install LibreOffice"
        raise Unreadable(f"is an old {_NAMES[kind]} file (.{kind}); {new}")
    allowance.more_time(_SECONDS)
    # This package's own reader calls this module.
    from ingest.formats import read

    with tempfile.TemporaryDirectory() as folder:
        made = _converted(program, source, kind, Path(folder))
        document = read(replace(source, path=str(made)), allowance.inside())
    return replace(document, source=source, format=_old(kind))


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
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
        *("--convert-to", _target(_NEW[kind]), "--outdir", str(folder / "out"), str(own)),
    ]
    where = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    try:
        subprocess.run(
            command,
            env=where,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            preexec_fn=_with_more_memory,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"takes LibreOffice longer than {_SECONDS} seconds") from error
    made = folder / "out" / f"document.{_NEW[kind]}"
    if not made.is_file():
        raise Unreadable(f"is damaged: LibreOffice makes nothing of this old {_NAMES[kind]} file")
    return made


def _target(new: str) -> str:
    return f"{new}:{_FILTERS[new]}" if new in _FILTERS else new


def _with_more_memory() -> None:
    """LibreOffice maps more memory than it uses."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
