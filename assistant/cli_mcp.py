"""`plans mcp`: the assistant's tools for a program on this machine, over standard input and output."""

from __future__ import annotations

import typer

from assistant.cli_given import settings_of

app = typer.Typer()


@app.command()
def mcp(context: typer.Context) -> None:
    """Serve the tools ask, due, who, search and open_source by the Model Context Protocol."""
    from assistant.build import tools

    tools(settings_of(context)).run("stdio")
