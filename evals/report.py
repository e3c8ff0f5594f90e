"""The report of an evaluation: a table of measures, one by kind, the wrong ones, and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.table import Table

from evals.judge import Verdict
from evals.measures import summary


def show(verdicts: Sequence[Verdict], to: TextIO) -> None:
    """Prints the measures, how many of each kind are right, and what is wrong with the others."""
    console = Console(file=to, highlight=False, markup=False, emoji=False, width=110)
    console.print(_measures(verdicts))
    console.print(_kinds(verdicts))
    for verdict in verdicts:
        if not verdict.right:
            console.print(_wrong(verdict), soft_wrap=True)


def write(verdicts: Sequence[Verdict], path: Path) -> None:
    """Writes the measures and every case's verdict as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {"summary": summary(verdicts), "cases": [_case(v) for v in verdicts]}
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False), "utf-8")


def _measures(verdicts: Sequence[Verdict]) -> Table:
    table = Table("Measure", "Value", title=f"{len(verdicts)} questions")
    for name, value in summary(verdicts).items():
        table.add_row(name, _shown(name, value))
    return table


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if name.endswith("_ms") else f"{100 * value:.1f}%"


def _kinds(verdicts: Sequence[Verdict]) -> Table:
    table = Table("Kind", "Right", "Of", "Share")
    for kind in sorted({v.case.kind for v in verdicts}):
        of = [v.right for v in verdicts if v.case.kind == kind]
        table.add_row(kind, str(sum(of)), str(len(of)), f"{100 * sum(of) / len(of):.1f}%")
    return table


def _wrong(verdict: Verdict) -> str:
    """A wrong answer in a few lines: the question, why, and how the answer begins."""
    case, reply = verdict.case, verdict.reply
    text = " ".join(reply.body.text.split())[:200]
    lines = [f"\n{case.id} {case.kind} ({reply.body.status}): {case.question}"]
    return "\n".join([*lines, *(f"  {why}" for why in _faults(verdict)), f"  > {text}"])


def _faults(verdict: Verdict) -> list[str]:
    reply, valid = verdict.reply, verdict.valid
    faults = {
        f"failed: {reply.failed}": bool(reply.failed),
        f"not said: {'; '.join(verdict.unmet)}": bool(verdict.unmet),
        f"said, and must not: {'; '.join(verdict.forbidden)}": bool(verdict.forbidden),
        "too long": verdict.too_long,
        f"citations not in the sources: {valid.count(False)}": False in valid,
        "no citation": verdict.case.answerable and not valid,
    }
    return [fault for fault, there in faults.items() if there]


def _case(verdict: Verdict) -> dict[str, object]:
    case, reply = verdict.case, verdict.reply
    return {
        "id": case.id,
        "kind": case.kind,
        "question": case.question,
        "right": verdict.right,
        "share": round(verdict.share, 2),
        "status": reply.body.status,
        "faults": _faults(verdict),
        "ms": round(reply.ms, 1),
        "text": reply.body.text,
    }
