"""What to read first and why: the places of the plan that hold most, and the latest evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from assistant.composed import Said
from assistant.evidence.dating import when_from
from assistant.onboarding.ground import Ground, item
from assistant.onboarding.part import Part, Ranked, part
from ingest.document import Document, Heading, Quote, Table
from ingest.entries import Aim, Commitment, Entry, Measure, Responsibility
from ingest.filing import Filed, Kept

_EVIDENCE = 4


def reading(ground: Ground) -> Part:
    """The newcomer's strand, then aims, leads, dates and measures where most of them stand."""
    return part("reading", [*_places(ground), *_evidence(ground)], more="/plans", most=9)


def _places(ground: Ground) -> Iterator[Ranked]:
    seen: set[tuple[str, int | None]] = set()
    wanted: list[tuple[str, list[Kept]]] = [
        ("the part that you asked for: {} records", [k for k in ground.kept if _near(ground, k)]),
        ("where most aims stand: {}", ground.of(Aim)),
        ("where most is dated: {} things", [k for k in ground.of(Commitment) if _is_dated(k)]),
        ("where most measures stand: {}", ground.of(Measure)),
        ("where most people are named with what is theirs: {}", ground.of(Responsibility)),
        ("where most actions stand: {}", ground.of(Commitment)),
    ]
    for n, (why, held) in enumerate(wanted):
        places = [p for k in held if (p := _heading(ground, k)) is not None]
        counts: Counter[tuple[str, int | None]] = Counter(places)
        for (document, block), many in counts.most_common():
            if (document, block) in seen:
                continue
            seen.add((document, block))
            heading = _block(ground.documents[document], block)
            said = Said(heading.text, heading, document, ground.plan.key)
            page = f", page {heading.location.page}" if heading.location.page else ""
            title = ground.filed[document].title
            line = item("“", said, f"” in {title}{page}: {why.format(many)}")
            yield Ranked(line, (n,), (n,))
            break


def _near(ground: Ground, kept: Kept) -> bool:
    return ground.near(getattr(kept.entry, "strand", ""))


def _is_dated(kept: Kept) -> bool:
    return isinstance(kept.entry, Commitment) and bool(kept.entry.when)


def _quote(entry: Entry) -> Quote | None:
    match entry:
        case Responsibility():
            return entry.area or entry.person or entry.position
        case Commitment() | Measure() | Aim():
            return entry.what
        case _:
            return entry.quote


def _heading(ground: Ground, kept: Kept) -> tuple[str, int | None] | None:
    """The heading that a record stands under, by its document and block."""
    quote = _quote(kept.entry)
    if quote is None or not quote.location.headings:
        return None
    name = quote.location.headings[-1]
    document = ground.documents[kept.document]
    block = quote.location.block or 10**9
    before = [
        b
        for b in document.blocks
        if isinstance(b, Heading) and b.text == name and (b.location.block or 0) <= block
    ]
    return (kept.document, before[-1].location.block) if before else None


def _block(document: Document, number: int | None) -> Quote:
    found = next(b for b in document.blocks if b.location.block == number)
    assert not isinstance(found, Table)
    return Quote(found.text, found.location)


def _evidence(ground: Ground) -> Iterator[Ranked]:
    """The latest documents of evidence, each by its first words."""
    dated: list[tuple[date, Filed, Quote]] = []
    for filed in ground.evidence:
        document = ground.view.document(filed.key)
        known = when_from(filed, document)
        day = known.day if known else date.min
        opening = next(
            (b for b in document.blocks if not isinstance(b, Table) and b.text.strip()), None
        )
        if opening is not None:
            dated.append((day, filed, Quote(opening.text, opening.location)))
    dated.sort(key=lambda d: d[0], reverse=True)
    for n, (_, filed, quote) in enumerate(dated[:_EVIDENCE]):
        said = ground.said(quote, filed.key, 16)
        yield Ranked(item("“", said, f"”: evidence, {filed.title}"), (10 + n,), (10 + n,))
