"""Document -> Entries: the register of who, what, when and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ingest import (
    actions,
    aims,
    calendars,
    definitions,
    holders,
    label_lines,
    lead_blocks,
    matrices,
    posts,
    prose,
    table_rows,
    timelines,
)
from ingest.calendar import SchoolCalendar
from ingest.columns import Roles, calendar_columns, named, roles
from ingest.days import Frame, covered
from ingest.document import Bullet, Document, Heading, Paragraph, Quote, Table
from ingest.entries import Commitment, Definition, Entry, Measure, Responsibility
from ingest.segments import segments
from ingest.strands import Strands


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a trust knows and the document does not say, from `plans.toml`.

    `columns` maps a heading (lower case) to the role of its column; `terms` are term dates.
    """

    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    terms: SchoolCalendar = SchoolCalendar()
    starts: date | None = None
    ends: date | None = None


def entries(document: Document, *, corrections: Corrections | None = None) -> tuple[Entry, ...]:
    """All records of a document, in its order, each part with its own quotation."""
    given = corrections or Corrections()
    strands = Strands(document)
    span = (given.starts, given.ends) if given.starts and given.ends else covers(document)
    frame = Frame(span if span[0] and span[1] else None, given.terms)  # type: ignore[arg-type]
    tables = list(_tables(document, strands, frame, given))
    people = _responsibilities(document, strands, tables)
    texts = _texts(document)
    found: list[Entry] = [
        *people,
        *_records(tables, people),
        *_listed(document, strands, frame),
        *prose.commitments(document, strands, frame),
    ]
    found += [*aims.of_text(document, strands), *aims.heading_aims(document)]
    found += [a for t, r, s, _ in tables for a in aims.of_table(t, r, s)]
    return (*found, *_definitions(texts, tables))


def covers(document: Document) -> tuple[date | None, date | None]:
    """The years that a document covers by its title, its first headings or its name."""
    first = [b.text for b in document.blocks[:12] if isinstance(b, Heading | Paragraph)]
    for text in (document.title, document.source.name, *first):
        if span := covered(text):
            return span
    return None, None


_Placed = tuple[Table, Roles, str, Frame]


def _tables(
    document: Document, strands: Strands, frame: Frame, given: Corrections
) -> Iterator[_Placed]:
    """Each table with its columns' roles, its strand and its own years."""
    earlier: dict[int, Roles] = {}
    leads_in = _leading_in(document)
    for table in document.tables():
        own = roles(table, dict(given.columns))
        timed = timelines.timeline_columns(table, own, frame)
        told = own if timed else actions.inherit(table, own, earlier)
        if actions.is_plan(told):
            earlier[table.columns] = told
        before = leads_in.get(table.location.block, "")
        yield table, told, strands.of(table.location), _framed(table, before, frame)


def _leading_in(document: Document) -> dict[int | None, str]:
    """The paragraph right before each table, by the table's block, where it is a short one."""
    pairs = zip(document.blocks, document.blocks[1:], strict=False)
    return {
        b.location.block: a.text
        for a, b in pairs
        if isinstance(b, Table) and isinstance(a, Paragraph) and len(a.text) <= _SHORT
    }


_SHORT = 200
"""Letters of a paragraph that only leads in to a table, at most."""


def _framed(table: Table, before: str, frame: Frame) -> Frame:
    """The years of a table: from its title, the words before it or a heading, else the document's."""
    for text in (table.title, before, *reversed(table.location.headings)):
        if text and (span := covered(text)):
            return replace(frame, span=span)
    return frame


