"""`plans draft`: drafts of self-evaluation, made, listed, refreshed and written to files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_ask import day
from assistant.cli_errors import Failure
from assistant.cli_given import settings_of
from assistant.terminal import Printer, safe

if TYPE_CHECKING:
    from assistant.drafting.desk import Desk
    from assistant.drafting.paper import Paper

app = typer.Typer()
draft = typer.Typer(no_args_is_help=True, help="Drafts of self-evaluation, each sentence cited.")
app.add_typer(draft, name="draft")

Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a .docx, .md or .json file instead.")
]
Json = Annotated[bool, typer.Option("--json", help="Print what the API answers.")]
Id = Annotated[str, typer.Argument(metavar="DRAFT", help="The draft's id, as d_…")]


@draft.command()
def sef(
    context: typer.Context,
    framework: Annotated[
        str | None, typer.Option(metavar="KEY", help="The framework; Ofsted's areas without it.")
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="Only this area; may be given more than once.")
    ] = None,
    school: Annotated[str, typer.Option(help="Only this school's, and what is the trust's.")] = "",
    plan: Annotated[str, typer.Option(metavar="KEY", help="Keep to the plan of this key.")] = "",
    as_of: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="Stand-in for today, as 2026-03-01."),
    ] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Draft a self-evaluation form from the plans and the evidence."""
    from assistant.drafting.draft import Asked
    from assistant.drafting.framework import DEFAULT

    _suffix(out)
    asked = Asked(
        framework=framework or DEFAULT,
        areas=tuple(area or ()),
        school=school,
        plan=plan,
        as_of=as_of or date.today(),
    )
    _give(_desk(context), lambda desk: desk.make(asked), out, as_json=as_json)


@draft.command("list")
def list_drafts(context: typer.Context) -> None:
    """List the drafts that were made on this machine."""
    rows = [
        (p.draft.id, p.body.title, p.body.asked.framework, p.status, str(p.undecided))
        for p in _desk(context).every()
    ]
    Printer().table(("Draft", "Title", "Framework", "Status", "Undecided"), rows)


@draft.command()
def show(context: typer.Context, draft: Id, out: Out = None, as_json: Json = False) -> None:
    """Show a draft again, or write it to a file."""
    _suffix(out)
    _give(_desk(context), lambda desk: desk.paper(draft), out, as_json=as_json)


@draft.command()
def refresh(context: typer.Context, draft: Id) -> None:
    """Make a draft anew from the documents as they are, keeping what people did to it."""
    found = _desk(context).refresh(draft)
    changed = [s.sentence for s in found.sentences if s.sentence.change]
    Printer().line(f"{found.draft.id}: {len(changed)} sentences differ", "bold")
    Printer().table(("Change", "Sentence"), [(s.change, s.text) for s in changed])


@draft.command()
def frameworks(context: typer.Context) -> None:
    """List the frameworks and their areas."""
    from assistant.drafting.framework import frameworks as known

    rows = [
        (f.key, f.name, f.dated.isoformat(), "\n".join(a.key for a in f.area))
        for f in known(settings_of(context).frameworks).values()
    ]
    Printer().table(("Framework", "Name", "Dated", "Areas"), rows)


def _give(desk: Desk, made: Callable[[Desk], Paper], out: Path | None, *, as_json: bool) -> None:
    from assistant.channels.drafts import draft_body
    from assistant.drafting.paper import markdown
    from assistant.drafting.word_file import draft_word

    paper = made(desk)
    if out is None:
        shown = draft_body(paper).model_dump_json(indent=2) if as_json else markdown(paper)
        typer.echo(shown if as_json else safe(shown))
        return
    if out.suffix == ".docx":
        out.write_bytes(draft_word(paper))
    elif out.suffix == ".json":
        out.write_text(draft_body(paper).model_dump_json(indent=2), "utf-8")
    else:
        out.write_text(markdown(paper), "utf-8")
    Printer().line(f"{paper.draft.id}: {len(paper.sentences)} sentences. {paper.status}.")


def _suffix(out: Path | None) -> None:
    if out is not None and out.suffix not in (".docx", ".md", ".json"):
        raise Failure(f"{out.name}: give a name that ends in .docx, .md or .json")


def _desk(context: typer.Context) -> Desk:
    from assistant.access import MACHINE
    from assistant.build import open_desk

    return open_desk(settings_of(context), MACHINE)
