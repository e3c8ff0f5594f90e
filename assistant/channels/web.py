"""The HTTP interface: questions in, checked answers out, and the pages that show them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema

from assistant.answer import Answer
from assistant.channels import (
    accounts,
    browse,
    draft_pages,
    drafts,
    evidence,
    findings,
    manage,
    onboarding,
    openai_form,
    pages,
    register,
    signin,
    year,
)
from assistant.channels.answering import Answering
from assistant.channels.body import EXAMPLE, AnswerBody, body
from assistant.channels.caller import caller_of, library_of
from assistant.channels.chats import Chats
from assistant.channels.gate import Gate
from assistant.channels.guard import Guard
from assistant.channels.house import House, Limits
from assistant.channels.mcp_server import Mounted
from assistant.channels.problems import documented, say_problems
from assistant.channels.stream import streamed
from assistant.channels.work import Work
from assistant.library import NotReady, Opening
from assistant.question import LONGEST, Question

LARGEST_BODY = Limits().largest_body
"""Bytes that a request may have: the longest question, every character escaped, and room."""


def _iso_day(value: object) -> object:
    if value is None or (isinstance(value, str) and len(value) == len("2026-03-01")):
        return value
    raise ValueError("give a day as 2026-03-01")


def _near(day: date | None) -> date | None:
    if day is not None and not 1900 <= day.year <= 2199:
        raise ValueError("give a day between 1900 and 2199")
    return day


def _writable(words: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in words):
        raise ValueError("this has half a character, which cannot be written in UTF-8")
    return words


_AS_OF = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
AsOf = Annotated[
    date | None, BeforeValidator(_iso_day), AfterValidator(_near), WithJsonSchema(_AS_OF)
]


Words = Annotated[str, AfterValidator(_writable)]


_LARGER = ("/v1/chat/completions", "/slack/events", "/api/messages")
"""Addresses to which more is sent than a question."""


class QuestionBody(BaseModel):
    """A question."""

    model_config = {
        "json_schema_extra": {"examples": [{"question": "what's due in March?", "plan": None}]}
    }

    question: Words = Field(description=f"as a person would type it, at most {LONGEST} characters")
    conversation: Words | None = Field(None, description="the id that an earlier answer returned")
    plan: Words | None = Field(None, description="key of the only plan to answer from")
    as_of: AsOf = Field(None, description="the day that stands in for today, as 2026-03-01")


class Health(BaseModel):
    """That questions can be answered."""

    status: str = "ok"


_ASK_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; or, with `Accept: text/event-stream`, `step` events "
        "that say what is being done, then one `answer` event with the same body.",
        "content": {
            "application/json": {"example": EXAMPLE},
            "text/event-stream": {
                "example": 'event: step\ndata: {"step": "Searching the plans"}\n\n'
            },
        },
    },
    **documented(401, 403, 404, 413, 422, 429, 500, 503),
}

api = APIRouter()

_ROUTERS = tuple(
    room.router
    for room in (
        register,
        findings,
        evidence,
        drafts,
        draft_pages,
        onboarding,
        signin,
        accounts,
        year,
        openai_form,
        browse,
        manage,
        pages,
    )
)


@api.get("/healthz", summary="Can it answer?", responses=documented(429, 503))
async def healthz(request: Request) -> Health:
    """Says ok when questions can be answered; 503 while the index is missing or being built."""
    await asyncio.to_thread(library_of, request)
    return Health()


@api.post(
    "/api/ask",
    summary="Ask the plans a question",
    response_model=AnswerBody,
    responses=_ASK_RESPONSES,
    max_body_size=LARGEST_BODY,
)
async def ask(request: Request, asked: QuestionBody) -> Response | AnswerBody:
    """Answers with quotations from the plans, each with its place, or says that there is none."""
    question = Question(
        asked.question, asked.conversation, asked.plan, asked.as_of, channel=_channel(request)
    )
    answer = partial(_answer, request, question)
    return await streamed(answer) if _wants_stream(request) else body(await answer(None))


def make_app(opening: Opening, *, house: House | None = None) -> FastAPI:
    """The application. It opens its library at start, or as soon as there is one."""
    house = house or House()
    tools = Mounted(house)
    chats: list[Chats] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        threads = ThreadPoolExecutor(house.limits.answers_at_once, "answer")
        answering = Answering(opening, threads=threads, seconds=house.limits.answer_seconds)
        app.state.threads, app.state.answering = threads, answering
        with suppress(NotReady):
            await asyncio.to_thread(opening)
        async with AsyncExitStack() as running:
            for channel in (tools, *chats):
                await running.enter_async_context(channel.running(answering))
            yield
        app.state.threads.shutdown(wait=False, cancel_futures=True)
        app.state.work.close()

    app = FastAPI(
        title="Plan Assistant",
        summary="Ask a school trust's plans and get the plan's own words back, with their place.",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.opening, app.state.house = opening, house
    app.state.arrivals = signin.Arrivals(house)
    app.state.work = Work(house.embedder)
    app.add_middleware(Gate, house=house, opening=opening)
    limits = house.limits
    larger = {"/manage/documents": limits.largest_upload, **dict.fromkeys(_LARGER, 1024 * 1024)}
    app.add_middleware(Guard, hosts=house.hosts, largest=limits.largest_body, larger=larger)
    say_problems(app)
    for router in (api, *_ROUTERS):
        app.include_router(router)
    app.mount("/mcp", tools)
    chats.append(Chats(house, app))
    pages.serve_files(app)
    return app


def _channel(request: Request) -> str:
    return "api" if "authorization" in request.headers else "web"


def _wants_stream(request: Request) -> bool:
    return "text/event-stream" in request.headers.get("accept", "").lower()


async def _answer(
    request: Request, question: Question, on_step: Callable[[str], None] | None
) -> Answer:
    answering: Answering = request.app.state.answering
    return await answering.ask(question, caller=caller_of(request), on_step=on_step)