def _responsibilities(
    document: Document, strands: Strands, tables: list[_Placed]
) -> tuple[Responsibility, ...]:
    found = [*lead_blocks.blocks(document, strands), *label_lines.labelled(document, strands)]
    areas = label_lines.areas(document, strands)
    for table, told, strand, frame in tables:
        if calendar_columns(table, frame) or timelines.timeline_columns(table, told, frame):
            found += [
                *matrices.chairs(table, told, strand),
                *matrices.beneath(table),
                *matrices.leads(table, told),
            ]
            continue
        if pairs := matrices.labels(table):
            found += label_lines.beside(pairs, areas.get(strand), strand)
            continue
        for r in matrices.of_table(table, told, strand):
            found.append(replace(r, strand=strands.name(r.strand)) if r.strand else r)
    return holders.joined(
        [
            *found,
            *_without_labels(posts.prose(document, strands), found),
            *prose.held(document, strands),
            *prose.watching(document, strands),
            *prose.linked(document, strands),
        ]
    )


def _without_labels(
    told: Iterator[Responsibility], found: list[Responsibility]
) -> Iterator[Responsibility]:
    """What prose tells, without labels of responsibility taken for positions where they are read."""
    read = {q.location for r in found if r.label for q in r.support}
    for r in told:
        place = r.person.location if r.person else None
        if not (place in read and r.position and label_lines.is_label(r.position.text)):
            yield r


def _records(tables: list[_Placed], people: tuple[Responsibility, ...]) -> Iterator[Entry]:
    section = _section_leads(people)
    for table, told, strand, frame in tables:
        columns = calendar_columns(table, frame)
        if columns:
            yield from calendars.entries(table, columns, frame, told)
        elif timed := timelines.timeline_columns(table, told, frame):
            yield from timelines.entries(table, timed, frame)
        elif actions.is_plan(told) and not definitions.is_legend(table):
            for record in actions.commitments(actions.Placed(table, told, strand, frame)):
                yield _led(record, section)


def _section_leads(people: tuple[Responsibility, ...]) -> dict[str, tuple[Quote, ...]]:
    out: dict[str, tuple[Quote, ...]] = {}
    for r in people:
        if (
            r.basis == "section"
            and r.role == "lead"
            and r.strand
            and (who := r.person or r.position)
        ):
            out[r.strand] = (*out.get(r.strand, ()), who)
    return out


def _led(record: Commitment | Measure, section: Mapping[str, tuple[Quote, ...]]) -> Entry:
    """An action without a lead of its own, with its section's, named as such."""
    if isinstance(record, Commitment) and not record.who and record.strand in section:
        return replace(record, who=section[record.strand], who_basis="section")
    return record


def _listed(document: Document, strands: Strands, frame: Frame) -> Iterator[Entry]:
    """Measures listed under a heading that announces them, and dated actions in lists and prose."""
    for block in document.blocks:
        if not isinstance(block, Bullet | Paragraph) or not block.location.headings:
            continue
        quote = Quote(block.text, block.location)
        strand = strands.of(block.location)
        sort = (
            named(block.location.headings[-1])
            if strands.is_label(block.location.headings[-1])
            else ""
        )
        if sort == "measure" and isinstance(block, Bullet):
            yield Measure(quote, strand=strand)
        elif sort in ("activity", "milestone") and isinstance(block, Bullet):
            for s in segments(quote, frame, "target"):
                yield Commitment(s.what, when=s.when, strand=strand)


def _texts(document: Document) -> tuple[Quote, ...]:
    """All the document's words as quotations: paragraphs, list items, headings, cells."""
    out: list[Quote] = []
    for block in document.blocks:
        if isinstance(block, Table):
            out += [q for c in block.cells() for q in table_rows.quotes(c)]
        else:
            out.append(Quote(block.text, block.location))
    return tuple(out)


def _definitions(texts: tuple[Quote, ...], tables: list[_Placed]) -> Iterator[Definition]:
    found = [*definitions.in_text(texts), *definitions.keys(texts), *definitions.initials(texts)]
    for table, told, _, _ in tables:
        found += definitions.of_table(table, told)
    yield from found
    yield from definitions.spelled_elsewhere(texts, {d.term for d in found})
