"""API keys, for programs: shown once, kept as a digest, for some scopes, until a day, or revoked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from assistant.access import SCOPES, Caller, Scope
from assistant.office import tables as t
from ingest.catalogue import writing

_MARK = "plans_"


class UnknownKey(LookupError):
    """There is no such key. `str()` says so, for a person."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; `prefix` is how it begins, to tell it by."""

    id: int
    name: str
    prefix: str
    roles: frozenset[str]
    scopes: frozenset[Scope]
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None

    @property
    def state(self) -> str:
        """Whether it can be used: "in use", "expired" or "revoked"."""
        if self.revoked_at:
            return "revoked"
        return "in use" if self.ends_at > t.now() else "expired"

    def caller(self) -> Caller:
        """The program that holds it, as whoever makes a request."""
        return Caller(f"key:{self.id}", self.name, self.roles, self.scopes)


class Keys:
    """The trust's API keys."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self, *, name: str, roles: Collection[str], scopes: Collection[Scope], days: int
    ) -> tuple[Key, str]:
        """A new key and its secret, which is not to be had again."""
        secret = _MARK + t.secret()
        row = {
            "name": name,
            "prefix": secret[: len(_MARK) + 6],
            "digest": t.digest(secret),
            "roles": " ".join(sorted(set(roles))),
            "scopes": " ".join(sorted(set(scopes))),
            "made_at": t.now(),
            "ends_at": t.now() + timedelta(days=days),
        }
        with writing(self._engine).begin() as connection:
            made = connection.execute(insert(t.api_keys).returning(t.api_keys), row).one()
            return _key(made), secret

    def every(self) -> tuple[Key, ...]:
        """All keys, the newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(t.api_keys).order_by(t.api_keys.c.id.desc())).all()
        return tuple(_key(r) for r in rows)

    def holder(self, secret: str) -> Key | None:
        """The key of that secret, if it can be used."""
        found = select(t.api_keys).where(t.api_keys.c.digest == t.digest(secret))
        with self._engine.connect() as connection:
            row = connection.execute(found).one_or_none()
        key = _key(row) if row else None
        return key if key and key.state == "in use" else None

    def revoke(self, number: int) -> None:
        """Makes the key unusable from now on. Raises UnknownKey."""
        with writing(self._engine).begin() as connection:
            changed = connection.execute(
                update(t.api_keys)
                .where(t.api_keys.c.id == number, t.api_keys.c.revoked_at.is_(None))
                .values(revoked_at=t.now())
            )
        if not changed.rowcount:
            raise UnknownKey(f"There is no key {number} that could be revoked.")


def _key(row: Row[Any]) -> Key:
    return Key(
        row.id,
        row.name,
        row.prefix,
        frozenset(row.roles.split()),
        frozenset(s for s in SCOPES if s in row.scopes.split()),
        row.made_at,
        row.ends_at,
        row.revoked_at,
    )
