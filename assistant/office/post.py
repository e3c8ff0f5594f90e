"""What chat channels keep: which conversation a thread is, what came in, and what is owed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Index,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from assistant.office.tables import digest, now, secret
from ingest.catalogue import writing

_METADATA = MetaData()
_SECRETS = "secret"
_KEPT = timedelta(days=30)
_HELD = timedelta(seconds=30)
_OWED_FOR = timedelta(days=1)

threads = Table(
    "channel_threads",
    _METADATA,
    Column("place", String(64), primary_key=True),
    Column("conversation", String(40), nullable=False),
    Column("at", DateTime, nullable=False),
)

arrivals = Table(
    "channel_arrivals",
    _METADATA,
    Column("event", String(64), primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("letter", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("done_at", DateTime),
    Column("held_until", DateTime),
    Index("channel_arrivals_at", "at"),
)

addresses = Table(
    "channel_addresses",
    _METADATA,
    Column("channel", String(40), primary_key=True),
    Column("name", String(300), primary_key=True),
    Column("address", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that came in and is not done; with `again` somebody has seen to it before."""

    letter: Mapping[str, Any]
    again: bool


class Post:
    """The channels' tables: shared by every process that serves them.

    What came in is held by the process that answers it, for as long as it says every `held` that
    it still does; afterwards any process may claim it.
    """

    def __init__(self, engine: Engine, *, held: timedelta = _HELD) -> None:
        self._engine = engine
        self.held = held
        there = set(inspect(engine).get_table_names())
        missing = [t for t in _METADATA.sorted_tables if t.name not in there]
        if missing:
            _METADATA.create_all(writing(engine), tables=missing)

    def conversation(self, place: str) -> str | None:
        """The conversation that goes on at that place; None where none has begun."""
        found = select(threads.c.conversation).where(threads.c.place == digest(place))
        with self._engine.connect() as connection:
            return connection.scalar(found)

    def keep_conversation(self, place: str, conversation: str) -> None:
        """From now on that conversation goes on at that place."""
        row = {"place": digest(place), "conversation": conversation, "at": now()}
        with writing(self._engine, lightly=True).begin() as connection:
            connection.execute(delete(threads).where(threads.c.place == row["place"]))
            connection.execute(insert(threads), row)

    def take(
        self,
        event: str,
        *,
        channel: str,
        letter: Mapping[str, Any] | None = None,
        held: timedelta | None = None,
    ) -> bool:
        """Whether the event is new, and so is now this process's to answer; `letter` is kept.

        With `held` of nothing, whichever process claims it first is to answer it.
        """
        at = now()
        row = {
            "event": digest(f"{channel} {event}"),
            "channel": channel,
            "letter": json.dumps(letter or {}),
            "at": at,
            "done_at": None if letter else at,
            "held_until": at + (self.held if held is None else held),
        }
        try:
            with writing(self._engine).begin() as connection:
                connection.execute(delete(arrivals).where(arrivals.c.at < now() - _KEPT))
                connection.execute(insert(arrivals), row)
        except IntegrityError:
            return False
        return True

    def done(self, event: str, *, channel: str) -> None:
        """The event has been answered; what it said is forgotten."""
        mine = arrivals.c.event == digest(f"{channel} {event}")
        with writing(self._engine).begin() as connection:
            connection.execute(update(arrivals).where(mine).values(done_at=now(), letter="{}"))

    def finish(self, event: str, *, channel: str, within: timedelta) -> bool:
        """Makes the event done; whether it was owed until now, and came in within that time."""
        mine = arrivals.c.event == digest(f"{channel} {event}")
        fresh = arrivals.c.done_at.is_(None) & (arrivals.c.at > now() - within)
        with writing(self._engine).begin() as connection:
            changed = connection.execute(
                update(arrivals).where(mine, fresh).values(done_at=now(), letter="{}")
            )
        return changed.rowcount == 1

    def is_owed(self, event: str, *, channel: str) -> bool:
        """Whether the event came in and has not been answered or taken back."""
        mine = arrivals.c.event == digest(f"{channel} {event}")
        with self._engine.connect() as connection:
            found = select(arrivals.c.event).where(mine, arrivals.c.done_at.is_(None))
            return connection.scalar(found) is not None

    def has(self, event: str, *, channel: str) -> bool:
        """Whether the event has come in, answered or not."""
        mine = arrivals.c.event == digest(f"{channel} {event}")
        with self._engine.connect() as connection:
            return connection.scalar(select(arrivals.c.event).where(mine)) is not None

    def hold(self, event: str, *, channel: str, longer: timedelta | None = None) -> None:
        """Nobody else may claim the event for `held` from now, or for `longer`."""
        mine = arrivals.c.event == digest(f"{channel} {event}")
        until = now() + (self.held if longer is None else longer)
        with writing(self._engine, lightly=True).begin() as connection:
            connection.execute(update(arrivals).where(mine).values(held_until=until))

    def claim(self, channel: str) -> Owed | None:
        """The earliest that came in within the last day, is owed, and that nobody holds.

        It is held by this process from now on. None where there is nothing.
        """
        free = (
            (arrivals.c.channel == channel)
            & arrivals.c.done_at.is_(None)
            & (arrivals.c.at > now() - _OWED_FOR)
            & (arrivals.c.held_until.is_(None) | (arrivals.c.held_until < now()))
        )
        first = select(arrivals).where(free).order_by(arrivals.c.at)
        with self._engine.connect() as connection:
            if connection.execute(first.limit(1)).first() is None:
                return None
        with writing(self._engine).begin() as connection:
            row = connection.execute(first.limit(1)).first()
            if row is None:
                return None
            values = {"held_until": now() + self.held}
            connection.execute(update(arrivals).where(arrivals.c.event == row.event).values(values))
        # What nobody has held yet is held until the moment at which it came in.
        return Owed(json.loads(row.letter), again=row.held_until != row.at)

    def secret(self, name: str) -> str:
        """A long random word of that name, made when it is first asked for: the same ever after."""
        mine = (addresses.c.channel == _SECRETS) & (addresses.c.name == name)
        found = select(addresses.c.address).where(mine)
        with writing(self._engine).begin() as connection:
            kept = connection.scalar(found)
            if kept is None:
                kept = secret()
                row = {"channel": _SECRETS, "name": name, "address": kept, "at": now()}
                connection.execute(insert(addresses), row)
        return kept

    def keep_address(self, channel: str, name: str, address: Mapping[str, Any]) -> None:
        """Where somebody or a place can be written to without having asked."""
        mine = (addresses.c.channel == channel) & (addresses.c.name == name)
        row = {"channel": channel, "name": name, "address": json.dumps(address), "at": now()}
        with writing(self._engine, lightly=True).begin() as connection:
            connection.execute(delete(addresses).where(mine))
            connection.execute(insert(addresses), row)

    def address(self, channel: str, name: str) -> Mapping[str, Any] | None:
        """Where that name can be written to; None where it is not known."""
        found = select(addresses.c.address).where(
            addresses.c.channel == channel, addresses.c.name == name
        )
        with self._engine.connect() as connection:
            kept = connection.scalar(found)
        return None if kept is None else json.loads(kept)
