"""Which kind of file a file is: by what it holds, and only for plain text by its name."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from ingest.document import Unreadable
from ingest.limits import MEGABYTE, Limits

Kind = Literal[
    "pdf",
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "rtf",
    "html",
    "csv",
    "text",
    "vtt",
    "eml",
    "zip",
    "doc",
    "xls",
    "ppt",
]

SUFFIXES = frozenset(
    {".pdf", ".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".pptm", ".odt", ".ods", ".rtf"}
    | {".csv", ".tsv", ".md", ".markdown", ".txt", ".html", ".htm", ".xhtml", ".mht", ".mhtml"}
    | {".eml", ".zip", ".vtt", ".srt", ".doc", ".xls", ".ppt"}
)

_TEXT_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text", ""})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_MAIL_SUFFIXES = frozenset({".eml", ".mht", ".mhtml"})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_CAPTION_SUFFIXES = frozenset({".vtt", ".srt"})
_RATIO_LIMIT = 200
_RATIO_MATTERS_FROM = 20 * MEGABYTE
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CUE = re.compile(
    rb"^\s*(?:\d+:)?\d\d:\d\d[.,]\d{3} +--> +(?:\d+:)?\d\d:\d\d[.,]\d{3}", re.MULTILINE
)
_MAIL_HEAD = re.compile(rb"(?:[A-Za-z][A-Za-z-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
_MAIL_MARK = re.compile(rb"^(?:received|mime-version|message-id|return-path):", re.I | re.MULTILINE)
_OTHER_KINDS = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"II*\x00": "a picture (TIFF)",
    b"MM\x00*": "a picture (TIFF)",
    b"\x1f\x8b": "a compressed archive",
    b"7z\xbc\xaf": "a compressed archive",
    b"Rar!": "a compressed archive",
    b"BZh": "a compressed archive",
    b"\xfd7zXZ": "a compressed archive",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
_MAIN_PARTS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
)
_OPEN_KINDS: dict[bytes, Kind] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_OLD_KINDS: tuple[tuple[str, Kind], ...] = (
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)


def kind_of(path: Path, limits: Limits) -> Kind:
    """What the file is by its content, and for text by its suffix.

    Raises Unreadable where it is missing, empty, locked, swollen or of a kind that is not read.
    """
    head = _head(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _packed_kind(path, limits)
    if head.startswith(_OLE):
        return _old_kind(path)
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
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
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"WEBVTT") or len(_CUE.findall(head)) > 1 or suffix in _CAPTION_SUFFIXES:
        return "vtt"
    page = start.lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
    if page or b"<html" in head.lower() or suffix in _PAGE_SUFFIXES:
        return "eml" if _is_mail(suffix, head) and not page else "html"
    if _is_mail(suffix, head):
        return "eml"
    return _plain_kind(suffix)


def _plain_kind(suffix: str) -> Kind:
    if suffix in _TABLE_SUFFIXES:
        return "csv"
    if suffix in _TEXT_SUFFIXES:
        return "text"
    if suffix in SUFFIXES:
        raise Unreadable(f"is named {suffix} but is no such file, or is damaged at its start")
    raise Unreadable(f"is of an unsupported kind ({suffix})")


def _is_mail(suffix: str, head: bytes) -> bool:
    """Whether it is named as a message, or begins as messages do."""
    plain = head.replace(b"\r", b"")
    return suffix in _MAIL_SUFFIXES or bool(_MAIL_HEAD.match(plain) and _MAIL_MARK.search(plain))


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def _packed_kind(path: Path, limits: Limits) -> Kind:
    """Which kind of file a zip archive is; refuses broken, locked and swollen ones."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            said = archive.read("mimetype")[:100] if _tells(members) else b""
    except _BROKEN as error:
        raise Unreadable("is damaged: the file is cut short or broken") from error
    kind: Kind | None = next((k for part, k in _MAIN_PARTS if part in names), None)
    kind = kind or next((k for mark, k in _OPEN_KINDS.items() if said.startswith(mark)), None)
    if kind is None and any(name.startswith(("word/", "xl/", "ppt/")) for name in names):
        raise Unreadable("is damaged: its main part is missing")
    if kind is None and said:
        raise Unreadable("is an OpenDocument file of a kind that cannot be read")
    if kind is not None or not members:
        _refuse_swollen(members, limits)
    if kind is not None and any(member.flag_bits & 1 for member in members):
        raise Unreadable("is protected by a password")
    return "zip" if kind is None else kind


def _tells(members: list[zipfile.ZipInfo]) -> bool:
    """Whether an archive says in a small part of its own what it is."""
    return any(m.filename == "mimetype" and m.file_size < 200 for m in members)


def _refuse_swollen(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse an archive that would unpack to more than any honest document does."""
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    swollen = unpacked > _RATIO_MATTERS_FROM and unpacked / packed > _RATIO_LIMIT
    if unpacked > limits.unpacked_mb * MEGABYTE or swollen:
        raise Unreadable(f"would unpack to {unpacked // MEGABYTE} MB, which is too much to be safe")


def _old_kind(path: Path) -> Kind:
    """Which old kind of Office file it is. Raises Unreadable for one that is encrypted, or none."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("is protected by a password")
    if "__substg1.0_".encode("utf-16-le") in content:
        raise Unreadable("is an Outlook message (.msg); save it as .eml")
    for mark, kind in _OLD_KINDS:
        if mark.encode("utf-16-le") in content:
            return kind
    raise Unreadable(
        "is an old Office file of a kind that cannot be read; save it as a current one"
    )
