# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
# (pdfplumber and pdfminer come without types)
"""A PDF file opened and checked: its pages one by one, its outline and its title."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
import pypdf
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pypdf.errors import DependencyError, PyPdfError

from ingest.document import Unreadable
from ingest.formats.pdf_headings import OutlineEntry
from ingest.formats.pdf_pages import Page, page_of
from ingest.limits import too_many

DAMAGED = (
    PSException,
    PyPdfError,
    DependencyError,
    PdfminerException,
    MalformedPDFException,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
"""What the libraries raise on damaged files."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A PDF's pages in order, None for one that is damaged, its outline and its own title."""

    pages: tuple[Page | None, ...]
    outline: tuple[OutlineEntry, ...]
    title: str


def open_pdf(path: Path, *, most_pages: int) -> Opened:
    """What a PDF file holds; raises `Unreadable` where it cannot be opened."""
    content = _content(path)
    with _quiet():
        outline, title = _outline_and_title(content)
        return Opened(tuple(_pages(content, most_pages)), outline, title)


def _content(path: Path) -> bytes:
    """The bytes of a file that begins and ends as a PDF does."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror or 'the system refused'}") from error
    if not content.strip():
        raise Unreadable("is empty")
    if b"%PDF-" not in content[:1024]:
        raise Unreadable("is named .pdf but is no such file, or is damaged at its start")
    if b"startxref" not in content[-4096:] and b"%%EOF" not in content[-4096:]:
        raise Unreadable("is damaged: the file is cut short")
    return content


@contextmanager
def _quiet() -> Generator[None]:
    """While it lasts, the libraries keep their complaints about a file to themselves."""
    loggers = [logging.getLogger(name) for name in ("pypdf", "pdfminer", "pdfplumber")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _outline_and_title(content: bytes) -> tuple[tuple[OutlineEntry, ...], str]:
    """The outline, flattened, and the title in the file's metadata; empty where there is none."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("is protected by a password")
        outline = tuple(_entries(reader, reader.outline, level=1))
        return outline, _sensible(str((reader.metadata or {}).get("/Title") or ""))
    except DAMAGED:
        return (), ""


def _entries(reader: pypdf.PdfReader, nodes: Sequence[Any], *, level: int) -> list[OutlineEntry]:
    found: list[OutlineEntry] = []
    for node in nodes:
        if isinstance(node, list):
            found += _entries(reader, node, level=level + 1)
        else:
            page = reader.get_destination_page_number(node)
            found.append(
                OutlineEntry(str(node.title or ""), level, None if page is None else page + 1)
            )
    return found


def _sensible(title: str) -> str:
    """A metadata title that a person wrote; empty for a file's name or a program's stopgap."""
    title = re.sub(r"^Microsoft \w+ - ", "", " ".join(title.split()))
    named = re.search(r"\.(docx?|pdf|indd|pptx?|xlsx?|odt|rtf|qxd)$", title, re.IGNORECASE)
    stopgap = re.match(r"(untitled|document\d*|title|slide 1|powerpoint)\b", title, re.IGNORECASE)
    wordy = len(re.findall(r"[^\W\d_]{2,}", title)) >= 2
    return "" if named or stopgap or not wordy else title


def _pages(content: bytes, most: int) -> list[Page | None]:
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            pages = pdf.pages
            if not pages:
                raise Unreadable("has no pages")
            too_many(len(pages), most, "pages", "read_pages")
            return [_page(page) for page in pages]
    except DAMAGED as error:
        if "ncrypt" in repr(error) or "assword" in repr(error):
            raise Unreadable("is protected by a password") from error
        raise Unreadable("is damaged: it is no whole PDF file") from error


def _page(page: Any) -> Page | None:
    """A page as words and drawing; None where its content is damaged."""
    try:
        return page_of(page)
    except DAMAGED:
        return None
    finally:
        page.close()
