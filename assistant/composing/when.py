"""When something is due or happens: each record about it with its time, and who leads it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from assistant.answer import Status
from assistant.composed import Composed, Line, Piece, bullet, heading
from assistant.composing.date_parts import of_parts
from assistant.composing.ground import Ground, distinct, join, record, said, sentence, when_words
from assistant.composing.times_said import when_said
from assistant.coverage import entry_words, scores, stem_set, weight
from assistant.find import Scored
from ingest.calendar import MONTHS
from ingest.columns import is_heading_date
from ingest.days import Frame
from ingest.entries import Commitment, Dated, EntryKind, Measure

ENOUGH = 0.6
_BODY = re.compile(r"\b(?:committee|board|group|panel|forum|council)\b", re.I)


def when(ground: Ground) -> Composed | None:
    """The times of what the question is about; None where no dated record is about it."""
    kinds: tuple[EntryKind, ...] = ("measure", "commitment")
    timed = [s for s in ground.search.records(*kinds) if _times(s)]
    found = [s for s in timed if not _waits_for_it(ground, s)] or timed
    if ground.query.people:
        found = [s for s in found if _names(s, ground.query.people)]
    chosen = _coming(ground, _chosen(ground, found))
    if not chosen or _better_said(ground, max(_rank(s) for s in chosen)):
        return None
    if all(_is_calendar(s) for s in chosen) and len(chosen) > 1:
        return _by_month(ground, chosen)
    shown = _meetings(ground, chosen)
    lines = [*_unspoken(ground, chosen), *_lines(ground, shown)]
    records = tuple(record(s.kept, _times(s)[0]) for s in shown)
    return Composed(_status(ground), tuple(lines), records, None, _notes(chosen[:6]))


def _lines(ground: Ground, shown: Sequence[Scored]) -> list[Line]:
    """A line a record; under their documents' titles where the question names several documents."""
    if len(ground.query.documents) < 2:
        return [line(ground, s) for s in shown]
    out: list[Line] = []
    for key in dict.fromkeys(s.kept.document for s in shown):
        out.append(heading(ground.reading(key).title))
        out += [line(ground, s, plan=False) for s in shown if s.kept.document == key]
    return out


def _coming(ground: Ground, chosen: list[Scored]) -> list[Scored]:
    """Of "the next …", the first that is still to come; all where none is."""
    if not ground.query.coming:
        return chosen
    later = [s for s in chosen if _first(_times(s)[0]) >= ground.today and not _labelled(s)]
    return sorted(later, key=lambda s: _first(_times(s)[0]))[:1] or chosen


SPAN = re.compile(
    r"\b(?:within|after|before|in)\s(?:\w+\s)?(?:\d+|one|two|three|four|five|six|seven|ten|twenty)\s(?:\w+\s)?(?:day|week|month|term|year)s?\b",
    re.I,
)
"""A time that is counted from something: "within two weeks of a resignation"."""


def _better_said(ground: Ground, rank: float) -> bool:
    """Whether a sentence with a time says much more of what is asked than the best record."""
    if rank >= _PLAIN or ground.query.often:
        return False
    best = next(iter(ground.search.statements()), None)
    counted = best is not None and SPAN.search(best.quote.text) and not best.quote.location.table
    return bool(best and counted and best.own >= rank + 0.1)


_PLAIN = 0.85
"""From what rank a record is what is asked about, whatever else is said."""


def _waits_for_it(ground: Ground, s: Scored) -> bool:
    """Whether what is asked about stands only in the words for when something else is done:
    "contract let once the surveys are complete"."""
    told = " ".join(d.period.text for d in _times(s) if d.period.kind == "none")
    if not told or told not in _words(s):
        return False
    rest = stem_set(_words(s).replace(told, " "))
    return scores(ground.query.terms, rest, frozenset())[0] < 0.4


