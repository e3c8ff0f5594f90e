"""Passages by their words, and what stands at a citation's address: for programs that read on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.citing import anchor
from ingest.document import Document, Location, Table
from ingest.filing import Filed
from ingest.view import View
from ingest.words import terms

_ADDRESS = re.compile(r"/documents/([^?#]+)(?:#(b\d{1,9}|t\d{1,9}r\d{1,9}c\d{1,9}))?$")
_AROUND = 2


@dataclass(frozen=True, slots=True)
class PassageFound:
    """A passage that holds the words, and the address at which it opens."""

    document: str
    plan: str
    place: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """What stands at a place, to the letter, with the blocks before and after it."""

    document: str
    plan: str
    place: str
    text: str
    around: str


def search(view: View, words: str, *, plan: str | None = None, limit: int) -> list[PassageFound]:
    """The passages that hold the words best, the best first."""
    filed = {f.key: f for f in view.documents()}
    hits = view.passages_by_words(terms(words), plans=(plan,) if plan else None, k=limit)
    return [
        PassageFound(
            filed[h.document].title,
            h.plan,
            " › ".join(h.passage.context[1:]),
            h.passage.text,
            f"/documents/{h.document}#{anchor(h.passage.parts[0].location)}",
        )
        for h in hits
    ]


def open_source(view: View, url: str) -> Source:
    """What stands at that address; a document's beginning without a place. Raises LookupError."""
    found = _ADDRESS.search(url)
    if not found:
        raise LookupError(url)
    filed = _filed(view, found[1])
    document = view.document(filed.key)
    at, text, place = _part(document, found[2] or "b1")
    around = document.blocks[max(0, at - _AROUND) : at + _AROUND + 1]
    shown = "\n\n".join(_text(b) for b in around)
    return Source(filed.title, filed.plan, " › ".join(place.headings), text, shown)


def _filed(view: View, key: str) -> Filed:
    for filed in view.documents():
        if filed.key == key:
            return filed
    raise LookupError(key)


def _part(document: Document, wanted: str) -> tuple[int, str, Location]:
    """The block's number in the document, from 0, the text at the place, and where that is."""
    for number, block in enumerate(document.blocks):
        if f"b{block.location.block}" == wanted:
            return number, _text(block), block.location
        for cell in block.cells() if isinstance(block, Table) else ():
            if anchor(cell.location) == wanted:
                return number, cell.text, cell.location
    raise LookupError(wanted)


def _text(block: object) -> str:
    if isinstance(block, Table):
        return "\n".join(" | ".join(" ".join(c.text.split()) for c in r) for r in block.rows)
    return str(getattr(block, "text", ""))
