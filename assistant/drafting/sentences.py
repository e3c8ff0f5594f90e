"""Sentences of a draft: the program's frame around a document's own words, with their citations."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from assistant.citing import cited
from assistant.drafting.draft import Cited, Section, Sentence
from assistant.evidence.shown import Milestone, Shown
from assistant.evidence.statements import Statement
from ingest.document import Quote
from ingest.entries import Aim, Dated, Measure
from ingest.filing import Filed

Rests = Sequence[tuple[Filed, Quote]]


def sentence(area: str, section: Section, text: str, rests: Rests) -> Sentence:
    """A proposed sentence that rests on these words."""
    citations = tuple(dict.fromkeys(citation(q, f) for f, q in rests))
    made = [area, section, text, *(f"{c.document} {c.quote}" for c in citations)]
    key = hashlib.sha256("\0".join(made).encode("utf-8", "replace")).hexdigest()[:16]
    return Sentence(key=key, area=area, section=section, proposed=text, text=text, cited=citations)


def citation(quote: Quote, filed: Filed) -> Cited:
    """The quotation as a draft keeps it."""
    c, at = cited(quote, filed, 1), quote.location
    return Cited(
        document=filed.key,
        title=filed.title,
        audience=filed.audience,
        label=c.label,
        quote=quote.text,
        url=c.url,
        page=at.page,
        block=at.block,
        table=at.table,
        row=at.row,
        column=at.column,
    )


def aim(area: str, filed: Filed, entry: Aim) -> Sentence:
    """What a plan sets out to reach."""
    text = f"The plan aims: {quoted(entry.what)}."
    return sentence(area, "intent", text, [(filed, entry.what)])


def intent(area: str, m: Milestone) -> Sentence:
    """What a plan says that it will do, or take for success."""
    frame = "will take as success" if isinstance(m.record, Measure) else "says that it will do this"
    text = f"The plan {frame}: {quoted(m.record.what)}{_when(m)}."
    return sentence(area, "intent", text, _of(m))


def coming(area: str, m: Milestone) -> Sentence:
    """What a plan has next."""
    text = f"The plan has ahead: {quoted(m.record.what)}{_when(m)}."
    return sentence(area, "next", text, _of(m))


def told(area: str, section: Section, statement: Statement, filed: Filed) -> Sentence:
    """What a document of evidence says, in its words."""
    text = f"{_source(filed, statement)}: {_said(statement)}."
    return sentence(area, section, text, [(filed, q) for q in statement.quotes])


def no_evidence(area: str, found: Sequence[Milestone]) -> Sentence:
    """That for these milestones none was found."""
    named = "; ".join(f"{quoted(m.record.what)}{_when(m)}" for m in found)
    text = f"Gap: no evidence was found for {named}."
    return sentence(area, "missing", text, [r for m in found for r in _of(m)])


def not_shown_done(area: str, m: Milestone) -> Sentence:
    """That a milestone's date has passed, and nothing says that it is done."""
    text = (
        f"Gap: the date of {quoted(m.record.what)}{_when(m)} has passed, and no evidence that was "
        "found says that it is done."
    )
    return sentence(area, "missing", text, _of(m))


def conflicting(area: str, m: Milestone, one: Shown, other: Shown) -> Sentence:
    """That two documents do not agree on a milestone."""
    sides = "; ".join(
        f"{_source(s.filed, s.statement)}: {_said(s.statement)}" for s in (one, other)
    )
    text = f"Documents do not agree on {quoted(m.record.what)}. {sides}."
    rests = [(s.filed, q) for s in (one, other) for q in s.statement.quotes]
    return sentence(area, "missing", text, [*_of(m), *rests])


def open_action(area: str, statement: Statement, filed: Filed) -> Sentence:
    """What evidence has as an action that is still to be carried out."""
    text = f"Still open when {_source(filed, statement)} was written: {_said(statement)}."
    return sentence(area, "next", text, [(filed, q) for q in statement.quotes])


def nothing(area: str, name: str) -> Sentence:
    """That no document speaks to an area: a gap that rests on nothing."""
    text = f"Gap: no document that can be read here speaks to {name}."
    return sentence(area, "missing", text, [])


def quoted(quote: Quote) -> str:
    """The words in quotation marks, on one line, without a stop at their end."""
    return f"“{' '.join(quote.text.split()).rstrip('.;,:')}”"


def _of(m: Milestone) -> list[tuple[Filed, Quote]]:
    return [(m.filed, q) for q in (m.record.what, *(d.quote for d in m.record.when))]


def _when(m: Milestone) -> str:
    """The milestone's times where its words do not have them."""
    held = " ".join(m.record.what.text.split())
    phrases = [p for d in m.record.when if (p := _phrase(d)) not in held]
    return f" ({'; '.join(f'“{p}”' for p in dict.fromkeys(phrases))})" if phrases else ""


def _phrase(dated: Dated) -> str:
    return " ".join(dated.period.text.split())


def _source(filed: Filed, statement: Statement) -> str:
    day = statement.dated
    named = day is not None and day.text in filed.title
    return filed.title if named or day is None else f"{filed.title} ({day.text})"


def _said(statement: Statement) -> str:
    if len(statement.quotes) == 1:
        return quoted(statement.quotes[0])
    return "; ".join(_cell(q) for q in statement.quotes)


def _cell(quote: Quote) -> str:
    head = " ".join(quote.about[-1].split()) if quote.about else ""
    return f"{head} {quoted(quote)}".strip()


def citations(sentences: Iterable[Sentence]) -> tuple[Cited, ...]:
    """Every citation of some sentences, each once, in order."""
    return tuple(dict.fromkeys(c for s in sentences for c in s.cited))