def _names(s: Scored, people: Sequence[str]) -> bool:
    """Whether a record names, or is led by, somebody whom the question is about."""
    who = " ".join(q.text for q in getattr(s.kept.entry, "who", ()))
    return any(p in _words(s) or p in who for p in people)


def _labelled(s: Scored) -> bool:
    """Whether a record is of something about the thing, such as when its papers are due."""
    return (
        isinstance(s.kept.entry, Commitment)
        and s.kept.entry.origin == "return"
        and s.kept.entry.label is not None
        and s.kept.entry.label in s.kept.entry.serves
    )


def _meetings(ground: Ground, chosen: list[Scored]) -> list[Scored]:
    """The first six; of a body that meets, every meeting and not when its papers are due."""
    meetings = [s for s in chosen if not _labelled(s)]
    bodies = [s for s in meetings if _BODY.search(_words(s)) and len(_words(s).split()) <= 6]
    if bodies and re.search(r"\bmeet(?:s|ing|ings)?\b", ground.query.told, re.I):
        return sorted(bodies, key=lambda s: _first(_times(s)[0]))
    if len(meetings) < len(chosen) and meetings and _rank(meetings[0]) >= _rank(chosen[0]):
        same = [s for s in meetings if s.kept.entry and _words(s) == _words(meetings[0])]
        return sorted(same, key=lambda s: _first(_times(s)[0])) if len(same) > 1 else meetings[:10]
    return chosen[:10]


def _words(s: Scored) -> str:
    entry = s.kept.entry
    return entry.what.text if isinstance(entry, Commitment | Measure) else ""


def _times(s: Scored) -> tuple[Dated, ...]:
    entry = s.kept.entry
    return entry.when if isinstance(entry, Commitment | Measure) else ()


def _is_calendar(s: Scored) -> bool:
    entry = s.kept.entry
    return (
        isinstance(entry, Commitment)
        and entry.origin in ("calendar", "meeting", "return")
        and is_heading_date(entry.when[0].period.text, Frame())
    )


def _chosen(ground: Ground, found: Sequence[Scored]) -> list[Scored]:
    """The records that are about it: near the best, by their own words first; of each named plan."""
    by_plan: dict[str, list[Scored]] = defaultdict(list)
    for s in found:
        by_plan[s.kept.plan].append(s)
    tops = {p: max(_rank(s) for s in of) for p, of in by_plan.items()}
    best = max(tops.values(), default=0.0)
    if best < ENOUGH:
        return []
    out: list[Scored] = []
    for plan, of in by_plan.items():
        if tops[plan] < (ENOUGH if ground.query.plans else max(ENOUGH, best - 0.15)):
            continue
        near = [s for s in of if _rank(s) >= max(ENOUGH, tops[plan] - 0.1)]
        held = {s.kept.document for s in near}
        near += [
            s for s in of if s.kept.document not in held and _rank(s) >= max(0.5, tops[plan] - 0.3)
        ][:2]
        out += sorted(near, key=lambda s: -_rank(s))
    return _split_terms(ground, out, found)


def _split_terms(ground: Ground, out: list[Scored], found: Sequence[Scored]) -> list[Scored]:
    """The records, and those that have what the best of them lack: "starts … and finishes"."""
    if not out:
        return out
    held = frozenset[str]().union(*(entry_words(s.kept.entry)[0] for s in out))
    for term in ground.query.terms:
        if weight(term) < 0.3 or any(all(x in held for x in o.stems) for o in term.options):
            continue
        more = [
            s
            for s in found
            if s.kept.plan == out[0].kept.plan
            and s.own >= 0.5
            and any(all(x in entry_words(s.kept.entry)[0] for x in o.stems) for o in term.options)
        ]
        out += [s for s in sorted(more, key=lambda s: -_rank(s))[:1] if s not in out]
    return _rhythm(ground, [*out, *of_parts(ground, out)], found)


