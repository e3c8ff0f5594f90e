"""Calendar feeds: an address that is a secret, a person's choice behind it, and its withdrawal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, insert, select, update

from assistant.office import tables as t
from ingest.catalogue import writing


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed without its secret: whose it is, and what they chose to have in it."""

    id: int
    owner: str
    choice: Mapping[str, str]
    made_at: datetime


class Feeds:
    """The feeds that people have made."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self, *, owner: str, choice: Mapping[str, str]) -> str:
        """The secret of a new feed, which is not to be had again."""
        secret = t.secret()
        row = {
            "digest": t.digest(secret),
            "owner": owner,
            "choice": json.dumps(dict(choice)),
            "made_at": t.now(),
        }
        with writing(self._engine).begin() as connection:
            connection.execute(insert(t.feeds), row)
        return secret

    def found(self, secret: str) -> Feed | None:
        """The feed of that secret, unless it was withdrawn."""
        feeds = self._where(t.feeds.c.digest == t.digest(secret))
        return feeds[0] if feeds else None

    def of(self, owner: str) -> tuple[Feed, ...]:
        """The feeds that `owner` made and did not withdraw."""
        return self._where(t.feeds.c.owner == owner)

    def withdraw(self, number: int, *, owner: str) -> bool:
        """Withdraws the feed; whether it was `owner`'s."""
        with writing(self._engine).begin() as connection:
            changed = connection.execute(
                update(t.feeds)
                .where(t.feeds.c.id == number, t.feeds.c.owner == owner)
                .values(withdrawn_at=t.now())
            )
        return bool(changed.rowcount)

    def _where(self, condition: ColumnElement[bool]) -> tuple[Feed, ...]:
        found = select(t.feeds).where(condition, t.feeds.c.withdrawn_at.is_(None))
        with self._engine.connect() as connection:
            rows = connection.execute(found.order_by(t.feeds.c.id)).all()
        return tuple(Feed(r.id, r.owner, json.loads(r.choice), r.made_at) for r in rows)
