"""Composed -> Composed, its passages in a model's words where these hold; else as it was, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Wording
from assistant.composed import Composed, Line, Said
from assistant.query import Query
from assistant.verify import Reading
from assistant.worded.asking import worded
from assistant.worded.sentences import complete
from assistant.worded.types import Claim, Evidence, Model, Worded

_PASSAGES = ("claim", "define", "fact")
_MOST = 8
"""Quotations that a model is given; an answer with more is a list."""


@dataclass(frozen=True, slots=True)
class Words:
    """What puts answers into words: a model, and how what it says is held to the documents."""

    model: Model

    def of(
        self, composed: Composed, query: Query, reading: Reading
    ) -> tuple[Composed, Wording | None]:
        """The answer in checked words, with what that took; as it was where it is a list or a no."""
        evidence = _evidence(composed)
        if not _in_passages(composed, query) or not 0 < len(evidence) <= _MOST:
            return composed, None
        done = worded(query.text, evidence, model=self.model, reading=reading)
        lines = _lines(composed.lines, evidence, done.claims)
        used = sum(a is not b for a, b in zip(lines, composed.lines, strict=True))
        problem = "" if used else _problem(done)
        note = _note(done.model, problem)
        record = Wording(
            done.model,
            done.prompt,
            used,
            done.refused,
            problem,
            done.usage.tokens_in,
            done.usage.tokens_out,
            done.usage.cost,
        )
        return replace(composed, lines=lines, notes=(*composed.notes, note)), record


def _in_passages(composed: Composed, query: Query) -> bool:
    found = composed.status in ("answered", "partial") and not composed.records
    return found and composed.total is None and query.asks in _PASSAGES and not query.counts


def _evidence(composed: Composed) -> tuple[Evidence, ...]:
    """Every quotation of the answer, each once, with an id."""
    found = dict.fromkeys(s for line in composed.lines for s in _said(line))
    return tuple(Evidence(f"e{n}", s) for n, s in enumerate(found, 1))


def _said(line: Line) -> list[Said]:
    return [p for p in line.pieces if isinstance(p, Said)]


def _lines(
    lines: Sequence[Line], evidence: Sequence[Evidence], claims: Sequence[Claim]
) -> tuple[Line, ...]:
    """Each line in a model's words where claims say all that it says, else as it was."""
    return tuple(_line(line, evidence, claims) for line in lines)


def _line(line: Line, evidence: Sequence[Evidence], claims: Sequence[Claim]) -> Line:
    said = _said(line)
    if len(said) != 1 or line.rests:
        return line
    own = next(e for e in evidence if e.said == said[0])
    about = [c for c in claims if own in c.rests]
    text = " ".join(c.text for c in about)
    if not about or not complete(text, said[0].text):
        return line
    rests = tuple(dict.fromkeys(e.said for c in about for e in c.rests))
    lead = line.pieces[0] if isinstance(line.pieces[0], str) else ""
    return replace(line, pieces=(lead, text), rests=rests)


def _problem(done: Worded) -> str:
    """Why nothing of what the model said stands in the answer."""
    if done.problem:
        return done.problem
    if done.claims:
        return "its claims said less than the quotations"
    if done.refused:
        return "nothing that it said held to the quotations"
    return "it found nothing to say"


def _note(model: str, problem: str) -> str:
    if not problem:
        return f"Put into words by a language model ({model}), each claim checked against its quotation."
    return f"In the documents' own words, without the language model: {problem}."
