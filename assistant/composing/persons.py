"""Who somebody is, what they lead, and what they have to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.composed import Composed, Line, Piece, bullet
from assistant.composing.areas import plain
from assistant.composing.areas_led import areas_led
from assistant.composing.ground import (
    Ground,
    nearest,
    record,
    said,
    sentence,
    when_words,
)
from assistant.composing.initials import ONLY, could_be, every_name, longer_ones
from assistant.composing.lives import LIFE, life
from assistant.coverage import scores, stem_set, weight
from assistant.knowledge import askwords
from ingest.document import Quote
from ingest.entries import Commitment, Measure, Responsibility
from ingest.filing import Kept
from ingest.people import is_initials, listed


def about_people(ground: Ground) -> Composed | None:
    """Who somebody is and what they lead; of several who are meant, each."""
    q = ground.query
    asked = q.people or q.initials
    wanted = every_name(ground, asked)
    if _TO_DO.search(q.text) and (listed_work := _work(ground, wanted)):
        return listed_work
    if (q.people or q.initials) and (told := _of_person(ground, wanted)):
        return told
    lines: list[Line] = []
    notes: list[str] = []
    for name in wanted[:6]:
        lines += _person(ground, name)
    if not lines:
        return None
    strange = [
        t.word
        for t in q.terms
        if not t.known and weight(t) > 0.5 and t.word.lower() not in askwords("who")
    ]
    if strange:
        words = ", ".join(strange)
        lines.insert(
            0, sentence(f"Not stated: the documents do not speak of “{words}”. What they say:")
        )
        return Composed("partial", tuple(lines))
    if len(asked) > 1 and not q.initials:
        lines.append(sentence("Which one do you mean?"))
    if any(is_initials(n) for n in asked):
        notes += [
            ONLY,
            *longer_ones(ground, asked),
            *could_be(ground, [n for n in asked if every_name(ground, [n]) == (n,)]),
        ]
    return Composed("answered", tuple(lines), notes=tuple(notes))


_OWN_WORDS = 0.85
_TITLES = stem_set("title titles role roles position positions post posts email emails")
_PERSONAL = stem_set(
    "role roles title titles post posts position positions job jobs contact name names initials person people trustee "
    "full first second surname stand stands governor area areas section sections strand responsibility responsibilities action actions link committee"
)


def _of_person(ground: Ground, wanted: Sequence[str]) -> Composed | None:
    """What is said of somebody beyond their position and work: in the sentence that says it, else that
    nothing is. None where the question asks for no more than who they are."""
    asked = [
        t
        for t in ground.query.terms
        if weight(t) > 0.3
        and t.word.lower() not in askwords("who")
        and not t.stems & _PERSONAL
        and not is_initials(t.word)
    ]
    if not asked or len(wanted) > 2 or stem_set(ground.query.told) & _TITLES:
        return None
    if any(t.stems & LIFE for t in asked) and (told := life(ground, wanted)):
        return told
    plain = [
        replace(t, options=tuple(o for o in t.options if o.weight >= _OWN_WORDS)) for t in asked
    ]
    found = ground.search.statements(dense=False, k=20)
    beside = [s for s in found if any(_named(n, (s.whole, *s.quote.about)) for n in wanted)]
    own = [
        s
        for s in beside
        if all(t.options and scores([t], stem_set(s.whole), frozenset())[1] for t in plain)
    ]
    if own:
        lines = nearest(ground, own, most=2)
        return Composed("answered", tuple(lines)) if lines else None
    strange = [t for t, own in zip(asked, plain, strict=True) if not (own.options and t.known)]
    taken = bool(strange) and bool(_TAKEN.match(ground.query.told))
    said_so = [s for t in plain if t.known for o in t.options for s in o.stems]
    if not taken and (
        said_so
        or ground.search.held(
            kinds=("responsibility", "commitment"),
            people=tuple(wanted),
            terms=[s for t in asked for s in t.stems],
        )
    ):
        return None
    who = " or ".join(wanted)
    what = " ".join(t.word for t in (strange if taken else asked))
    first = sentence(
        f"Not stated: the documents do not speak of {who} and “{what}”. What they say:"
        if taken
        else f"Not stated: the documents do not give {who}’s {what}. What they say:"
    )
    rest = [line for name in wanted for line in _person(ground, name)][:2]
    return Composed("not_found", (first, *rest))


_TAKEN = re.compile(r"\W*(?:why|when|how) (?:did|has|have|was|were|is)\b", re.I)
"""What takes for granted that something happened."""


def _named(name: str, texts: Sequence[str]) -> bool:
    return any(name in t for t in texts)


_TO_DO = re.compile(
    r"\beverything\b|\bto do\b|\bactions?\b|\btasks?\b|\bjobs\b|\bworking on\b|\bdown for\b|\ball of it\b|\bon (?:his|her|their) (?:list|plate)\b|\bdue (?:from|for|by)\b",
    re.I,
)


def post_claimed(ground: Ground) -> Composed | None:
    """Whether somebody holds the position that "is … the …?" says: their own positions beside it."""
    q = ground.query
    if len(q.people) != 1 or not re.match(r"\W*(?:is|was) ", q.text, re.I) or not q.terms:
        return None
    name = q.people[0]
    posts = [
        (k, r)
        for k in ground.search.held(kinds=("responsibility",))
        if isinstance(r := k.entry, Responsibility) and r.position and r.person
    ]
    fits = [(k, r) for k, r in posts if r.position and _is_post(ground, r.position)]
    if not fits:
        return None
    own = [(k, r) for k, r in posts if r.person and r.person.text == name]
    if any(r.person and r.person.text == name for _, r in fits):
        first = sentence("That is what the documents say:")
        own = [(k, r) for k, r in fits if r.person and r.person.text == name]
    else:
        first = sentence(f"No: the documents do not give {name} that position. What they say:")
        own = [*own, *fits]
    lines = {
        (k.plan, r.person.text, plain(r.position.text)): _post_line(ground, k, r)
        for k, r in own
        if r.person and r.position
    }
    return Composed("answered", (first, *lines.values()))


def _is_post(ground: Ground, position: Quote) -> bool:
    return scores(ground.query.terms, stem_set(position.text), frozenset())[0] >= 0.85


def work(ground: Ground) -> Composed | None:
    """Every action that those whom the question names lead; None where they lead none."""
    return _work(ground, every_name(ground, ground.query.people or ground.query.initials))


_TITLE = re.compile(r"\b(?:job )?titles?\b|\bpositions?\b|\bposts?\b|\bjob\b", re.I)
"""What asks for a post alone, not for what its holder leads."""


def _work(ground: Ground, wanted: Sequence[str]) -> Composed | None:
    """Every action that somebody leads, with its date; those of a led section where there are none."""
    firsts = [
        w.split()[0]
        for w in wanted
        if " " in w and sum(p.split()[0] == w.split()[0] for p in ground.people) == 1
    ]
    held = ground.search.held(kinds=("commitment", "measure"), people=(*wanted, *firsts))
    held = tuple(
        k
        for k in held
        if isinstance(k.entry, Measure)
        or any(
            w.text in (*wanted, *firsts) or set(listed(w.text)) & set(wanted)
            for w in getattr(k.entry, "who", ())
        )
    )
    own = [
        k
        for k in held
        if isinstance(k.entry, Measure)
        or (isinstance(k.entry, Commitment) and k.entry.who_basis in ("own", "block"))
    ] or list(held)
    rows = {_row(k) for k in own if isinstance(k.entry, Commitment) and k.entry.origin == "action"}
    own = [
        k
        for k in own
        if _row(k) not in rows or (isinstance(k.entry, Commitment) and k.entry.origin == "action")
    ]
    lines: list[Line] = []
    for k in own:
        c = k.entry
        if isinstance(c, Commitment | Measure):
            when = when_words(c.when) if len(c.when) < 3 else ""
            what = said(c.what, k)
            tail: tuple[Piece, ...] = () if not when or when in what.text else (f" ({when})",)
            rests = tuple(said(w, k) for w in c.who)
            lines.append(
                bullet(
                    f"{ground.short(k.plan)}: " if len(ground.plans) > 1 else "",
                    what,
                    *tail,
                    rests=rests,
                )
            )
    if not lines:
        return None
    records = tuple(
        record(k, k.entry.when[0] if k.entry.when else None)
        for k in own
        if isinstance(k.entry, Commitment | Measure)
    )
    return Composed("answered", tuple(lines), records, len(lines))


def _row(kept: Kept) -> tuple[str, int | None, int | None]:
    """The row of a table that a record stands in; its block for running text."""
    at = kept.entry.what.location if isinstance(kept.entry, Commitment | Measure) else None
    return kept.document, at.table if at else None, (at.row or at.block) if at else None


def _person(ground: Ground, name: str) -> list[Line]:
    held = ground.search.held(kinds=("responsibility", "commitment"), people=(name,))
    lines: dict[str, Line] = {}
    linked = _linked(held, name)
    for k in held:
        r = k.entry
        if (
            isinstance(r, Responsibility)
            and r.person
            and r.person.text == name
            and (r.position or r.area)
        ):
            key = plain(
                (r.position.text if r.position else "")
                + (r.area.text if r.area and r.basis != "matrix" else "")
            )
            if r.basis == "matrix" and any(
                plain(r.position.text if r.position else "") in x for x in lines
            ):
                continue
            under = linked.get((k.plan, r.area.text), ()) if r.basis == "link" and r.area else ()
            lines.setdefault(key, _post_line(ground, k, r, under))
    done = [
        (k, k.entry)
        for k in held
        if isinstance(k.entry, Commitment)
        and k.entry.who_basis in ("own", "block")
        and any(name in (listed(w.text) or (w.text,)) for w in k.entry.who)
    ]
    out = list(lines.values())[:5]
    if done and not (out and _TITLE.search(ground.query.text)):
        out += areas_led(ground, name, done)
    return out


def _linked(held: Sequence[Kept], name: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The strands under which somebody has each link role, by plan and area."""
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    for k in held:
        r = k.entry
        if not (isinstance(r, Responsibility) and r.basis == "link" and r.area and r.strand):
            continue
        if r.person and r.person.text == name:
            at = (k.plan, r.area.text)
            out[at] = tuple(dict.fromkeys((*out.get(at, ()), r.strand.split("\n")[0])))
    return out


def _post_line(ground: Ground, kept: Kept, r: Responsibility, under: Sequence[str] = ()) -> Line:
    assert r.person
    pieces: list[Piece] = [f"{ground.short(kept.plan)}: ", said(r.person, kept)]
    if r.position:
        pieces += [" – ", said(r.position, kept)]
    if r.basis == "link" and r.area and under:
        pieces += [" – ", said(r.area, kept), f" – linked to {'; '.join(under)}"]
    elif r.area:
        pieces += [" – leads " if r.role == "lead" else " – ", said(r.area, kept)]
    return bullet(*pieces)
