"""Who is responsible for what: lead blocks, matrices of area by role, link roles, profiles, prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.actions import quotes
from ingest.columns import Roles
from ingest.document import Bullet, Cell, Document, Heading, Paragraph, Quote, Table
from ingest.entries import Responsibility
from ingest.people import Span, in_position, is_position, listed, names, role_words
from ingest.strands import Strands

_LEAD = re.compile(
    r"^\W*(?P<key>(?:(?:strategic|overall|operational|section|sector|area|priority|named|plan|action|executive|trust)\s)?"
    r"(?:lead(?:s|er)?|owner|responsible(?: person| officer)?|led by|accountable(?: officer)?|sponsor|sro|contact|"
    r"link (?:trustee|governor)|lead (?:person|officer|trustee|governor|executive|member)|trustee|governor)s?)\s*[:–-]\s*(?P<value>\S.*)$",
    re.I,
)
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
        if m := _LEAD.match(block.text):
            yield from _closed(held)
            held = None
            if _role(m["key"]) == "link" and (people := _bracketed(block.text)):
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
        words = _leading(re.split(r"[,.;()]", quote.text[m.end() :])[0].split())
        if post := _position(words):
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
    value = m["value"].strip()
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


def of_table(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """A matrix's rows (an area beside a lead), and a list of people beside their positions."""
    if "lead" in roles and not any(r in ("activity", "milestone", "when") for r in roles):
        yield from _matrix(table, roles, strand)
    elif "name" in roles and "position" in roles:
        yield from _register(table, roles, strand)
    yield from _watching(table, roles, strand)
    yield from _links(table, roles, strand)


