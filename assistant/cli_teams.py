"""`plans teams package`: the Teams app's package, made from the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli_errors import Failure
from assistant.cli_given import settings_of

app = typer.Typer()
teams = typer.Typer(no_args_is_help=True, help="What Microsoft Teams needs.")
app.add_typer(teams, name="teams")


@teams.callback()
def _teams() -> None:
    """What Microsoft Teams needs."""


@teams.command()
def package(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The zip to write.")] = Path("plans-teams.zip"),
    organisation: Annotated[
        str, typer.Option(help="Whose app it is, as Teams shows it.")
    ] = "Plan Assistant",
) -> None:
    """Write the app's package, to be uploaded to Teams."""
    from assistant.channels.teams_package import write_package

    settings = settings_of(context)
    if not settings.teams_client or not settings.public_url.startswith("https://"):
        raise Failure("the package needs PLANS_TEAMS_CLIENT, and PLANS_PUBLIC_URL with https")
    write_package(
        file,
        bot=settings.teams_client,
        public_url=settings.public_url,
        organisation=organisation,
    )
    typer.echo(f"{file}: written")
