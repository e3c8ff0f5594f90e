"""A PDF file as a document: its headings, paragraphs, lists and tables, each with its place."""

from __future__ import annotations

from pathlib import Path

from ingest.document import Document, Location, Problem, Source
from ingest.formats.pdf_aligned import with_aligned_tables
from ingest.formats.pdf_blocks import blocks_of
from ingest.formats.pdf_flow import flow_of
from ingest.formats.pdf_headings import Headings, largest_first
from ingest.formats.pdf_open import Opened, open_pdf
from ingest.formats.pdf_pages import Page, without_furniture
from ingest.formats.pdf_scan import Scan, can_read_scans, is_scan, read_scans, said_to_be_scanned
from ingest.limits import Allowance


def read_pdf(source: Source, allowance: Allowance | None = None) -> Document:
    """A PDF's blocks in order of reading, and a problem for each page part that has no text.

    Raises `Unreadable` for a file that is encrypted, damaged, empty, without pages or no PDF.
    """
    allowance = allowance or Allowance()
    opened = open_pdf(Path(source.path), most_pages=allowance.limits.pages)
    scans = _scans(opened, Path(source.path), allowance)
    pages = without_furniture(
        [
            scans[page.number].page if page.number in scans else page
            for page in opened.pages
            if page is not None
        ]
    )
    flow = flow_of([with_aligned_tables(page) for page in pages])
    paragraphs = flow.paragraphs()
    headings = Headings(paragraphs, opened.outline)
    problems = _problems(opened, scans, source)
    return Document(
        source=source,
        format="pdf",
        title=_own_title(opened, source) or largest_first(paragraphs) or Path(source.name).stem,
        blocks=said_to_be_scanned(blocks_of(flow, headings, document=source.key), scans),
        problems=problems,
        pages=len(opened.pages),
    )


def _own_title(opened: Opened, source: Source) -> str:
    """The title that the file gives itself; "" where that is only its name, as scanners write it."""
    stem = Path(source.name).stem
    return (
        "" if opened.title.casefold() in (stem.casefold(), source.name.casefold()) else opened.title
    )


def _scans(opened: Opened, path: Path, allowance: Allowance) -> dict[int, Scan]:
    """The scanned pages that could be read from their pictures, by number."""
    pages = [page for page in opened.pages if page is not None and is_scan(page)]
    return read_scans(path, pages, allowance) if pages and can_read_scans() else {}


def _problems(opened: Opened, scans: dict[int, Scan], source: Source) -> tuple[Problem, ...]:
    return tuple(
        Problem(reason, Location(document=source.key, page=number))
        for number, page in enumerate(opened.pages, 1)
        for reason in _reasons(page, number, scans.get(number))
    )


def _reasons(page: Page | None, number: int, scan: Scan | None) -> list[str]:
    """What of a page was not read, and why."""
    if page is None:
        return [f"page {number} is damaged and could not be read"]
    if scan is not None:
        return [f"page {number} was read from a scan ({scan.sure}% sure of its words)"]
    reasons: list[str] = []
    if page.turned > 8:
        reasons.append(f"page {number} has turned text, which was not read")
    if page.undecoded > 3:
        reasons.append(
            f"page {number} has letters that the file does not name, which could not be read"
        )
    if not page.written and not reasons:
        if page.pictured:
            why = "" if can_read_scans() else " (Tesseract, which reads scans, is not installed)"
            reasons.append(f"page {number} is a scan or a picture and has no text{why}")
        elif page.drawn:
            reasons.append(f"page {number} is a drawing and has no text")
    elif page.pictured > 0.1 and page.written:
        reasons.append(f"page {number} has a picture, which was not read")
    return reasons
