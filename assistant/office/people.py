"""People: an identity at a provider is a person, and a person has roles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, update

from assistant.access import ACCOUNT, Caller
from assistant.office import tables as t
from ingest.catalogue import writing


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is elsewhere: the provider, the tenant there, and their id in it."""

    provider: str
    tenant: str
    subject: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.tenant}:{self.subject}"

    @property
    def owner(self) -> str:
        """Under what is kept what they ask for as long as nobody is known by it."""
        return f"{ACCOUNT}{self}"[:200]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may ask: `roles` say what they read, `identities` by what they are known."""

    id: int
    name: str
    email: str
    roles: frozenset[str]
    identities: tuple[Identity, ...]
    seen_at: datetime | None

    @property
    def owner(self) -> str:
        """Under what their questions and conversations are kept."""
        return f"person:{self.id}"

    def caller(self) -> Caller:
        """The person as whoever makes a request."""
        return Caller(self.owner, self.name, self.roles)


class UnknownPerson(LookupError):
    """There is no such person. `str()` says so, for a person."""


class TakenIdentity(ValueError):
    """That account is somebody else's. `str()` says so, for a person."""


class People:
    """The trust's people, the same for every channel."""

    def __init__(self, engine: Engine, *, first_roles: Collection[str] = ("public",)) -> None:
        self._engine = engine
        self._first_roles = frozenset(first_roles)

    def everybody(self) -> tuple[Person, ...]:
        """All people, by name."""
        with self._engine.connect() as connection:
            ids = connection.scalars(select(t.persons.c.id).order_by(t.persons.c.name)).all()
            return tuple(_person(connection, i) for i in ids)

    def person(self, words: str) -> Person:
        """The person of that number, e-mail address or name. Raises UnknownPerson."""
        wanted = words.strip().casefold()
        found = [
            p
            for p in self.everybody()
            if wanted in (str(p.id), p.owner, p.email.casefold(), p.name.casefold())
        ]
        if len(found) != 1:
            raise UnknownPerson(f"There is {'no' if not found else 'more than one'} {words!r}.")
        return found[0]

    def add(
        self,
        *,
        name: str,
        email: str = "",
        roles: Collection[str] = (),
        identity: Identity | None = None,
    ) -> Person:
        """A new person. Without an identity they become whoever first proves that address."""
        with writing(self._engine).begin() as connection:
            return _add(connection, name, email, roles or self._first_roles, identity)

    def arrived(self, identity: Identity, *, name: str, email: str, proven: bool) -> Person:
        """The person of that identity, who has just signed in; made with the first roles if new.

        With `proven`, the provider vouches for the address: a person who was added by it, and has
        no identity yet, is the one.
        """
        with writing(self._engine).begin() as connection:
            known = connection.scalar(_by_identity(identity))
            if known is None and proven:
                known = connection.scalar(_awaiting(email))
                if known is not None:
                    _identify(connection, known, identity)
            if known is None:
                return _add(connection, name, email, self._first_roles, identity)
            seen = {"name": name, "email": email, "seen_at": t.now()}
            connection.execute(update(t.persons).where(t.persons.c.id == known).values(seen))
            return _person(connection, known)

    def known(self, identity: Identity) -> Person | None:
        """The person of that identity; None where it is nobody's."""
        with self._engine.connect() as connection:
            found = connection.scalar(_by_identity(identity))
            return None if found is None else _person(connection, found)

    def link(self, person: Person, identity: Identity) -> Person:
        """The person, known by that identity too. Raises TakenIdentity where another is."""
        with writing(self._engine).begin() as connection:
            known = connection.scalar(_by_identity(identity))
            if known is None:
                _identify(connection, person.id, identity)
            elif known != person.id:
                raise TakenIdentity("That account is known as somebody else's.")
            return _person(connection, person.id)

    def unlink(self, identity: Identity) -> None:
        """Nobody is known by that identity any more."""
        i = t.identities
        mine = (i.c.provider == identity.provider) & (i.c.tenant == identity.tenant)
        with writing(self._engine).begin() as connection:
            connection.execute(delete(i).where(mine, i.c.subject == identity.subject))

    def give(self, person: Person, roles: Collection[str]) -> Person:
        """The person with these roles in the place of those they had."""
        with writing(self._engine).begin() as connection:
            connection.execute(delete(t.person_roles).where(t.person_roles.c.person == person.id))
            _give(connection, person.id, roles)
            return _person(connection, person.id)

    def remove(self, person: Person) -> None:
        """Takes out the person with their identities, roles and sessions."""
        with writing(self._engine).begin() as connection:
            connection.execute(delete(t.persons).where(t.persons.c.id == person.id))


