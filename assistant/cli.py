"""The command line: `plans`. Each subject has a file of its own beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant import (
    cli_ask,
    cli_check,
    cli_digest,
    cli_draft,
    cli_evidence,
    cli_ingest,
    cli_keep,
    cli_mcp,
    cli_office,
    cli_onboard,
    cli_register,
    cli_serve,
    cli_show,
    cli_teams,
)
from assistant.cli_errors import Plans
from assistant.cli_given import Given

app = typer.Typer(
    cls=Plans,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Ask a school trust's plans and get the plan's own words back, with their place.",
)


@app.callback()
def given(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(help="The folder in which the index lives (or PLANS_DATA; .plans)."),
    ] = None,
) -> None:
    """Ask a school trust's plans and get the plan's own words back, with their place."""
    context.obj = Given(data)


for subject in (
    cli_ingest,
    cli_keep,
    cli_ask,
    cli_serve,
    cli_mcp,
    cli_show,
    cli_teams,
    cli_digest,
    cli_register,
    cli_check,
    cli_evidence,
    cli_draft,
    cli_office,
    cli_onboard,
):
    app.add_typer(subject.app)
