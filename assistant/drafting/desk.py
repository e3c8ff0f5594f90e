"""The desk at which somebody drafts: makes drafts from what they may read, and keeps what they do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from assistant.access import Caller
from assistant.drafting.draft import Asked
from assistant.drafting.framework import framework
from assistant.drafting.make import Reword, make
from assistant.drafting.paper import Paper, paper
from assistant.drafting.refresh import refreshed
from assistant.office.drafts import Act, Conflict, Deed, Draft, UnknownDraft
from assistant.office.office import Office
from ingest.filing import Reader
from ingest.index import Index


class Desk:
    """One caller's drafts. Everything is read as that caller may read it at that moment."""

    def __init__(
        self,
        index: Index,
        office: Office,
        caller: Caller,
        *,
        own: Path | None = None,
        reword: Reword | None = None,
    ) -> None:
        self._index = index
        self._office = office
        self._caller = caller
        self._own = own
        self._reword = reword

    def make(self, asked: Asked, *, roles: Collection[str] = ()) -> Paper:
        """A new draft. Raises UnknownFramework, BadFramework, UnknownPlan and BadQuestion."""
        chosen = framework(asked.framework, self._own)
        with self._index.seen_by(self._reader()) as view:
            body = make(view, chosen, asked, self._reword)
        return self._paper(self._office.drafts.add(body, self._caller, roles=roles))

    def every(self) -> tuple[Paper, ...]:
        """The drafts that the caller may see."""
        return tuple(self._paper(d) for d in self._office.drafts.every(self._caller))

    def paper(self, draft: str) -> Paper:
        """The draft as the caller may see it. Raises UnknownDraft."""
        return self._paper(self._office.drafts.get(draft, self._caller))

    def act(
        self, draft: str, keys: Sequence[str], act: Act, *, text: str = "", revision: int = 0
    ) -> Paper:
        """Does something to sentences that the caller may see. Raises UnknownDraft and Conflict."""
        held = self._seen(draft, revision)
        mine = {s.sentence.key for s in held.sentences}
        if not set(keys) <= mine:
            raise UnknownDraft("The draft has no such sentence.")
        return self._paper(self._office.drafts.act(held.draft, keys, act, self._caller, text=text))

    def refresh(self, draft: str) -> Paper:
        """Makes the draft anew from the documents as they are. Raises UnknownDraft and Conflict.

        Only its owner can: it is made from what its owner may read.
        """
        held = self._owned(draft)
        chosen = framework(held.body.asked.framework, self._own)
        with self._index.seen_by(self._reader()) as view:
            fresh = make(view, chosen, held.body.asked, self._reword)
        body = refreshed(held.body, fresh)
        return self._paper(self._office.drafts.refresh(held, body, self._caller))

    def sign(self, draft: str, *, revision: int = 0) -> Paper:
        """Signs the draft off in the caller's name. Raises UnknownDraft and Conflict."""
        held = self._seen(draft, revision)
        left = sum(s.state == "proposed" for s in held.body.sentences)
        return self._paper(self._office.drafts.sign(held.draft, self._caller, undecided=left))

    def deeds(self, draft: str) -> tuple[Deed, ...]:
        """What was done to the sentences that the caller may see. Raises UnknownDraft."""
        held = self.paper(draft)
        mine = {"", *(s.sentence.key for s in held.sentences)}
        return tuple(d for d in self._office.drafts.deeds(held.draft) if d.sentence in mine)

    def remove(self, draft: str) -> None:
        """Forgets a draft of the caller's own. Raises UnknownDraft."""
        self._office.drafts.remove(self._owned(draft))

    def _owned(self, draft: str) -> Draft:
        held = self._office.drafts.get(draft, self._caller)
        if held.owner != self._caller.owner:
            raise UnknownDraft("There is no such draft of yours.")
        return held

    def _seen(self, draft: str, revision: int) -> Paper:
        held = self._office.drafts.get(draft, self._caller)
        if revision and revision != held.revision:
            raise Conflict("Somebody else has changed the draft: open it again.")
        return self._paper(held)

    def _paper(self, draft: Draft) -> Paper:
        return paper(draft, self._index, self._reader())

    def _reader(self) -> Reader:
        return self._office.access.reader(self._caller, self._index)
