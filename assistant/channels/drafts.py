"""Drafts over HTTP: made, listed, and read as JSON, Word or Markdown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.channels.caller import caller_of, house_of, library_of
from assistant.channels.problems import documented
from assistant.drafting.desk import Desk
from assistant.drafting.draft import Asked, Cited, LeftOut, Section, State
from assistant.drafting.framework import DEFAULT, UnknownFramework
from assistant.drafting.holding import Seen
from assistant.drafting.paper import Paper, markdown
from assistant.drafting.word_file import draft_word
from assistant.exports import WORD
from assistant.office.drafts import Conflict, UnknownDraft

router = APIRouter()

MARKDOWN = "text/markdown; charset=utf-8"
Id = Annotated[str, Path(max_length=40, description="the draft's id")]
T = TypeVar("T")


class NewDraft(BaseModel):
    """What to draft."""

    model_config = {"extra": "forbid"}

    framework: str = Field(DEFAULT, max_length=60, description="key of the framework")
    areas: list[Annotated[str, Field(max_length=120)]] = Field(
        default_factory=list, max_length=40, description="keys or names of areas; all without any"
    )
    school: str = Field("", max_length=200, description="only this school's, and the trust's")
    plan: str = Field("", max_length=60, description="key of the only plan")
    as_of: date | None = Field(None, description="the day that stands in for today")


class SentenceBody(BaseModel):
    """A sentence with its citations, and what became of it."""

    key: str = Field(description="the sentence's id within the draft")
    area: str
    section: Section = Field(description="intent, done, shows, missing or next")
    text: str = Field(description="its words now")
    proposed: str = Field(description="the words that the program proposed")
    state: State = Field(description="proposed, accepted, edited or struck")
    by: str = Field(description="who decided that; empty while nobody has")
    at: datetime | None = None
    change: str = Field(description="new or gone since the last refresh, else empty")
    stale: list[str] = Field(description="what no longer matches its sources")
    unborne: list[str] = Field(description="what of an edit its sources do not have")
    citations: list[Cited] = Field(description="the words that it rests on; none for a bare gap")


class DraftBody(BaseModel):
    """A draft, as far as whoever asks may read its sources."""

    id: str
    title: str
    framework: str
    areas: list[dict[str, str]]
    as_of: date
    status: str = Field(description="not reviewed, or who signed it off and when")
    revision: int
    made_by: str
    made_at: datetime
    changed_at: datetime
    undecided: int = Field(description="sentences neither accepted, edited nor struck")
    sentences: list[SentenceBody]
    left_out: list[LeftOut] = Field(description="statements left out, by place and reason")
    notes: list[str]


class DraftsBody(BaseModel):
    """The drafts that whoever asks may see, without their sentences."""

    drafts: list[dict[str, Any]]


def draft_body(shown: Paper) -> DraftBody:
    """A draft in the form that leaves the program."""
    draft, body = shown.draft, shown.body
    return DraftBody(
        id=draft.id,
        title=body.title,
        framework=body.asked.framework,
        areas=[{"key": a.key, "name": a.name} for a in body.areas],
        as_of=body.asked.as_of,
        status=shown.status,
        revision=draft.revision,
        made_by=draft.made_by,
        made_at=_utc(draft.made_at),
        changed_at=_utc(draft.changed_at),
        undecided=shown.undecided,
        sentences=[_sentence(s) for s in shown.sentences],
        left_out=list(shown.left_out),
        notes=list(body.notes),
    )


def _utc(at: datetime) -> datetime:
    """A moment as the tables keep it, saying that it is in UTC."""
    return at.replace(tzinfo=UTC)


def _sentence(one: Seen) -> SentenceBody:
    s = one.sentence
    return SentenceBody(
        key=s.key,
        area=s.area,
        section=s.section,
        text=s.text,
        proposed=s.proposed,
        state=s.state,
        by=s.by,
        at=_utc(s.at) if s.at else None,
        change=s.change,
        stale=list(one.stale),
        unborne=list(one.unborne),
        citations=list(s.cited),
    )


def desk_of(request: Request) -> Desk:
    """Where the one who makes the request drafts. Raises NotReady."""
    library = library_of(request)
    own = house_of(request).frameworks
    return Desk(library.index, library.office, caller_of(request), own=own)


async def worked(request: Request, work: Callable[[Desk], T]) -> T:
    """What comes of the work, done in one of the threads that questions share."""

    def run() -> T:
        try:
            return work(desk_of(request))
        except (UnknownDraft, UnknownFramework) as error:
            raise HTTPException(404, str(error)) from None
        except Conflict as error:
            raise HTTPException(409, str(error)) from None

    return await asyncio.get_running_loop().run_in_executor(request.app.state.threads, run)


@router.post(
    "/api/drafts",
    summary="Draft a self-evaluation",
    responses=documented(401, 403, 404, 413, 422, 429, 500, 503),
)
async def make(request: Request, wanted: NewDraft) -> DraftBody:
    """Drafts from what whoever asks may read, and keeps the draft for them alone."""
    asked = Asked(
        framework=wanted.framework,
        areas=tuple(wanted.areas),
        school=wanted.school,
        plan=wanted.plan,
        as_of=wanted.as_of or date.today(),
    )
    return draft_body(await worked(request, lambda desk: desk.make(asked)))


@router.get(
    "/api/drafts",
    summary="List drafts",
    responses=documented(401, 403, 429, 500, 503),
)
async def every(request: Request) -> DraftsBody:
    """Lists the drafts that whoever asks may see."""
    left = {"sentences", "left_out", "notes"}
    found = await worked(request, lambda desk: [draft_body(p) for p in desk.every()])
    return DraftsBody(drafts=[d.model_dump(mode="json", exclude=left) for d in found])


@router.get(
    "/api/drafts/{draft}",
    summary="Read a draft",
    response_model=DraftBody,
    responses={
        200: {"description": "The draft; with `format`, as a file.", "content": {WORD: {}}},
        **documented(401, 403, 404, 422, 429, 500, 503),
    },
)
async def read(
    request: Request,
    draft: Id,
    format: Annotated[
        Literal["json", "docx", "md"], Query(description="the form of the answer")
    ] = "json",
) -> Response | DraftBody:
    """Gives a draft with what has become of each sentence and of its sources."""

    def work(desk: Desk) -> Response | DraftBody:
        shown = desk.paper(draft)
        if format == "json":
            return draft_body(shown)
        made = draft_word(shown) if format == "docx" else markdown(shown).encode()
        name = f'attachment; filename="self-evaluation.{format}"'
        media = WORD if format == "docx" else MARKDOWN
        return Response(made, media_type=media, headers={"Content-Disposition": name})

    return await worked(request, work)
