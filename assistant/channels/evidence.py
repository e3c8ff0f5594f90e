"""Evidence over HTTP, and as a page: what shows each milestone, how old it is, what is missing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from assistant.channels.body import Citation, When, citation
from assistant.channels.caller import view_of
from assistant.channels.page import page
from assistant.channels.problems import documented
from assistant.citing import cited
from assistant.evidence.belonging import plans_of
from assistant.evidence.saying import SAID, Says
from assistant.evidence.shown import STATES, Milestone, Shown, State, age, milestones
from ingest.entries import Dated

router = APIRouter()


class EvidenceBody(BaseModel):
    """A statement of a document that speaks to a milestone, in the document's own words."""

    document: str = Field(description="title of the document")
    dated: str | None = Field(description="the words that say when it is from; null where none do")
    to: date | None = Field(description="the last day that it can be from")
    age_days: int | None = Field(description="days from then to the day that stood for today")
    says: Says = Field(description="what its words say of the milestone, by the program's sorting")
    citations: list[Citation] = Field(description="its words: a sentence, or the cells of a row")


class MilestoneBody(BaseModel):
    """A commitment or measure of a plan, and what evidence says of it."""

    plan: str = Field(description="key of the plan")
    kind: str = Field(description="commitment or measure")
    what: str = Field(description="the plan's words")
    strand: str
    when: list[When]
    state: State = Field(description="found, none or conflicting")
    evidence: list[EvidenceBody] = Field(description="what speaks to it, the latest first")
    older: list[EvidenceBody] = Field(description="what speaks to it from before its plan began")
    missing: list[str] = Field(description="what a reader of the evidence would still ask for")
    citations: list[Citation] = Field(description="where the plan has it")


class EvidencePage(BaseModel):
    """Milestones with their evidence."""

    as_of: date = Field(description="the day that stood for today")
    total: int = Field(description="how many milestones match")
    numbers: dict[State, int] = Field(description="how many there are of each state")
    milestones: list[MilestoneBody]


def evidence_page(
    found: Sequence[Milestone], today: date, *, limit: int | None = None, offset: int = 0
) -> EvidencePage:
    """Milestones in the form that leaves the program: all, or `limit` from `offset` on."""
    counts = Counter(m.state for m in found)
    last = None if limit is None else offset + limit
    return EvidencePage(
        as_of=today,
        total=len(found),
        numbers={s: counts[s] for s in STATES},
        milestones=[_milestone(m, today) for m in found[offset:last]],
    )


def _milestone(milestone: Milestone, today: date) -> MilestoneBody:
    quotes = dict.fromkeys((milestone.record.what, *(d.quote for d in milestone.record.when)))
    return MilestoneBody(
        plan=milestone.kept.plan,
        kind=milestone.kept.kind,
        what=milestone.record.what.text,
        strand=milestone.record.strand,
        when=[_when(d) for d in milestone.record.when],
        state=milestone.state,
        evidence=[_evidence(s, today) for s in milestone.shown],
        older=[_evidence(s, today) for s in milestone.older],
        missing=list(milestone.missing),
        citations=[citation(cited(q, milestone.filed, n)) for n, q in enumerate(quotes, 1)],
    )


def _evidence(shown: Shown, today: date) -> EvidenceBody:
    dated = shown.dated
    quotes = enumerate(shown.statement.quotes, 1)
    return EvidenceBody(
        document=shown.filed.title,
        dated=dated.text if dated else None,
        to=dated.day if dated else None,
        age_days=max(0, (today - dated.day).days) if dated else None,
        says=shown.says,
        citations=[citation(cited(q, shown.filed, n)) for n, q in quotes],
    )


def _when(dated: Dated) -> When:
    p = dated.period
    return When(text=p.text, start=p.start, end=p.end, kind=p.kind, role=dated.role, year=p.year)


Plan = Annotated[str | None, Query(max_length=60, description="key of the only plan")]
Strand = Annotated[str | None, Query(max_length=200, description="a strand's name, or words of it")]


@router.get(
    "/api/evidence",
    summary="What evidence says of each milestone",
    responses=documented(401, 403, 404, 422, 429, 500, 503),
)
async def evidence(
    request: Request,
    plan: Plan = None,
    strand: Strand = None,
    state: Annotated[State | None, Query(description="only milestones of this state")] = None,
    as_of: Annotated[
        date | None, Query(description="the day that stands in for today, as 2026-03-01")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="how many milestones to send")] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000, description="how many to leave out")] = 0,
) -> EvidencePage:
    """Lists commitments and measures with the quotations that speak to them, and their age."""
    today = as_of or date.today()
    work = partial(_found, request, plan, strand, state, today)
    found = await asyncio.get_running_loop().run_in_executor(request.app.state.threads, work)
    return evidence_page(found, today, limit=limit, offset=offset)


@router.get("/evidence", include_in_schema=False)
async def evidence_html(
    request: Request,
    plan: Annotated[str, Query(max_length=60)] = "",
    strand: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Milestone by milestone, what shows it, how old that is and what is missing."""
    return await run_in_threadpool(_page, request, plan, strand, state)


def _found(
    request: Request, plan: str | None, strand: str | None, state: str | None, today: date
) -> tuple[Milestone, ...]:
    with view_of(request) as view:
        found = milestones(view, as_of=today, plan=plan, strand=strand or None)
    return tuple(m for m in found if state in (None, m.state))


def _page(request: Request, plan: str, strand: str, state: str) -> HTMLResponse:
    today = date.today()
    with view_of(request) as view:
        plans = plans_of(view)
    every = _found(request, plan or None, strand, None, today)
    shown = [m for m in every if state in ("", m.state)]
    groups: dict[str, list[Milestone]] = {}
    for m in shown:
        groups.setdefault(m.record.strand or m.filed.title, []).append(m)
    counts = Counter(m.state for m in every)
    return page(
        request,
        "evidence.html",
        groups=groups,
        plans=plans,
        plan=plan,
        strand=strand,
        state=state,
        counts=counts,
        states=STATES,
        said=SAID,
        age=partial(age, today=today),
    )
