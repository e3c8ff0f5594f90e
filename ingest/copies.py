"""The same document in several formats: told by its words, one kept and the others its copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document, Format, Table
from ingest.filing import Filed
from ingest.words import tokens

ALIKE = 0.9
"""How much of their words two documents share to be the same one."""

BEST: tuple[Format, ...] = (
    "docx",
    "odt",
    "xlsx",
    "ods",
    "doc",
    "xls",
    "rtf",
    "pptx",
    "ppt",
    "txt",
    "md",
    "html",
    "csv",
    "pdf",
    "vtt",
    "eml",
    "zip",
)
"""Formats by how surely their structure is read, the surest first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be the same as another: its words, and whether it is to be kept."""

    key: str
    path: Path
    title: str
    format: Format
    words: Counter[str]
    kept: bool = False


def candidate(document: Document, *, kept: bool = False) -> Candidate:
    """What of a document is compared."""
    source = document.source
    words = Counter(t.casefold() for text in _texts(document) for t in tokens(text))
    return Candidate(source.key, Path(source.path), document.title, document.format, words, kept)


def copies(candidates: Sequence[Candidate]) -> dict[str, str | None]:
    """For each key, the key of the document that it is a copy of, or None for one that stands."""
    order = sorted(candidates, key=lambda c: (not c.kept, BEST.index(c.format), c.key))
    found: dict[str, str | None] = {}
    standing: list[Candidate] = []
    for one in order:
        same = next((s for s in standing if are_same(s, one)), None)
        found[one.key] = same.key if same else None
        if same is None:
            standing.append(one)
    return found


def could_be_same(one: Candidate, other: Candidate) -> bool:
    """Whether they lie in one folder under one name or one title, in different formats."""
    same_name = one.path.stem.casefold() == other.path.stem.casefold()
    same_title = one.title.casefold() == other.title.casefold()
    beside = one.path.parent == other.path.parent
    return beside and one.format != other.format and (same_name or same_title)


def may_be_same(held: Filed, new: Candidate) -> bool:
    """Whether they were copies, or their folder and their names or titles are the same."""
    beside = Path(held.path).parent == new.path.parent
    same_name = Path(held.path).stem.casefold() == new.path.stem.casefold()
    return held.copy_of == new.key or (beside and (same_name or held.title == new.title))


def are_same(one: Candidate, other: Candidate) -> bool:
    """Whether they hold nearly the same words."""
    longer = max(one.words.total(), other.words.total())
    return could_be_same(one, other) and (one.words & other.words).total() >= ALIKE * longer


def _texts(document: Document) -> list[str]:
    texts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            texts += [cell.text for cell in block.cells()]
        else:
            texts.append(block.text)
    return texts
