"""Parts of the plan and bodies of the trust that go by several names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from assistant.checking.finding import Finding, Words, listed, shown
from assistant.checking.ground import Ground
from ingest.document import Document, Heading, Quote, Table
from ingest.strands import Strands, bare, key

_NUMBER = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.):]?|[a-z][.)]|\([a-z]\))\s+", re.I)


def check(ground: Ground) -> Iterator[Finding]:
    """All that goes by several names."""
    yield from _strands(ground)
    yield from _bodies(ground)


def _strands(ground: Ground) -> Iterator[Finding]:
    for document, body in ground.documents.items():
        strands = Strands(body)
        wordings: dict[str, dict[str, Words]] = defaultdict(dict)
        for words in _labels(ground, document, body, strands):
            name = _wording(words.quote.text, strands)
            if name and not strands.is_label(name):
                wordings[key(strands.name(name))].setdefault(name, words)
        for names in wordings.values():
            apart = {n.casefold(): w for n, w in reversed(names.items())}
            if len(apart) > 1:
                said = listed([shown(n) for n in names if names[n] in apart.values()])
                message = f"One part of the plan is called {said}."
                yield Finding("strand_names", "medium", message, tuple(apart.values())[::-1])


def _labels(ground: Ground, key_: str, body: Document, strands: Strands) -> Iterator[Words]:
    """What names a part of the plan: headings, titles of tables and the areas of leads."""
    for block in body.blocks:
        if isinstance(block, Heading):
            yield Words(key_, Quote(block.text, block.location))
        elif isinstance(block, Table):
            yield from _named_rows(key_, block)
    for document, r in ground.responsibilities():
        if document == key_ and r.area and r.basis == "matrix":
            yield Words(key_, r.area)


def _named_rows(key_: str, table: Table) -> Iterator[Words]:
    """The first column of a table, where it names parts that headings name too."""
    for row in table.body():
        cell = row[0]
        words = re.findall(r"[A-Za-z]{2,}", cell.text)
        if len(cell.paragraphs) == 1 and len(cell.text) < 80 and len(words) > 1:
            yield Words(key_, Quote(cell.text, cell.location))


def _wording(text: str, strands: Strands) -> str:
    """A name without its number, what follows in brackets, "continued" and a label before it."""
    name = _NUMBER.sub("", bare(text)).split(" (")[0].strip()
    label, colon, rest = name.partition(": ")
    if colon and (strands.is_label(label) or len(label.split()) == 1):
        name = rest
    return " ".join(name.split())


_TYPES = r"(?:Sub-?)?[Cc]ommittee|Group|Board|Panel|Forum|Council|Team|Working Party|Body"
_WORD = r"[A-Z][\w’'-]{0,30}"
_BODY = re.compile(
    rf"\b(?!The\b|Our\b|This\b)(?P<head>{_WORD}(?:(?:,\s|\s(?:and|&)\s|\s){_WORD}){{0,6}})"
    rf"\s(?P<type>{_TYPES})\b"
)
_ONLY_BODY = re.compile(rf"(?:(?:{_WORD}|and|&|of),?\s){{0,9}}(?:{_TYPES}|[Mm]eeting)s?")


def is_body(text: str) -> bool:
    """Whether a text is no more than the name of a committee, board or meeting."""
    return bool(_ONLY_BODY.fullmatch(text.strip()))


def _bodies(ground: Ground) -> Iterator[Finding]:
    """Bodies with the same name but for what sort of body it is."""
    found: dict[str, dict[str, Words]] = defaultdict(dict)
    for words in ground.words:
        for m in _BODY.finditer(words.quote.text):
            head = key(m["head"])
            if len(head.split()) > 1:
                found[head].setdefault(f"{m['head']} {m['type']}", words)
    for names in found.values():
        sorts = {n.rsplit(" ", 1)[-1].casefold() for n in names}
        if len(sorts) > 1:
            message = f"{listed([shown(n) for n in names])} may be one body or several."
            yield Finding("body_names", "medium", message, tuple(names.values()))
