"""A filing as the catalogue's rows: written whole, and taken out whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from ingest import catalogue as c
from ingest.document import Location, Quote
from ingest.encoding import kind_of, pack_document, pack_entry, pack_passage
from ingest.entries import Aim, Commitment, Dated, Definition, Entry, Measure, Responsibility
from ingest.filing import Filing, Matrix
from ingest.words import stem, terms, tokens

Row = dict[str, Any]

EVERY_MONTH = (1 << 12) - 1
ALWAYS = (date.min, date.max)


def forget(connection: Connection, key: str) -> int:
    """Takes out the document of that key with all that belongs to it; the last version it had."""
    document = connection.scalar(select(c.documents.c.id).where(c.documents.c.key == key))
    if document is not None:
        for full_text, texts in ((c.passage_words, c.passages), (c.entry_words, c.entries)):
            ids = select(texts.c.id).where(texts.c.document_id == document)
            connection.execute(delete(full_text).where(full_text.c.rowid.in_(ids)))
        connection.execute(delete(c.documents).where(c.documents.c.id == document))
    last = select(func.max(c.versions.c.version)).where(c.versions.c.key == key)
    return connection.scalar(last) or 0


def write(
    connection: Connection, filing: Filing, *, version: int, embedder: str, filed_at: str
) -> None:
    """Puts in the document's row and all that belongs to it."""
    around = [(terms(" ".join(p.context)), terms(p.text)) for p in filing.passages]
    records = [(terms(context(e)), terms(said(e))) for e in filing.entries]
    row = _document(filing) | {
        "version": version,
        "embedder": embedder,
        "filed_at": filed_at,
        "context_stems": sum(len(a) for a, _ in around),
        "text_stems": sum(len(t) for _, t in around),
        "entry_stems": sum(len(t) for _, t in records),
    }
    document = _next_id(connection, c.documents)
    connection.execute(insert(c.documents).values(row | {"id": document}))
    _write_passages(connection, document, filing, around)
    _write_entries(connection, document, filing, records)
    _write_words(connection, document, filing, around, records)
    if filing.vectors is not None and len(filing.passages):
        connection.execute(insert(c.vectors).values(vectors_row(document, filing.vectors)))


def vectors_row(document: int, vectors: Matrix) -> Row:
    """The row that holds a document's vectors."""
    return {
        "document_id": document,
        "dimensions": vectors.shape[1],
        "matrix": vectors.astype("<f4").tobytes(),
    }


def said(entry: Entry) -> str:
    """The words that a record is made of."""
    match entry:
        case Responsibility():
            quotes = (entry.area, entry.person, entry.position, entry.school, *entry.support)
            return " ".join((*_texts(quotes), entry.role))
        case Commitment():
            quotes = (entry.what, *entry.who, *_when(entry.when), entry.status, entry.school)
            return " ".join(_texts(quotes))
        case Measure():
            return " ".join(_texts((entry.what, *entry.who, *_when(entry.when), entry.school)))
        case Aim():
            return " ".join((entry.what.text, entry.number, entry.sort))
        case Definition():
            return f"{entry.term} {entry.expansion}"


def context(entry: Entry) -> str:
    """The words that a record stands under: its strand, labels and headings."""
    serves = entry.serves if isinstance(entry, Commitment | Measure) else ()
    label = (entry.label,) if isinstance(entry, Commitment | Measure) else ()
    parent = (entry.parent,) if isinstance(entry, Aim) else ()
    headings = where(entry).headings
    return " ".join((entry.strand, *_texts((*serves, *label, *parent)), *headings))


def where(entry: Entry) -> Location:
    """The place of a record's chief words."""
    match entry:
        case Responsibility():
            chief = entry.person or entry.position or entry.area
            return chief.location if chief else Location()
        case Definition():
            return entry.quote.location
        case _:
            return entry.what.location


def named(entry: Entry) -> tuple[str, ...]:
    """The people and positions that a record names."""
    match entry:
        case Responsibility():
            return tuple(_texts((entry.person, entry.position, *entry.support)))
        case Commitment() | Measure():
            return tuple(_texts(entry.who))
        case _:
            return ()


def name_words(name: str) -> tuple[str, ...]:
    """A name's words as they are compared, each once."""
    return tuple(dict.fromkeys(stem(t) for t in tokens(name)))


def months_between(start: date, end: date) -> int:
    """The calendar months from `start` to `end` as twelve bits, January the lowest."""
    if (end.year - start.year) * 12 + end.month - start.month >= 11:
        return EVERY_MONTH
    bits, month = 0, start.month
    while True:
        bits |= 1 << (month - 1)
        if month == end.month:
            return bits
        month = month % 12 + 1


def _texts(quotes: Iterable[Quote | None]) -> list[str]:
    return [q.text for q in quotes if q is not None]


