"""People named in running text with their position, or with what they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.document import Bullet, Document, Paragraph, Quote
from ingest.entries import Responsibility
from ingest.people import in_position, is_position, names, role_words
from ingest.strands import Strands

LEAD = re.compile(
    r"^\W*(?P<key>(?:(?:strategic|overall|operational|section|sector|area|priority|named|plan|action|executive|trust)\s)?"
    r"(?:lead(?:s|er)?|owner|responsible(?: person| officer)?|led by|accountable(?: officer)?|sponsor|sro|contact|"
    r"link (?:trustee|governor)|lead (?:person|officer|trustee|governor|executive|member)|trustee|governor)s?)\s*[:–-]\s*(?P<value>\S.*)$",
    re.I,
)
"""A line that opens a lead block, such as "Lead: Ann Lee, head of estates"."""
_LINK = re.compile(
    r"^\s*(?:,\s*(?:the\s|our\s)?|\s(?:is|was|becomes|will become|serves as|joined as|has been|remains|"
    r"took over as)\s(?:now\s)?(?:appointed\s)?(?:as\s)?(?:the\s|our\s|an?\s)?|\s(?=[A-Z])|\s*\()(?=\S)"
)
_SMALL = frozenset(["of", "for", "and", "the", "&", "to", "at", "in", "on"])
_DUTY = re.compile(
    r"\b(?:leads?(?: on)?|owns|chairs|oversees?|is responsible for|has responsibility for|is accountable for|"
    r"takes (?:the )?lead on|manages|coordinates|looks after|will lead(?: on)?|will own|will oversee|will chair|will co-?ordinate|will manage)\s"
    r"(?P<area>[^.;]{3,120})",
    re.I,
)


def prose(document: Document, strands: Strands) -> Iterator[Responsibility]:
    """People named in running text with their position or with what they lead."""
    for block in document.blocks:
        if isinstance(block, Paragraph | Bullet) and not LEAD.match(block.text):
            yield from _in_text(Quote(block.text, block.location), strands.of(block.location))


def _in_text(quote: Quote, strand: str) -> Iterator[Responsibility]:
    for span in names(quote.text):
        after, before = quote.text[span.end :], quote.text[: span.begin]
        who = replace(quote, text=span.text)
        if post := _position_after(after) or _position_before(before):
            position = replace(quote, text=post)
            yield Responsibility(who, position, None, "profile", strand, "post", None, (quote,))
        clause = re.split(r"(?<=[.;])\s", after)[0]
        if (m := _DUTY.search(clause)) and not names(clause[: m.start()]):
            area = replace(quote, text=m["area"].strip(" ,"))
            yield Responsibility(who, None, area, "sentence", strand, "lead", None, (quote,))


def _position_after(text: str) -> str:
    """The position that follows a name: ", the deputy chief executive" or " is Head of Estates"."""
    link = _LINK.match(text)
    if link is None:
        return ""
    clause = re.split(r"[,.;()]|\s[–-]\s", text[link.end() :])[0]
    words = clause.split()
    named = 1 < len(words) <= 6 and words[-1].lower() in role_words() and "," in link[0]
    post = clause.strip() if named else position_of(leading(words))
    short = re.search(re.escape(post) + r"\s\([A-Z]{2,6}\)", text) if post else None
    return short[0] if short else post


def leading(run: list[str]) -> list[str]:
    """The words at the start of `run` that can belong to a position."""
    n = 0
    while n < min(len(run), 12) and in_position(run[n]):
        n += 1
    return run[:n]


def _position_before(text: str) -> str:
    """The position that a name follows: "Head of Estates, " or "our SENCO "."""
    bare = re.sub(r"\s*[,:(–-]?\s*$", "", text)
    run = re.split(r"[,.;()]|\s[–-]\s", bare)[-1].split()
    n = len(run)
    while n > 0 and len(run) - n < 10 and in_position(run[n - 1]):
        n -= 1
    return position_of(run[n:])


def position_of(words: list[str]) -> str:
    """The words that make a position, small words at the ends left out; "" where none do."""
    while words and words[0].lower() in _SMALL:
        words = words[1:]
    while words and words[-1].lower() in _SMALL:
        words = words[:-1]
    text = " ".join(words)
    return text if words and len(words) <= 10 and is_position(text) else ""
