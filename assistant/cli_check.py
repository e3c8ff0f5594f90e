"""`plans check`: what a careful clerk would send back to a plan's author."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_ask import day
from assistant.cli_errors import Failure
from assistant.cli_given import settings_of
from assistant.terminal import Printer

if TYPE_CHECKING:
    from assistant.check import Checked, Found

app = typer.Typer()

_QUOTED = 3
"""How many quotations of a finding the terminal shows."""


@app.command()
def check(
    context: typer.Context,
    plan: Annotated[
        str | None, typer.Argument(metavar="[PLAN]", help="The plan's key; all plans without it.")
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="Stand-in for today, as 2026-03-01."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what the API answers.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a .docx, .csv or .json file instead."),
    ] = None,
) -> None:
    """Check plans for what their authors should put right, each fault with its place."""
    settings = settings_of(context)
    from assistant.access import local_reader
    from assistant.build import open_index
    from assistant.check import check_plan, plan_keys

    index = open_index(settings)
    with index.seen_by(local_reader(index)) as view:
        keys = (plan,) if plan else plan_keys(view)
        checked = [check_plan(view, key, as_of=as_of or date.today()) for key in keys]
    if out is not None:
        _write(checked, out)
    elif as_json:
        typer.echo(_json(checked))
    else:
        for one in checked:
            _show(one, Printer())


def _json(checked: Sequence[Checked]) -> str:
    """The API's body; of several plans, a list of them."""
    from assistant.channels.findings import check_body

    bodies = [check_body(c).model_dump(mode="json") for c in checked]
    return json.dumps(bodies[0] if len(bodies) == 1 else bodies, indent=2, ensure_ascii=False)


def _write(checked: Sequence[Checked], out: Path) -> None:
    """Raises Failure for another ending, or for several plans in one Word file or table."""
    from assistant.exports import findings_csv, findings_word

    if out.suffix not in (".docx", ".csv", ".json"):
        raise Failure(f"{out.name}: give a name that ends in .docx, .csv or .json")
    if out.suffix == ".json":
        out.write_text(_json(checked), "utf-8")
    elif len(checked) != 1:
        raise Failure(f"name one plan to check: {', '.join(c.plan for c in checked)}")
    else:
        made = findings_word if out.suffix == ".docx" else findings_csv
        out.write_bytes(made(checked[0]))


def _show(checked: Checked, printer: Printer) -> None:
    from assistant.checking.finding import TITLES

    numbers = ", ".join(f"{n} {severity}" for severity, n in checked.numbers().items())
    printer.line(f"{checked.name}: {len(checked.findings)} findings ({numbers})", "bold")
    rows = [
        (f.severity, TITLES[f.kind], f"{f.message} {f.outside}".strip(), _places(f))
        for f in checked.findings
    ]
    printer.table(("Severity", "Kind", "What is wrong", "Where"), rows)


def _places(found: Found) -> str:
    from assistant.records import place

    shown = [
        f"{place(c.location)}: {' '.join(c.quote.split())[:60]}" for c in found.citations[:_QUOTED]
    ]
    more = len(found.citations) - _QUOTED
    return "\n".join([*shown, f"and {more} more"] if more > 0 else shown)