def _when(when: Sequence[Dated]) -> list[Quote]:
    return [d.quote for d in when]


def _document(filing: Filing) -> Row:
    document = filing.document
    return {
        "key": document.source.key,
        "name": document.source.name,
        "path": document.source.path,
        "title": document.title,
        "format": document.format,
        "pages": document.pages,
        "digest": filing.digest,
        "plan": filing.plan,
        "plan_name": filing.plan_name,
        "aliases": json.dumps(filing.aliases),
        "audience": filing.audience,
        "sort": filing.sort,
        "start": filing.start,
        "end": filing.end,
        "copy_of": filing.copy_of,
        "superseded_by": filing.superseded_by,
        "current": filing.copy_of is None and filing.superseded_by is None,
        "people_told": json.dumps(dict(filing.people)),
        "glossary": json.dumps(dict(filing.glossary)),
        "passages": len(filing.passages),
        "entries": len(filing.entries),
        "tables": len(document.tables()),
        "problems": len(document.problems),
        "body": pack_document(document),
    }


Analysed = list[tuple[list[str], list[str]]]


def _write_passages(
    connection: Connection, document: int, filing: Filing, analysed: Analysed
) -> None:
    first = _next_id(connection, c.passages)
    rows = [
        {"id": first + n, "document_id": document, "ordinal": n, "body": pack_passage(p)}
        for n, p in enumerate(filing.passages)
    ]
    _insert(connection, c.passages, rows)
    _insert(connection, c.passage_words, _full_text(first, analysed))


def _write_entries(
    connection: Connection, document: int, filing: Filing, analysed: Analysed
) -> None:
    first = _next_id(connection, c.entries)
    rows: list[Row] = []
    periods: list[Row] = []
    people: list[Row] = []
    for n, entry in enumerate(filing.entries):
        rows.append(_entry(entry) | {"id": first + n, "document_id": document, "ordinal": n})
        rows[-1]["plan"] = filing.plan
        periods += [_period(d) | {"entry_id": first + n} for d in _dates(entry)]
        people += [
            {"entry_id": first + n, "person": p, "word": word}
            for p, name in enumerate(named(entry))
            for word in name_words(name)
        ]
    _insert(connection, c.entries, rows)
    _insert(connection, c.periods, [p for p in periods if p["first"]])
    _insert(connection, c.people, people)
    _insert(connection, c.entry_words, _full_text(first, analysed))


def _entry(entry: Entry) -> Row:
    return {
        "kind": kind_of(entry),
        "strand": entry.strand,
        "done": entry.done if isinstance(entry, Commitment) else None,
        "body": pack_entry(entry),
    }


def _dates(entry: Entry) -> tuple[Dated, ...]:
    return entry.when if isinstance(entry, Commitment | Measure) else ()


def _period(dated: Dated) -> Row:
    """The days between which a period may fall; no `first` where it is no time at all."""
    period = dated.period
    recurs = period.every is not None or period.kind == "recurrence"
    open_ended = recurs or period.kind in ("start", "ongoing")
    first = period.start or (None if open_ended else period.end)
    last = period.end or (ALWAYS[1] if open_ended else period.start)
    if first is None and open_ended:
        first = ALWAYS[0]
    months = sum(1 << (m - 1) for m in set(period.months)) or EVERY_MONTH
    return {
        "first": first,
        "last": last,
        "months": months,
        "kind": period.kind,
        "role": dated.role,
    }


def _write_words(
    connection: Connection, document: int, filing: Filing, around: Analysed, records: Analysed
) -> None:
    surfaces = [{t.lower() for t in tokens(p.text)} for p in filing.passages]
    above = {t.lower() for p in filing.passages for c in p.context for t in tokens(c)}
    surfaces.append(above.difference(*surfaces))  # what stands over passages alone is known too
    counts = {
        "word": Counter(w for s in surfaces for w in s),
        "passage": Counter(w for a, t in around for w in {*a, *t}),
        "entry": Counter(w for a, t in records for w in {*a, *t}),
    }
    rows = [
        {"sort": sort, "word": word, "document_id": document, "count": n}
        for sort, counted in counts.items()
        for word, n in counted.items()
    ]
    _insert(connection, c.words, rows)


def _full_text(first: int, analysed: Analysed) -> list[Row]:
    return [
        {"rowid": first + n, "context": " ".join(around), "words": " ".join(words)}
        for n, (around, words) in enumerate(analysed)
    ]


def _next_id(connection: Connection, into: Table) -> int:
    """An id that no row of the table ever had, nor any after it."""
    last = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    return (connection.exec_driver_sql(last, (into.name,)).scalar() or 0) + 1


def _insert(connection: Connection, into: Any, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(into), rows)