class Sessions:
    """Signed-in browsers: an opaque secret in the cookie, everything else here."""

    def __init__(self, engine: Engine, *, lasting: timedelta = timedelta(hours=12)) -> None:
        self._engine = engine
        self.lasting = lasting

    def begin(self, person: Person) -> str:
        """The secret of a new session; sessions that have ended are forgotten."""
        secret = t.secret()
        row = {"digest": t.digest(secret), "person": person.id, "ends_at": t.now() + self.lasting}
        with writing(self._engine).begin() as connection:
            connection.execute(delete(t.sessions).where(t.sessions.c.ends_at < t.now()))
            connection.execute(insert(t.sessions), row)
        return secret

    def person(self, secret: str) -> Person | None:
        """Whose session it is, with the roles they have now; None where it is nobody's."""
        found = select(t.sessions.c.person).where(
            t.sessions.c.digest == t.digest(secret), t.sessions.c.ends_at > t.now()
        )
        with self._engine.connect() as connection:
            person = connection.scalar(found)
            return None if person is None else _person(connection, person)

    def end(self, secret: str) -> None:
        """Ends the session."""
        with writing(self._engine).begin() as connection:
            connection.execute(delete(t.sessions).where(t.sessions.c.digest == t.digest(secret)))


def _add(
    connection: Connection,
    name: str,
    email: str,
    roles: Collection[str],
    identity: Identity | None,
) -> Person:
    row = {
        "name": name,
        "email": email.strip(),
        "added_at": t.now(),
        "seen_at": t.now() if identity else None,
    }
    person = connection.execute(insert(t.persons).returning(t.persons.c.id), row).scalar_one()
    if identity:
        _identify(connection, person, identity)
    _give(connection, person, roles)
    return _person(connection, person)


def _identify(connection: Connection, person: int, identity: Identity) -> None:
    row = {
        "provider": identity.provider,
        "tenant": identity.tenant,
        "subject": identity.subject,
        "person": person,
    }
    connection.execute(insert(t.identities), row)


def _give(connection: Connection, person: int, roles: Collection[str]) -> None:
    rows = [{"person": person, "role": r} for r in sorted(set(roles))]
    if rows:
        connection.execute(insert(t.person_roles), rows)


def _by_identity(identity: Identity) -> Select[int]:
    return select(t.identities.c.person).where(
        t.identities.c.provider == identity.provider,
        t.identities.c.tenant == identity.tenant,
        t.identities.c.subject == identity.subject,
    )


def _awaiting(email: str) -> Select[int]:
    known = select(t.identities.c.person)
    return select(t.persons.c.id).where(
        t.persons.c.email != "",
        func.lower(t.persons.c.email) == email.strip().lower(),
        t.persons.c.id.not_in(known),
    )


def _person(connection: Connection, number: int) -> Person:
    row = connection.execute(select(t.persons).where(t.persons.c.id == number)).one()
    roles = connection.scalars(
        select(t.person_roles.c.role).where(t.person_roles.c.person == number)
    ).all()
    known = connection.execute(select(t.identities).where(t.identities.c.person == number)).all()
    return Person(
        row.id,
        row.name,
        row.email,
        frozenset(roles),
        tuple(Identity(k.provider, k.tenant, k.subject) for k in known),
        row.seen_at,
    )
