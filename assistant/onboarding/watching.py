"""How the board watches: committees and link roles with their areas, reports, and monitoring dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from assistant.composed import Piece
from assistant.composing.ground import join
from assistant.onboarding.ground import Ground, ended, flat, item, when
from assistant.onboarding.part import Part, Ranked, part
from assistant.onboarding.roles import watching as patterns
from ingest.document import Quote
from ingest.entries import Measure, Responsibility
from ingest.filing import Kept
from ingest.segments import sentences

_AREAS = 6


def watching(ground: Ground) -> Part:
    """Link roles and committees first, then sentences that name a board and what it does."""
    found = [*_links(ground), *_sentences(ground), *_measures(ground)]
    note = "" if found else "The plan does not say how its board watches it."
    return part("watching", found, note=note, more="/plans", most=14)


def _links(ground: Ground) -> Iterator[Ranked]:
    groups: dict[str, list[tuple[Kept, Responsibility]]] = defaultdict(list)
    for kept in ground.of(Responsibility):
        r = kept.entry
        if isinstance(r, Responsibility) and r.basis == "link" and (who := r.person or r.position):
            groups[flat(who.text)].append((kept, r))
    for n, held in enumerate(groups.values()):
        kept, first = held[0]
        who = first.person or first.position
        assert who
        pieces: list[Piece] = [ground.said(who, kept.document)]
        areas = {flat(_about(r)): (k, r) for k, r in held if _about(r)}
        shown = [_area(ground, k, r) for k, r in list(areas.values())[:_AREAS]]
        more = len(areas) - len(shown)
        pieces += [" watches ", *join(shown), f" and {more} more" if more else ""]
        near = not any(ground.near(r.strand) for _, r in held)
        yield Ranked(item(*pieces), (0, near, n), (0, n))


def _about(r: Responsibility) -> str:
    """What is watched: the area; where that only names the watcher, its part of the plan."""
    who = r.person or r.position
    if r.area and who and flat(r.area.text) != flat(who.text):
        return r.area.text
    return r.strand


def _area(ground: Ground, kept: Kept, r: Responsibility) -> Piece:
    about = _about(r)
    if r.area and about == r.area.text:
        return ground.said(r.area, kept.document, 14)
    quote = r.area or r.person or r.position
    assert quote
    return about


def _sentences(ground: Ground) -> Iterator[Ranked]:
    """Sentences that name a body and what it does, each once."""
    body, does = patterns()
    seen: set[str] = set()
    for n, words in enumerate(ground.checking().words):
        at = words.quote.location
        heading = at.table is not None and at.row == 1
        for text in sentences(words.quote.text):
            if heading or not 4 <= len(text.split()) <= 60 or flat(text) in seen:
                continue
            if body.search(text) and does.search(text):
                seen.add(flat(text))
                quote = Quote(text, at, words.quote.about)
                if text not in words.quote.text:
                    continue
                said = ended(ground.said(quote, words.document, 32))
                rank = ground.newcomer.rank(text)
                prose = at.table is not None
                yield Ranked(item("“", said, "”"), (1, prose, rank, n), (1, n))


def _measures(ground: Ground) -> Iterator[Ranked]:
    """Measures with a time at which they are looked at, those of the strand first."""
    for n, kept in enumerate(ground.of(Measure)):
        m = kept.entry
        assert isinstance(m, Measure)
        dated = next((d for d in m.when if d.period.kind not in ("ongoing", "none")), None)
        phrase, rests = when(dated, kept) if dated else ("", ())
        if not phrase:
            continue
        what = ended(ground.said(m.what, kept.document, 20))
        line = item("To be seen ", phrase, ": ", what, rests=rests)
        yield Ranked(line, (2, not ground.near(m.strand), n), (2, n), "Measures with a date")
