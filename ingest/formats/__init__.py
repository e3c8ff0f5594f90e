"""From a file to a Document: one reader a format, chosen by what the file holds."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ingest.document import Document, Source, Unreadable
from ingest.legend import apply_legend
from ingest.limits import Limits, MoreTime, no_more_time

Kind = Literal["pdf", "docx", "xlsx", "csv", "text"]

SUFFIXES = frozenset(
    {".pdf", ".docx", ".xlsx", ".xlsm", ".csv", ".tsv", ".md", ".markdown", ".txt"}
)

_TEXT_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text", ""})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_UNPACKED_LIMIT = 500 * 1024 * 1024
_RATIO_LIMIT = 200
_RATIO_MATTERS_FROM = 20 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"II*\x00": "a picture (TIFF)",
    b"MM\x00*": "a picture (TIFF)",
    b"{\\rtf": "a Rich Text file; save it as a Word file (.docx)",
    b"\x1f\x8b": "a compressed archive",
    b"7z\xbc\xaf": "a compressed archive",
    b"Rar!": "a compressed archive",
}


def read(
    source: Source, *, limits: Limits | None = None, more_time: MoreTime = no_more_time
) -> Document:
    """The file at `source.path` as a Document, legends applied to coloured cells.

    The reader is chosen by the file's content, then by its suffix. Raises Unreadable, with one
    line for a person, where the file is missing, empty, encrypted, broken or of another kind.
    """
    path = Path(source.path)
    document = _reader(_kind(path))(source)
    if not document.blocks and not document.problems:
        raise Unreadable("holds no text")
    return replace(document, blocks=apply_legend(document.blocks))


def _reader(kind: Kind) -> Callable[[Source], Document]:
    """The reader of one format; its library is loaded only now."""
    match kind:
        case "pdf":
            from ingest.formats.pdf import read_pdf as reader
        case "docx":
            from ingest.formats.word import read_word as reader
        case "xlsx":
            from ingest.formats.excel import read_excel as reader
        case "csv":
            from ingest.formats.csv_file import read_csv as reader
        case "text":
            from ingest.formats.text import read_text as reader
    return reader


def _kind(path: Path) -> Kind:
    """What the file is by its content, and for text by its suffix."""
    head = _head(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _packed_kind(path)
    if head.startswith(_OLE):
        raise Unreadable(_ole_reason(path))
    for magic, name in _OTHER_KINDS.items():
        if head.startswith(magic):
            raise Unreadable(f"is {name}, which cannot be read")
    return _text_kind(path.suffix.lower(), head)


def _head(path: Path) -> bytes:
    """The file's first bytes; an empty or missing file is refused."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror or 'the system refused'}") from error
    if not head:
        raise Unreadable("is empty")
    return head


def _text_kind(suffix: str, head: bytes) -> Kind:
    """Which kind of text a file without any mark of another kind is."""
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in head and not utf16:
        raise Unreadable("is not a document of a kind that can be read (binary content)")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        raise Unreadable("is a web page, which cannot be read")
    if suffix in _TABLE_SUFFIXES:
        return "csv"
    if suffix in _TEXT_SUFFIXES:
        return "text"
    if suffix in SUFFIXES:
        raise Unreadable(f"is named {suffix} but is no such file, or is damaged at its start")
    raise Unreadable(f"is of an unsupported kind ({suffix})")


def _packed_kind(path: Path) -> Kind:
    """Which kind of Office file a zip archive is; refuses broken, locked and swollen ones."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("is damaged: the file is cut short or broken") from error
    _refuse_swollen(members)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("is protected by a password")
    names = {member.filename for member in members}
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.startswith(("word/", "xl/")) for name in names):
        raise Unreadable("is damaged: its main part is missing")
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("is a PowerPoint file, which cannot be read")
    raise Unreadable("is an archive without a Word or Excel document in it")


def _refuse_swollen(members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would unpack to more than any honest document does."""
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    swollen = unpacked > _RATIO_MATTERS_FROM and unpacked / packed > _RATIO_LIMIT
    if unpacked > _UNPACKED_LIMIT or swollen:
        raise Unreadable(f"would unpack to {unpacked // 1024**2} MB, which is too much to be safe")


def _ole_reason(path: Path) -> str:
    """Why an old-style Office container is refused: it is encrypted, or of the old format."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "is protected by a password"
    if "WordDocument".encode("utf-16-le") in content:
        return "is an old Word file (.doc); save it as .docx"
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return "is an old Excel file (.xls); save it as .xlsx"
    return "is an old Office file, or protected by a password; save it in a current format"
