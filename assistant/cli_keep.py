"""`plans verify`, `backup`, `restore` and `watch`: the index kept sound, safe and in step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_errors import Failure
from assistant.cli_given import settings_of
from assistant.terminal import Printer

if TYPE_CHECKING:
    from ingest.faults import Fault

app = typer.Typer()


@app.command()
def verify(
    context: typer.Context,
    look: Annotated[bool, typer.Option("--look-only", help="Mend nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what is wrong as JSON.")] = False,
) -> None:
    """Compare the index with itself and its files, and mend what can be mended."""
    settings = settings_of(context)
    from assistant.build import embedding, existing_folder, limits
    from ingest.verifying import verify as verified

    folder = existing_folder(settings)
    embedder = embedding(settings)
    found = verified(folder, embedder=embedder, mend=not look, limits=limits(settings))
    if as_json:
        typer.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        _show(found.documents, found.faults, found.left, mended=not look)
    raise typer.Exit(int(any(f.subject != "file" for f in found.left)))


def _show(documents: int, found: Sequence[Fault], left: Sequence[Fault], *, mended: bool) -> None:
    printer = Printer()
    remaining = set(left)
    for fault in found:
        state = "wrong" if fault in remaining or not mended else "mended"
        about = f"{fault.key}: " if fault.key else ""
        printer.line(f"{state:<7}  {about}{' '.join(fault.what.split())}")
    many = f"{documents} document{'' if documents == 1 else 's'}"
    printer.line(f"{many}: {f'{len(found)} faults found' if found else 'nothing is wrong'}")


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to put the index into.")],
) -> None:
    """Put the whole index into one file, while it is served or not."""
    settings = settings_of(context)
    from assistant.build import existing_folder
    from ingest.backup import back_up

    done = back_up(existing_folder(settings), file)
    typer.echo(f"{done.documents} documents in {file} ({max(1, done.size // 1024):,} kB)")


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `backup` made.")],
) -> None:
    """Make the index what it was when the backup was made, while it is served or not."""
    settings = settings_of(context)
    from ingest.backup import BadBackup, take_back

    try:
        done = take_back(settings.data, file)
    except BadBackup as error:
        raise Failure(str(error)) from error
    typer.echo(f"{done.documents} documents taken back from {file}")


@app.command()
def watch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to follow.")],
    settled: Annotated[
        float, typer.Option(min=0.2, help="Seconds for which files must be left alone first.")
    ] = 5.0,
    plan: Annotated[
        str | None, typer.Option(metavar="KEY", help="The plan they belong to.")
    ] = None,
    audience: Annotated[str | None, typer.Option(metavar="NAME", help="Who may read them.")] = None,
) -> None:
    """Keep the index in step with a folder until it is stopped."""
    settings = settings_of(context)
    if not folder.is_dir():
        raise Failure(f"{folder} is not a folder")
    from assistant.build import limits, open_for_ingest
    from ingest.pipeline import ingest
    from ingest.watching import watch as watched

    index, embedder = open_for_ingest(settings)
    printer = Printer()

    def step() -> None:
        outcomes = ingest(
            [folder],
            index=index,
            embedder=embedder,
            plan=plan,
            audience=audience,
            prune=True,
            limits=limits(settings),
        )
        for one in outcomes:
            if one.status != "unchanged":
                reason = f": {' '.join(one.reason.split())}" if one.reason else ""
                printer.line(f"{one.status:<9}  {one.path}{reason}")
        printer.line(f"in step with {folder}", "dim")

    with closing(index):
        watched(folder, step, settled=settled)
