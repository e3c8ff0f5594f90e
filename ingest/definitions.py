"""What acronyms and phrases stand for, by the document's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.acronyms import SMALL, spells
from ingest.columns import Roles
from ingest.document import Quote, Table
from ingest.entries import Definition
from ingest.people import fits, listed, names
from ingest.table_rows import quotes

_ACRONYM = r"[A-Z][A-Za-z&]*[A-Z][A-Za-z&]*|[A-Z]{2,}"
_BEFORE = re.compile(
    rf"\b(?P<term>{_ACRONYM})s?\s*(?:\(|–|—|\s-\s|:\s)\s*(?P<full>[A-Za-z][^()\n;:]{{4,90}}?)(?:\)|$|[.;\n])"
)
_AFTER = re.compile(rf"\(\s*(?:the\s)?(?:[‘'\"“])?(?P<term>{_ACRONYM})s?(?:[’'\"”])?\s*\)")


def in_text(found: Sequence[Quote]) -> Iterator[Definition]:
    """ "Finance Liaison Officers (FLOs)" and "FLOs (Finance Liaison Officers)"."""
    for quote in found:
        for m in _BEFORE.finditer(quote.text):
            if m.group(0)[len(m["term"]) :].lstrip("s ")[:1] == "(" and spells(
                m["term"], m["full"]
            ):
                yield Definition(m["term"], m["full"].strip(), quote)
        for m in _AFTER.finditer(quote.text):
            if full := _ending(m["term"], quote.text[: m.start()]):
                yield Definition(m["term"], full, quote)


_KEYED = re.compile(
    r"(?:^|[.;,]\s+)(?P<term>[A-Z]{1,2}|Red|Amber|Green|Blue|Purple|Yellow)\s*[:=–]\s*(?P<full>[^.;:=]{3,70}?)(?=[.;]|$|,\s+(?:[A-Z]{1,2}|Red|Amber|Green|Blue)\s*[:=–])"
)


def keys(found: Sequence[Quote]) -> Iterator[Definition]:
    """A key in a sentence: "R: overdue or off track. A: under way." """
    for quote in found:
        hits = list(_KEYED.finditer(quote.text))
        if len(hits) > 1:
            for m in hits:
                yield Definition(m["term"], m["full"].strip(), quote)


def _ending(term: str, before: str) -> str:
    """The words at the end of `before` whose first letters are the term's; "" where none are."""
    words = re.findall(r"\S+", before)
    for n in range(2, min(len(words), 2 * len(term) + 3) + 1):
        full = " ".join(words[-n:])
        if words[-n].lower() not in SMALL and spells(term, full):
            return full.strip(" ,'\"“‘")
    return ""


def of_table(table: Table, roles: Roles) -> Iterator[Definition]:
    """A glossary: a column of terms beside a column of meanings."""
    yield from _legend(table)
    for full, role in enumerate(roles):
        if role != "meaning":
            continue
        before = [c for c in range(full) if roles[c] in ("term", "")]
        term = next(
            (c for c in reversed(before) if roles[c] == "term"), before[-1] if before else 0
        )
        for row in table.rows[table.heading_rows if table.heading_rows else 0 :]:
            if row[term].paragraphs and row[full].paragraphs and term != full:
                meaning = quotes(row[full])[0]
                yield Definition(row[term].text.strip(), meaning.text, meaning)
    yield from _initials(table, roles)


def _initials(table: Table, roles: Roles) -> Iterator[Definition]:
    """A key of initials: a column of them beside a column of names."""
    if "initials" not in roles or "name" not in roles:
        return
    short, full = roles.index("initials"), roles.index("name")
    for row in table.body():
        if row[short].paragraphs and row[full].paragraphs:
            whom = quotes(row[full])[0]
            found = names(whom.text)
            if not found and not listed(whom.text):
                continue
            person = found[0].text if found and found[0].begin == 0 else whom.text
            yield Definition(row[short].text.strip(), person, whom)


_COLOUR = re.compile(
    r"(?:light |dark )?(?:red|amber|green|blue|purple|yellow|grey|gray|orange|pink|white)|[RAGB]",
    re.I,
)


def is_colour(term: str) -> bool:
    """Whether a term is the name of a colour, or the letter of one in a rating."""
    return bool(_COLOUR.fullmatch(term.strip()))


def _legend(table: Table) -> Iterator[Definition]:
    """A row of colours, each with what it means in the next cell."""
    for row in table.rows:
        filled = [c for n, c in enumerate(row) if c.paragraphs and (n == 0 or row[n - 1] is not c)]
        pairs = list(zip(filled[::2], filled[1::2], strict=False))
        if pairs and len(filled) % 2 == 0 and all(is_colour(a.text) for a, _ in pairs):
            for colour, meaning in pairs:
                yield Definition(colour.text.strip(), meaning.paragraphs[0], quotes(meaning)[0])


def is_legend(table: Table) -> bool:
    """Whether a table is a key of colours and no plan."""
    return next(_legend(table), None) is not None and len(table.rows) <= 3


def initials(found: Sequence[Quote]) -> Iterator[Definition]:
    """Whom initials stand for: "AB is Ann Bell (chief executive)", "Ann Bell (AB)"."""
    for quote in found:
        for name in names(quote.text):
            before = re.search(
                r"\b([A-Z][A-Za-z]{1,3})(?:\s(?:is|stands for|means)\s|\s?[=:–-]\s?)$",
                quote.text[: name.begin],
            )
            after = re.match(r"\s\(([A-Z][A-Za-z]{1,3})\)", quote.text[name.end :])
            short = before or after
            if short and fits(short[1], name.text):
                yield Definition(short[1], name.text, quote)


def spelled_elsewhere(found: Sequence[Quote], known: set[str]) -> Iterator[Definition]:
    """Acronyms that nothing expands, where the document writes just such a phrase elsewhere."""
    unknown = {m[0] for q in found for m in re.finditer(r"\b[A-Z]{3,6}\b", q.text)} - known
    said = " ".join(q.text for q in found)
    for quote in found:
        for phrase in _phrases(quote.text):
            if phrase.islower() and said.count(phrase) < 2:
                continue
            first = phrase[0].upper()
            for term in sorted(t for t in unknown if t[0] == first):
                if spells(term, phrase):
                    yield Definition(term, phrase, quote)
                    unknown.discard(term)


def _phrases(text: str) -> Iterator[str]:
    """Runs of capitalised words with small words between, and "x for y" phrases of three words."""
    for m in re.finditer(
        r"\b[A-Z][a-z]+(?:(?:\s(?:and|of|for|the|in|&))*\s[A-Z][a-z]+){2,5}", text
    ):
        yield m[0]
    for m in re.finditer(r"\b[a-z]{3,}\s(?:for|of|and)\s[a-z]{3,}\b", text):
        yield m[0]
