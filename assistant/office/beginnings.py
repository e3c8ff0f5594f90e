"""How far somebody new has come with a plan's pack: what they have read, and when they were here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine, delete, insert, select

from assistant.office import tables as t
from ingest.catalogue import writing

_VISITED, _BEFORE = "visited", "visited before"


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a person left off: the role they chose, parts read, and the day of the visit before."""

    role: str = ""
    read: frozenset[str] = field(default_factory=frozenset[str])
    before: date | None = None


class Beginnings:
    """What people have read of their packs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, owner: str, plan: str) -> Begun:
        """How far `owner` has come with that plan."""
        b = t.beginnings.c
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(t.beginnings).where(b.owner == owner, b.plan == plan)
            ).all()
        held = {r.part: r for r in rows}
        visited, before = held.pop(_VISITED, None), held.pop(_BEFORE, None)
        return Begun(
            visited.role if visited else "",
            frozenset(held),
            before.at.date() if before else None,
        )

    def visit(self, owner: str, plan: str, role: str) -> Begun:
        """Keeps that `owner` is here today; how far they have come."""
        b = t.beginnings.c
        mine = (b.owner == owner) & (b.plan == plan)
        now = t.now()
        with writing(self._engine).begin() as connection:
            last = connection.scalar(select(b.at).where(mine, b.part == _VISITED))
            if last is not None and last.date() < now.date():
                connection.execute(delete(t.beginnings).where(mine, b.part == _BEFORE))
                old = {"owner": owner, "plan": plan, "part": _BEFORE, "role": role, "at": last}
                connection.execute(insert(t.beginnings), old)
            connection.execute(delete(t.beginnings).where(mine, b.part == _VISITED))
            row = {"owner": owner, "plan": plan, "part": _VISITED, "role": role, "at": now}
            connection.execute(insert(t.beginnings), row)
        return self.of(owner, plan)

    def mark(self, owner: str, plan: str, part: str, *, read: bool) -> None:
        """Keeps that `owner` has read a part, or has not."""
        b = t.beginnings.c
        mine = (b.owner == owner) & (b.plan == plan) & (b.part == part)
        with writing(self._engine).begin() as connection:
            connection.execute(delete(t.beginnings).where(mine))
            if read:
                row = {"owner": owner, "plan": plan, "part": part, "role": "", "at": t.now()}
                connection.execute(insert(t.beginnings), row)
