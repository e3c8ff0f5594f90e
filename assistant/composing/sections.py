"""All that stands under a heading, where a question asks for just that: "the principles of the trust"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.composed import Composed, Line, Record, Said, bullet, heading
from assistant.composing.grids import is_reference
from assistant.composing.ground import Ground, record, tidy
from assistant.coverage import scores, stem_set, weight
from assistant.find import relevance
from assistant.vocabulary import Term
from ingest.document import Bullet, Document, Heading, Location, Paragraph, Quote, Table
from ingest.entries import Commitment, Measure
from ingest.filing import Kept, Plan
from ingest.segments import sentences
from ingest.strands import bare, key

_TELLING = 0.2
"""How much a word must count to be one that a heading has to answer."""
_WHOLE = 0.9
"""How much of the question a heading and those above it must cover."""
_LOOKED_AT = 40
"""Documents of a plan that are looked through."""
_WORDS = 150
"""Words of running text that are quoted; lists are quoted whole."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands right under it."""

    plan: str
    document: str
    title: Heading
    blocks: tuple[Paragraph | Bullet, ...]
    table: Table | None = None
    """The table that the blocks lead in to."""


def section(ground: Ground) -> Composed | None:
    """What stands under the heading that the question names, in each plan; None where none does."""
    asked = [t for t in ground.query.terms if weight(t) > _TELLING]
    kind = [t for t in ground.query.terms if weight(t) <= _TELLING]
    if not ground.query.terms:
        return None
    found: list[Section] = []
    for plan in ground.asked_plans:
        found += _best(ground, plan, [*asked, *kind])
    if not found:
        return None
    several = len({s.plan for s in found}) > 1
    lines: list[Line] = []
    records: list[Record] = []
    told = 0
    for s in found:
        shown = tuple(_within(s.blocks))
        lines += [heading(ground.short(s.plan))] if several else []
        rows = _rows(s)
        lines += [heading(_named(s))] + (rows or [_line(s, b) for b in shown])
        records += [] if rows else _records(ground, s, shown)
        told += len(rows or shown)
    whole = len(records) == told
    return Composed(
        "answered", tuple(lines), tuple(records) if whole else (), told if whole else None
    )


def _records(ground: Ground, one: Section, shown: Sequence[Paragraph | Bullet]) -> Iterator[Record]:
    """The commitments and measures that the shown blocks are, a record for each."""
    held = ground.search.held(kinds=("commitment", "measure"), plans=(one.plan,))
    at: dict[Location, Kept] = {}
    for k in held:
        if k.document == one.document and isinstance(k.entry, Commitment | Measure):
            at.setdefault(k.entry.what.location, k)
    for block in shown:
        if kept := at.get(block.location):
            when = getattr(kept.entry, "when", ())
            yield record(kept, when[0] if when else None)


def _best(ground: Ground, plan: Plan, asked: Sequence[Term]) -> list[Section]:
    """The sections of a plan whose heading is what is asked for, the best of them alone."""
    scored: list[tuple[float, Section]] = []
    for document in plan.documents[:_LOOKED_AT]:
        for one in _sections(plan.key, document, ground.reading(document)):
            if (fit := _fit(ground, asked, one)) > 0:
                scored.append((fit, one))
    top = max((fit for fit, _ in scored), default=0.0)
    best = [one for fit, one in scored if fit >= top - 0.001]
    return best[:1]


def _fit(ground: Ground, asked: Sequence[Term], one: Section) -> float:
    """How well a section is what is asked for: nought unless its heading answers some of it itself,
    says little else, and the headings above it, or its strand, answer the rest."""
    own = stem_set(one.title.text)
    named = [t for t in asked if any(set(o.stems) <= own for o in t.options)]
    if not named or not own:
        return 0.0
    said = frozenset[str]().union(*(t.stems for t in named))
    if len(own & said) < 0.6 * len(own):
        return 0.0
    above = [h for h in one.title.location.headings if h]
    chain = own.union(*map(stem_set, above), ground.search.around(one.document))
    whole = scores(asked, chain, frozenset())[0]
    if whole >= _WHOLE:
        return whole + 0.1 * len(named)
    rest = [t for t in asked if t not in named]
    strands = relevance(ground.search, rest) if above and rest else {}
    top = max((v for (p, _), v in strands.items() if p == one.plan), default=0.0)
    under = max((strands.get((one.plan, key(h)), 0.0) for h in above), default=0.0)
    return under if under >= 0.6 and under >= top else 0.0


def _sections(plan: str, name: str, document: Document) -> Iterator[Section]:
    blocks = document.blocks
    for n, block in enumerate(blocks):
        if not isinstance(block, Heading):
            continue
        own: list[Paragraph | Bullet] = []
        table: Table | None = None
        for after in blocks[n + 1 :]:
            if not isinstance(after, Paragraph | Bullet):
                table = after if isinstance(after, Table) else None
                break
            own.append(after)
        if own:
            yield Section(plan, name, block, tuple(own), table)


def _named(one: Section) -> str:
    above = [bare(h) for h in one.title.location.headings[-1:]]
    title = bare(one.title.text)
    return f"{above[0]}: {title}" if above and above[0] != title else title


def _within(blocks: Sequence[Paragraph | Bullet]) -> Iterator[Paragraph | Bullet]:
    """Its list items, all of them; its paragraphs as far as an answer has room."""
    items = [b for b in blocks if isinstance(b, Bullet)]
    words = 0
    for n, block in enumerate(blocks):
        words += 0 if isinstance(block, Bullet) else len(block.text.split())
        room = words <= _WORDS or n == 0
        if isinstance(block, Bullet) or (room and len(items) <= 3):
            yield block


def _rows(one: Section) -> list[Line]:
    """What each row of the table is about, its first sentence, where the section only leads in to
    a table that lists something."""
    words = sum(len(b.text.split()) for b in one.blocks)
    listed = any(isinstance(b, Bullet) for b in one.blocks)
    if (
        one.table is None
        or listed
        or words > _LEADS_IN
        or not _FEWEST <= len(one.table.body()) <= _MOST
    ):
        return []
    out: list[Line] = []
    for row in one.table.body():
        cell = next((c for c in row if c.paragraphs and not is_reference(c.text)), None)
        told = sentences(cell.paragraphs[0])[:1] if cell else []
        if cell is None or not told or not re.search(r"[A-Za-z]{3}", told[0]):
            return []
        about = (cell.row_label, cell.heading)
        out.append(
            bullet(Said(told[0], Quote(told[0], cell.location, about), one.document, one.plan))
        )
    return out


_LEADS_IN = 40
"""Words of a section that only lead in to its table, at most."""
_FEWEST, _MOST = 3, 14


def _line(one: Section, block: Paragraph | Bullet) -> Line:
    quote = Quote(block.text, block.location)
    marker = getattr(block, "marker", "")
    number = f"{marker} " if marker[:1].isalnum() else ""
    return bullet(number, Said(tidy(block.text), quote, one.document, one.plan))
