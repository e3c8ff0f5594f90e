"""Answers in OpenAI's form, for programs that speak it: models, and chat completions."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer
from assistant.channels.answering import Answering
from assistant.channels.body import body
from assistant.channels.caller import caller_of, house_of
from assistant.channels.problems import MEDIA_TYPE, documented, problem_of
from assistant.channels.wording import link, place, whole
from assistant.library import Library
from assistant.question import LONGEST, Question

MODEL = "plan-assistant"
"""The only model there is: the assistant itself."""

_REMEMBERED = "openai"
_PIECE = re.compile(r".{1,400}(?:\s+|$)|.{400}", re.S)
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {"application/json": {"schema": {"type": "object"}}, **more},
    }
    for status, description, more in (
        (404, "There is no such model, in OpenAI's form", {}),
        (422, "The question cannot be asked", {MEDIA_TYPE: {"schema": {"type": "object"}}}),
        (500, "Something went wrong, in OpenAI's form", {}),
        (503, "The index is missing or being built, in OpenAI's form", {}),
    )
}

router = APIRouter(prefix="/v1")


class Message(BaseModel):
    """One message; `content` is text, or parts of which those of text count."""

    model_config = ConfigDict(extra="allow")

    role: str
    content: str | list[dict[str, Any]] | None = None

    @property
    def words(self) -> str:
        """The message's text."""
        if isinstance(self.content, list):
            return "\n".join(str(p.get("text", "")) for p in self.content if "text" in p)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream should hold besides the answer."""

    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class CompletionBody(BaseModel):
    """A conversation whose last message of the user's is the question; the rest is ignored."""

    model_config = ConfigDict(extra="allow")

    model: str = Field(description=f"`{MODEL}`")
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions | None = None


@router.get("/models", summary="The models, in OpenAI's form", responses=documented(401, 429))
async def models() -> dict[str, Any]:
    """Lists the one model there is."""
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "plan-assistant"}
    return {"object": "list", "data": [model]}


@router.post(
    "/chat/completions",
    summary="Ask the plans a question, in OpenAI's form",
    response_model=None,
    responses=documented(401, 403, 413, 429) | _ERRORS,
)
async def completions(request: Request, asked: CompletionBody) -> Response:
    """Answers the last question, with its sources as annotations and as a list in the text."""
    if asked.model != MODEL:
        return _error(404, f"There is no model {asked.model!r}; there is {MODEL!r}.")
    try:
        answer = await _answer(request, asked.messages)
    except Exception as error:  # noqa: BLE001 - said in OpenAI's form, whatever it was
        told = problem_of(error)
        return _error(told.status_code, json.loads(bytes(told.body))["detail"])
    base = house_of(request).public_url or str(request.base_url)
    if not asked.stream:
        return JSONResponse(_completion(answer, base))
    usage = bool(asked.stream_options and asked.stream_options.include_usage)
    chunks = _stream(_chunks(answer, base, usage=usage))
    return StreamingResponse(chunks, media_type="text/event-stream", headers=_HEADERS)


async def _answer(request: Request, messages: Sequence[Message]) -> Answer:
    """The answer to the last question, in the conversation that the messages before it were."""
    answering: Answering = request.app.state.answering
    caller = caller_of(request)
    said = [m for m in messages if m.role in ("user", "assistant")]
    last = max((n for n, m in enumerate(said) if m.role == "user"), default=None)
    before = "" if last is None else _place(caller.owner, said[:last])

    def conversation(library: Library) -> str | None:
        return library.office.post.conversation(before) if last else None

    question = Question(
        "" if last is None else said[last].words,
        await answering.work(conversation),
        channel=_REMEMBERED,
    )
    answer = await answering.ask(question, caller=caller)
    now = _place(caller.owner, said[: last or 0] + [Message(role="user", content=question.text)])

    def keep(library: Library) -> None:
        library.office.post.keep_conversation(now, answer.conversation)

    await answering.work(keep)
    return answer


def _place(owner: str, said: Sequence[Message]) -> str:
    """Where a conversation goes on, for a program that sends all of it again: its questions."""
    asked = [" ".join(m.words.split())[:LONGEST] for m in said if m.role == "user"]
    return json.dumps([_REMEMBERED, owner, asked])


def _completion(answer: Answer, base: str) -> dict[str, Any]:
    content = whole(answer, base)
    message = {
        "role": "assistant",
        "content": content,
        "refusal": None,
        "annotations": _annotations(answer, content, base),
    }
    choice = {"index": 0, "finish_reason": "stop", "logprobs": None, "message": message}
    return {
        **_head(answer, "chat.completion"),
        "choices": [choice],
        "usage": _usage(),
        "answer": body(answer).model_dump(mode="json"),
    }


def _chunks(answer: Answer, base: str, *, usage: bool) -> Iterator[dict[str, Any]]:
    """The chunks of a stream; every word of it has been checked before the first is sent."""
    head = _head(answer, "chat.completion.chunk")
    content = whole(answer, base)

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": ""})
    for piece in _PIECE.findall(content):
        yield chunk({"content": piece})
    yield chunk({"annotations": _annotations(answer, content, base)})
    yield {**chunk({}, "stop"), "answer": body(answer).model_dump(mode="json")}
    if usage:
        yield {**head, "choices": [], "usage": _usage()}


async def _stream(chunks: Iterator[dict[str, Any]]) -> AsyncIterator[str]:
    for chunk in chunks:
        yield f"data: {json.dumps(chunk)}\n\n"
    yield "data: [DONE]\n\n"


def _annotations(answer: Answer, content: str, base: str) -> list[dict[str, Any]]:
    """Each citation as a `url_citation`, at its first number in the content."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "url": link(c, base),
                "title": place(c),
                "start_index": (at := max(0, content.find(f"[{c.n}]"))),
                "end_index": at + len(f"[{c.n}]"),
                "content": c.quote,
            },
        }
        for c in answer.citations
    ]


def _head(answer: Answer, kind: str) -> dict[str, Any]:
    number = uuid.uuid5(uuid.NAMESPACE_URL, answer.answer).hex
    created = int(time.time())
    return {"id": f"chatcmpl-{number}", "object": kind, "created": created, "model": MODEL}


def _usage() -> dict[str, int]:
    return {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def _error(status: int, words: str) -> Response:
    error = {"message": words, "type": "invalid_request_error", "param": None, "code": None}
    headers = {"Retry-After": "5"} if status == 503 else None
    return JSONResponse({"error": error}, status, headers)
