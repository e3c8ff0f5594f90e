"""Conversations: what was asked and answered before, kept in the catalogue's database."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from pydantic import TypeAdapter
from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    inspect,
    select,
    update,
)

from assistant.answer import Answer
from assistant.question import UnknownConversation
from ingest.catalogue import writing

LOCAL = "local"
"""Whoever sits at this machine: the owner of conversations where nobody signs in."""

_METADATA = MetaData()
_TURNS = Table(
    "conversation_turns",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(40), nullable=False, index=True),
    Column("owner", String(200), nullable=False),
    Column("asked_at", DateTime, nullable=False),
    Column("turn", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, what it was understood to ask, and its answer.

    `asked` is the question as typed, `understood` its standalone wording. `topic` is whatever
    understanding wants to find again at the next question, as it wrote it.
    """

    asked: str
    understood: str
    plan: str | None
    as_of: date | None
    answer: Answer
    topic: str = ""


class Conversations:
    """The conversations of one catalogue. Nobody but its owner sees a conversation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        if not inspect(engine).has_table(_TURNS.name):
            _METADATA.create_all(writing(engine))

    def begin(self) -> str:
        """A new conversation's id; it is there from its first turn on."""
        return f"c_{secrets.token_urlsafe(12)}"

    def turns(self, conversation: str, *, owner: str = LOCAL) -> tuple[Turn, ...]:
        """Its turns, the earliest first. Raises UnknownConversation where this owner has none."""
        found = (
            select(_TURNS.c.turn)
            .where(_TURNS.c.conversation == conversation, _TURNS.c.owner == owner)
            .order_by(_TURNS.c.id)
        )
        with self._engine.connect() as connection:
            rows = connection.scalars(found).all()
        if not rows:
            raise UnknownConversation("There is no such conversation. Ask without its id.")
        return tuple(_adapter().validate_json(row) for row in rows)

    def add(self, conversation: str, turn: Turn, *, owner: str = LOCAL) -> None:
        """Keep `turn` as the conversation's latest."""
        row = {
            "conversation": conversation,
            "owner": owner,
            "asked_at": datetime.now(UTC).replace(tzinfo=None),
            "turn": _adapter().dump_json(turn).decode(),
        }
        with writing(self._engine, lightly=True).begin() as connection:
            connection.execute(_TURNS.insert(), row)

    def of(self, owner: str) -> list[dict[str, str]]:
        """All turns of `owner`'s, the earliest first: the conversation, when, and what was said."""
        found = (
            select(_TURNS.c.conversation, _TURNS.c.asked_at, _TURNS.c.turn)
            .where(_TURNS.c.owner == owner)
            .order_by(_TURNS.c.id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(found).all()
        return [{"conversation": r[0], "at": r[1].isoformat(), "turn": r[2]} for r in rows]

    def adopt(self, earlier: str, *, owner: str) -> None:
        """The conversations of `earlier` are `owner`'s from now on."""
        with writing(self._engine).begin() as connection:
            connection.execute(update(_TURNS).where(_TURNS.c.owner == earlier).values(owner=owner))

    def forget(self, owner: str) -> None:
        """Forgets all conversations of `owner`'s."""
        with writing(self._engine).begin() as connection:
            connection.execute(delete(_TURNS).where(_TURNS.c.owner == owner))

    def forget_answers(self, conversation: str, answers: Collection[str]) -> None:
        """Forgets the turns of a conversation, whoever owns it, that have these answers."""
        found = select(_TURNS.c.id, _TURNS.c.turn).where(_TURNS.c.conversation == conversation)
        with writing(self._engine).begin() as connection:
            rows = connection.execute(found).all()
            gone = [r.id for r in rows if _adapter().validate_json(r.turn).answer.answer in answers]
            connection.execute(delete(_TURNS).where(_TURNS.c.id.in_(gone)))

    def forget_before(self, moment: datetime) -> None:
        """Forgets the turns that are older than `moment`, in UTC."""
        with writing(self._engine).begin() as connection:
            connection.execute(delete(_TURNS).where(_TURNS.c.asked_at < moment))


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Turn]:
    return TypeAdapter(Turn)
