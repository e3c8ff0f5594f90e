"""`plans ask`: a question, and its answer with the places where its words stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_given import settings_of
from assistant.terminal import Printer, marked

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation

app = typer.Typer()


def day(text: str) -> date:
    """The day that was given. Raises typer.BadParameter for none, or one too far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"give a day as 2026-03-01, not {text!r}") from None
    if not 1900 <= day.year <= 2199:
        raise typer.BadParameter("give a day between 1900 and 2199")
    return day


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    plan: Annotated[str | None, typer.Option(help="Keep to the plan of this key.")] = None,
    as_of: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="Stand-in for today, as 2026-03-01."),
    ] = None,
    conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Follow up on an earlier answer.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what the API would answer.")
    ] = False,
) -> None:
    """Answer a question from the plans, with citations."""
    settings = settings_of(context)
    from assistant.access import local_reader
    from assistant.build import open_library
    from assistant.conversations import LOCAL
    from assistant.question import Question

    asked = Question(_whole(question), conversation, plan, as_of, channel="cli")
    library = open_library(settings)
    answer = library.assistant.ask(asked, reader=local_reader(library.index))
    library.office.audit.add(asked, answer, owner=LOCAL)
    if as_json:
        from assistant.channels.body import body

        typer.echo(body(answer).model_dump_json(indent=2))
    else:
        _show(answer, Printer())


def _whole(text: str) -> str:
    """`text` with bytes that were no UTF-8 shown as �."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _show(answer: Answer, printer: Printer) -> None:
    printer.line(marked(answer.text))
    for note in answer.notes:
        printer.line(f"\n{note}", "italic")
    if answer.citations:
        printer.line("\nSources", "bold")
    for citation in answer.citations:
        _show_source(citation, printer)
    for suggestion in answer.suggestions:
        printer.line(f"\nYou could ask: {suggestion}", "dim")
    printer.line(f"\nTo follow up: plans ask --conversation {answer.conversation} …", "dim")


def _show_source(citation: Citation, printer: Printer) -> None:
    page = citation.location.page
    place = f"{citation.document}, page {page}" if page else citation.document
    printer.line(f"[{citation.n}] {place}: {citation.label}")
    for line in citation.quote.splitlines():
        printer.line(f"    {line}", "dim")
