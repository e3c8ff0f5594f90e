"""The year's page, and the calendar feeds that people make of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from assistant.access import MACHINE
from assistant.calendar_feed import ics
from assistant.channels.caller import Form, caller_of, house_of, library_of, view_of
from assistant.channels.page import page
from assistant.conversations import LOCAL
from assistant.planner import SHOWS, Choice, Show, Year, year_of

router = APIRouter(include_in_schema=False)

_CHOSEN = ("plan", "strand", "lead")
_Words = Annotated[str, Query(max_length=300)]


@router.get("/year")
async def year_page(
    request: Request,
    plan: _Words = "",
    strand: _Words = "",
    lead: _Words = "",
    year: Annotated[int | None, Query(ge=1990, le=2150)] = None,
    show: Show = "months",
) -> HTMLResponse:
    """The planner, filtered."""
    choice = Choice(plan, strand, lead, year, show)
    return await run_in_threadpool(_page, request, choice)


@router.post("/year/feeds")
async def make_feed(request: Request, form: Form) -> HTMLResponse:
    """Makes a feed of what the planner shows, and tells its address once."""
    chosen = {name: str(form.get(name, ""))[:300] for name in _CHOSEN}
    return await run_in_threadpool(_make_feed, request, chosen)


@router.post("/year/feeds/{number}/withdraw")
async def withdraw_feed(request: Request, number: int, form: Form) -> Response:
    """Withdraws a feed of the caller's."""
    del form
    feeds = (await run_in_threadpool(library_of, request)).office.feeds
    owner = caller_of(request).owner
    if not await run_in_threadpool(lambda: feeds.withdraw(number, owner=owner)):
        raise HTTPException(404)
    return RedirectResponse("/year#feeds", 303)


@router.get("/feeds/{secret}.ics")
async def feed(request: Request, secret: str) -> Response:
    """The calendar behind a secret address, as far as whoever made it may read today."""
    content = await run_in_threadpool(_feed, request, secret)
    return Response(content, media_type="text/calendar; charset=utf-8")


def _page(request: Request, choice: Choice, *, address: str = "") -> HTMLResponse:
    with view_of(request) as view:
        year = year_of(view, choice, today=date.today())
    links = {show: _link(choice, show=show) for show in SHOWS}
    years = {y: _link(choice, year=y) for y in year.years}
    feeds = library_of(request).office.feeds.of(caller_of(request).owner)
    return page(
        request,
        "year.html",
        year=year,
        choice=choice,
        links=links,
        years=years,
        feeds=feeds,
        address=address,
        count=_count(year),
    )


def _link(choice: Choice, **other: Any) -> str:
    """The address of the planner with one part of the choice made otherwise."""
    parts = {name: getattr(choice, name) for name in (*_CHOSEN, "year", "show")} | other
    return f"/year?{urlencode({k: v for k, v in parts.items() if v})}"


def _count(year: Year) -> int:
    return len(year.dated) + len(year.ongoing) + len(year.undated)


def _make_feed(request: Request, chosen: dict[str, str]) -> HTMLResponse:
    owner = caller_of(request).owner
    secret = library_of(request).office.feeds.create(owner=owner, choice=chosen)
    address = f"{_address(request)}/feeds/{secret}.ics"
    return _page(request, _choice(chosen), address=address)


def _feed(request: Request, secret: str) -> bytes:
    """The calendar. Raises a 404 for a feed that is withdrawn, or whose maker has gone."""
    library = library_of(request)
    office, found = library.office, library.office.feeds.found(secret)
    nobody_signs_in = house_of(request).provider is None
    local = found and found.owner == LOCAL and nobody_signs_in
    caller = MACHINE if local else found and office.caller(found.owner)
    if not found or not caller:
        raise HTTPException(404)
    with library.index.seen_by(office.access.reader(caller, library.index)) as view:
        year = year_of(view, _choice(found.choice), today=date.today())
    return ics(year, address=_address(request))


def _choice(chosen: Mapping[str, str]) -> Choice:
    return Choice(chosen.get("plan", ""), chosen.get("strand", ""), chosen.get("lead", ""))


def _address(request: Request) -> str:
    return house_of(request).public_url or str(request.base_url).rstrip("/")
