"""Zip archives of documents -> Document: each document in it, under its own name."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from ingest.document import Document, Source, Unreadable
from ingest.formats.enclosed import Enclosing, parts_of
from ingest.formats.kinds import SUFFIXES
from ingest.formats.outline import Outline
from ingest.limits import MEGABYTE, Allowance, too_many

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError)
_PART = 1 << 20


def read_archive(source: Source, allowance: Allowance) -> Document:
    """The documents of an archive one after another; what else is in it is only counted.

    Raises Unreadable where it is broken, would unpack to too much, or holds nothing to be read.
    """
    outline = Outline(source)
    enclosing = Enclosing(outline, allowance)
    try:
        with zipfile.ZipFile(source.path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            too_many(len(members), allowance.limits.members, "files", "read_members")
            wanted = [m for m in members if _is_document(m.filename)]
            _add(archive, wanted, enclosing, outline, allowance)
    except _BROKEN as error:
        raise Unreadable("is damaged: the file is cut short or broken") from error
    if not enclosing.read:
        raise Unreadable(_nothing(outline))
    if len(members) > len(wanted):
        others = len(members) - len(wanted)
        outline.problem(f"{others} other file{'s' if others > 1 else ''} in it were left out")
    return outline.document("zip", title=outline.file_title())


def _add(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    enclosing: Enclosing,
    outline: Outline,
    allowance: Allowance,
) -> None:
    left = allowance.limits.unpacked_mb * MEGABYTE
    for member in members:
        name = PurePosixPath(*parts_of(member.filename)).as_posix()
        if member.flag_bits & 1:
            outline.problem(f"“{name}”: is protected by a password")
            continue
        content = _content(archive, member, left)
        left -= len(content)
        enclosing.add(name, content)


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """What a member unpacks to, whatever size it states. Raises Unreadable past the limit."""
    content = bytearray()
    with archive.open(member) as file:
        while part := file.read(_PART):
            content += part
            if len(content) > most:
                raise Unreadable("would unpack to more than is safe (read_unpacked_mb)")
    return bytes(content)


def _is_document(name: str) -> bool:
    parts = list(parts_of(name))
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in parts)
    return bool(parts) and not hidden and Path(parts[-1]).suffix.lower() in SUFFIXES


def _nothing(outline: Outline) -> str:
    """Why nothing in an archive could be read."""
    if not outline.problems:
        return "is an archive without a document in it that can be read"
    return f"is an archive of which nothing could be read: {outline.problems[0].reason}"
