"""The register over HTTP: lists of records with filters, a page at a time or as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from assistant.channels.caller import view_of
from assistant.channels.problems import documented
from assistant.channels.records import (
    CommitmentsPage,
    MeasuresPage,
    ResponsibilitiesPage,
    TermsPage,
    commitments_page,
    measures_page,
    responsibilities_page,
    terms_page,
)
from assistant.exports import CSV, EXCEL, records_csv, records_excel
from assistant.register_table import TITLES
from assistant.register_view import MOST, Listed, Listing, Page, State, Wanted

router = APIRouter(prefix="/api/register")

Plan = Annotated[str | None, Query(description="key of the only plan to list from")]
Strand = Annotated[str | None, Query(max_length=200, description="a strand's name, or words of it")]
Person = Annotated[
    str | None, Query(max_length=200, description="a name, a position or initials, as a whole")
]
Q = Annotated[
    str | None,
    Query(
        max_length=400, description="words that stand in the record or its headings, all of them"
    ),
]
Period = Annotated[
    str | None,
    Query(
        max_length=100,
        description="a time in words (“March 2026”, “this term”) or as days "
        "(2026-03-01..2026-03-31); words without a year mean the plan's next such time that has "
        "records, else its last",
    ),
]
OpenEnded = Annotated[
    bool, Query(description="with a period: what merely goes on then is listed too")
]
Status = Annotated[
    State | None, Query(description="what the document itself says to be done or not done")
]
AsOf = Annotated[date | None, Query(description="the day that stands in for today, as 2026-03-01")]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which of the records, and in what form."""

    limit: int
    offset: int
    form: Literal["json", "csv", "xlsx"]


def _sheet(
    limit: Annotated[int, Query(ge=1, le=MOST, description="how many records to send")] = 50,
    offset: Annotated[
        int, Query(ge=0, le=10_000_000, description="how many records to leave out before them")
    ] = 0,
    format: Annotated[
        Literal["json", "csv", "xlsx"],
        Query(description="json for a page; csv or xlsx for a file of all that match"),
    ] = "json",
) -> Sheet:
    return Sheet(limit, offset, format)


OfSheet = Annotated[Sheet, Depends(_sheet)]

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A page of the records that match; with `format`, a file of all of them.",
        "content": {CSV: {}, EXCEL: {}},
    },
    **documented(401, 403, 404, 422, 429, 500, 503),
}


@router.get(
    "/responsibilities",
    summary="Who is responsible for what",
    response_model=ResponsibilitiesPage,
    responses=_RESPONSES,
)
async def responsibilities(
    request: Request,
    sheet: OfSheet,
    plan: Plan = None,
    strand: Strand = None,
    person: Person = None,
    q: Q = None,
) -> Response | ResponsibilitiesPage:
    """Lists people, positions and bodies with what they lead, each with its place."""
    wanted = Wanted("responsibility", plan=plan, strand=strand, person=person, words=q)
    return await _answered(request, wanted, sheet, responsibilities_page)


@router.get(
    "/commitments",
    summary="What is to be done, by whom and when",
    response_model=CommitmentsPage,
    responses=_RESPONSES,
)
async def commitments(
    request: Request,
    sheet: OfSheet,
    plan: Plan = None,
    strand: Strand = None,
    person: Person = None,
    period: Period = None,
    open_ended: OpenEnded = False,
    status: Status = None,
    q: Q = None,
    as_of: AsOf = None,
) -> Response | CommitmentsPage:
    """Lists activities, milestones, calendar entries and meetings, each with its place."""
    wanted = Wanted("commitment", plan, strand, person, period, open_ended, status, q)
    return await _answered(request, wanted, sheet, commitments_page, as_of)


@router.get(
    "/measures",
    summary="What will show success, and when it is looked at",
    response_model=MeasuresPage,
    responses=_RESPONSES,
)
async def measures(
    request: Request,
    sheet: OfSheet,
    plan: Plan = None,
    strand: Strand = None,
    person: Person = None,
    period: Period = None,
    open_ended: OpenEnded = False,
    q: Q = None,
    as_of: AsOf = None,
) -> Response | MeasuresPage:
    """Lists success measures and indicators with the times they are looked at."""
    wanted = Wanted("measure", plan, strand, person, period, open_ended, None, q)
    return await _answered(request, wanted, sheet, measures_page, as_of)


@router.get(
    "/terms",
    summary="What acronyms and phrases stand for",
    response_model=TermsPage,
    responses=_RESPONSES,
)
async def terms(
    request: Request, sheet: OfSheet, plan: Plan = None, strand: Strand = None, q: Q = None
) -> Response | TermsPage:
    """Lists the terms that the documents expand, in the documents' own words."""
    wanted = Wanted("definition", plan=plan, strand=strand, words=q)
    return await _answered(request, wanted, sheet, terms_page)


PageBody = TypeVar("PageBody", bound=BaseModel)


async def _answered(
    request: Request,
    wanted: Wanted,
    sheet: Sheet,
    paged: Callable[[Page], PageBody],
    as_of: date | None = None,
) -> Response | PageBody:
    """The page as a body, or the file, worked out in one of the threads that questions share."""

    def work() -> Response | PageBody:
        with view_of(request) as view:
            listing = Listing(view, wanted, today=as_of or date.today())
            if sheet.form == "json":
                return paged(listing.page(limit=sheet.limit, offset=sheet.offset))
            return _file(wanted.kind, listing, sheet.form)

    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(request.app.state.threads, work)


def _file(kind: Listed, listing: Listing, form: Literal["csv", "xlsx"]) -> Response:
    made, media = (records_csv, CSV) if form == "csv" else (records_excel, EXCEL)
    name = f'attachment; filename="{TITLES[kind].lower()}.{form}"'
    content = made(kind, listing.every())
    return Response(content, media_type=media, headers={"Content-Disposition": name})