def _watching(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """Committees and people in a column of who monitors, each for its row."""
    for c, role in enumerate(roles):
        if role != "monitor":
            continue
        for row in table.body():
            area = next(iter(quotes(row[0])), None)
            for quote in quotes(row[c]):
                if (
                    area
                    and row[c].location.column == c + 1
                    and (group := _GROUP.search(quote.text))
                ):
                    body = replace(quote, text=group[0])
                    yield Responsibility(
                        None, body, area, "link", strand, "committee", None, (quote,)
                    )


def _matrix(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """An area beside its lead; or a school, a body or the like beside the holder of a position."""
    label = next(
        (c for c, r in enumerate(roles) if r in ("strand", "school", "aim", "priority", "")), 0
    )
    for row in table.body():
        area = next(iter(quotes(row[label])), None)
        for c, cell in enumerate(row):
            if roles[c] != "lead" or c == label or area is None or cell.location.column != c + 1:
                continue
            post = _heading_post(table, c)
            for quote in quotes(cell):
                for person in listed(quote.text) or (quote.text,):
                    who = replace(quote, text=person) if person in quote.text else quote
                    if post:
                        yield Responsibility(who, post, area, "matrix", strand, "post")
                    elif is_position(person) and not names(person):
                        yield Responsibility(None, who, area, "matrix", area.text, "lead")
                    else:
                        yield Responsibility(who, None, area, "matrix", area.text, "lead")


def _heading_post(table: Table, c: int) -> Quote | None:
    """The position that a column's heading names, such as "Headteacher"; None for "Lead"."""
    for row in reversed(table.rows[: table.heading_rows]):
        text = row[c].text.strip()
        if text and is_position(text) and not _GENERIC.fullmatch(text):
            return Quote(text, row[c].location)
    return None


_GENERIC = re.compile(
    r"(?:\w+\s)?(?:leads?(?: (?:personnel|person|officer|role|name))?|owners?|leaders?|team|partners?|who|personnel)",
    re.I,
)


def _register(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    who_at, post_at = roles.index("name"), roles.index("position")
    area_at = next(
        (
            c
            for c, r in enumerate(roles)
            if r in ("strand", "activity", "aim", "monitor", "notes", "")
        ),
        None,
    )
    for row in table.body():
        who, post = _first(row[who_at]), _first(row[post_at])
        area = _first(row[area_at]) if area_at is not None else None
        if who and names(who.text) or who and listed(who.text):
            yield Responsibility(who, post, area or post, "matrix", strand, "post")


def _first(cell: Cell) -> Quote | None:
    return next(iter(quotes(cell)), None)


_GROUP = re.compile(r"\b[A-Z][^.;:()\n]{2,60}?\s(?:Committee|Group|Board|Panel|Forum)\b")
_ROLE_HEAD = re.compile(
    r"\b(?:Designated|Lead|Link|Named)\s(?:[A-Z][a-z]+\s)*(?:Roles?|Trustees?|Governors?|Leads?)\s?:"
)


_NEVER_LINKS = ("activity", "milestone", "measure", "when", "start", "status", "lead", "notes")


def _links(table: Table, roles: Roles, strand: str) -> Iterator[Responsibility]:
    """Cells that say "Name (area)" or name committees, under the heading that they watch."""
    for row in table.body():
        for c, cell in enumerate(row):
            if cell.location.column != c + 1 or roles[c] in _NEVER_LINKS:
                continue
            for quote in quotes(cell):
                if roles[c] == "monitor" and not _bracketed(quote.text):
                    continue
                yield from _linked(quote, cell, strand)


def _linked(quote: Quote, cell: Cell, strand: str) -> Iterator[Responsibility]:
    people = _bracketed(quote.text)
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
    for m in _GROUP.finditer(_ROLE_HEAD.sub("\0", head)):
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
    rest = _GROUP.sub("", text)
    return bool(_GROUP.search(text)) and len(rest.split()) <= 3


_LINK_TEXT = re.compile(
    r"\b(?:link|lead|named|designated)\s(?:\w+\s)?(?:trustees?|governors?|roles?)\b", re.I
)


def _bracketed(text: str) -> list[tuple[Span, Span]]:
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


_LINK = re.compile(
    r"^\s*(?:,\s*(?:the\s|our\s)?|\s(?:is|was|becomes|will become|serves as|joined as|has been|remains|"
    r"took over as)\s(?:now\s)?(?:appointed\s)?(?:as\s)?(?:the\s|our\s|an?\s)?|\s(?=[A-Z])|\s*\()(?=\S)"
)
_SMALL = frozenset(["of", "for", "and", "the", "&", "to", "at", "in", "on"])
_VERBS = r"(?P<verb>leads(?: on)?|owns|chairs|oversees|is responsible for|manages|coordinates|looks after)"
_DUTY = re.compile(
    r"\b(?:leads?(?: on)?|owns|chairs|oversees?|is responsible for|has responsibility for|is accountable for|"
    r"takes (?:the )?lead on|manages|coordinates|looks after|will lead(?: on)?|will own|will oversee|will chair|will co-?ordinate|will manage)\s"
    r"(?P<area>[^.;]{3,120})",
    re.I,
)


def prose(document: Document, strands: Strands) -> Iterator[Responsibility]:
    """People named in running text with their position or with what they lead."""
    for block in document.blocks:
        if isinstance(block, Paragraph | Bullet) and not _LEAD.match(block.text):
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
    post = clause.strip() if named else _position(_leading(words))
    short = re.search(re.escape(post) + r"\s\([A-Z]{2,6}\)", text) if post else None
    return short[0] if short else post


def _leading(run: list[str]) -> list[str]:
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
    return _position(run[n:])


def _position(words: list[str]) -> str:
    """The words that make a position, small words at the ends left out; "" where none do."""
    while words and words[0].lower() in _SMALL:
        words = words[1:]
    while words and words[-1].lower() in _SMALL:
        words = words[:-1]
    text = " ".join(words)
    return text if words and len(words) <= 10 and is_position(text) else ""


def joined(found: Sequence[Responsibility]) -> tuple[Responsibility, ...]:
    """Leads of a matrix, given by position alone, with the person whom a lead block names for it."""
    people = {r.strand: r for r in found if r.basis == "section" and r.person}
    return tuple(_with_person(r, people.get(r.strand)) for r in found)


def _with_person(found: Responsibility, lead: Responsibility | None) -> Responsibility:
    if found.basis != "matrix" or found.person or lead is None or found.role != "lead":
        return found
    return replace(
        found,
        person=lead.person,
        support=(*found.support, *((lead.position,) if lead.position else ())),
    )
