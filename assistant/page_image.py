"""Pages of PDF files as pictures, to show a quotation where it stands."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportMissingTypeStubs=false, reportUnknownArgumentType=false
# (pypdfium2 is untyped)

from __future__ import annotations

import io
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

import pypdfium2

from ingest.document import Box
from ingest.filing import Filed

_WIDE = 1400
"""Pixels across: enough to read a page of small print on a screen of many."""

_KEPT = 24
_ONE_AT_A_TIME = Lock()


class NoPage(LookupError):
    """There is no picture of that page: no such page, or the file is not the one that was read."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The size of a page, in points."""

    width: float
    height: float


class PageImages:
    """Makes pictures of pages, and keeps the last few."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, int, int], tuple[Paper, bytes]] = OrderedDict()

    def paper(self, filed: Filed, page: int) -> Paper:
        """The size of a page. Raises NoPage."""
        return self._page(filed, page)[0]

    def picture(self, filed: Filed, page: int) -> bytes:
        """The page as a PNG. Raises NoPage."""
        return self._page(filed, page)[1]

    def _page(self, filed: Filed, page: int) -> tuple[Paper, bytes]:
        place = (filed.key, filed.version, page)
        with _ONE_AT_A_TIME:
            if place not in self._held:
                self._held[place] = _made(_checked(filed, page), page)
                while len(self._held) > _KEPT:
                    self._held.popitem(last=False)
            return self._held[place]


def _checked(filed: Filed, page: int) -> Path:
    """The file, if it is still the one that was read. Raises NoPage."""
    file = Path(filed.path)
    if filed.format != "pdf" or not 1 <= page <= (filed.pages or 0):
        raise NoPage("There is no such page.")
    try:
        changed = file.stat().st_mtime
    except OSError:
        raise NoPage("The file is not there any more.") from None
    if changed > datetime.fromisoformat(filed.filed_at).timestamp() + 1:
        raise NoPage("The file was changed since it was read.")
    return file


def _made(file: Path, page: int) -> tuple[Paper, bytes]:
    try:
        with pypdfium2.PdfDocument(file) as pdf:
            sheet = pdf[page - 1]
            width, height = sheet.get_size()
            picture = sheet.render(scale=_WIDE / max(width, 1)).to_pil()
    except (pypdfium2.PdfiumError, OSError, IndexError, ValueError):
        raise NoPage("The page cannot be drawn.") from None
    held = io.BytesIO()
    picture.convert("P", palette=1, colors=64).save(held, "PNG", optimize=False)
    return Paper(width, height), held.getvalue()


def roomy(box: Box, paper: Paper, *, margin: float = 2) -> Box:
    """The box with a little room around it, within the page."""
    return Box(
        max(box.left - margin, 0),
        max(box.top - margin, 0),
        min(box.right + margin, paper.width),
        min(box.bottom + margin, paper.height),
    )
