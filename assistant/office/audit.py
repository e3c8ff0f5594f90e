"""What was asked: who, when, in what words, what was shown and answered; kept for a while."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, delete, func, insert, select, update

from assistant.access import ACCOUNT
from assistant.answer import Answer
from assistant.conversations import Conversations
from assistant.office import model_use
from assistant.office import tables as t
from assistant.question import Question
from ingest.catalogue import writing

_EVERY = 3600.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and what became of it. `documents` are the keys of those that were shown.

    `place` is the shared place in which it was asked; blank where only who asked saw the answer.
    """

    at: datetime
    owner: str
    channel: str
    place: str
    question: str
    plan: str
    documents: tuple[str, ...]
    status: str
    conversation: str
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer that somebody marked down, and why."""

    question: str
    answer: str
    reason: str
    at: datetime


class UnknownAnswer(LookupError):
    """There is no such answer for this person. `str()` says so."""


class Audit:
    """The record of every question, and what people thought of the answers."""

    def __init__(
        self, engine: Engine, conversations: Conversations, *, days: int, conversation_days: int
    ) -> None:
        self._engine = engine
        self._conversations = conversations
        self._days = timedelta(days=days)
        self._conversation_days = timedelta(days=conversation_days)
        self._forgot = float("-inf")

    def add(self, question: Question, answer: Answer, *, owner: str, place: str = "") -> None:
        """Keeps that `owner` asked and was answered, perhaps in a place that others share.

        What is too old is forgotten now and then.
        """
        shown = dict.fromkeys(document_of(c.url) for c in answer.citations)
        row = {
            "at": t.now(),
            "owner": owner,
            "channel": question.channel,
            "place": place,
            "question": question.text,
            "plan": question.plan or "",
            "documents": json.dumps(list(shown)),
            "status": answer.status,
            "conversation": answer.conversation,
            "answer": answer.answer,
            "text": answer.text,
        }
        with writing(self._engine, lightly=True).begin() as connection:
            connection.execute(insert(t.questions), row)
            if answer.wording:
                model_use.keep(connection, answer.answer, answer.wording)
        if time.monotonic() - self._forgot > _EVERY:
            self._forgot = time.monotonic()
            self.forget_old()

    def answered(self, answer: str, *, owner: str | None, shared: bool = False) -> Asked:
        """The question of that answer. Raises UnknownAnswer where it is not this owner's.

        With `shared`, one that was given in a shared place, or to a chat account by which nobody is
        known, is anybody's who knows its id. Without an owner every answer is found.
        """
        q = t.questions.c
        found = select(t.questions).where(q.answer == answer)
        if owner is not None:
            anybodys = (q.place != "") | q.owner.startswith(ACCOUNT, autoescape=True)
            found = found.where((q.owner == owner) | anybodys if shared else q.owner == owner)
        with self._engine.connect() as connection:
            row = connection.execute(found).first()
        if row is None:
            raise UnknownAnswer("There is no such answer.")
        return _asked(row)

    def of(self, owner: str) -> tuple[Asked, ...]:
        """All that `owner` asked, the earliest first."""
        found = select(t.questions).where(t.questions.c.owner == owner).order_by(t.questions.c.id)
        with self._engine.connect() as connection:
            return tuple(_asked(r) for r in connection.execute(found))

    def unanswered(self, *, limit: int = 500) -> tuple[Asked, ...]:
        """The latest questions that the documents did not answer, or not wholly."""
        found = (
            select(t.questions)
            .where(t.questions.c.status != "answered")
            .order_by(t.questions.c.id.desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return tuple(_asked(r) for r in connection.execute(found))

    def judge(
        self, answer: str, *, owner: str, good: bool, reason: str, place: str | None = None
    ) -> None:
        """Keeps what `owner` thinks of an answer of theirs, or of one given in that place.

        Raises UnknownAnswer.
        """
        asked = self.answered(answer, owner=owner, shared=place is not None)
        if asked.owner != owner and asked.place != place:
            raise UnknownAnswer("There is no such answer.")
        v = t.verdicts
        row = {"answer": answer, "owner": owner, "at": t.now(), "good": good, "reason": reason}
        with writing(self._engine).begin() as connection:
            connection.execute(delete(v).where(v.c.answer == answer, v.c.owner == owner))
            connection.execute(insert(v), row)

    def marked_down(self, *, limit: int = 500) -> tuple[Marked, ...]:
        """The latest answers that were marked down, with the reasons given."""
        v, q = t.verdicts, t.questions
        found = (
            select(q.c.question, q.c.text, v.c.reason, v.c.at)
            .join(q, q.c.answer == v.c.answer)
            .where(v.c.good.is_(False))
            .order_by(v.c.at.desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return tuple(Marked(*r) for r in connection.execute(found))

    def forget_old(self) -> int:
        """Forgets what is older than the settings keep; how many questions that were."""
        before = t.now() - self._days
        self._conversations.forget_before(t.now() - self._conversation_days)
        with writing(self._engine).begin() as connection:
            connection.execute(delete(t.verdicts).where(t.verdicts.c.at < before))
            connection.execute(delete(t.model_uses).where(t.model_uses.c.at < before))
            return connection.execute(delete(t.questions).where(t.questions.c.at < before)).rowcount

    def export(self, owner: str) -> Mapping[str, Any]:
        """All that is kept of `owner`'s questions, answers, verdicts and feeds, as plain values."""
        tables = {
            "questions": t.questions,
            "verdicts": t.verdicts,
            "feeds": t.feeds,
            "beginnings": t.beginnings,
        }
        with self._engine.connect() as connection:
            return {
                name: [
                    {k: v for k, v in row.items() if k not in ("id", "digest")}
                    for row in connection.execute(
                        select(table).where(table.c.owner == owner)
                    ).mappings()
                ]
                for name, table in tables.items()
            } | {
                "language_model": model_use.of_answers(connection, t.questions.c.owner == owner),
                "conversations": self._conversations.of(owner),
            }

    def adopt(self, earlier: str, *, owner: str) -> None:
        """What `earlier` asked, was answered and thought is `owner`'s from now on."""
        v = t.verdicts
        both = select(v.c.answer).where(v.c.owner == owner).scalar_subquery()
        with writing(self._engine).begin() as connection:
            connection.execute(delete(v).where(v.c.owner == earlier, v.c.answer.in_(both)))
            for table in (t.questions, v):
                connection.execute(
                    update(table).where(table.c.owner == earlier).values(owner=owner)
                )
        self._conversations.adopt(earlier, owner=owner)

    def erase(self, owner: str) -> int:
        """Forgets everything of `owner`, in shared places too; how many questions that were."""
        self._conversations.forget(owner)
        for asked in (a for a in self.of(owner) if a.place):
            self._conversations.forget_answers(asked.conversation, {asked.answer})
        with writing(self._engine).begin() as connection:
            model_use.part(connection, t.questions.c.owner == owner)
            for table in (t.verdicts, t.feeds, t.beginnings):
                connection.execute(delete(table).where(table.c.owner == owner))
            return connection.execute(
                delete(t.questions).where(t.questions.c.owner == owner)
            ).rowcount

    def count(self) -> int:
        """How many questions are kept."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(t.questions)).scalar_one()


def document_of(url: str) -> str:
    """The key of the document that a citation's address opens."""
    return url.removeprefix("/documents/").split("#")[0]


def _asked(row: Row[Any]) -> Asked:
    return Asked(
        row.at,
        row.owner,
        row.channel,
        row.place,
        row.question,
        row.plan,
        tuple(json.loads(row.documents)),
        row.status,
        row.conversation,
        row.answer,
        row.text,
    )
