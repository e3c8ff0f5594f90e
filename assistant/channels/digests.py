"""Digests: worked out by the assistant, sent on the channels at their times, each once."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
# (APScheduler is untyped)

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from logging import getLogger
from typing import Any, Protocol, TypedDict

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from assistant.answer import Answer
from assistant.channels.answering import Answering, Result
from assistant.channels.chat import Places, Undelivered
from assistant.channels.owing import Owing
from assistant.channels.problems import TooSlow
from assistant.composing.digest import Telling
from assistant.conversations import Turn
from assistant.library import Library, NotReady
from assistant.occasions import LONDON, days_told, occasions
from assistant.office.post import Owed
from assistant.question import Question
from assistant.recipients import Recipient, recipients
from ingest.digests import Digest

CHANNEL = "digest"

_LOG = getLogger(__name__)
_LATE = timedelta(days=1)
"""How late a digest is still sent, as when the server stood still."""


class Sender(Protocol):
    """A channel that can send what nobody asked for."""

    async def deliver(
        self, place: Sequence[str], answer: Answer, *, event: str, again: bool
    ) -> None:
        """Sends it to that place or person. Raises Undelivered.

        With `again` it may have been sent before, for the same `event`: not twice, if that can be
        told.
        """
        ...


class Letter(TypedDict):
    """One recipient's digest of one day, as it is kept until it is sent."""

    event: str
    file: str
    name: str
    recipient: str
    day: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a digest for one recipient; `why` says why it could not be sent."""

    recipient: str
    answer: Answer | None
    why: str = ""


class Digests:
    """Sends digests by their times, or now."""

    def __init__(
        self, senders: Mapping[str, Sender], places: Places, *, now: Callable[[], datetime]
    ) -> None:
        self._senders = senders
        self._places = places
        self._now = now
        self._answering: Answering | None = None

    def lend(self, answering: Answering) -> None:
        """What digests are worked out from."""
        self._answering = answering

    @asynccontextmanager
    async def running(self, answering: Answering) -> AsyncGenerator[None]:
        """A context in which digests are sent at their times, those that are late at once."""
        self.lend(answering)
        owing = Owing(CHANNEL, answering)
        scheduler = AsyncIOScheduler(timezone=LONDON)
        every_minute, at_once = CronTrigger(second=0, timezone=LONDON), datetime.now(LONDON)
        scheduler.add_job(
            partial(self._post, owing),
            every_minute,
            coalesce=True,
            max_instances=1,
            next_run_time=at_once,
        )
        async with owing.paying(partial(self._pay, owing)):
            scheduler.start()
            try:
                yield
            finally:
                scheduler.shutdown(wait=False)

    async def show(self, name: str, day: date) -> tuple[Sent, ...]:
        """The digest of that name as of a day, for each recipient, unsent. Raises UnknownDigest."""

        def work(library: Library) -> tuple[Sent, ...]:
            digest = digest_of(library, name)
            found, unknown = recipients(library, digest, self._places.roles)
            told = tuple(Sent(r.name, _answer(library, digest, r, day)) for r in found)
            return (*told, *(Sent(words, None, words) for words in unknown))

        return await self._work(work)

    async def send(self, name: str, day: date) -> tuple[Sent, ...]:
        """Sends the digest of that name now; what became of it. Raises UnknownDigest."""

        digest = await self._work(lambda library: digest_of(library, name))
        found, unknown = await self._work(
            lambda library: recipients(library, digest, self._places.roles)
        )
        sent = [await self._sent(digest, one, day, event="", again=False) for one in found]
        return (*sent, *(Sent(words, None, words) for words in unknown))

    async def _post(self, owing: Owing) -> None:
        """Writes down what is to be sent by now and has not been; it is sent as what is owed."""
        until = self._now()

        def work(library: Library) -> bool:
            post = library.office.post
            due = _letters(library, self._places, until)
            new = [x for x in due if not post.has(x["event"], channel=CHANNEL)]
            for x in new:
                post.take(x["event"], channel=CHANNEL, letter=x, held=timedelta())
            return bool(new)

        with suppress(NotReady, TooSlow):
            if await self._work(work):
                owing.wake()

    async def _pay(self, owing: Owing, owed: Owed) -> None:
        letter: Any = owed.letter
        await owing.see_to(letter["event"], partial(self._paid, letter, again=owed.again))

    async def _paid(self, letter: Letter, *, again: bool) -> bool:
        """Whether the letter is done with: sent, or wanted no more."""

        def work(library: Library) -> tuple[Digest, Recipient] | None:
            for digest in library.index.digests():
                if (digest.file, digest.name) == (letter["file"], letter["name"]):
                    found, _ = recipients(library, digest, self._places.roles)
                    one = next((r for r in found if r.owner == letter["recipient"]), None)
                    return (digest, one) if one else None
            return None

        wanted = await self._work(work)
        if wanted is None:
            return True
        digest, to = wanted
        day, event = date.fromisoformat(letter["day"]), letter["event"]
        sent = await self._sent(digest, to, day, event=event, again=again)
        if sent.why:
            _LOG.warning("A digest for %s was not sent: %s", sent.recipient, sent.why)
        return not sent.why

    async def _sent(
        self, digest: Digest, to: Recipient, day: date, *, event: str, again: bool
    ) -> Sent:
        """Sends it to the first of the recipient's addresses that takes it.

        Where one perhaps did, the others are not tried.
        """
        answer = await self._work(lambda library: _answer(library, digest, to, day))
        if to.person and not answer.items:
            return Sent(to.name, answer)
        why = ""
        for channel, *place in to.addresses:
            sender = self._senders.get(channel)
            if sender is None:
                why = f"{channel} is not configured"
                continue
            try:
                await sender.deliver(place, answer, event=event or answer.answer, again=again)
            except Undelivered as error:
                why = str(error)
                if error.perhaps:
                    break
                continue
            await self._work(lambda library: _keep(library, digest, to, answer))
            return Sent(to.name, answer)
        return Sent(to.name, None, why or "they are known neither in Slack nor in Teams")

    async def _work(self, work: Callable[[Library], Result]) -> Result:
        assert self._answering
        return await self._answering.work(work)


class UnknownDigest(LookupError):
    """No `plans.toml` names that digest. `str()` says which there are."""


def digest_of(library: Library, name: str) -> Digest:
    """The digest of that name. Raises UnknownDigest."""
    digests = library.index.digests()
    for digest in digests:
        if digest.name.casefold() == name.casefold():
            return digest
    there = ", ".join(d.name for d in digests) or "none"
    raise UnknownDigest(f"There is no digest {name!r}. There are: {there}.")


def _letters(library: Library, places: Places, until: datetime) -> list[Letter]:
    """What is to be sent by then, of the last day."""
    out: list[Letter] = []
    for digest in library.index.digests():
        after = max(digest.since.replace(tzinfo=UTC), until - _LATE)
        for moment in occasions(digest, after=after, until=until):
            found, _ = recipients(library, digest, places.roles)
            out += [_letter(digest, r, moment.date()) for r in found]
    return out


def _letter(digest: Digest, to: Recipient, day: date) -> Letter:
    event = f"{digest.file}\n{digest.name}\n{to.owner}\n{day}"
    return {
        "event": event,
        "file": digest.file,
        "name": digest.name,
        "recipient": to.owner,
        "day": day.isoformat(),
    }


def _answer(library: Library, digest: Digest, to: Recipient, day: date) -> Answer:
    said = digest.said
    telling = Telling(digest.name, days_told(digest, day), said.plan, said.strands, said.person)
    return library.assistant.digest(to.told(telling), reader=to.reader)


def _keep(library: Library, digest: Digest, to: Recipient, answer: Answer) -> None:
    """Keeps the digest as an answer, so that it can be opened whole and judged."""
    question = Question(digest.name, plan=digest.said.plan, channel=CHANNEL)
    turn = Turn(digest.name, digest.name, digest.said.plan, None, answer, digest.name)
    owner = to.place or to.owner
    library.office.conversations.add(answer.conversation, turn, owner=owner)
    library.office.audit.add(question, answer, owner=to.owner, place=to.place)
