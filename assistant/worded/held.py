"""Holds a claim to what it cites: a claim says what one quotation says, in its words, or is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.verify import Reading, at, stands
from assistant.worded.sentences import says
from assistant.worded.types import Claim, Evidence
from assistant.wording import honest_part
from ingest.segments import sentences


@dataclass(frozen=True, slots=True)
class Offered:
    """A claim as it was offered, with the ids and the words that it says it rests on."""

    text: str
    ids: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A claim that does not hold, and why."""

    text: str
    reason: str


_MARKUP = frozenset("<>[]`|*_#\\{}~\n\r\t")


def held(offered: Offered, evidence: Sequence[Evidence], *, reading: Reading) -> Claim | Refused:
    """The claim, where every quotation that it cites says all that it says; else why not."""
    given = {e.id: e for e in evidence}
    cited = tuple(dict.fromkeys(offered.ids))
    if reason := _unfit(offered):
        return Refused(offered.text, reason)
    if unknown := [i for i in cited if i not in given]:
        return Refused(offered.text, f"no evidence has the id {unknown[0]!r}")
    rests = tuple(given[i] for i in cited)
    for quote in offered.quotes:
        if not any(stands(quote, e.said.quote.text) for e in rests):
            return Refused(offered.text, "a quotation does not stand in what is cited")
    for e in rests:
        if not _in_document(e, reading):
            return Refused(offered.text, "the evidence does not stand in the document")
        quotes = [q for q in offered.quotes if stands(q, e.said.quote.text)]
        if not quotes:
            return Refused(offered.text, f"nothing is quoted from {e.id}")
        if not any(says(offered.text, s, e.labels) for q in quotes for s in _around(q, e)):
            return Refused(offered.text, f"{e.id} does not say so")
    return Claim(_closed(offered.text), rests)


def _unfit(offered: Offered) -> str:
    text = offered.text
    if not text.isprintable() or _MARKUP & set(text) or "://" in text:
        return "it holds markup or an address"
    if honest_part(text)[1]:
        return "it gives instructions"
    return ""


def _in_document(e: Evidence, reading: Reading) -> bool:
    try:
        document = reading(e.said.document)
    except LookupError:
        return False
    quote = e.said.quote
    return stands(quote.text, at(document, quote.location)) and stands(e.said.text, quote.text)


def _around(quote: str, e: Evidence) -> list[str]:
    """The whole sentences of the evidence in which quoted words stand: a part can mislead."""
    whole = sentences(e.said.quote.text) or [e.said.quote.text]
    return [s for s in whole if stands(quote, s) or stands(s, quote)]


def _closed(text: str) -> str:
    """The claim as a sentence with its full stop."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
