"""Errors as programs read them: `application/problem+json` with type, title, status and detail."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.channels.page import page
from assistant.library import NotReady
from assistant.question import BadQuestion, UnknownConversation, UnknownPlan

MEDIA_TYPE = "application/problem+json"


_HEADINGS = {
    403: "That is not allowed",
    404: "There is no such page",
    405: "There is no such page",
    422: "That cannot be taken",
    500: "Something went wrong",
    503: "Not ready yet",
}
"""What a page says over a problem of each status."""


class TooSlow(Exception):
    """An answer that took too long and was given up. `str()` says so, for a person."""


class Problem(BaseModel):
    """What went wrong, by RFC 9457."""

    type: str = Field(description="`about:blank`: the status says what sort of problem it is")
    title: str = Field(description="the status in words")
    status: int = Field(description="the HTTP status")
    detail: str = Field(description="what is wrong, and what can be done, in a sentence")


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """The response that says `detail` with this status."""
    content = problem_body(status, detail).model_dump()
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


def problem_body(status: int, detail: str) -> Problem:
    """The same as a value, for an event stream that has begun."""
    title = HTTPStatus(status).phrase
    return Problem(type="about:blank", title=title, status=status, detail=detail)


def problem_of(error: Exception) -> JSONResponse:
    """The response for an error of ours; anything else is a 500 that tells nothing about itself."""
    match error:
        case BadQuestion():
            return problem(422, str(error))
        case UnknownPlan() | UnknownConversation():
            return problem(404, _words(error))
        case NotReady():
            return problem(503, str(error), {"Retry-After": str(error.retry_after)})
        case TooSlow():
            return problem(503, str(error), {"Retry-After": "5"})
        case _:
            return problem(500, "Something went wrong here. The question was not answered.")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a path that may answer with these statuses."""
    return {s: _documented(s) for s in statuses}


def say_problems(app: FastAPI) -> None:
    """Make `app` answer every error in this form."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for error in (BadQuestion, UnknownPlan, UnknownConversation, NotReady, TooSlow, Exception):
        app.add_exception_handler(error, _ours)


def _documented(status: int) -> dict[str, Any]:
    example = problem_body(status, "A sentence that says what is wrong.").model_dump()
    content = {"schema": Problem.model_json_schema(), "example": example}
    return {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: content}}


async def _ours(request: Request, error: Exception) -> Response:
    return await _said(request, problem_of(error))


async def _said(request: Request, answer: JSONResponse) -> Response:
    """The problem as a page, where it was a page that was asked for."""
    if "text/html" not in request.headers.get("accept", ""):
        return answer
    told = Problem.model_validate_json(bytes(answer.body))
    values = {"heading": _HEADINGS.get(told.status, told.title), "detail": told.detail}
    shown = await run_in_threadpool(
        page, request, "error.html", status=answer.status_code, **values
    )
    retry = answer.headers.get("retry-after")
    if retry:
        shown.headers["Retry-After"] = retry
    return shown


async def _http(request: Request, error: Exception) -> Response:
    return await _said(request, _of_http(error))


def _of_http(error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400 and "body" in str(error.detail):
        return problem(422, "The body cannot be read as JSON in UTF-8.")
    return problem(error.status_code, _sentence(error), dict(error.headers or {}))


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return problem(422, "; ".join(_complaint(e) for e in error.errors()) + ".")


def _complaint(error: dict[str, Any]) -> str:
    """One validation error, without the value that was sent."""
    if error["type"] == "json_invalid":
        return "The body is not valid JSON"
    place = ".".join(str(part) for part in error["loc"][1:])
    return f"{place}: {error['msg']}" if place else f"The body: {error['msg']}"


def _sentence(error: HTTPException) -> str:
    match error.status_code:
        case 404 if error.detail == HTTPStatus.NOT_FOUND.phrase:
            return "There is nothing at this address."
        case 405:
            return "This address does not take this method."
        case _:
            return str(error.detail)


def _words(error: LookupError) -> str:
    return str(error.args[0]) if error.args else "It is not there."
