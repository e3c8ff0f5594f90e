"""Answering from the event loop: in the threads that questions share, for so long and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from assistant.access import Caller
from assistant.answer import Answer
from assistant.channels.problems import TooSlow
from assistant.library import Library, Opening
from assistant.question import Question
from ingest.index import Reader

Result = TypeVar("Result")


class Answering:
    """The one way from a channel to the assistant."""

    def __init__(self, opening: Opening, *, threads: ThreadPoolExecutor, seconds: float) -> None:
        self.opening = opening
        self._threads = threads
        self._desks = ThreadPoolExecutor(2, "desk")
        self._seconds = seconds

    async def ask(
        self,
        question: Question,
        *,
        caller: Caller,
        reader: Reader | None = None,
        place: str = "",
        on_step: Callable[[str], None] | None = None,
    ) -> Answer:
        """The answer, kept in the audit record. Raises NotReady, TooSlow and what `ask` raises.

        Where others will read the answer too, `reader` stands in for what the caller may read, and
        the conversation is the `place`'s.
        """

        def work(library: Library) -> Answer:
            sees = reader or library.office.access.reader(caller, library.index)
            answer = library.assistant.ask(
                question, reader=sees, owner=place or caller.owner, on_step=on_step
            )
            library.office.audit.add(question, answer, owner=caller.owner, place=place)
            return answer

        return await self.work(work)

    async def work(self, work: Callable[[Library], Result]) -> Result:
        """What `work` returns of the open library. Raises NotReady and TooSlow."""
        return await self._in(self._threads, work)

    async def glance(self, work: Callable[[Library], Result]) -> Result:
        """The same for what takes a few milliseconds: it does not wait behind questions."""
        return await self._in(self._desks, work)

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[[Library], Result]) -> Result:
        loop = asyncio.get_running_loop()
        working = loop.run_in_executor(threads, lambda: work(self.opening()))
        try:
            return await asyncio.wait_for(working, self._seconds)
        except TimeoutError:
            raise TooSlow(f"No answer was found within {self._seconds:g} seconds.") from None
