"""OpenDocument text and sheets (.odt, .ods) -> Document, by way of their one XML part."""

# lxml has no types of its own, so its elements come as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import zipfile
from typing import Any

from lxml.etree import XMLParser, fromstring

from ingest.document import Document, Source, Unreadable
from ingest.formats.damage import damage_told
from ingest.formats.open_sheet import add_sheet
from ingest.formats.open_text import Text
from ingest.formats.open_xml import find, office
from ingest.formats.outline import Outline
from ingest.limits import MEGABYTE, Allowance


def read_open_document(source: Source, allowance: Allowance) -> Document:
    """The file as a Document; raises Unreadable where it is broken, or too much."""
    outline = Outline(source)
    root = _root(source, allowance)
    body = find(root, "body")
    text, sheets = (
        (find(body, "text"), find(body, "spreadsheet")) if body is not None else (None,) * 2
    )
    if text is not None:
        words = Text(root)
        outline.add(words.pieces(text))
        for problem in words.problems():
            outline.problem(problem)
        return outline.document("odt")
    if sheets is None:
        raise Unreadable("is damaged: it holds neither text nor sheets")
    left = allowance.limits.cells
    for sheet in sheets:
        if sheet.tag == office("table", "table"):
            left -= add_sheet(outline, sheet, root, most=left)
    outline.sheet = None
    return outline.document("ods")


def _root(source: Source, allowance: Allowance) -> Any:
    """The file's XML, entities left as they are."""
    most = allowance.limits.unpacked_mb * MEGABYTE
    with damage_told("it is no whole OpenDocument file"):
        with zipfile.ZipFile(source.path) as archive, archive.open("content.xml") as part:
            content = part.read(most + 1)
        if len(content) > most:
            raise Unreadable("would unpack to more than is safe (read_unpacked_mb)")
        parser = XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return fromstring(content, parser)
