"""Who watches over something: link trustees in brackets, and committees in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.columns import Roles
from ingest.document import Cell, Quote, Table
from ingest.entries import Responsibility
from ingest.people import Span, names, role_words
from ingest.table_rows import quotes

GROUP = re.compile(
    r"\b[A-Z][\w’'&-]*(?:,?\s(?:[A-Z][\w’'&-]*|and|of|&|for|the)){0,7}?\s(?:Committee|Group|Board|Panel|Forum|Council)\b"
)
_ROLE_HEAD = re.compile(
    r"\b(?:Designated|Lead|Link|Named)\s(?:[A-Z][a-z]+\s)*(?:Roles?|Trustees?|Governors?|Leads?)\s?:"
)


_NEVER_LINKS = ("activity", "milestone", "measure", "when", "start", "status", "lead", "notes")


def links(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """Cells that say "Name (area)" or name committees, under the heading that they watch."""
    for row in table.body():
        for c, cell in enumerate(row):
            if cell.location.column != c + 1 or roles[c] in _NEVER_LINKS:
                continue
            for quote in quotes(cell):
                if roles[c] == "monitor" and not bracketed(quote.text):
                    continue
                yield from _linked(quote, cell, strand)


def _linked(quote: Quote, cell: Cell, strand: str) -> Iterator[Responsibility]:
    people = bracketed(quote.text)
    watched = cell.column_heading[-1] if cell.column_heading else strand
    role = "link" if _ROLE_HEAD.search(quote.text) or people else "committee"
    short = len(quote.text.split()) < 40
    if not people and not (short and _only_groups(quote.text)):
        return
    for person, area in people:
        who = replace(quote, text=quote.text[person.begin : person.end])
        about = replace(quote, text=area.text)
        yield Responsibility(who, None, about, "link", watched, role, None, (quote,))
    head = quote.text[: people[0][0].begin] if people else quote.text
    for m in GROUP.finditer(_ROLE_HEAD.sub("\0", head)):
        yield Responsibility(
            None,
            replace(quote, text=m[0]),
            replace(quote, text=m[0]),
            "link",
            watched,
            "committee",
            None,
            (quote,),
        )


def _only_groups(text: str) -> bool:
    rest = GROUP.sub("", text)
    return bool(GROUP.search(text)) and len(rest.split()) <= 3


_LINK_TEXT = re.compile(
    r"\b(?:link|lead|named|designated)\s(?:\w+\s)?(?:trustees?|governors?|roles?)\b", re.I
)


def bracketed(text: str) -> list[tuple[Span, Span]]:
    """People followed at once by what they look after in brackets: "Ann Lee (health and safety)"."""
    out: list[tuple[Span, Span]] = []
    for m in re.finditer(r"\(([^()]{2,60})\)", text):
        before = text[: m.start()].rstrip()
        words = re.search(r"((?:[A-Z][\w’'-]+\s){1,2}[A-Z][\w’'-]+)$", before)
        found = names(before)
        if found and found[-1].end == len(before):
            out.append((found[-1], Span(m[1], m.start(1), m.end(1))))
        elif (
            words
            and len(words[1].split()) == 2
            and (out or _LINK_TEXT.search(text))
            and not set(words[1].lower().split()) & role_words()
        ):
            begin = len(before) - len(words[1])
            out.append((Span(words[1], begin, len(before)), Span(m[1], m.start(1), m.end(1))))
    return out
