"""What chat channels share: who somebody is, what a place may read, and a thread's conversation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

from assistant.access import LEAST, Caller
from assistant.answer import Answer
from assistant.channels.accounts import Accounts
from assistant.channels.answering import Answering
from assistant.channels.problems import TooSlow
from assistant.library import Library, NotReady
from assistant.office.people import Identity
from assistant.office.post import Post
from assistant.question import BadQuestion, Question, UnknownConversation
from ingest.index import Reader

REFUSED = "I only answer people of this organisation, not guests or visitors from elsewhere."
HOW_TO_ASK = "Ask me something about the plans, such as “What is due in March?”."

PROMPTS = (
    ("What is due this month?", "What is due this month?"),
    ("Who leads what?", "Who leads each strand?"),
    ("What is overdue?", "What is overdue?"),
    ("What does it stand for?", "What do the acronyms stand for?"),
)
"""Questions to begin with: a title, and the question."""


class Undelivered(Exception):
    """What could not be sent to whom it is for. `str()` says why.

    `perhaps` it was all the same: nobody answered, or in a way that says nothing.
    """

    def __init__(self, why: str, *, perhaps: bool = False) -> None:
        super().__init__(why)
        self.perhaps = perhaps


@dataclass(frozen=True, slots=True)
class Places:
    """What shared places may read, and to whom a question that stays open is passed on.

    `roles` are by place: `slack:TEAM:CHANNEL` or `teams:TENANT:CONVERSATION`.
    """

    roles: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])
    owner: str = ""

    def of(self, place: str) -> Collection[str]:
        """The roles of that place; the least where nothing is set."""
        return self.roles.get(place, LEAST)


@dataclass(frozen=True, slots=True)
class Came:
    """A question that came in: who asks, where, and in which thread. `shared`: others read it.

    `called` is what the account is called, for people to know it by.
    """

    channel: str
    who: Identity
    place: str
    thread: str
    text: str
    shared: bool
    called: str = ""

    @property
    def name(self) -> str:
        """The place's name in the settings, at most 200 characters of it."""
        return f"{self.channel}:{self.who.tenant}:{self.place}"[:200]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer, and whether the one who asks may read more than the place.

    `sign_in` is the address for one who nobody is known to be; else blank.
    """

    answer: Answer
    more_in_private: bool
    sign_in: str = ""


class Desk:
    """Answers what comes in on a chat channel: no logic of its own but who and where."""

    def __init__(self, answering: Answering, places: Places, accounts: Accounts) -> None:
        self._answering = answering
        self._places = places
        self._accounts = accounts

    async def reply(self, came: Came, on_step: Callable[[str], None] | None = None) -> Reply:
        """The answer. Raises what asking raises."""

        def prepare(library: Library) -> tuple[Caller, Reader, str | None, bool, str]:
            person = caller_of(library, came.who)
            own = library.office.access.reader(person, library.index)
            talk = library.office.post.conversation(self._thread(came, person))
            if not came.shared:
                return person, own, talk, False, self._sign_in(library, came, person)
            there = Reader(library.office.access.audiences(self._places.of(came.name)))
            return person, there, talk, bool(own.audiences - there.audiences), ""

        caller, reader, talk, more, sign_in = await self._answering.glance(prepare)
        answer = await self._ask(came, caller, reader, talk, on_step)
        place = self._thread(came, caller)
        await self.post(lambda post: post.keep_conversation(place, answer.conversation))
        return Reply(answer, more, sign_in)

    async def post(self, work: Callable[[Post], object]) -> object:
        """What `work` returns of the channels' tables."""
        return await self._answering.glance(lambda library: work(library.office.post))

    async def judge(self, came: Came, answer: str, *, good: bool) -> None:
        """Keeps what somebody thinks of an answer there. Raises UnknownAnswer."""

        def work(library: Library) -> None:
            owner, place = caller_of(library, came.who).owner, came.name if came.shared else None
            library.office.audit.judge(answer, owner=owner, good=good, reason="", place=place)

        await self._answering.glance(work)

    async def goes_on(self, came: Came) -> bool:
        """Whether the assistant has already answered in that thread."""
        place = self._thread(came, None)
        return await self.post(lambda post: post.conversation(place)) is not None

    async def work(self, work: Callable[[Library], object]) -> object:
        """What `work` returns of the library."""
        return await self._answering.work(work)

    async def _ask(
        self,
        came: Came,
        caller: Caller,
        reader: Reader,
        talk: str | None,
        on_step: Callable[[str], None] | None,
    ) -> Answer:
        place = came.name if came.shared else ""
        ask = partial(
            self._answering.ask, caller=caller, reader=reader, place=place, on_step=on_step
        )
        try:
            return await ask(Question(came.text, talk, channel=came.channel))
        except UnknownConversation:
            return await ask(Question(came.text, channel=came.channel))

    def _sign_in(self, library: Library, came: Came, caller: Caller) -> str:
        is_known = caller.owner != came.who.owner
        return "" if is_known else self._accounts.address(library, came.who, came.called)

    def _thread(self, came: Came, caller: Caller | None) -> str:
        return (
            f"{came.name} {came.thread}"
            if came.shared or not caller
            else (f"{came.name} {came.thread} {caller.owner}")
        )


def caller_of(library: Library, who: Identity) -> Caller:
    """The person of that identity, as whoever makes a request; with the least role if unknown."""
    person = library.office.people.known(who)
    if person:
        return person.caller()
    return Caller(who.owner, "", frozenset(LEAST))


def apology(error: Exception) -> str:
    """What to say where there is no answer: never what went wrong inside."""
    match error:
        case BadQuestion() if "most" in str(error):
            return str(error)
        case BadQuestion():
            return HOW_TO_ASK
        case NotReady() | TooSlow():
            return f"{error} Please ask again in a little while."
        case _:
            return "Something went wrong here. The question was not answered; please ask again."
