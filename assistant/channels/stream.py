"""An answer as a stream of events: `step` while it is worked out, then one `answer`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, format_sse_event

from assistant.answer import Answer
from assistant.channels.body import body
from assistant.channels.problems import problem_of

Steps = Callable[[str], None]
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


async def streamed(answer: Callable[[Steps], Awaitable[Answer]]) -> Response:
    """The response that tells `answer`'s steps as it takes them, then what it returns.

    What it raises before its first step is raised here; later it becomes an `error` event with
    a problem's body.
    """
    events = _events(answer)
    first = await anext(events)

    async def stream() -> AsyncIterator[bytes]:
        yield first
        async for event in events:
            yield event

    return EventSourceResponse(stream(), headers=_HEADERS)


async def _events(answer: Callable[[Steps], Awaitable[Answer]]) -> AsyncIterator[bytes]:
    steps: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def on_step(step: str) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    answering = asyncio.ensure_future(answer(on_step))
    answering.add_done_callback(lambda _: steps.put_nowait(None))
    begun = False
    while (step := await steps.get()) is not None:
        begun = True
        yield _event("step", json.dumps({"step": step}))
    yield await _last(answering, begun=begun)


async def _last(answering: asyncio.Future[Answer], *, begun: bool) -> bytes:
    try:
        return _event("answer", body(await answering).model_dump_json())
    except Exception as error:
        if not begun:
            raise
        return _event("error", bytes(problem_of(error).body).decode())


def _event(name: str, data: str) -> bytes:
    return format_sse_event(event=name, data_str=data)
