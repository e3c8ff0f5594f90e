"""The HTTP interface: questions in, checked answers out, and the pages that show them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema

from assistant.access import local_reader
from assistant.answer import Answer
from assistant.channels import findings, pages
from assistant.channels.body import EXAMPLE, AnswerBody, body
from assistant.channels.guard import Guard
from assistant.channels.problems import documented, say_problems
from assistant.channels.stream import streamed
from assistant.library import NotReady, Opening
from assistant.question import LONGEST, Question

LARGEST_BODY = 64 * 1024
"""Bytes that a request may have: the longest question, every character escaped, and room."""

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
"""Names by which this machine is asked for."""


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
    **documented(404, 413, 422, 500, 503),
}

api = APIRouter()


@api.get("/healthz", summary="Can it answer?", responses=documented(503))
async def healthz(request: Request) -> Health:
    """Says ok when questions can be answered; 503 while the index is missing or being built."""
    await asyncio.to_thread(_opening(request))
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
    question = Question(asked.question, asked.conversation, asked.plan, asked.as_of)
    answer = partial(_answer, request, question)
    return await streamed(answer) if _wants_stream(request) else body(await answer(None))


def make_app(opening: Opening, *, answers_at_once: int) -> FastAPI:
    """The application. It opens its library at start, or as soon as there is one."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        app.state.opening = opening
        app.state.threads = ThreadPoolExecutor(answers_at_once, "answer")
        with suppress(NotReady):
            await asyncio.to_thread(opening)
        yield
        app.state.threads.shutdown(wait=False, cancel_futures=True)

    app = FastAPI(
        title="Plan Assistant",
        summary="Ask a school trust's plans and get the plan's own words back, with their place.",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(Guard, hosts=LOCAL_HOSTS, largest=LARGEST_BODY)
    say_problems(app)
    app.include_router(api)
    app.include_router(findings.router)
    app.include_router(pages.router)
    pages.serve_files(app)
    return app


def _opening(request: Request) -> Opening:
    return request.app.state.opening


def _wants_stream(request: Request) -> bool:
    return "text/event-stream" in request.headers.get("accept", "").lower()


async def _answer(
    request: Request, question: Question, on_step: Callable[[str], None] | None
) -> Answer:
    """The answer, worked out in one of the threads that questions share."""

    def work() -> Answer:
        library = _opening(request)()
        reader = local_reader(library.index)
        return library.assistant.ask(question, reader=reader, on_step=on_step)

    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(request.app.state.threads, work)
