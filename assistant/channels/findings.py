"""A plan's check over HTTP: as JSON, as a table and as a Word document."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from assistant.channels.body import Citation, citation
from assistant.channels.caller import view_of
from assistant.channels.problems import documented
from assistant.check import Checked, check_plan
from assistant.checking.finding import TITLES, Kind, Severity
from assistant.exports import CSV, WORD, findings_csv, findings_word

router = APIRouter()


class FindingBody(BaseModel):
    """A fault of the plan in one sentence, with the words that show it."""

    kind: Kind = Field(description="what sort of fault it is")
    title: str = Field(description="the sort of fault in words")
    severity: Severity = Field(description="how much it matters: high, medium or low")
    message: str = Field(description="what is wrong, in one sentence")
    outside: str = Field(description="what is known from outside the documents, marked as such")
    citations: list[Citation] = Field(description="the words that show it, each with its place")


class CheckBody(BaseModel):
    """What a careful clerk would send back to the plan's author."""

    plan: str = Field(description="key of the plan")
    name: str = Field(description="name of the plan")
    documents: list[str] = Field(description="titles of the documents that were checked")
    as_of: date = Field(description="the day that stood for today")
    total: int = Field(description="how many findings there are")
    numbers: dict[Severity, int] = Field(description="how many there are of each severity")
    findings: list[FindingBody] = Field(description="all of them, what matters most first")


def check_body(checked: Checked) -> CheckBody:
    """`checked` in the form that leaves the program."""
    return CheckBody(
        plan=checked.plan,
        name=checked.name,
        documents=list(checked.documents),
        as_of=checked.as_of,
        total=len(checked.findings),
        numbers=checked.numbers(),
        findings=[
            FindingBody(
                kind=f.kind,
                title=TITLES[f.kind],
                severity=f.severity,
                message=f.message,
                outside=f.outside,
                citations=[citation(c) for c in f.citations],
            )
            for f in checked.findings
        ],
    )


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The findings; with `format`, as a table or as a Word document.",
        "content": {CSV: {}, WORD: {}},
    },
    **documented(401, 403, 404, 422, 429, 500, 503),
}


@router.get(
    "/api/plans/{key}/check",
    summary="Check a plan for faults",
    response_model=CheckBody,
    responses=_RESPONSES,
)
async def check(
    request: Request,
    key: Annotated[str, Path(description="key of the plan")],
    as_of: Annotated[
        date | None, Query(description="the day that stands in for today, as 2026-03-01")
    ] = None,
    format: Annotated[
        Literal["json", "csv", "docx"], Query(description="the form of the answer")
    ] = "json",
) -> Response | CheckBody:
    """Says what a careful clerk would send back to the plan's author, each with its place."""
    work = partial(_check, request, key, as_of or date.today())
    loop = asyncio.get_running_loop()
    checked = await loop.run_in_executor(request.app.state.threads, work)
    if format == "json":
        return check_body(checked)
    content, media = (
        (findings_csv(checked), CSV) if format == "csv" else (findings_word(checked), WORD)
    )
    name = f'attachment; filename="check.{format}"'
    return Response(content, media_type=media, headers={"Content-Disposition": name})


def _check(request: Request, key: str, as_of: date) -> Checked:
    with view_of(request) as view:
        return check_plan(view, key, as_of=as_of)
