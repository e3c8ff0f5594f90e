"""Plans in sentences: who will do what by when -> commitments, and who has what in hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.days import Frame
from ingest.document import Bullet, Document, Paragraph, Quote
from ingest.entries import Commitment, Dated, Measure, Responsibility
from ingest.people import is_position, names
from ingest.periods import Found, find
from ingest.segments import sentences
from ingest.strands import Strands

_PROMISE = re.compile(
    r"\b(?:will|shall|is to|are to|is due to|are due to|is planned|are planned|is due|are due|has agreed to|have agreed to|"
    r"is responsible for|are responsible for|must|takes?|publishes|reviews?|meets?|runs?|looks? at)\b"
)
_FIRM = re.compile(
    r"\b(?:will|shall|is to|are to|is due|are due|is planned|are planned|is responsible for|has agreed to)\b"
)
_BECOMES = re.compile(r"\bwill (?:become|be known|be the|be our)\b")
_SUCCESS = re.compile(
    r"\bwe (?:will|shall) (?:know|be content|be satisfied|judge)\b|\bsuccess (?:will|looks?|means)\b|\bwe expect\b|\bworked when\b",
    re.I,
)
_GONE = re.compile(r"\bsuperseded\b[:.]|\bno longer (?:part of|in) (?:the|this) plan\b", re.I)
"""What marks a paragraph as one that no longer holds."""
_PRONOUN = re.compile(r"\b(?:she|he|they)\b", re.I)
_HELD = re.compile(
    r"(?P<area>[A-Z][^.;]{2,80}?)\s(?:is|are|stays?|remains?|will be|sits?|rests?)\s(?P<how>in the hands of|led by|overseen by|owned by|"
    r"managed by|chaired by|looked after by|run by|with|the responsibility of)\s(?:(?:the|our)\s[^,.;]{3,40},\s)?$"
)


def commitments(
    document: Document, strands: Strands, frame: Frame
) -> Iterator[Commitment | Measure]:
    """What sentences promise: with somebody who will do it, or with a time."""
    for block in document.blocks:
        if (
            isinstance(block, Paragraph)
            and len(block.text.split()) > 5
            and not _GONE.search(block.text)
        ):
            yield from _in_paragraph(
                Quote(block.text, block.location), strands.of(block.location), frame
            )


def _in_paragraph(paragraph: Quote, strand: str, frame: Frame) -> Iterator[Commitment | Measure]:
    last: tuple[Quote, ...] = ()
    everyone = {n.text.split()[0]: n.text for n in names(paragraph.text)}
    for text in sentences(paragraph.text):
        quote = replace(paragraph, text=text)
        who = _who(quote, everyone) or (last if _PRONOUN.search(text) else ())
        last = who or last
        found = [f for f in find(text, frame) if f.period.kind not in ("none", "ongoing")]
        when = tuple(Dated(f.period, quote, "target") for f in found)
        if len(found) > 1 and not _SUCCESS.search(text) and who and _FIRM.search(text):
            yield from _clauses(quote, who, found, strand)
        elif _SUCCESS.search(text):
            yield Measure(quote, tuple(replace(d, role="monitoring") for d in when), (), strand)
        elif _promises(text, who, when):
            yield Commitment(quote, who, "own", when, strand)


def _clauses(
    quote: Quote, who: tuple[Quote, ...], found: list[Found], strand: str
) -> Iterator[Commitment]:
    """A sentence that promises two things, each with its date: one record for each."""
    begin = 0
    for n, f in enumerate(found):
        joint = re.compile(r"\s*(?:[,;]\s*)?(?:and\s|;\s*)").match(quote.text, f.end)
        last = n == len(found) - 1
        if not (last or joint):
            continue
        end = len(quote.text) if last else f.end
        piece = replace(quote, text=quote.text[begin:end].strip(" ,;"))
        inside = tuple(
            Dated(x.period, piece, "target") for x in found if begin <= x.begin and x.end <= end
        )
        own = tuple(w for w in who if re.search(rf"\b{re.escape(w.text)}\b", piece.text)) or who
        if _PRONOUN.search(piece.text) and who[0] not in own:
            own = (who[0], *own)
        yield Commitment(piece, own, "own", inside, strand)
        begin = joint.end() if joint and not last else end


def _promises(text: str, who: tuple[Quote, ...], when: tuple[Dated, ...]) -> bool:
    if _BECOMES.search(text):
        return False
    if who:
        return bool(_FIRM.search(text)) or (bool(when) and bool(_PROMISE.search(text)))
    return bool(when) and bool(_FIRM.search(text))


def _who(quote: Quote, everyone: dict[str, str]) -> tuple[Quote, ...]:
    """The people whom a sentence names, also by first name alone."""
    found = [n.text for n in names(quote.text)]
    firsts = [
        f
        for f, full in everyone.items()
        if full not in found and re.search(rf"\b{re.escape(f)}\b(?!\s[A-Z])", quote.text)
    ]
    return tuple(replace(quote, text=t) for t in (*found, *firsts))


_WATCHES = re.compile(
    r"(?:^|[,;]\s(?:and\s)?|\band\s)(?:[Tt]he\s)?(?P<body>[A-Z][\w&’' ]{2,50}?(?:Committee|Board|Group|Panel|Council))\s"
    r"(?:watches(?: over)?|monitors|oversees|scrutinises|looks after|holds|reviews)\s(?P<area>[^.;]{3,90}?)(?=[.;]|$|,\s(?:and\s)?the\s|\sand\sthe\s[A-Z])"
)


def watching(document: Document, strands: Strands) -> Iterator[Responsibility]:
    """ "The Education Committee watches Curriculum and Achievement." """
    for quote in _sentences(document):
        for m in _WATCHES.finditer(quote.text):
            body, area = replace(quote, text=m["body"]), replace(quote, text=m["area"].strip())
            strand = strands.name(area.text)
            yield Responsibility(None, body, area, "link", strand, "committee", None, (quote,))


def _sentences(document: Document) -> Iterator[Quote]:
    """The sentences of paragraphs and list items."""
    for block in document.blocks:
        if isinstance(block, Paragraph | Bullet):
            yield from (Quote(text, block.location) for text in sentences(block.text))


_FULL = r"(?:(?:Dr|Mrs?|Ms|Miss|Rev|Prof|Cllr|Canon|Sir|Dame)\.?\s)?[A-Z][\w’'-]+(?:\s[A-Z]\.)?(?:\s[A-Z][\w’'-]+){1,2}"
_ROLE = r"(?:link|lead|nominated|designated)\s(?:trustee|governor|director|member)"
_LINK = re.compile(
    rf"\b[Tt]he\s(?:(?P<before>[\w&’' -]{{2,40}}?)\s{_ROLE}|{_ROLE}\sfor\s(?P<for>[\w&’' -]{{2,60}}?))"
    rf"\s(?:is|will be)\s(?:currently\s)?(?P<who>{_FULL}|vacant)"
)


def linked(document: Document, strands: Strands) -> Iterator[Responsibility]:
    """ "The SEND link trustee is Ann Lee; the link trustee for careers is vacant." """
    for quote in _sentences(document):
        for m in _LINK.finditer(quote.text):
            who = replace(quote, text=m["who"])
            area = replace(quote, text=(m["before"] or m["for"]).strip())
            strand = strands.of(quote.location)
            yield Responsibility(who, None, area, "link", strand, "link", None, (quote,))


def held(document: Document, strands: Strands) -> Iterator[Responsibility]:
    """ "Attendance is in the hands of Ann Lee", "the committee is chaired by Bo Cole; the panel by Cy Dee"."""
    for quote in _sentences(document):
        strand = strands.of(quote.location)
        told = [(who, area, how == "chaired") for who, area, how in _chaired(quote.text)]
        read = {who for who, _, _ in told}
        for span in names(quote.text):
            if span.text not in read and (m := _HELD.search(quote.text[: span.begin])):
                told.append((span.text, m["area"], "chaired" in m["how"]))
        for name, about, chairs in told:
            who, area = replace(quote, text=name), replace(quote, text=about)
            role = "chairs" if chairs else "leads"
            yield Responsibility(who, None, area, "sentence", strand, role, None, (quote,))


_CHAIRED = re.compile(
    rf"(?:^|[;,]\s(?:and\s)?|\b[Tt]he\s)(?P<area>[A-Z][\w’'&, -]{{2,60}}?)\s(?:is|are|will be|was)\s(?P<how>chaired|led|run|overseen|managed|owned)\sby\s(?P<who>{_FULL})"
)
_ALSO = re.compile(
    rf"^(?:[;,]\s(?:and\s)?|\sand\s)(?:the\s)?(?P<area>[A-Z][\w’'& -]{{2,60}}?)\sby\s(?P<who>{_FULL})"
)


def _chaired(text: str) -> Iterator[tuple[str, str, str]]:
    """Who chairs or leads what, by a sentence that says so of one thing and then of others."""
    for m in _CHAIRED.finditer(text):
        if is_position(m["who"]):
            continue
        yield m["who"], m["area"].strip().removeprefix("The "), m["how"]
        end = m.end()
        while also := _ALSO.match(text[end:]):
            yield also["who"], also["area"].strip(), m["how"]
            end += also.end()
