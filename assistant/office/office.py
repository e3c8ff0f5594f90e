"""The office: everything that is kept of people, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from assistant.access import Access, Caller
from assistant.conversations import Conversations
from assistant.office import tables
from assistant.office.audit import Audit
from assistant.office.beginnings import Beginnings
from assistant.office.drafts import Drafts
from assistant.office.feeds import Feeds
from assistant.office.keys import Keys
from assistant.office.model_use import ModelUse
from assistant.office.people import Identity, People, Person, Sessions
from assistant.office.post import Post


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long things are kept, and the roles of who comes for the first time."""

    audit_days: int = 365
    conversation_days: int = 90
    session_hours: int = 12
    first_roles: tuple[str, ...] = ("public",)


@dataclass(frozen=True, slots=True)
class Office:
    """The trust's people with what is kept of them, and the rules of who may read what."""

    access: Access
    people: People
    sessions: Sessions
    keys: Keys
    audit: Audit
    feeds: Feeds
    beginnings: Beginnings
    conversations: Conversations
    post: Post
    drafts: Drafts
    model_use: ModelUse

    @classmethod
    def over(
        cls,
        engine: Engine,
        *,
        access: Access,
        conversations: Conversations,
        keeping: Keeping | None = None,
    ) -> Office:
        """The office whose tables are in that database."""
        kept = keeping or Keeping()
        tables.prepare(engine)
        return cls(
            access,
            People(engine, first_roles=kept.first_roles),
            Sessions(engine, lasting=timedelta(hours=kept.session_hours)),
            Keys(engine),
            Audit(
                engine,
                conversations,
                days=kept.audit_days,
                conversation_days=kept.conversation_days,
            ),
            Feeds(engine),
            Beginnings(engine),
            conversations,
            Post(engine),
            Drafts(engine),
            ModelUse(engine),
        )

    def link(self, person: Person, identity: Identity) -> Person:
        """The person, known by that account too; what was asked from it is theirs from now on.

        Raises TakenIdentity where it is another's.
        """
        known = self.people.link(person, identity)
        self.audit.adopt(identity.owner, owner=person.owner)
        return known

    def caller(self, owner: str) -> Caller | None:
        """Whoever has that owner's name now, with the roles they have now; None if they are gone."""
        for person in self.people.everybody():
            if person.owner == owner:
                return person.caller()
        return None
