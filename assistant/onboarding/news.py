"""What has changed since a day: documents put in, words added, dates and leads that are others now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from assistant.changes import Changes, Text, changes
from assistant.composed import Line, Said
from assistant.composing.ground import human
from assistant.onboarding.ground import Ground, ended, item
from assistant.onboarding.part import Part, Ranked, part
from assistant.verify import at_anchor
from ingest.document import Document, Quote, Table
from ingest.filing import Filed
from ingest.versions import Version


def news(ground: Ground) -> Part | None:
    """What differs from the version of that day; None where no day was given."""
    if ground.since is None:
        return None
    lines: list[Ranked] = []
    removed = 0
    for key, filed in ground.filed.items():
        document = ground.documents[key]
        before = _version(ground, key, ground.since)
        if before is not None:
            differ = changes(before.document, document)
            removed += len(differ.removed)
            found = _differing(ground, key, document, differ)
            lines += [Ranked(line, (rank, n), (rank, n)) for n, (rank, line) in enumerate(found)]
        elif _day(filed.filed_at) >= ground.since:
            lines += _new(ground, filed, document)
    return part("changes", lines, note=_note(ground.since, lines, removed), more="/plans", most=12)


def _note(since: date, lines: list[Ranked], removed: int) -> str:
    gone = f" {removed} texts that stood there then do so no longer." if removed else ""
    if not lines and not gone:
        return f"No document of the plan has changed since {human(since)}, as far as is known here."
    return f"Since {human(since)}.{gone}"


def _version(ground: Ground, key: str, since: date) -> Version | None:
    """The version that stood on that day; the oldest that is kept, where all are later."""
    if _day(ground.filed[key].filed_at) < since:
        return None
    versions = ground.view.versions(key)
    return next(
        (v for v in versions if _day(v.filed_at) <= since), versions[-1] if versions else None
    )


def _differing(
    ground: Ground, key: str, document: Document, differ: Changes
) -> Iterator[tuple[int, Line]]:
    for sort, moved in (("Date", differ.dates), ("Lead", differ.leads)):
        for m in moved:
            if said := _said(ground, key, document, m.what):
                told = f" {sort} then: {m.before}; now: {m.after}."
                yield 0, item("“", ended(said), "”.", told)
    for text in differ.added:
        if said := _said(ground, key, document, text):
            yield 1, item("New: “", ended(said), "”")


def _said(ground: Ground, key: str, document: Document, text: Text) -> Said | None:
    location = at_anchor(document, text.at)
    return ground.said(Quote(text.words, location), key, 24) if location else None


def _new(ground: Ground, filed: Filed, document: Document) -> Iterator[Ranked]:
    opening = next(
        (b for b in document.blocks if not isinstance(b, Table) and b.text.strip()), None
    )
    if opening is not None:
        said = ground.said(Quote(opening.text, opening.location), filed.key, 16)
        line = item(f"Put in on {human(_day(filed.filed_at))}: {filed.title}, “", said, "”")
        yield Ranked(line, (2,), (2,))


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()
