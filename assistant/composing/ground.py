"""What every kind of answer is made with: the search, the plans' names, quotations and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.composed import Line, Piece, Record, Said, bullet, text
from assistant.coverage import scores, stem_set
from assistant.find import Search
from assistant.query import Query
from assistant.statements import Statement
from assistant.topic import terms_of
from assistant.vocabulary import Term, Vocabulary
from ingest.document import Document, Quote
from ingest.entries import Commitment, Dated, Measure
from ingest.filing import Kept, Plan
from ingest.segments import sentences
from ingest.view import View


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer is composed on: the question understood, and what may be read."""

    query: Query
    search: Search
    view: View
    plans: Mapping[str, Plan]
    today: date
    again: Callable[[Query], Ground]
    vocabulary: Vocabulary
    reading: Callable[[str], Document]
    people: tuple[str, ...] = ()
    focus: tuple[str, int, int] | None = None

    @property
    def asked_plans(self) -> tuple[Plan, ...]:
        """The plans that the question is about: those it names, else all."""
        keys = self.query.plans or tuple(self.plans)
        return tuple(self.plans[k] for k in keys if k in self.plans)

    def again_terms(self, words: str) -> tuple[Term, ...]:
        """The terms of other words than the question's own."""
        return terms_of(words, self.vocabulary)

    def short(self, key: str) -> str:
        """A plan's name in an answer: an acronym that stands for it, else as much of its name as
        tells it from the others."""
        plan = self.plans.get(key)
        if plan is None:
            return key
        for alias in (*plan.aliases, key):
            if alias.isupper() and len(alias) <= 6 and [alias] != plan.name.split()[:1]:
                return alias
        if len(key) <= 4 and key.isalpha() and not plan.name.lower().startswith(key):
            return key.upper()
        whose, _, what = _bare(plan.name).partition(": ")
        others = [_bare(p.name) for k, p in self.plans.items() if k != key]
        if what and not any(o == whose or o.startswith(f"{whose}: ") for o in others):
            return whose
        if what and not any(o == what or o.endswith(f": {what}") for o in others):
            return what
        return _bare(plan.name) or key


def _bare(name: str) -> str:
    """A plan's name without its years; of minutes, the body's."""
    name = re.sub(r"(?i):? minutes of (?:the |a )?(?:\w+ )?meeting.*$", " minutes", name)
    return re.sub(r"[\s:,–-]*\b20\d\d\b.*$", "", name).strip()


def said(quote: Quote, kept: Kept, words: str | None = None) -> Said:
    """A quotation of a record, or the `words` of it that are shown."""
    return Said(tidy(words if words is not None else quote.text), quote, kept.document, kept.plan)


def stated(statement: Statement, words: str | None = None) -> Said:
    """A quotation of a statement that was found."""
    shown = words if words is not None else statement.quote.text
    return Said(tidy(shown), statement.quote, statement.document, statement.plan)


def tidy(words: str) -> str:
    """Words without the bullet, dash or semicolon that a list left at their ends."""
    return re.sub(r"^[\s•·●▪◦*-]+|[\s;,]+$", "", words)


def when_words(dated: Sequence[Dated]) -> str:
    """The phrases of time of a record, as written."""
    return "; ".join(dict.fromkeys(d.period.text for d in dated))


def record(kept: Kept, dated: Dated | None) -> Record:
    """A commitment or measure as an item of a list, at one of its times."""
    entry = kept.entry
    assert isinstance(entry, Commitment | Measure)
    who = tuple(said(q, kept) for q in distinct(entry.who))
    return Record(said(entry.what, kept), who, dated, entry.strand, kept.plan, kept.document)


def distinct(quotes: Iterable[Quote]) -> list[Quote]:
    """Quotations without those whose words came before."""
    out: dict[str, Quote] = {}
    for q in quotes:
        out.setdefault(q.text.strip(), q)
    return list(out.values())


def join(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces with commas and a final "and" between them."""
    out: list[Piece] = []
    for n, piece in enumerate(pieces):
        if n:
            out.append(" and " if n == len(pieces) - 1 else ", ")
        out.append(piece)
    return tuple(out)


def nearest(
    ground: Ground, found: Sequence[Statement], *, most: int = 2, least: float = 0.3
) -> list[Line]:
    """What the documents do say that comes nearest, a sentence or cell each."""
    out: list[Line] = []
    for s in varied(found):
        if s.score < least or len(out) >= most:
            break
        out.append(
            bullet(f"{ground.short(s.plan)}: ", place(s), stated(s, best_sentence(s, ground.query)))
        )
    return out


def place(s: Statement) -> str:
    """The row and column that a quotation stands in, or its heading, where these are short."""
    about = [a.split("\n")[0].split(" (")[0] for a in s.quote.about] or list(
        s.context[-1:] if len(s.context) > 1 else ()
    )
    short = [a for a in about if len(a.split()) <= 12 and a.strip() and a not in s.quote.text]
    return f"{' › '.join(dict.fromkeys(short[:2]))}: ".replace("::", ":") if short else ""


def varied(found: Sequence[Statement]) -> list[Statement]:
    """Statements without those that say the same again."""
    seen: set[str] = set()
    out: list[Statement] = []
    for s in found:
        row = s.quote.about[0] if s.quote.about and len(s.quote.text) < 60 else ""
        key = re.sub(r"\W+", "", f"{row}{s.quote.text}".lower())
        if key and key not in seen:
            seen.add(key)
            out.append(s)
    return out


def best_sentence(statement: Statement, query: Query, *, longest: int = 60) -> str:
    """The whole of a short statement; of a long one the sentences that cover the question best."""
    whole = statement.quote.text
    if len(whole.split()) <= longest:
        return whole
    parts = sentences(whole)
    ranked = sorted(parts, key=lambda p: -scores(query.terms, stem_set(p), frozenset())[0])
    chosen = {ranked[0]} if ranked else set[str]()
    at = parts.index(ranked[0]) if ranked else 0
    words = len(ranked[0].split()) if ranked else 0
    if at + 1 < len(parts) and words + len(parts[at + 1].split()) <= longest:
        return whole[whole.index(parts[at]) : whole.index(parts[at + 1]) + len(parts[at + 1])]
    return next(iter(chosen), whole)


def human(day: date) -> str:
    """A date as "14 March 2026"."""
    return f"{day.day} {day:%B %Y}"


def months(start: date, end: date) -> str:
    """A span as "September 2025 to August 2026"."""
    return (
        f"{start:%B %Y} to {end:%B %Y}"
        if (start.year, start.month) != (end.year, end.month)
        else f"{start:%B %Y}"
    )


def sentence(*pieces: Piece, rests: tuple[Said, ...] = ()) -> Line:
    """A line of running text."""
    return text(*pieces, rests=rests)
