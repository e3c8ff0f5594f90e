"""The measures: each takes the verdict on one case, and skips a case that it does not apply to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import mean, median

from evals.judge import Verdict
from evals.retrieval import FIRST, stands

Measure = Callable[[Verdict], float | None]
"""From 0 to 1 for one case, or None where the measure does not apply to it."""


def right(verdict: Verdict) -> float:
    """Whether the answer is right."""
    return float(verdict.right)


def right_answerable(verdict: Verdict) -> float | None:
    """Whether it is right, of questions that the documents answer."""
    return right(verdict) if verdict.case.answerable else None


def points(verdict: Verdict) -> float | None:
    """The share of its points that are said."""
    return verdict.share if verdict.case.answerable else None


def refusal_recall(verdict: Verdict) -> float | None:
    """Whether it is declined, of what should be."""
    return float(verdict.reply.declined) if verdict.case.refusable else None


def refusal_precision(verdict: Verdict) -> float | None:
    """Whether it should have been declined, of what was."""
    if not verdict.reply.declined:
        return None
    case = verdict.case
    return float(case.refusable or case.kind == "unanswerable" or verdict.right)


def brevity(verdict: Verdict) -> float:
    """Whether the answer is short enough to be read."""
    return float(not verdict.too_long)


def citation_validity(verdicts: Iterable[Verdict]) -> float | None:
    """The share of all quotations that stand in the sources to the letter."""
    return _mean([float(v) for verdict in verdicts for v in verdict.valid])


def source_found(verdicts: Iterable[Verdict]) -> float | None:
    """The share of all answerable questions' source quotations that are cited."""
    found = (verdict.found for verdict in verdicts if verdict.case.answerable)
    return _mean([float(f) for each in found for f in each])


def recall_at(k: int) -> Callable[[Sequence[Verdict]], float | None]:
    """The share of all source quotations that stand whole in the first `k` passages found."""

    def recall(verdicts: Sequence[Verdict]) -> float | None:
        quotes = [(q, v.reply.found[:k]) for v in verdicts for q in v.case.source_quotes]
        return _mean([float(stands(quote, passages)) for quote, passages in quotes])

    return recall


def middle_ms(verdicts: Iterable[Verdict]) -> float:
    """The time that half of the answers take no longer than, in milliseconds."""
    return median([v.reply.ms for v in verdicts])


def slow_ms(verdicts: Iterable[Verdict]) -> float:
    """The time that 95 of 100 answers take no longer than, in milliseconds."""
    times = sorted(v.reply.ms for v in verdicts)
    return times[max(0, round(0.95 * len(times)) - 1)]


def average(measure: Measure, verdicts: Iterable[Verdict]) -> float | None:
    """The mean of a measure over the cases that it applies to; None where there are none."""
    return _mean([value for v in verdicts if (value := measure(v)) is not None])


PER_CASE: dict[str, Measure] = {
    "right": right,
    "right_answerable": right_answerable,
    "points": points,
    "refusal_precision": refusal_precision,
    "refusal_recall": refusal_recall,
    "short_enough": brevity,
}
OVER_ALL: dict[str, Callable[[Sequence[Verdict]], float | None]] = {
    "citation_validity": citation_validity,
    "source_found": source_found,
    **{f"recall_at_{k}": recall_at(k) for k in FIRST},
}


def summary(verdicts: Sequence[Verdict]) -> dict[str, float | None]:
    """Every measure by its name: shares from 0 to 1, times in milliseconds."""
    each = {name: average(measure, verdicts) for name, measure in PER_CASE.items()}
    whole = {name: measure(verdicts) for name, measure in OVER_ALL.items()}
    return {**each, **whole, "p50_ms": middle_ms(verdicts), "p95_ms": slow_ms(verdicts)}


def _mean(values: Sequence[float]) -> float | None:
    return mean(values) if values else None
