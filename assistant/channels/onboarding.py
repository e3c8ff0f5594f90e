"""The way in for somebody new: as a page that keeps how far they have come, and over HTTP."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.channels.body import Citation, citation
from assistant.channels.caller import Form, caller_of, library_of, view_of
from assistant.channels.page import page
from assistant.channels.problems import documented
from assistant.evidence.belonging import plans_of
from assistant.exports import WORD
from assistant.onboarding.ground import Wanted
from assistant.onboarding.pack import Pack, pack
from assistant.onboarding.part import TITLES, Key
from assistant.onboarding.roles import ROLES, Role, newcomer
from assistant.onboarding.written import markdown, opening, title, word

router = APIRouter()

_BY_ROLE: tuple[tuple[str, Role], ...] = (
    ("trustees", "trustee"),
    ("governors", "governor"),
    ("leaders", "leader"),
    ("staff", "staff"),
)


class EntryBody(BaseModel):
    """A line of the pack."""

    text: str
    citations: list[int]
    group: str = Field(description="heading within the part; empty for none")
    answer: str = Field(description="answer to a question of the self-check; else empty")
    answer_citations: list[int]


class SectionBody(BaseModel):
    """A part of the pack."""

    key: Key
    title: str
    note: str = Field(description="what the program says of the part")
    entries: list[EntryBody]
    left: int = Field(description="how many lines did not fit")
    more: str = Field(description="address of the page that has the rest")


class PackBody(BaseModel):
    """A way into a plan for somebody new, every line with its place."""

    plan: str = Field(description="key of the plan")
    name: str = Field(description="name of the plan")
    role: Role
    as_of: date = Field(description="the day that stood for today")
    since: date | None = Field(description="the day since when changes are told")
    sections: list[SectionBody]
    citations: list[Citation]


def pack_body(made: Pack) -> PackBody:
    """The pack in the form that leaves the program."""
    return PackBody(
        plan=made.plan,
        name=made.name,
        role=made.role,
        as_of=made.as_of,
        since=made.since,
        sections=[
            SectionBody(
                key=s.key,
                title=s.title,
                note=s.note,
                entries=[
                    EntryBody(
                        text=e.text,
                        citations=list(e.citations),
                        group=e.group,
                        answer=e.answer,
                        answer_citations=list(e.answer_citations),
                    )
                    for e in s.entries
                ],
                left=s.left,
                more=s.more,
            )
            for s in made.sections
        ],
        citations=[citation(c) for c in made.citations],
    )


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The pack; with `format`, as Markdown or as a Word document.",
        "content": {"text/markdown": {}, WORD: {}},
    },
    **documented(401, 403, 404, 422, 429, 500, 503),
}


@router.get(
    "/api/onboarding",
    summary="A way into a plan for somebody new",
    response_model=PackBody,
    responses=_RESPONSES,
)
async def onboarding(
    request: Request,
    plan: Annotated[str | None, Query(max_length=60, description="key of the plan")] = None,
    role: Annotated[Role, Query(description="whom it is for")] = "governor",
    strand: Annotated[
        str | None, Query(max_length=200, description="a strand to put first, or words of its name")
    ] = None,
    since: Annotated[
        date | None, Query(description="tell what has changed since, as 2026-03-01")
    ] = None,
    as_of: Annotated[
        date | None, Query(description="the day that stands in for today, as 2026-03-01")
    ] = None,
    format: Annotated[
        Literal["json", "md", "docx"], Query(description="the form of the answer")
    ] = "json",
) -> Response | PackBody:
    """Gives the pack, at most four pages, of a plan (the first by key, where none is named)."""
    wanted = Wanted(role, plan, strand or None, since)
    work = partial(_made, request, wanted, as_of or date.today())
    made = await asyncio.get_running_loop().run_in_executor(request.app.state.threads, work)
    if format == "json":
        return pack_body(made)
    headers = {"Content-Disposition": f'attachment; filename="start-{made.plan}.{format}"'}
    if format == "md":
        return Response(markdown(made), media_type="text/markdown", headers=headers)
    content = await run_in_threadpool(word, made)
    return Response(content, media_type=WORD, headers=headers)


@router.get("/start", include_in_schema=False)
async def start_page(
    request: Request,
    plan: Annotated[str, Query(max_length=60)] = "",
    role: Annotated[str, Query(max_length=20)] = "",
    strand: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The pack as a page, from where the reader left off."""
    return await run_in_threadpool(_page, request, plan, role, strand)


@router.post("/start/read", include_in_schema=False)
async def read(request: Request, form: Form) -> Response:
    """Keeps that a part has been read, or has not."""
    part, plan = str(form.get("part", "")), str(form.get("plan", ""))[:60]
    if part not in TITLES:
        raise HTTPException(404)
    await run_in_threadpool(_mark, request, plan, part, str(form.get("read", "")) == "yes")
    chosen = {k: str(form.get(k, ""))[:200] for k in ("plan", "role", "strand")}
    return RedirectResponse(f"/start?{urlencode({k: v for k, v in chosen.items() if v})}", 303)


def _made(request: Request, wanted: Wanted, today: date) -> Pack:
    with view_of(request) as view:
        return pack(view, wanted, today=today)


def _mark(request: Request, plan: str, part: str, read: bool) -> None:
    with view_of(request) as view:
        if plan not in {p.key for p in plans_of(view)}:
            raise HTTPException(404)
    beginnings = library_of(request).office.beginnings
    beginnings.mark(caller_of(request).owner, plan, part, read=read)


def _page(request: Request, plan: str, role: str, strand: str) -> HTMLResponse:
    with view_of(request) as view:
        plans = plans_of(view)
        if not plans:
            return page(request, "start.html", made=None, plans=())
        key = plan or plans[0].key
        owner, beginnings = caller_of(request).owner, library_of(request).office.beginnings
        kept = beginnings.of(owner, key)
        chosen = _role(request, role or kept.role)
        made = pack(view, Wanted(chosen, key, strand or None, kept.before), today=date.today())
    begun = beginnings.visit(owner, key, chosen)
    unread = [s for s in made.sections if s.key not in begun.read]
    return page(
        request,
        "start.html",
        made=made,
        plans=plans,
        roles=[(r, newcomer(r).name) for r in ROLES],
        strand=strand,
        begun=begun,
        following=unread[0] if unread and len(unread) < len(made.sections) else None,
        cited={c.n: c for c in made.citations},
        title=title(made),
        opening=opening(made),
        query=urlencode({"plan": key, "role": chosen, **({"strand": strand} if strand else {})}),
    )


def _role(request: Request, given: str) -> Role:
    """The role that was chosen, now or before; else the one that the reader signs in with."""
    for role in ROLES:
        if role == given:
            return role
    held = caller_of(request).roles
    for name, role in _BY_ROLE:
        if name in held:
            return role
    return "governor"
