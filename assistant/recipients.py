"""Who gets a digest: shared places, people and leads, each with what they may read and are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.access import LEAST, Access
from assistant.composing.digest import Telling
from assistant.library import Library
from assistant.office.people import Person, UnknownPerson
from assistant.office.post import Post
from ingest.digests import Digest
from ingest.document import Quote
from ingest.entries import Commitment, Entry, Measure, Responsibility
from ingest.index import Reader
from ingest.people import listed
from ingest.rows import name_words

Address = tuple[str, str, str]
"""A channel ("slack" or "teams"), the workspace or tenant there, and the place or person in it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody or a place that gets a digest, `place` where it is shared.

    `addresses` are tried in order. A lead's `person` is the name by which they lead.
    """

    owner: str
    name: str
    reader: Reader
    addresses: tuple[Address, ...]
    person: str | None = None
    place: str = ""

    def told(self, telling: Telling) -> Telling:
        """What they are told: a lead only of what they lead."""
        return replace(telling, person=self.person) if self.person else telling


def recipients(
    library: Library, digest: Digest, roles: Mapping[str, Collection[str]]
) -> tuple[tuple[Recipient, ...], tuple[str, ...]]:
    """Who gets the digest, each once, and in words whom it names and nobody is known to be.

    `roles` are those of shared places.
    """
    found: dict[str, Recipient] = {}
    unknown: list[str] = []
    for to in digest.said.to:
        try:
            for one in _named(library, to, roles):
                found.setdefault(one.owner, one)
        except UnknownPerson:
            unknown.append(f"{to}: there is no such person, or more than one")
    return tuple(found.values()), tuple(unknown)


def _named(library: Library, to: str, roles: Mapping[str, Collection[str]]) -> Iterator[Recipient]:
    kind, _, words = to.partition(":")
    match kind:
        case "person":
            yield _person(library, library.office.people.person(words))
        case "leads":
            yield from _leads(library)
        case _:
            tenant, _, place = words.partition(":")
            yield _place(library.office.access, to, (kind, tenant, place), roles)


def _place(
    access: Access, to: str, address: Address, roles: Mapping[str, Collection[str]]
) -> Recipient:
    reader = Reader(access.audiences(roles.get(to, LEAST)))
    return Recipient(to[:200], to, reader, (address,), place=to[:200])


def _person(library: Library, person: Person, *, leads: bool = False) -> Recipient:
    reader = library.office.access.reader(person.caller(), library.index)
    own = person.name if leads else None
    addresses = tuple(_addresses(library.office.post, person))
    return Recipient(person.owner, person.name, reader, addresses, own)


def _addresses(post: Post, person: Person) -> Iterator[Address]:
    """Where the person can be written to: in Teams where they wrote to it before, and in Slack."""
    for who in person.identities:
        if who.provider == "entra" and post.address("teams place", f"{who.tenant}:{who.subject}"):
            yield "teams", who.tenant, who.subject
    for who in person.identities:
        if who.provider == "slack":
            yield "slack", who.tenant, who.subject


def _leads(library: Library) -> Iterator[Recipient]:
    """The people of the office who lead something in what they may read."""
    for person in library.office.people.everybody():
        one = _person(library, person, leads=True)
        words = frozenset(name_words(person.name))
        if len(words) > 1 and words in _leading(library, one.reader):
            yield one


def _leading(library: Library, reader: Reader) -> frozenset[frozenset[str]]:
    """The names of those who lead something in what a reader may read, as sets of words."""
    with library.index.seen_by(reader) as view:
        names = [name for d in view.documents() for name in d.people_told.values()]
        for kept in view.entries(kinds=("responsibility", "commitment", "measure")):
            for quote in _leads_of(kept.entry):
                names += listed(quote.text) or (quote.text,)
    return frozenset(frozenset(name_words(n)) for n in names)


def _leads_of(entry: Entry) -> tuple[Quote, ...]:
    match entry:
        case Responsibility():
            return (entry.person,) if entry.person else ()
        case Commitment() | Measure():
            return entry.who
        case _:
            return ()
