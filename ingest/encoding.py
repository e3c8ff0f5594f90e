"""Documents, entries and passages as they are kept in the catalogue: JSON, and back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from ingest.document import (
    Block,
    Bullet,
    Document,
    Format,
    Heading,
    Paragraph,
    Problem,
    Source,
    Table,
)
from ingest.entries import (
    Aim,
    Commitment,
    Definition,
    Entry,
    EntryKind,
    Measure,
    Responsibility,
)
from ingest.filing import Filed
from ingest.passages import Passage


@dataclass(frozen=True, slots=True)
class _Blocks:
    """A document whose blocks say what they are, since their fields alone do not tell."""

    source: Source
    format: Format
    title: str
    blocks: tuple[
        tuple[Literal["heading"], Heading]
        | tuple[Literal["paragraph"], Paragraph]
        | tuple[Literal["bullet"], Bullet]
        | tuple[Literal["table"], Table],
        ...,
    ]
    problems: tuple[Problem, ...]
    pages: int | None
    dated: str | None


_DOCUMENT = TypeAdapter(_Blocks)
_PASSAGE = TypeAdapter(Passage)
_ENTRIES: dict[EntryKind, TypeAdapter[Entry]] = {
    "responsibility": TypeAdapter(Responsibility),
    "commitment": TypeAdapter(Commitment),
    "measure": TypeAdapter(Measure),
    "aim": TypeAdapter(Aim),
    "definition": TypeAdapter(Definition),
}


def pack_document(document: Document) -> bytes:
    """The whole document as compressed JSON."""
    blocks = _Blocks(
        document.source,
        document.format,
        document.title,
        tuple(_tagged(b) for b in document.blocks),
        document.problems,
        document.pages,
        document.dated,
    )
    return zlib.compress(_DOCUMENT.dump_json(blocks, exclude_defaults=True), 6)


def unpack_document(body: bytes) -> Document:
    """The document that `pack_document` packed."""
    blocks = _DOCUMENT.validate_json(zlib.decompress(body))
    return Document(
        blocks.source,
        blocks.format,
        blocks.title,
        tuple(b for _, b in blocks.blocks),
        blocks.problems,
        blocks.pages,
        blocks.dated,
    )


def pack_passage(passage: Passage) -> str:
    """A passage as JSON."""
    return _PASSAGE.dump_json(passage, exclude_defaults=True).decode()


def unpack_passage(body: str) -> Passage:
    """The passage that `pack_passage` packed."""
    return _PASSAGE.validate_json(body)


def kind_of(entry: Entry) -> EntryKind:
    """What sort of record this is."""
    match entry:
        case Responsibility():
            return "responsibility"
        case Commitment():
            return "commitment"
        case Measure():
            return "measure"
        case Aim():
            return "aim"
        case Definition():
            return "definition"


def pack_entry(entry: Entry) -> str:
    """A record as JSON; its kind is kept beside it."""
    return _ENTRIES[kind_of(entry)].dump_json(entry, exclude_defaults=True).decode()


def unpack_entry(kind: EntryKind, body: str) -> Entry:
    """The record that `pack_entry` packed."""
    return _ENTRIES[kind].validate_json(body)


def unpack_filed(row: Mapping[Any, Any]) -> Filed:
    """A document's row without its body."""
    values = dict(row)
    values["aliases"] = tuple(json.loads(values["aliases"]))
    values["people_told"] = json.loads(values["people_told"])
    values["glossary"] = json.loads(values["glossary"])
    return Filed(**values)


def _tagged(
    block: Block,
) -> (
    tuple[Literal["heading"], Heading]
    | tuple[Literal["paragraph"], Paragraph]
    | tuple[Literal["bullet"], Bullet]
    | tuple[Literal["table"], Table]
):
    match block:
        case Heading():
            return ("heading", block)
        case Paragraph():
            return ("paragraph", block)
        case Bullet():
            return ("bullet", block)
        case Table():
            return ("table", block)
