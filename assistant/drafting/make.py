"""Makes a draft: for each area what the plan intends, what was done, shown and lacks, what is next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from assistant.citing import cited
from assistant.drafting import sentences as s
from assistant.drafting.areas import Leading
from assistant.drafting.draft import Area, Asked, Body, LeftOut, Sentence
from assistant.drafting.framework import AreaSection, Framework
from assistant.drafting.gathered import Gathered, gathered
from assistant.drafting.holding import faults
from assistant.drafting.leaving_out import REASONS, left_out
from assistant.evidence.matching import telling
from assistant.evidence.saying import says
from assistant.evidence.shown import Milestone, Shown
from assistant.evidence.statements import Statement
from ingest.document import Quote
from ingest.filing import Filed
from ingest.view import View

Reword = Callable[[Sentence], str | None]
"""Words for a sentence that say the same: what does not hold to its citations is not taken."""

_MOST = 12
"""How many sentences a section of intents or next steps has at most."""

_TOGETHER = 4
"""How many gaps one sentence tells at most."""

_ENOUGH = 0.6
"""How well words must belong to an area to stand in it."""

T = TypeVar("T")


def make(view: View, framework: Framework, asked: Asked, reword: Reword | None = None) -> Body:
    """The draft of what `view` shows. Raises UnknownFramework, UnknownPlan and BadQuestion."""
    areas = framework.areas(asked.areas)
    found = gathered(view, asked)
    left = _Left(found.filed)
    for statement in found.statements:
        left.takes(statement.text, statement.quotes[0], found.filed[statement.document])
    made = [
        x for a in areas for x in _Drafting(a, framework.area, found, asked.as_of, left).sentences()
    ]
    if reword is not None:
        made = [_reworded(x, reword) for x in made]
    return Body(
        asked=asked,
        title=f"Self-evaluation: {asked.school or _plan_names(found)}",
        about=f"{framework.name}. {framework.about}".strip(),
        areas=tuple(Area(key=a.key, name=a.name) for a in areas),
        sentences=tuple(dict.fromkeys(made)),
        left_out=left.every(),
        notes=tuple(_notes(framework, areas, found)),
    )


@dataclass(frozen=True, slots=True)
class _Drafting:
    """One area's sentences."""

    area: AreaSection
    every: Sequence[AreaSection]
    found: Gathered
    today: date
    left: _Left

    def sentences(self) -> Iterator[Sentence]:
        """All of them, section by section; of an area that nothing speaks to, that it is so."""
        own = self._milestones()
        said = self._statements()
        yield from self._intents(own)
        yield from self._told(own, said)
        yield from self._missing(own)
        yield from self._next(own, said)
        if not own and not said:
            yield s.nothing(self.area.key, self.area.name)

    def _milestones(self) -> list[Milestone]:
        leading = Leading(self.area)
        scored = [(self._score(leading, m), m) for m in self.found.milestones]
        return [m for score, m in scored if score >= _ENOUGH and self._fit(m.record.what, m.filed)]

    def _score(self, leading: Leading, m: Milestone) -> float:
        record = m.record
        over = [*record.what.about[:1], *(q.text for q in record.serves)]
        over = [x for x in over if x != record.strand]
        own = leading.score(record.what.text, over)
        return own or (0.0 if self._is_led(m, over) else leading.of_strand(record.strand))

    def _is_led(self, m: Milestone, over: Sequence[str]) -> bool:
        """Whether a milestone's own words lead to some area."""
        return any(Leading(a).score(m.record.what.text, over) for a in self.every)

    def _statements(self) -> list[Statement]:
        leading = Leading(self.area)
        return [
            x
            for x in self.found.statements
            if leading.score(x.text) >= 1.0 and self._may(x, self.found.filed[x.document])
        ]

    def _may(self, statement: Statement, filed: Filed) -> bool:
        return self.left.takes(statement.text, statement.quotes[0], filed)

    def _is_fit(self, shown: Shown) -> bool:
        return self._may(shown.statement, shown.filed)

    def _fit(self, quote: Quote, filed: Filed) -> bool:
        """Whether a plan's words may stand; a grade that a plan aims at is its intent, and may."""
        return left_out(quote.text) == "grade" or self.left.takes(quote.text, quote, filed)

    def _intents(self, own: Sequence[Milestone]) -> Iterator[Sentence]:
        leading = Leading(self.area)
        aims = [
            (self.found.filed[k.document], a)
            for k, a in self.found.aims
            if k.document in self.found.filed
            and leading.score(a.what.text) >= 1.0
            and self._fit(a.what, self.found.filed[k.document])
        ]
        for filed, entry in _apart(aims, lambda x: x[1].what.text)[: _MOST // 3]:
            yield s.aim(self.area.key, filed, entry)
        for m in _apart(own, lambda x: x.record.what.text)[:_MOST]:
            yield s.intent(self.area.key, m)

    def _told(self, own: Sequence[Milestone], said: Sequence[Statement]) -> Iterator[Sentence]:
        shown = [x for m in own for x in m.shown if self._may(x.statement, x.filed)]
        shown = [x for x in shown if x.statement in set(self.found.statements)]
        done = dict.fromkeys(x.statement for x in shown if x.says in ("done", "part"))
        rest = dict.fromkeys((*(x.statement for x in shown), *said))
        for statement in done:
            yield s.told(self.area.key, "done", statement, self.found.filed[statement.document])
        for statement in rest:
            if statement not in done and not _is_action(statement):
                filed = self.found.filed[statement.document]
                yield s.told(self.area.key, "shows", statement, filed)

    def _missing(self, own: Sequence[Milestone]) -> Iterator[Sentence]:
        gaps = [m for m in own if m.state == "none" and not _is_ahead(m, self.today)]
        for group in _grouped(_same(gaps)):
            yield s.no_evidence(self.area.key, group)
        clashes: set[frozenset[Statement]] = set()
        for m in own:
            pair = frozenset(x.statement for x in m.clash or ())
            if m.clash and pair not in clashes and all(self._is_fit(x) for x in m.clash):
                clashes.add(pair)
                yield s.conflicting(self.area.key, m, *m.clash)
        late = [
            m for m in own if m.state == "found" and any("date has passed" in x for x in m.missing)
        ]
        for m in _apart(late, lambda x: x.record.what.text):
            yield s.not_shown_done(self.area.key, m)

    def _next(self, own: Sequence[Milestone], said: Sequence[Statement]) -> Iterator[Sentence]:
        ahead = [m for m in own if _is_ahead(m, self.today)]
        for m in _apart(ahead, lambda x: x.record.what.text)[:_MOST]:
            yield s.coming(self.area.key, m)
        for statement in said:
            if _is_action(statement):
                yield s.open_action(self.area.key, statement, self.found.filed[statement.document])


class _Left:
    """Collects what stays out of the draft, by its place."""

    def __init__(self, filed: dict[str, Filed]) -> None:
        self._filed = filed
        self._found: dict[tuple[str, str], LeftOut] = {}

    def takes(self, text: str, quote: Quote, filed: Filed) -> bool:
        """Whether the words may stand in the draft."""
        reason = left_out(text)
        if reason is None:
            return True
        c = cited(quote, filed, 1)
        self._found[filed.key, text] = LeftOut(
            document=filed.key,
            title=filed.title,
            audience=filed.audience,
            label=c.label if text != c.label else "",
            url=c.url,
            reason=REASONS[reason],
        )
        return False

    def every(self) -> tuple[LeftOut, ...]:
        """What was left out, each place once."""
        return tuple(dict.fromkeys(self._found.values()))


def _is_ahead(m: Milestone, today: date) -> bool:
    """Whether all of a milestone's days lie ahead."""
    ends = [d.period.end or d.period.start for d in m.record.when]
    return bool(ends) and all(e is not None and e >= today for e in ends)


def _is_action(statement: Statement) -> bool:
    return len(statement.quotes) > 2 and says(statement.text) == "not done"


def _apart(found: Iterable[T], words: Callable[[T], str]) -> list[T]:
    """What is not said by another, longer one already."""
    out: list[tuple[frozenset[str], T]] = []
    for one in sorted(found, key=lambda x: -len(telling(words(x)))):
        own = frozenset(telling(words(one)))
        if not any(own <= held for held, _ in out):
            out.append((own, one))
    kept = {id(x) for _, x in out}
    return [x for x in found if id(x) in kept] if isinstance(found, list) else [x for _, x in out]


def _same(found: Sequence[Milestone]) -> list[list[Milestone]]:
    """Milestones by what they are about: the same one in several documents stands once."""
    groups: dict[frozenset[str], list[Milestone]] = {}
    for m in found:
        groups.setdefault(
            frozenset(telling(m.record.what.text)) or frozenset([m.record.what.text]), []
        ).append(m)
    return list(groups.values())


def _grouped(groups: list[list[Milestone]]) -> list[list[Milestone]]:
    """The gaps one by one; where there are many, a few at a time of those under one heading."""
    if len(groups) <= _MOST * 2:
        return groups
    headings: dict[tuple[str, str], list[Milestone]] = {}
    for m in (group[0] for group in groups):
        serves = m.record.serves[0].text if m.record.serves else ""
        headings.setdefault((m.record.strand, serves), []).append(m)
    return [list(some) for held in headings.values() for some in _by(held, _TOGETHER)]


def _by(held: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    return (held[at : at + most] for at in range(0, len(held), most))


def _reworded(sentence: Sentence, reword: Reword) -> Sentence:
    words = reword(sentence)
    if not words or faults(words, sentence):
        return sentence
    return sentence.model_copy(update={"proposed": words, "text": words})


def _plan_names(found: Gathered) -> str:
    return "; ".join(dict.fromkeys(m.filed.plan_name or m.filed.title for m in found.milestones))


def _notes(framework: Framework, areas: Sequence[AreaSection], found: Gathered) -> Iterator[str]:
    yield (
        "Quotations are the documents' own words. The draft gives no grade and judges nobody. "
        "What the plan intends is not evidence that it was done."
    )
    read = "; ".join(f"{x.title} ({x.address})" for x in framework.source if x.read)
    day = f"{framework.dated.day} {framework.dated:%B %Y}"
    yield f"The framework is dated {day}. Read for it: {read or 'no source'}."
    for source in framework.source:
        if not source.read:
            yield f"Not read for the framework: {source.title}."
    for area in areas:
        if area.applies:
            yield f"{area.name} applies {area.applies}."
    unsure = [a.name for a in areas if not a.certain]
    if unsure:
        yield f"The themes of {', '.join(unsure)} are not certain."
    if not found.statements:
        yield "No evidence documents were found, so that every milestone stands as a gap."
