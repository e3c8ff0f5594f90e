"""Assistant.ask: the whole path from a question to an answer, top to bottom."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer import Answer
from assistant.compose import compose
from assistant.composing.digest import Telling, tell
from assistant.composing.ground import Ground
from assistant.conversations import LOCAL, Conversations, Turn
from assistant.find import Search
from assistant.follow_ups import follow, is_follow_up, standalone
from assistant.memory import Memories
from assistant.query import Query
from assistant.question import LONGEST, BadQuestion, Question, UnknownPlan
from assistant.understand import understand
from assistant.verify import Stamp, verify
from assistant.worded.answers import Words
from ingest.embedding import Embedder
from ingest.index import Index, Reader
from ingest.view import View


class Assistant:
    """Answers questions from an index, for whoever reads it."""

    def __init__(
        self,
        *,
        index: Index,
        embedder: Embedder,
        conversations: Conversations,
        today: Callable[[], date] = date.today,
        words: Words | None = None,
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._conversations = conversations
        self._today = today
        self._words = words
        self._memories = Memories()

    def ask(
        self,
        question: Question,
        *,
        reader: Reader,
        owner: str = LOCAL,
        on_step: Callable[[str], None] | None = None,
    ) -> Answer:
        """The checked answer. Raises BadQuestion, UnknownPlan and UnknownConversation.

        `on_step` is told what is being done. `owner` is whose conversation it is.
        """
        began = time.perf_counter()
        step = on_step or _unheard
        words = _checked(question.text)
        turns = (
            self._conversations.turns(question.conversation, owner=owner)
            if question.conversation
            else ()
        )
        with self._index.seen_by(reader) as view:
            step("Reading the question")
            query = self._understood(words, question, turns, view, reader)
            step("Looking in the register and the documents")
            focus = None if query.period else _focus(turns, words)
            composed = compose(self._ground(query, question, view, reader, focus))
            reading = self._memories.documents(view, reader)
            wording = None
            if self._words:
                step("Putting it into words")
                composed, wording = self._words.of(composed, query, reading)
            step("Checking every quotation")
            talk = question.conversation or self._conversations.begin()
            stamp = Stamp(talk, f"a_{secrets.token_urlsafe(9)}", _ms(began))
            answer = replace(verify(composed, reading=reading, stamp=stamp), wording=wording)
        turn = Turn(question.text, query.text, question.plan, question.as_of, answer, query.text)
        self._conversations.add(talk, turn, owner=owner)
        return answer

    def digest(self, telling: Telling, *, reader: Reader) -> Answer:
        """A digest as a checked answer, its first day standing in for today; nothing is kept."""
        began = time.perf_counter()
        query = Query("", "list", (), plans=(telling.plan,) if telling.plan else ())
        about = Question(telling.title, as_of=telling.span[0])
        with self._index.seen_by(reader) as view:
            composed = tell(self._ground(query, about, view, reader), telling)
            talk = self._conversations.begin()
            stamp = Stamp(talk, f"a_{secrets.token_urlsafe(9)}", _ms(began))
            return verify(composed, reading=self._memories.documents(view, reader), stamp=stamp)

    def _understood(
        self, words: str, question: Question, turns: tuple[Turn, ...], view: View, reader: Reader
    ) -> Query:
        """The query, with what a follow-up leaves out taken from the turns before it."""
        if question.plan is not None and question.plan not in {
            f.plan for f in self._memories.of(view, reader).named.documents
        }:
            raise UnknownPlan(f"There is no plan {question.plan!r}.")
        about = self._memories.of(view, reader)
        today = question.as_of or self._today()
        query = understand(words, words=about.vocabulary, named=about.named, today=today)
        if turns and is_follow_up(words):
            before = self._replayed(turns, question, view, reader)
            whole = standalone(words, before.text)
            if whole != words:
                query = understand(whole, words=about.vocabulary, named=about.named, today=today)
            query = _meant(follow(query, before), turns[-1], about.named.people)
        if question.plan is not None:
            query = _within(query, question.plan)
        return query

    def _replayed(
        self, turns: tuple[Turn, ...], question: Question, view: View, reader: Reader
    ) -> Query:
        """What the turns before asked, each made whole from the one before it."""
        about = self._memories.of(view, reader)
        query: Query | None = None
        for turn in turns[-6:]:
            today = turn.as_of or question.as_of or self._today()
            own = understand(turn.asked, words=about.vocabulary, named=about.named, today=today)
            if query and is_follow_up(turn.asked):
                whole = standalone(turn.asked, query.text)
                if whole != turn.asked:
                    own = understand(whole, words=about.vocabulary, named=about.named, today=today)
                own = follow(own, query)
            query = own
        assert query is not None
        return query

    def _ground(
        self,
        query: Query,
        question: Question,
        view: View,
        reader: Reader,
        focus: tuple[str, int, int] | None = None,
    ) -> Ground:
        about = self._memories.of(view, reader)
        today = question.as_of or self._today()

        plans = {**about.plans, **{k: p for k, p in about.superseded.items() if k in query.plans}}

        reading = self._memories.documents(view, reader)

        def again(other: Query) -> Ground:
            return Ground(
                other,
                Search(view, other, embed=self._embedder.query, titles=about.titles),
                view,
                plans,
                today,
                again,
                about.vocabulary,
                reading,
                about.named.people,
                focus,
            )

        return again(query)


_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.I)


def _meant(query: Query, before: Turn, people: Sequence[str]) -> Query:
    """The query, with whom "she" means where the answer before named one person."""
    if query.people or query.initials or not _PERSON.search(query.text):
        return query
    named = [p for p in people if p in before.answer.text]
    whole = [p for p in named if not any(p != o and p in o for o in named)]
    return replace(query, people=tuple(whole)) if len(whole) == 1 else query


_IT = re.compile(r"\b(?:it|that|this|there)\b", re.I)


def _focus(turns: tuple[Turn, ...], words: str) -> tuple[str, int, int] | None:
    """The document, table and row that "it" in a follow-up means: those of the answer before."""
    if not turns or not is_follow_up(words) or not _IT.search(words):
        return None
    for c in turns[-1].answer.citations:
        if c.location.table and c.location.row:
            return c.url.split("/")[-1].split("#")[0], c.location.table, c.location.row
    return None


def _within(query: Query, plan: str) -> Query:
    return replace(query, plans=(plan,))


def _checked(text: str) -> str:
    if len(text) > LONGEST:
        raise BadQuestion(
            f"A question can have at most {LONGEST:,} characters; this one has {len(text):,}."
        )
    if not any(c.isalnum() for c in text):
        raise BadQuestion("The question is blank.")
    return text


def _unheard(_: str) -> None:
    """Where nobody asked to be told what is being done."""


def _ms(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
