"""`plans ingest`: files and folders into the index, a line for each file."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_given import settings_of
from assistant.terminal import Printer, safe

if TYPE_CHECKING:
    from ingest.pipeline import Outcome, Progress, Step

app = typer.Typer()


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    plan: Annotated[
        str | None, typer.Option(metavar="KEY", help="The plan they belong to.")
    ] = None,
    audience: Annotated[str | None, typer.Option(metavar="NAME", help="Who may read them.")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Withdraw files that are gone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcomes as JSON.")] = False,
) -> None:
    """Read files or folders into the index. Unchanged files are left alone."""
    settings = settings_of(context)
    from assistant.build import limits, open_for_ingest
    from ingest import pipeline

    index, embedder = open_for_ingest(settings)
    with closing(index), _progress() as progress:
        outcomes = pipeline.ingest(
            paths,
            index=index,
            embedder=embedder,
            plan=plan,
            audience=audience,
            prune=prune,
            progress=progress,
            limits=limits(settings),
        )
    _show(outcomes, as_json=as_json)
    raise typer.Exit(int(any(o.status == "failed" for o in outcomes)))


@contextmanager
def _progress() -> Generator[Progress | None]:
    """What ingesting tells its steps to: a bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True, markup=False), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(step: Step) -> None:
            bar.update(task, description=safe(step.what), completed=step.done, total=step.of)

        yield tell


def _show(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_body(o) for o in outcomes], indent=2, ensure_ascii=False))
        return
    printer = Printer()
    for outcome in outcomes:
        printer.line(_line(outcome), "red" if outcome.status == "failed" else "")


def _line(outcome: Outcome) -> str:
    reason = " ".join(outcome.reason.split())
    return f"{outcome.status:<9}  {_name(outcome.path)}" + (f": {reason}" if reason else "")


def _body(outcome: Outcome) -> dict[str, str | None]:
    return {
        "path": _name(outcome.path),
        "status": outcome.status,
        "reason": outcome.reason,
        "document": outcome.document,
    }


def _name(path: Path) -> str:
    """The path, with bytes that are no UTF-8 shown as �."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