def _rhythm(ground: Ground, out: list[Scored], found: Sequence[Scored]) -> list[Scored]:
    """For "how often", also the schedule's other entries about the thing itself."""
    if not ground.query.often or len(out) > 2:
        return out
    thing = max(ground.query.terms, key=weight, default=None)
    if thing is None:
        return out
    more = [
        s
        for s in found
        if _is_calendar(s) and scores([thing], entry_words(s.kept.entry)[0], frozenset())[1] >= 0.9
    ]
    return [
        *out,
        *[s for s in more if s not in out and s.kept.plan in {o.kept.plan for o in out}][:2],
    ]


def _rank(s: Scored) -> float:
    return 0.55 * s.score + 0.45 * s.own


def _by_month(ground: Ground, chosen: Sequence[Scored]) -> Composed:
    """Calendar entries in the order of the year, each after its month."""
    ordered = sorted(chosen, key=lambda s: _first(_times(s)[0]))
    several = len({s.kept.plan for s in ordered}) > 1
    lines: list[Line] = [*_unspoken(ground, chosen)]
    last = ""
    for s in ordered:
        if several and s.kept.plan != last:
            lines.append(heading(ground.short(s.kept.plan)))
            last = s.kept.plan
        lines.append(line(ground, s, plan=False))
    records = tuple(record(s.kept, _times(s)[0]) for s in ordered)
    return Composed(_status(ground), tuple(lines), records, len(ordered), _notes(ordered))


def _missing(ground: Ground) -> list[str]:
    """Words of the question that no document has: what it takes for granted may not be so."""
    return [t.word for t in ground.query.terms if not t.known]


def _unspoken(ground: Ground, chosen: Sequence[Scored]) -> list[Line]:
    words = _missing(ground)
    if not words:
        return []
    name = ground.short(chosen[0].kept.plan)
    return [sentence(f"Not stated: {name} does not speak of “{', '.join(words)}”. What is listed:")]


def _status(ground: Ground) -> Status:
    return "partial" if _missing(ground) else "answered"


def _first(dated: Dated) -> date:
    return dated.period.start or dated.period.end or date.max


def line(ground: Ground, s: Scored, *, plan: bool = True) -> Line:
    """A record with its time and its leads."""
    entry = s.kept.entry
    assert isinstance(entry, Commitment | Measure)
    what = said(entry.what, s.kept)
    pieces: list[Piece] = [f"{ground.short(s.kept.plan)}: "] if plan else []
    phrase = month_year(entry.when) if _is_calendar(s) else when_words(entry.when)
    if _labelled(s) and isinstance(entry, Commitment) and entry.label:
        pieces += [said(entry.label, s.kept), " "]
    if phrase and not all(d.period.text in what.text for d in entry.when):
        pieces += [*((phrase,) if _is_calendar(s) else when_said(s.kept, entry.when)), ": "]
    pieces.append(what)
    if entry.who and isinstance(entry, Commitment) and entry.who_basis in ("own", "block"):
        people = [said(q, s.kept) for q in distinct(entry.who)]
        pieces += [
            " – lead: " if entry.who_basis == "own" else " – leads listed for the block: ",
            *join(people),
        ]
    elif (
        isinstance(entry, Commitment)
        and not entry.who
        and entry.origin in ("action", "milestone")
        and not _BODY.search(what.text)
    ):
        pieces.append(". No lead is named for it")
    elif entry.strand and entry.strand != entry.what.text and _is_calendar(s):
        pieces += [f" ({entry.strand.splitlines()[0]})"]
    return bullet(*pieces)


def month_year(when: Sequence[Dated]) -> str:
    """The column's month with the year that it has; an entry's own date as written."""
    d = when[0].period
    if d.text.strip() in MONTHS and (day := d.start or d.end):
        return f"{d.text.strip()} {day.year}"
    return d.text


def _notes(chosen: Sequence[Scored]) -> tuple[str, ...]:
    inferred = [d for s in chosen for d in _times(s) if d.period.year == "inferred"]
    return (
        ("The year is taken from the schedule's heading.",)
        if inferred and all(_is_calendar(s) for s in chosen)
        else ()
    )
