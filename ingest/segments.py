"""A cell's running text divided into the things it names, each with the dates that follow it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.days import Frame
from ingest.document import Quote
from ingest.entries import Dated, Role
from ingest.periods import Found, find
from ingest.wordlists import wordlist


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing: its words with its dates' words among them, and the dates."""

    what: Quote
    when: tuple[Dated, ...]


_PHASE_WORDS = 5
_GAP = re.compile(r"[\s.;,)•·*-]*")


def segments(quote: Quote, frame: Frame, role: Role | None) -> tuple[Segment, ...]:
    """`quote` cut after each date that ends something; the pieces joined are the quote again.

    A short piece that only names a phase and its date ("Launch - January 2025.") belongs to the
    thing before it, as a further date.
    """
    found = find(quote.text, frame)
    bounds = [0, *_cuts(quote.text, found), len(quote.text)]
    pieces = [(a, b) for a, b in zip(bounds, bounds[1:], strict=False) if quote.text[a:b].strip()]
    out: list[tuple[tuple[int, int], list[Dated]]] = []
    for begin, end in pieces:
        inside = [f for f in found if begin <= f.begin and f.end <= end]
        dated = [_dated(quote, (begin, end), f, role) for f in inside]
        if out and dated and _is_phase(quote.text[begin:end], inside):
            (first, _), dates = out[-1]
            out[-1] = ((first, end), [*dates, *dated])
        else:
            out.append(((begin, end), dated))
    return tuple(Segment(_sub(quote, *span), tuple(dates)) for span, dates in out)


def _cuts(text: str, found: Sequence[Found]) -> list[int]:
    """Where in `text` a thing ends: after a date that stands after it, before a capital letter."""
    cuts, last = list[int](), 0
    for f in found:
        gap = _GAP.match(text, f.end)
        at = gap.end() if gap else f.end
        bracket = _close(text, f.end)
        if bracket is not None:
            gap = _GAP.match(text, bracket)
            at = gap.end() if gap else bracket
        leading = len(text[last : f.begin].split()) < 2
        if f.period.kind in ("recurrence", "ongoing") and not (
            re.search(r"[.;)]", text[f.end : at])
            or (f.begin > last and text[f.begin].isupper() and not _after_stop(text, f.begin))
        ):
            continue
        if (
            at < len(text)
            and not leading
            and _begins(text, at)
            and (bracket is not None or _open(text, f.end))
        ):
            cuts.append(at)
            last = at
    return cuts


def _after_stop(text: str, at: int) -> bool:
    """Whether a sentence begins at `at`."""
    return not text[:at].strip() or text[:at].rstrip()[-1:] in ".;:•)"


def _open(text: str, at: int) -> bool:
    """Whether the text at `at` is outside brackets."""
    return text[:at].count("(") <= text[:at].count(")")


def _close(text: str, at: int) -> int | None:
    """Where the bracket that `at` stands in closes, where it does."""
    if _open(text, at):
        return None
    end = text.find(")", at)
    return end + 1 if end >= 0 else None


def _begins(text: str, at: int) -> bool:
    """Whether something new begins at `at`: a capital letter or a number, after a space or stop."""
    return bool(re.match(r"[A-Z0-9‘'“\"]", text[at:])) and not text[at - 1].isalnum()


def _is_phase(piece: str, inside: Sequence[Found]) -> bool:
    rest = len(piece) - sum(f.end - f.begin for f in inside)
    words = sum(len(w.split()) for w in _without(piece, inside))
    first = re.findall(r"[a-z-]+", piece.lower())[:2]
    if (
        inside
        and piece.strip().startswith(inside[0].period.text)
        and re.match(r"\W*linked\b", piece.strip()[len(inside[0].period.text) :], re.I)
    ):
        return True
    return (
        rest < 45
        and words < _PHASE_WORDS
        and (words == 0 or bool(wordlist("phase_words") & set(first)))
    )


def _without(piece: str, inside: Sequence[Found]) -> list[str]:
    out = piece
    for f in inside:
        out = out.replace(f.period.text, " ")
    return [re.sub(r"[^\w\s]", " ", out)]


def _dated(quote: Quote, span: tuple[int, int], found: Found, role: Role | None) -> Dated:
    text = quote.text[span[0] : span[1]]
    said = _role(text, found, role)
    return Dated(found.period, _sub(quote, *span), said)


def _role(text: str, found: Found, role: Role | None) -> Role | None:
    """A date after "baseline" or "review" is a time to look, whatever the column."""
    before = text[: max(0, text.find(found.period.text))].lower()
    return (
        "monitoring"
        if re.search(r"\b(baseline|review(?:ed)?|monitor(?:ed|ing)?)\W*(measure)?\W*$", before)
        else role
    )


def _sub(quote: Quote, begin: int, end: int) -> Quote:
    return Quote(quote.text[begin:end].strip(" \n\t•·"), quote.location, quote.about)


def sentences(text: str) -> list[str]:
    """The sentences of running text, to the letter; joined by white space they are the text again.

    What takes a sentence back ("Superseded: …") is one with it.
    """
    cut = re.split(
        r"(?<=[.!?])(?:(?<=[a-z0-9)%’”\"'][.!?])|(?<=[A-Z]{2}[.!?]))\s+"
        r"(?=[A-Z‘“\"(•])(?!(?:Superseded|Withdrawn|No longer)\b)",
        text,
    )
    return [s for s in (c.strip() for c in cut) if s]
