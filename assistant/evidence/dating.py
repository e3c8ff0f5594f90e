"""When evidence is from: the day in its title, its file's name or its first lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.calendar import Span
from ingest.days import covered
from ingest.document import Bullet, Document, Heading, Paragraph, Quote
from ingest.filing import Filed
from ingest.periods import find

_OPENING = 6
"""How many blocks at the head of a document may say when it is from."""

_NAMED = re.compile(r"\b(?:issued|dated?|held|meeting|written|published|visit(?:ed)?)\b", re.I)
_DUE = re.compile(r"\b(?:due|target|deadline|by|until|complet\w+|review)\b", re.I)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class From:
    """When something is from: the words that say so, and the days that they mean."""

    text: str
    span: Span

    @property
    def day(self) -> date:
        """The last day that it can be from."""
        return self.span[1]


def when_from(filed: Filed, document: Document) -> From | None:
    """When a document is from; None where neither its names nor its first lines say so."""
    names = (document.title, re.sub(r"[_ ]+", " ", filed.name.rsplit(".", 1)[0]))
    for text in names:
        if found := dated(text):
            return found
    opening = [b.text for b in document.blocks if isinstance(b, Heading | Paragraph | Bullet)]
    lines = [s for t in opening[:_OPENING] for s in re.split(r"(?<=[.!?])\s+", t)]
    for line in sorted(lines, key=lambda t: not _NAMED.search(t)):
        if (found := dated(line)) and found.span[0] == found.span[1]:
            return found
    return next((y for t in (*names, *opening[:2]) if (y := _year(t))), None)


def dated(text: str) -> From | None:
    """The latest stated time in a text that has days."""
    found = [
        From(f.period.text, (f.period.start or f.period.end, f.period.end))
        for f in find(text)
        if f.period.end and f.period.year == "stated" and not f.period.every
    ]
    return max(found, key=lambda f: f.day, default=None)


def row_from(quotes: tuple[Quote, ...], whole: From | None) -> From | None:
    """When a table's row is from: a cell that is a time and no deadline says so, else its document."""
    for q in quotes:
        own = dated(q.text)
        if own is None or len(q.text.split()) > 4 or len(own.text) <= len(q.text) / 2:
            continue
        if not _DUE.search(" ".join(q.about)) and (whole is None or own.day <= whole.day):
            return own
    return whole


def _year(text: str) -> From | None:
    if span := covered(text):
        return From(f"{span[0].year}-{span[1].year % 100}", span)
    years = _YEAR.findall(text)
    if not years:
        return None
    year = int(max(years))
    return From(str(year), (date(year, 1, 1), date(year, 12, 31)))
