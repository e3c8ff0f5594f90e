"""Sentences held to their sources: whether words still stand there, and what an edit adds to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.drafting.draft import Body, Cited, Sentence
from assistant.verify import at, stands
from ingest.document import Document, Location, Table
from ingest.view import View

Standing = Literal["stands", "moved", "changed", "withdrawn"]

SAID: Mapping[Standing, str] = {
    "stands": "",
    "moved": "",
    "changed": "its source no longer has these words",
    "withdrawn": "its source was withdrawn",
}
"""What became of the words that a sentence rests on, for a person."""

_QUOTED = re.compile(r"“([^“”]+)”")
_FIGURE = re.compile(r"[£$€]?\d+(?:[.,:/]\d+)*%?")


def faults(text: str, sentence: Sentence) -> tuple[str, ...]:
    """What in a sentence's words its citations do not bear out: quotations and figures."""
    quotes = [c.quote for c in sentence.cited]
    if not quotes:
        return ()
    known = " ".join((*quotes, *(c.title for c in sentence.cited), sentence.proposed))
    out = [
        f"“{q}” does not stand in its sources"
        for q in _QUOTED.findall(text)
        if not any(stands(q.rstrip("."), w) for w in (*quotes, known))
    ]
    bare = _QUOTED.sub(" ", text)
    held = set(_FIGURE.findall(known))
    out += [f"{n} does not stand in its sources" for n in _FIGURE.findall(bare) if n not in held]
    return tuple(dict.fromkeys(out))


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as its reader may see it, with what no longer holds."""

    sentence: Sentence
    stale: tuple[str, ...]
    unborne: tuple[str, ...]


def seen(body: Body, view: View, audiences: frozenset[str], known: frozenset[str]) -> list[Seen]:
    """The sentences all of whose sources the reader may read, each held to them.

    `known` are the keys of all documents there are; what was withdrawn is shown to those whom it
    was for. A sentence that rests on anything else does not exist for the reader.
    """
    held = _Held(view, audiences, known)
    return [
        Seen(x, held.stale(x), faults(x.text, x) if x.state == "edited" else ())
        for x in body.sentences
        if all(held.may(c.document, c.audience) for c in x.cited)
    ]


class _Held:
    """What of the documents a reader may see, each read once."""

    def __init__(self, view: View, audiences: frozenset[str], known: frozenset[str]) -> None:
        self._view = view
        self._audiences = audiences
        self._known = known
        self._mine = {f.key for f in view.documents()}
        self._documents: dict[str, Document] = {}

    def may(self, document: str, audience: str) -> bool:
        """Whether the reader may see words of a document; of one that is gone, whom it was for."""
        return document in self._mine or (
            document not in self._known and audience in self._audiences
        )

    def stale(self, sentence: Sentence) -> tuple[str, ...]:
        found = (SAID[self.standing(c)] for c in sentence.cited)
        return tuple(dict.fromkeys(f for f in found if f))

    def standing(self, cited: Cited) -> Standing:
        """What became of the words of a citation."""
        if cited.document not in self._mine:
            return "withdrawn"
        if cited.document not in self._documents:
            self._documents[cited.document] = self._view.document(cited.document)
        return standing(cited, self._documents[cited.document])


def standing(cited: Cited, document: Document) -> Standing:
    """Whether a citation's words stand where they stood, or elsewhere in the document."""
    location = Location(block=cited.block, table=cited.table, row=cited.row, column=cited.column)
    if stands(cited.quote, at(document, location)):
        return "stands"
    return "moved" if any(stands(cited.quote, t) for t in _texts(document)) else "changed"


def _texts(document: Document) -> list[str]:
    out: list[str] = []
    for block in document.blocks:
        out += [c.text for c in block.cells()] if isinstance(block, Table) else [block.text]
    return out
