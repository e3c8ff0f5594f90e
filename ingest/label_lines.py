"""Labels in running text, each with the people after it: "Sponsor: Ann Lee. Link trustee: Bo Cole." """

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Bullet, Document, Heading, Paragraph, Quote
from ingest.entries import Basis, Responsibility
from ingest.people import is_initials, is_position, listed, names
from ingest.posts import LEAD
from ingest.strands import Strands

_KIND = (
    r"(?:executive|exec|senior|strategic|operational|overall|delivery|project|programme|workstream|work stream"
    r"|section|sector|strand|theme|pillar|goal|priority|aim|objective|ambition|area|action|plan|trust|school|academy"
    r"|board|trustee|governor|named|link|lead|responsible|accountable|nominated|designated|clinical|portfolio|cabinet|corporate"
    r"|co-?ordinating|deputy)"
)
_HOLDER = (
    r"(?:leads?|leaders?|sponsors?|owners?|trustees?|governors?|members?|directors?|officers?|champions?|sro|links?"
    r"|co-?ordinators?|managers?|contacts?|person|executives?|responsible|accountable|chairs?)"
)
_LABEL = rf"(?:(?:{_KIND}\s){{0,3}}{_HOLDER})"
_COLON = re.compile(rf"(?:^|(?<=[.;|•·?\n)])\s*|(?<=\s)(?=[A-Z]))(?P<label>{_LABEL})\s*:\s*", re.I)
_BARE = re.compile(
    rf"^(?P<label>(?:{_KIND}\s){{1,3}}{_HOLDER}|sponsors?|owners?)\s+(?=[A-Z][a-z’'-]+\s[A-Z])",
    re.I,
)
_UNFILLED = re.compile(
    r"^(?:to be (?:confirmed|appointed|announced|agreed)|tbc|tba|vacan\w+|none at present[^.]*|none|not yet \w+)\b"
    r"[^.;]*",
    re.I,
)
_SENTENCE = re.compile(
    r"(?<=[a-z)\d])(?<!\bRev)(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bProf)(?<!\bCllr)(?<!\bSt)\.\s+(?=[A-Z])"
)
_LONGEST = 260
"""Characters that the people after one label take at most."""


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A label with the words after it, up to the next label or the end."""

    label: str
    value: str


def labelled(document: Document, strands: Strands) -> Iterator[Responsibility]:
    """Whoever stands after a label of responsibility in a paragraph or list item, for its section."""
    by_strand = areas(document, strands)
    for block in document.blocks:
        if not isinstance(block, Paragraph | Bullet):
            continue
        quote = Quote(block.text, block.location)
        strand = strands.of(block.location)
        parts = _parted(block.text)
        if len(parts) == 1 and LEAD.match(block.text):
            continue
        for one in parts:
            yield from _held(quote, one, by_strand.get(strand), strand)


def is_label(text: str) -> bool:
    """Whether words are such a label, such as "Delivery lead"."""
    return bool(re.fullmatch(_LABEL, text.strip(), re.I))


def first_sentence(text: str) -> str:
    """A text up to the end of its first sentence."""
    return _SENTENCE.split(text)[0]


def several(text: str) -> bool:
    """Whether a text gives people after more than one label."""
    return len(_parted(text)) > 1


def _parted(text: str) -> list[_Labelled]:
    found = list(_COLON.finditer(text)) or list(_BARE.finditer(text))
    out: list[_Labelled] = []
    for n, m in enumerate(found):
        end = found[n + 1].start() if n + 1 < len(found) else len(text)
        value = _SENTENCE.split(text[m.end() : end])[0]
        value = value.strip(" .;|\n")
        if len(value) > _LONGEST:
            value = re.split(r"(?<=[\w).])\.?\s+(?=[A-Z][a-z]+ \d)|(?<=\w\w)\.\s", value)[0]
        if value and len(value) <= _LONGEST and _says_who(value):
            out.append(_Labelled(m["label"].strip(), value))
    return out


def _says_who(value: str) -> bool:
    head = re.split(r"[,(;]", value)[0].strip()
    return bool(
        listed(head)
        or names(value[:80])
        or is_position(head)
        or is_initials(head)
        or _UNFILLED.match(value)
    )


def beside(
    table_cells: Sequence[tuple[Quote, Quote]], area: Quote | None, strand: str
) -> Iterator[Responsibility]:
    """Whoever stands in a table's second cell beside a label of responsibility in its first."""
    for label, value in table_cells:
        for one in _held(value, _Labelled(label.text, value.text), area, strand):
            yield replace(one, label=label)


