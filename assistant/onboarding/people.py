"""Who does what: leads with their areas, posts, and whoever the actions name most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assistant.composed import Piece, Said
from assistant.composing.ground import join
from assistant.onboarding.ground import Ground, ended, flat, item
from assistant.onboarding.part import Part, Ranked, part
from ingest.document import Quote
from ingest.entries import Commitment, Responsibility
from ingest.filing import Kept
from ingest.people import listed

Held = tuple[Kept, Responsibility]

_HEADS = ("chair", "chief executive", "ceo", "executive headteacher")
"""Posts that come first, by words of theirs."""


def who(ground: Ground) -> Part:
    """Everybody who is responsible for something, the leads of its parts and its heads first."""
    people: dict[str, list[Held]] = defaultdict(list)
    for k in ground.of(Responsibility):
        r = k.entry
        if isinstance(r, Responsibility) and r.person and r.basis != "link" and r.role != "chairs":
            people[flat(r.person.text)].append((k, r))
    lines = [_line(ground, held, n) for n, held in enumerate(people.values())]
    note = ""
    if not lines:
        lines = list(_named(ground))
        note = "The plan has no list of leads; these are named beside its actions."
    return part("who", lines, note=note, more="/people", most=14)


def _line(ground: Ground, held: Sequence[Held], order: int) -> Ranked:
    """A person with every position and area that the plan gives them."""
    kept, first = held[0]
    assert first.person
    pieces: list[Piece] = [ground.said(first.person, kept.document)]
    leads = [(k, r) for k, r in held if r.area]
    posts = leads if leads and any(r.basis in ("section", "own") for _, r in leads) else held
    positions = _distinct((k, r.position) for k, r in posts)
    parts = {flat(r.strand or (r.area.text if r.area else "")): (k, r.area) for k, r in leads[::-1]}
    areas = _distinct(list(parts.values())[::-1])
    if positions:
        pieces += [", ", *join([ground.said(q, k.document) for k, q in positions])]
    if areas:
        pieces += [": ", *join([ground.said(q, k.document, 14) for k, q in areas])]
    return Ranked(item(*pieces), _rank(ground, held), (order,))


def _rank(ground: Ground, held: Sequence[Held]) -> tuple[int, ...]:
    near = not any(ground.near(r.strand) for _, r in held)
    posts = " ".join(r.position.text.casefold() for _, r in held if r.position)
    heads = not any(h in posts for h in _HEADS)
    leads = not any(r.basis in ("section", "own") for _, r in held)
    return (near, heads and leads, leads)


def _distinct(found: Iterable[tuple[Kept, Quote | None]]) -> list[tuple[Kept, Quote]]:
    """Quotations without those that say the same again."""
    out: dict[str, tuple[Kept, Quote]] = {}
    for kept, quote in found:
        if quote is not None:
            out.setdefault(flat(quote.text.replace("&", "and")), (kept, quote))
    return list(out.values())


def _named(ground: Ground) -> Iterator[Ranked]:
    """Whoever the actions name as their leads, with how many and one of them."""
    found: dict[str, list[tuple[Kept, Commitment, Quote]]] = defaultdict(list)
    for kept in ground.of(Commitment):
        entry = kept.entry
        assert isinstance(entry, Commitment)
        for quote in entry.who:
            for name in listed(quote.text) or (quote.text,):
                found[name.strip()].append((kept, entry, quote))
    for n, (name, held) in enumerate(found.items()):
        kept, entry, quote = next((h for h in held if ground.near(h[1].strand)), held[0])
        person = Said(name, quote, kept.document, ground.plan.key)
        what = ended(ground.said(entry.what, kept.document, 16))
        many = len(held)
        stands = " stands beside " + (f"{many} actions, one of them" if many > 1 else "one action")
        told = ground.plan.people.get(name)
        known = f" ({told}, by the trust’s own list)" if told else ""
        line = item(person, known, f"{stands}: “", what, "”")
        yield Ranked(line, (not ground.near(entry.strand), -many), (n,))
