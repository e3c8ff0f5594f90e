"""From a file to a Document: one reader a format, chosen by what the file holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.document import Document, Source, Unreadable
from ingest.formats.kinds import SUFFIXES, Kind, kind_of
from ingest.legend import apply_legend
from ingest.limits import Allowance

__all__ = ["SUFFIXES", "read"]

Reader = Callable[[Source, Allowance], Document]


def read(source: Source, allowance: Allowance | None = None) -> Document:
    """The file at `source.path` as a Document, legends applied to coloured cells.

    The reader is chosen by the file's content, then by its suffix. Raises Unreadable, with one
    line for a person, where the file is missing, empty, encrypted, broken, of another kind, or
    more than the allowance.
    """
    allowance = allowance or Allowance()
    document = _reader(kind_of(Path(source.path), allowance.limits))(source, allowance)
    if not document.blocks and not document.problems:
        raise Unreadable("holds no text")
    return replace(document, blocks=apply_legend(document.blocks))


def _reader(kind: Kind) -> Reader:
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
        case _:
            return _further_reader(kind)
    return reader


def _further_reader(kind: Kind) -> Reader:
    match kind:
        case "pptx":
            from ingest.formats.slides import read_slides as reader
        case "odt" | "ods":
            from ingest.formats.open_document import read_open_document as reader
        case "rtf":
            from ingest.formats.rich_text import read_rich_text as reader
        case "html":
            from ingest.formats.web_page import read_web_page as reader
        case "vtt":
            from ingest.formats.transcript import read_transcript as reader
        case "eml":
            from ingest.formats.mail import read_mail as reader
        case "zip":
            from ingest.formats.archive import read_archive as reader
        case _:
            from ingest.formats.old_office import read_old_office as reader
    return reader
