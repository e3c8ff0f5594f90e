"""`plans evidence`: milestone by milestone, what shows it, how old that is and what is missing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_ask import day
from assistant.cli_given import settings_of
from assistant.terminal import Printer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.evidence.shown import Milestone, Shown

app = typer.Typer()

_QUOTED = 4
"""How many statements on a milestone the terminal shows."""


@app.command()
def evidence(
    context: typer.Context,
    strand: Annotated[str | None, typer.Argument(help="A strand's name, or words of it.")] = None,
    plan: Annotated[
        str | None, typer.Option(metavar="KEY", help="Keep to the plan of this key.")
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="Stand-in for today, as 2026-03-01."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what the API answers.")] = False,
) -> None:
    """Show what evidence says of each commitment and measure, and what is missing."""
    settings = settings_of(context)
    from assistant.access import local_reader
    from assistant.build import open_index
    from assistant.evidence.shown import milestones

    today = as_of or date.today()
    index = open_index(settings)
    with index.seen_by(local_reader(index)) as view:
        found = milestones(view, as_of=today, plan=plan, strand=strand)
    if as_json:
        from assistant.channels.evidence import evidence_page

        typer.echo(evidence_page(found, today).model_dump_json(indent=2))
    else:
        _show(found, today, Printer())


def _show(found: Sequence[Milestone], today: date, printer: Printer) -> None:
    from assistant.evidence.shown import STATES

    counts = Counter(m.state for m in found)
    numbers = ", ".join(f"{counts[s]} {words}" for s, words in STATES.items())
    printer.line(f"Milestones: {len(found)} ({numbers})", "bold")
    rows = [
        (m.record.what.text, m.record.strand, _words(m, today), STATES[m.state], _lines(m.missing))
        for m in found
    ]
    if rows:
        headings = ("Milestone", "Strand", "What the evidence says", "State", "What is missing")
        printer.table(headings, rows)


def _words(milestone: Milestone, today: date) -> str:
    lines = [_line(s, today) for s in milestone.shown[:_QUOTED]]
    if (more := len(milestone.shown) - _QUOTED) > 0:
        lines.append(f"and {more} more")
    lines += [f"before the plan: {_line(s, today)}" for s in milestone.older[:1]]
    return _lines(lines)


def _line(shown: Shown, today: date) -> str:
    from assistant.evidence.saying import SAID
    from assistant.evidence.shown import age

    words = " ".join(shown.statement.text.split())
    return f"“{words}” – {shown.filed.title}, {age(shown, today)}: {SAID[shown.says]}"


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines)
