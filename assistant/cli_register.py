"""`plans who`, `due`, `measures` and `terms`: the register's lists, on the terminal or as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_ask import day
from assistant.cli_given import settings_of
from assistant.terminal import Printer

if TYPE_CHECKING:
    from assistant.register_view import Listing, Record, Wanted

app = typer.Typer()

Plan = Annotated[str | None, typer.Option(metavar="KEY", help="Keep to the plan of this key.")]
Strand = Annotated[str | None, typer.Option(help="A strand's name, or words of it.")]
Person = Annotated[str | None, typer.Option(help="A name, a position or initials.")]
Json = Annotated[bool, typer.Option("--json", help="Print all records as the API sends them.")]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write a CSV file.")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="Write an Excel file.")]
AsOf = Annotated[
    date | None,
    typer.Option(metavar="DATE", parser=day, help="Stand-in for today, as 2026-03-01."),
]


@app.command()
def who(
    context: typer.Context,
    topic: Annotated[str | None, typer.Argument(help="What they are responsible for.")] = None,
    plan: Plan = None,
    strand: Strand = None,
    person: Person = None,
    as_json: Json = False,
    csv: Csv = None,
    xlsx: Xlsx = None,
) -> None:
    """List who is responsible for what."""
    from assistant.register_view import Wanted

    wanted = Wanted("responsibility", plan=plan, strand=strand, person=person, words=topic)
    _list(context, wanted, as_json=as_json, csv=csv, xlsx=xlsx)


@app.command()
def due(
    context: typer.Context,
    period: Annotated[
        str, typer.Argument(help="A time in words, or days as 2026-03-01..2026-03-31.")
    ] = "this month",
    plan: Plan = None,
    strand: Strand = None,
    person: Person = None,
    open_ended: Annotated[
        bool, typer.Option("--open-ended", help="List what merely goes on then too.")
    ] = False,
    as_of: AsOf = None,
    as_json: Json = False,
    csv: Csv = None,
    xlsx: Xlsx = None,
) -> None:
    """List what is due, happens or starts in a period."""
    from assistant.register_view import Wanted

    wanted = Wanted("commitment", plan, strand, person, period, open_ended)
    _list(context, wanted, as_of=as_of, as_json=as_json, csv=csv, xlsx=xlsx)


@app.command()
def measures(
    context: typer.Context,
    strand: Annotated[str | None, typer.Argument(help="A strand's name, or words of it.")] = None,
    plan: Plan = None,
    as_json: Json = False,
    csv: Csv = None,
    xlsx: Xlsx = None,
) -> None:
    """List what will show success, and when it is looked at."""
    from assistant.register_view import Wanted

    wanted = Wanted("measure", plan=plan, strand=strand)
    _list(context, wanted, as_json=as_json, csv=csv, xlsx=xlsx)


@app.command()
def terms(
    context: typer.Context,
    plan: Plan = None,
    as_json: Json = False,
    csv: Csv = None,
    xlsx: Xlsx = None,
) -> None:
    """List what acronyms and phrases stand for, by the documents' own words."""
    from assistant.register_view import Wanted

    _list(context, Wanted("definition", plan=plan), as_json=as_json, csv=csv, xlsx=xlsx)


def _list(
    context: typer.Context,
    wanted: Wanted,
    *,
    as_json: bool,
    csv: Path | None,
    xlsx: Path | None,
    as_of: date | None = None,
) -> None:
    settings = settings_of(context)
    from assistant.access import local_reader
    from assistant.build import open_index
    from assistant.register_view import Listing

    index = open_index(settings)
    with index.seen_by(local_reader(index)) as view:
        listing = Listing(view, wanted, today=as_of or date.today())
        if csv is not None or xlsx is not None:
            _write(listing, wanted, csv, xlsx)
        elif as_json:
            typer.echo(_json(listing, wanted))
        else:
            _show(listing, wanted, Printer())


def _write(listing: Listing, wanted: Wanted, csv: Path | None, xlsx: Path | None) -> None:
    from assistant.exports import records_csv, records_excel

    records = tuple(listing.every())
    if csv is not None:
        csv.write_bytes(records_csv(wanted.kind, records))
    if xlsx is not None:
        xlsx.write_bytes(records_excel(wanted.kind, records))


def _json(listing: Listing, wanted: Wanted) -> str:
    """All records in the API's form."""
    from assistant.channels.records import PAGES
    from assistant.register_view import Page

    page = Page(listing.total, tuple(listing.every()), listing.days)
    return PAGES[wanted.kind](page).model_dump_json(indent=2)


def _show(listing: Listing, wanted: Wanted, printer: Printer) -> None:
    from assistant.register_table import HEADINGS, TITLES, row

    printer.line(f"{TITLES[wanted.kind]}: {listing.total}", "bold")
    for days in listing.days:
        within = f" ({', '.join(days.plans)})" if days.plans else ""
        printer.line(f"{_day(days.span[0])} to {_day(days.span[1])}{within}", "italic")
    rows = [(*row(r), _where(r)) for r in listing.every()]
    if rows:
        printer.table((*HEADINGS[wanted.kind], "Where"), rows)


def _where(record: Record) -> str:
    """The plan, and the place of the record's chief words."""
    from assistant.citing import where

    return f"{record.plan}: {where(record.citations[0])}" if record.citations else record.plan


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
