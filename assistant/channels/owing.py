"""What is owed on a channel: seen to by one process at a time, and by another where that one ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from logging import getLogger
from typing import Any

from assistant.channels.answering import Answering, Result
from assistant.channels.problems import TooSlow
from assistant.library import NotReady
from assistant.office.post import Owed, Post

_LOG = getLogger(__name__)
_LATER = timedelta(minutes=5)
"""After what could not be sent is tried again."""


class Owing:
    """The letters of one channel that came in and are not done."""

    def __init__(self, channel: str, answering: Answering) -> None:
        self._channel = channel
        self._answering = answering
        self._working: set[asyncio.Task[Any]] = set()
        self._more = asyncio.Event()

    @asynccontextmanager
    async def paying(self, pay: Callable[[Owed], Awaitable[None]]) -> AsyncGenerator[None]:
        """A context in which `pay` gets whatever is owed and nobody sees to."""
        claiming = asyncio.create_task(self._claim(pay))
        try:
            yield
        finally:
            tasks = [claiming, *self._working]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def see_to(self, event: str, work: Callable[[], Awaitable[bool]]) -> None:
        """Does the work, which says whether the event is done with; else it stays owed.

        Meanwhile no other process claims it. What is broken off may be claimed at once.
        """
        holding = asyncio.create_task(self._hold(event))
        task = asyncio.current_task()
        assert task
        self._working.add(task)
        left: timedelta | None = _LATER
        try:
            if await work():
                await self._post(lambda post: post.done(event, channel=self._channel))
                left = None
        except asyncio.CancelledError:
            left = timedelta()
            raise
        finally:
            holding.cancel()
            self._working.discard(task)
            if left is not None:
                await self._let_go(event, left)

    def wake(self) -> None:
        """Something was written down that any process may see to: it is claimed at once."""
        self._more.set()

    def begin(self, work: Awaitable[None]) -> None:
        """Does the work beside others, until the context ends."""
        task = asyncio.ensure_future(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _claim(self, pay: Callable[[Owed], Awaitable[None]]) -> None:
        while True:
            self._more.clear()
            with suppress(NotReady, TooSlow):
                while owed := await self._post(lambda post: post.claim(self._channel)):
                    self.begin(pay(owed))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), await self._pause())

    async def _hold(self, event: str) -> None:
        while True:
            await asyncio.sleep(await self._pause())
            with suppress(NotReady, TooSlow):
                await self._post(lambda post: post.hold(event, channel=self._channel))

    async def _let_go(self, event: str, longer: timedelta) -> None:
        with suppress(NotReady, TooSlow):
            await self._post(lambda post: post.hold(event, channel=self._channel, longer=longer))

    async def _pause(self) -> float:
        """A third of the time for which something is held without saying so again."""
        with suppress(NotReady, TooSlow):
            held = await self._answering.glance(lambda library: library.office.post.held)
            return held.total_seconds() / 3
        return 5.0

    async def _post(self, work: Callable[[Post], Result]) -> Result:
        return await self._answering.glance(lambda library: work(library.office.post))