def _held(
    quote: Quote, one: _Labelled, area: Quote | None, strand: str
) -> Iterator[Responsibility]:
    role = _role(one.label)
    said = replace(quote, text=one.value)
    label = _label(quote, one.label)
    if m := _UNFILLED.match(one.value):
        who = replace(quote, text=m[0].strip())
        yield Responsibility(who, None, area, _basis(role), strand, role, None, (quote,), label)
        return
    spans = [s for s in names(one.value) if s.begin < _LONGEST]
    if not spans:
        head = re.split(r"[(;]", one.value)[0].strip(" .,")
        for text in listed(head) or ((head,) if is_position(head) else ()):
            who = replace(quote, text=text)
            post = is_position(text) and not names(text)
            person, position = (None, who) if post else (who, None)
            yield Responsibility(
                person, position, area, _basis(role), strand, role, None, (quote,), label
            )
        return
    for n, span in enumerate(spans):
        end = spans[n + 1].begin if n + 1 < len(spans) else len(one.value)
        position, part = _after(quote, said.text[span.end : end])
        yield Responsibility(
            replace(quote, text=span.text),
            position,
            part or area,
            _basis(role),
            strand,
            role,
            None,
            (quote,),
            label,
        )


def _basis(role: str) -> Basis:
    return "link" if role == "link" else "section"


def _after(quote: Quote, rest: str) -> tuple[Quote | None, Quote | None]:
    """The position that stands after a name, and the part of the area in brackets, if either does."""
    m = re.match(r"\s*,\s*(?:the\s|our\s)?(?P<post>[^,;().]+)", rest)
    bracket = re.match(r"[^(;]{0,60}?\((?P<part>[^()]+)\)", rest) or re.match(
        r"\s+for\s(?P<part>[^,;.()]+)", rest
    )
    post = re.sub(r"\s+(?:and|with)\s*$", "", m["post"]).strip() if m else ""
    inside = bracket["part"].strip() if bracket else ""
    if not post and inside and is_position(inside):
        post, inside = inside, ""
    position = replace(quote, text=post) if post and is_position(post) else None
    part = inside and not is_position(inside) and not _ASIDE.match(inside)
    return position, replace(quote, text=inside) if part and len(inside.split()) <= _PART else None


_ASIDE = re.compile(r"(?:also|and|our|until|from|to|since|with|acting|interim|see)\b", re.I)
_PART = 6
"""Words that the part of an area in brackets has at most."""


def _label(quote: Quote, label: str) -> Quote:
    at = max(0, quote.text.lower().find(label.lower()))
    return replace(quote, text=quote.text[at : at + len(label)])


def _role(label: str) -> str:
    low = label.lower()
    if re.search(r"trustee|governor|\blink|member\b", low):
        return "link"
    if "sponsor" in low:
        return "sponsor"
    return "chair" if "chair" in low else "lead"


def areas(document: Document, strands: Strands) -> dict[str, Quote]:
    """Each strand's heading as a quotation, by the strand's name."""
    out: dict[str, Quote] = {}
    headings: Sequence[Heading] = [b for b in document.blocks if isinstance(b, Heading)]
    for block in headings:
        if not strands.is_label(block.text):
            out.setdefault(strands.name(block.text), Quote(block.text, block.location))
    return out
