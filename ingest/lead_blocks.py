"""Lead blocks in running text: "Lead: …", "Position: …" and the profile beneath them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Bullet, Document, Heading, Paragraph, Quote
from ingest.entries import Responsibility
from ingest.label_lines import first_sentence, several
from ingest.link_roles import bracketed
from ingest.people import Span, is_position, listed, names
from ingest.posts import LEAD, leading, position_of
from ingest.strands import Strands

_POSITION = re.compile(
    r"^\W*(?:position|role|job title|title|post)\s*[:–-]\s*(?P<value>\S.*)$", re.I
)


@dataclass(slots=True)
class _Block:
    """A lead block as it is read: the lead, then the position and profile beneath it."""

    lead: Quote
    role: str
    area: Quote | None
    strand: str
    position: Quote | None = None
    support: tuple[Quote, ...] = ()


def blocks(document: Document, strands: Strands) -> Iterator[Responsibility]:
    """Lead blocks in running text: "Lead: …", "Position: …" and the profile that follows."""
    areas = _areas(document)
    held: _Block | None = None
    for block in document.blocks:
        if not isinstance(block, Paragraph | Bullet):
            yield from _closed(held)
            held = None
            continue
        quote = Quote(block.text, block.location)
        if (m := LEAD.match(block.text)) and not several(block.text):
            yield from _closed(held)
            held = None
            if _role(m["key"]) == "link" and (people := bracketed(block.text)):
                yield from _linked_people(quote, people, strands.of(block.location))
            else:
                held = _opened(quote, m, strands, areas)
        elif held and (m := _POSITION.match(block.text)):
            held.position = Quote(m["value"].strip(), block.location)
        elif held and held.lead.text.split()[0] in block.text:
            held.support = (*held.support, quote)
            yield from _duties(quote, held)
    yield from _closed(held)


def _duties(quote: Quote, held: _Block) -> Iterator[Responsibility]:
    """What a profile says that its person leads: "She chairs the subject leaders' group." """
    first = re.escape(held.lead.text.split()[0])
    pattern = re.compile(
        rf"(?:^|(?<=[.;]\s))(?:she|he|they|{first})\s(?:also\s)?{_VERBS}\s(?P<area>[^.;]{{3,120}})",
        re.I,
    )
    is_post = re.compile(
        rf"(?:^|(?<=[.;]\s))(?:she|he|{first})\s(?:is|serves as)\s(?:now\s)?(?:also\s)?(?:the\s)?(?:trust's\s|our\s)?(?=[A-Z])",
        re.I,
    )
    for m in is_post.finditer(quote.text):
        words = leading(re.split(r"[,.;()]", quote.text[m.end() :])[0].split())
        if post := position_of(words):
            position = replace(quote, text=post)
            yield Responsibility(
                held.lead, position, None, "profile", held.strand, "post", None, (quote,)
            )
    for m in pattern.finditer(quote.text):
        area = replace(quote, text=m["area"].strip(" ,"))
        post = Quote(m["verb"], quote.location)
        yield Responsibility(
            held.lead, None, area, "sentence", held.strand, post.text.lower(), None, (quote,)
        )


def _linked_people(
    quote: Quote, people: Sequence[tuple[Span, Span]], strand: str
) -> Iterator[Responsibility]:
    for person, area in people:
        who, about = replace(quote, text=person.text), replace(quote, text=area.text)
        yield Responsibility(who, None, about, "link", strand, "link", None, (quote,))


def _opened(
    quote: Quote, m: re.Match[str], strands: Strands, areas: dict[str, Quote]
) -> _Block | None:
    value = first_sentence(m["value"].strip())
    name, _, position = value.partition(",")
    if not (listed(name) or names(name)):
        name, position = value, ""
        found = re.match(r"^(.*?)\s*(?:\(([^)]*)\)|[–-]\s+(.*))$", value)
        if found and (listed(found[1]) or names(found[1])):
            name, position = found[1], found[2] or found[3] or ""
    if not (listed(name) or names(name)):
        return None
    strand = strands.of(quote.location)
    block = _Block(replace(quote, text=name.strip()), _role(m["key"]), areas.get(strand), strand)
    block.position = (
        replace(quote, text=position.strip()) if is_position(position.strip()) else None
    )
    return block


def _role(key: str) -> str:
    low = key.lower()
    return (
        "link"
        if re.search(r"trustee|governor|link", low)
        else "sponsor"
        if "sponsor" in low
        else "lead"
    )


def _closed(block: _Block | None) -> Iterator[Responsibility]:
    if block is None:
        return
    for person in listed(block.lead.text) or (block.lead.text,):
        who = replace(block.lead, text=person)
        position = block.position
        if is_position(person) and not names(person):
            yield Responsibility(
                None, who, block.area, "section", block.strand, block.role, None, block.support
            )
        else:
            yield Responsibility(
                who, position, block.area, "section", block.strand, block.role, None, block.support
            )


def _areas(document: Document) -> dict[str, Quote]:
    """Each strand's heading as a quotation, by the strand's name."""
    strands = Strands(document)
    out: dict[str, Quote] = {}
    for block in document.blocks:
        if isinstance(block, Heading) and not strands.is_label(block.text):
            out.setdefault(strands.name(block.text), Quote(block.text, block.location))
    return out


_VERBS = r"(?P<verb>leads(?: on)?|owns|chairs|oversees|is responsible for|manages|coordinates|looks after)"
