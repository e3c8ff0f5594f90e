"""`plans onboard`: the pack for somebody new, in the terminal or as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli_ask import day
from assistant.cli_errors import Failure
from assistant.cli_given import settings_of
from assistant.onboarding.roles import ROLES, Role

app = typer.Typer()


@app.command()
def onboard(
    context: typer.Context,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="governor, trustee, staff or leader.")
    ] = "governor",
    strand: Annotated[
        str | None, typer.Option(help="A strand's name, or words of it: put it first.")
    ] = None,
    plan: Annotated[
        str | None, typer.Option(metavar="KEY", help="The plan's key; the only plan without it.")
    ] = None,
    since: Annotated[
        date | None,
        typer.Option(
            metavar="DATE", parser=day, help="Tell what has changed since, as 2026-03-01."
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="Stand-in for today, as 2026-03-01."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a .docx or .md file instead.")
    ] = None,
) -> None:
    """Make a way into a plan for somebody new: at most four pages, every line with its place."""
    settings = settings_of(context)
    from assistant.access import local_reader
    from assistant.build import open_index
    from assistant.evidence.belonging import plans_of
    from assistant.onboarding.ground import Wanted
    from assistant.onboarding.pack import pack
    from assistant.onboarding.written import markdown, word

    if out is not None and out.suffix not in (".docx", ".md"):
        raise Failure(f"{out.name}: give a name that ends in .docx or .md")
    index = open_index(settings)
    with index.seen_by(local_reader(index)) as view:
        keys = [p.key for p in plans_of(view)]
        if plan is None and len(keys) != 1:
            raise Failure(f"name one plan with --plan: {', '.join(keys) or 'there is none'}")
        wanted = Wanted(_role(role), plan, strand, since)
        made = pack(view, wanted, today=as_of or date.today())
    if out is None:
        typer.echo(markdown(made))
    elif out.suffix == ".docx":
        out.write_bytes(word(made))
    else:
        out.write_text(markdown(made), "utf-8")


def _role(given: str) -> Role:
    """Raises Failure for a role that nobody has described."""
    for role in ROLES:
        if role == given.lower().rstrip("s"):
            return role
    raise Failure(f"{given!r} is no role here: give one of {', '.join(ROLES)}")
