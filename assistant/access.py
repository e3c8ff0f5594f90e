"""Who may read what: roles to audiences, and the reader that a channel asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.conversations import LOCAL
from ingest.index import Index, Reader

ADMINISTRATOR = "administrator"
"""The role that reads everything, puts documents in, and gives roles and keys."""

LEAST = ("public",)
"""The roles of somebody unknown, and of a shared place for which nothing is set."""

ROLES: Mapping[str, tuple[str, ...]] = {
    "public": ("public",),
    "staff": ("public", "staff"),
    "leaders": ("public", "staff", "leaders"),
    "governors": ("public", "governors"),
    "trustees": ("public", "trustees"),
}
"""The audiences that each role reads, where the settings say nothing else."""

Scope = Literal["ask", "read"]
SCOPES: tuple[Scope, ...] = ("ask", "read")
"""What an API key may be for: asking questions, and reading documents and the register."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever makes a request: whose conversations are theirs, their roles, and what they may do.

    `everything` is set for whoever sits at this machine, where nobody signs in: the files lie there.
    """

    owner: str
    name: str
    roles: frozenset[str] = frozenset()
    scopes: frozenset[Scope] = frozenset(SCOPES)
    everything: bool = False


ACCOUNT = "account:"
"""How the owner's name of a chat account begins by which no person is known."""

NOBODY = Caller("nobody", "nobody", scopes=frozenset())
"""Who has not signed in: no roles, and so nothing to read."""

MACHINE = Caller(LOCAL, "whoever sits at this machine", everything=True)
"""Whoever sits at this machine, where nobody signs in."""


class Access:
    """Decides what a caller may read and do.

    A role that nobody has described reads the audience of its own name, and what is public.
    """

    def __init__(self, roles: Mapping[str, Collection[str]] | None = None) -> None:
        self._roles = {**ROLES, **(roles or {})}

    def audiences(self, roles: Iterable[str]) -> frozenset[str]:
        """The audiences that the roles read together, the administrator's aside."""
        held = [r for r in roles if r != ADMINISTRATOR]
        return frozenset(a for r in held for a in self._roles.get(r, ("public", r)))

    def reader(self, caller: Caller, index: Index) -> Reader:
        """The reader to see the index by: the only way in which a channel gets one."""
        if self.may_manage(caller):
            return local_reader(index)
        return Reader(self.audiences(caller.roles))

    def may_manage(self, caller: Caller) -> bool:
        """Whether the caller puts documents in and gives roles and keys."""
        return caller.everything or ADMINISTRATOR in caller.roles

    def is_role(self, name: str) -> bool:
        """Whether that can be a role: small letters and digits, as an audience's name."""
        return re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", name) is not None and len(name) <= 60

    def known_roles(self) -> tuple[str, ...]:
        """The roles that have been described, and the administrator's."""
        return (*self._roles, ADMINISTRATOR)


def local_reader(index: Index) -> Reader:
    """Whoever sits at this machine, who reads everything: the files lie here."""
    return Reader(index.audiences())
