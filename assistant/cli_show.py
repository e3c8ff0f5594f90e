"""`plans list` and `plans show`: what is in the index, and how a document was understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_errors import Failure
from assistant.cli_given import settings_of
from assistant.terminal import Printer, words

if TYPE_CHECKING:
    from rich.text import Text

    from ingest.document import Block, Cell, Document, Table
    from ingest.filing import Filed, Kept

app = typer.Typer()


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the documents in the index."""
    settings = settings_of(context)
    from assistant.access import local_reader
    from assistant.build import open_index

    index = open_index(settings)
    with index.seen_by(local_reader(index)) as view:
        documents = view.documents()
    rows = [(d.key, d.title, d.plan, d.audience, _size(d), _state(d)) for d in documents]
    Printer().table(("Document", "Title", "Plan", "Audience", "Holds", "State"), rows)


@app.command()
def show(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="Its key, file name or title (`plans list`).")],
) -> None:
    """Show how a document was understood: headings, tables, records, and what could not be read."""
    settings = settings_of(context)
    from assistant.access import local_reader
    from assistant.build import open_index

    index = open_index(settings)
    with index.seen_by(local_reader(index)) as view:
        filed = _meant(document, view.documents())
        read = view.document(filed.key)
        records = view.entries(documents=[filed.key], superseded=True)
    printer = Printer()
    _show_about(filed, printer)
    for block in read.blocks:
        _show_block(block, printer)
    _show_records(records, printer)
    _show_problems(read, printer)


def _meant(words_given: str, documents: Sequence[Filed]) -> Filed:
    """The document of that key, file name or title. Raises Failure where none or several are."""
    wanted = words_given.casefold()
    for name in ("key", "name", "title"):
        found = [d for d in documents if str(getattr(d, name)).casefold() == wanted]
        if len(found) == 1:
            return found[0]
    near = [d for d in documents if wanted in f"{d.key}\n{d.name}\n{d.title}".casefold()]
    if len(near) == 1:
        return near[0]
    if near:
        raise Failure(f"{words_given!r} could be any of: {', '.join(d.key for d in near)}")
    raise Failure(f"there is no document {words_given!r}; `plans list` shows what there is")


def _size(filed: Filed) -> str:
    pages = f"{filed.pages} pages, " if filed.pages else ""
    problems = f", {filed.problems} problems" if filed.problems else ""
    return f"{pages}{filed.tables} tables, {filed.entries} records{problems}"


def _state(filed: Filed) -> str:
    if filed.copy_of:
        return f"copy of {filed.copy_of}"
    return f"superseded by {filed.superseded_by}" if filed.superseded_by else "current"


def _show_about(filed: Filed, printer: Printer) -> None:
    covers = f", covers {filed.start} to {filed.end}" if filed.start and filed.end else ""
    printer.line(filed.title, "bold")
    printer.line(f"{filed.key}: plan {filed.plan}, for {filed.audience}{covers}, {_state(filed)}")


def _show_block(block: Block, printer: Printer) -> None:
    from assistant.records import place
    from ingest.document import Bullet, Heading, Paragraph

    match block:
        case Heading():
            indent = "  " * (block.level - 1)
            printer.line(f"\n{indent}{'#' * block.level} {block.text}", "bold")
        case Paragraph():
            printer.line(f"{block.text}  ({place(block.location)})")
        case Bullet():
            indent = "  " * block.depth
            printer.line(f"{indent}{block.marker} {block.text}  ({place(block.location)})")
        case _:
            _show_table(block, printer)


def _show_table(table: Table, printer: Printer) -> None:
    from assistant.records import place

    size = f"{len(table.rows)} rows by {table.columns} columns"
    title = f"Table {table.location.table} ({place(table.location)}), {size} {table.title}".strip()
    headings = tuple(f"c{number}" for number in range(1, table.columns + 1))
    rows = [
        (
            f"r{r}",
            *(_cell(cell, r, c, heading=r <= table.heading_rows) for c, cell in enumerate(row, 1)),
        )
        for r, row in enumerate(table.rows, 1)
    ]
    printer.table(("", *headings), rows, title=f"\n{title}")


def _cell(cell: Cell, row: int, column: int, *, heading: bool) -> Text:
    """A cell's words where it begins; where it only reaches, an arrow back to them."""
    begins = (cell.location.row, cell.location.column)
    if begins != (row, column):
        return words("←" if begins[0] == row else "↑", "dim")
    means = f" [{cell.means}]" if cell.means else ""
    return words("\n".join(cell.paragraphs) + means, "bold" if heading else "")


def _show_records(records: Sequence[Kept], printer: Printer) -> None:
    from assistant.records import HEADINGS, PLURALS, row

    for kind, headings in HEADINGS.items():
        rows = [row(kept.entry) for kept in records if kept.kind == kind]
        if rows:
            printer.table(headings, rows, title=f"\n{PLURALS[kind]} ({len(rows)})")


def _show_problems(document: Document, printer: Printer) -> None:
    from assistant.records import place

    if document.problems:
        printer.line("\nWhat could not be read", "bold")
    for problem in document.problems:
        printer.line(f"- {problem.reason}  ({place(problem.location)})")
