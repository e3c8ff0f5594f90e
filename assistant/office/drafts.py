"""Drafts as they are kept: whose they are, with whom they are shared, and who did what to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, Row, delete, insert, or_, select, update

from assistant.access import Caller
from assistant.drafting.draft import Body, Sentence
from assistant.office import tables as t
from ingest.catalogue import writing

Act = Literal["accept", "edit", "strike", "reset"]

_STATES = {"accept": "accepted", "edit": "edited", "strike": "struck", "reset": "proposed"}


class UnknownDraft(LookupError):
    """There is no such draft, or no such sentence in it, for whoever asks. `str()` says so."""


class Conflict(Exception):
    """The draft is not as whoever changes it saw it, or not ready. `str()` says why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with whose it is; `roles` are those it is shared with, `revision` counts changes."""

    id: str
    owner: str
    made_by: str
    roles: frozenset[str]
    body: Body
    revision: int
    made_at: datetime
    changed_at: datetime
    signed_by: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to a draft: to one sentence of it, or to the whole."""

    at: datetime
    who: str
    act: str
    sentence: str
    before: str
    after: str


class Drafts:
    """The drafts of everybody, each only for its owner and those it is shared with."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, body: Body, caller: Caller, *, roles: Collection[str] = ()) -> Draft:
        """Keeps a new draft, for whoever made it and the roles it is shared with."""
        now = t.now()
        draft = Draft(
            f"d_{t.secret()[:16]}", caller.owner, caller.name, frozenset(roles), body, 1, now, now
        )
        with writing(self._engine).begin() as connection:
            connection.execute(insert(t.drafts), _row(draft))
            connection.execute(insert(t.draft_deeds), _deed(draft, caller, "make"))
        return draft

    def every(self, caller: Caller) -> tuple[Draft, ...]:
        """The drafts that the caller may see, the latest first."""
        found = select(t.drafts).order_by(t.drafts.c.changed_at.desc())
        with self._engine.connect() as connection:
            rows = [_draft(r) for r in connection.execute(found)]
        return tuple(d for d in rows if _may(d, caller))

    def get(self, draft: str, caller: Caller) -> Draft:
        """The draft, if the caller may see it. Raises UnknownDraft."""
        with self._engine.connect() as connection:
            row = connection.execute(select(t.drafts).where(t.drafts.c.id == draft)).one_or_none()
        found = _draft(row) if row else None
        if found is None or not _may(found, caller):
            raise UnknownDraft("There is no such draft.")
        return found

    def act(
        self, draft: Draft, keys: Iterable[str], act: Act, caller: Caller, *, text: str = ""
    ) -> Draft:
        """Accepts, edits, strikes or takes back sentences. Raises UnknownDraft and Conflict."""
        wanted = set(keys)
        known = {s.key for s in draft.body.sentences}
        if not wanted or not wanted <= known:
            raise UnknownDraft("The draft has no such sentence.")
        changed = [
            _acted(s, act, caller, text) if s.key in wanted else s for s in draft.body.sentences
        ]
        deeds = [
            _deed(draft, caller, act, b, a)
            for b, a in zip(draft.body.sentences, changed, strict=True)
            if b != a
        ]
        body = draft.body.model_copy(update={"sentences": tuple(changed)})
        return self._change(replace(draft, body=body, signed_by="", signed_at=None), deeds)

    def refresh(self, draft: Draft, body: Body, caller: Caller) -> Draft:
        """Puts a body that was made anew in the place of the old. Raises Conflict."""
        deeds = [_deed(draft, caller, "refresh")]
        return self._change(replace(draft, body=body, signed_by="", signed_at=None), deeds)

    def sign(self, draft: Draft, caller: Caller, *, undecided: int) -> Draft:
        """Signs the draft off. Raises Conflict while sentences of it are undecided."""
        if undecided:
            raise Conflict(f"{undecided} sentences are neither accepted, edited nor struck.")
        signed = replace(draft, signed_by=caller.name, signed_at=t.now())
        return self._change(signed, [_deed(draft, caller, "sign")])

    def deeds(self, draft: Draft) -> tuple[Deed, ...]:
        """What was done to the draft, in order."""
        d = t.draft_deeds.c
        found = select(d.at, d.who, d.act, d.sentence, d.before, d.after)
        found = found.where(d.draft == draft.id).order_by(d.id)
        with self._engine.connect() as connection:
            return tuple(Deed(*r) for r in connection.execute(found))

    def remove(self, draft: Draft) -> None:
        """Forgets the draft and what was done to it."""
        with writing(self._engine).begin() as connection:
            connection.execute(delete(t.draft_deeds).where(t.draft_deeds.c.draft == draft.id))
            connection.execute(delete(t.drafts).where(t.drafts.c.id == draft.id))

    def export(self, owner: str) -> dict[str, list[dict[str, Any]]]:
        """All that is kept of somebody's drafts and what they did to others', as plain values."""
        with self._engine.connect() as connection:
            return {
                table.name: [
                    dict(r)
                    for r in connection.execute(
                        select(table).where(table.c.owner == owner)
                    ).mappings()
                ]
                for table in (t.drafts, t.draft_deeds)
            }

    def erase(self, owner: str, name: str) -> None:
        """Forgets somebody's drafts, and their name in what they did to others' drafts."""
        d = t.draft_deeds
        gone = "somebody who has left"
        with writing(self._engine).begin() as connection:
            own = select(t.drafts.c.id).where(t.drafts.c.owner == owner)
            connection.execute(delete(d).where(d.c.draft.in_(own)))
            connection.execute(delete(t.drafts).where(t.drafts.c.owner == owner))
            connection.execute(update(d).where(d.c.owner == owner).values(owner="", who=gone))
            touched = or_(t.drafts.c.signed_by == name, t.drafts.c.body.contains(name))
            for row in connection.execute(select(t.drafts).where(touched)).all():
                connection.execute(
                    update(t.drafts)
                    .where(t.drafts.c.id == row.id)
                    .values(_row(_without(_draft(row), name, gone)))
                )

    def _change(self, draft: Draft, deeds: Sequence[dict[str, Any]]) -> Draft:
        """Writes the draft, unless somebody else has changed it meanwhile. Raises Conflict."""
        new = replace(draft, revision=draft.revision + 1, changed_at=t.now())
        with writing(self._engine).begin() as connection:
            changed = connection.execute(
                update(t.drafts)
                .where(t.drafts.c.id == draft.id, t.drafts.c.revision == draft.revision)
                .values(_row(new))
            )
            if not changed.rowcount:
                raise Conflict("Somebody else has changed the draft: open it again.")
            if deeds:
                connection.execute(insert(t.draft_deeds), list(deeds))
        return new


def _may(draft: Draft, caller: Caller) -> bool:
    """Whether a caller may see that there is such a draft; what of it, its sources decide."""
    return draft.owner == caller.owner or bool(draft.roles & caller.roles)


def _acted(sentence: Sentence, act: Act, caller: Caller, text: str) -> Sentence:
    words = text.strip() if act == "edit" else sentence.text
    if act == "reset":
        words = sentence.proposed
    made = {"state": _STATES[act], "text": words, "by": caller.name, "at": t.now(), "change": ""}
    return sentence.model_copy(update=made)


def _without(draft: Draft, name: str, gone: str) -> Draft:
    sentences = tuple(
        s.model_copy(update={"by": gone}) if s.by == name else s for s in draft.body.sentences
    )
    body = draft.body.model_copy(update={"sentences": sentences})
    return replace(draft, body=body, signed_by=gone if draft.signed_by == name else draft.signed_by)


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "owner": draft.owner,
        "made_by": draft.made_by,
        "roles": " ".join(sorted(draft.roles)),
        "body": draft.body.model_dump_json(),
        "revision": draft.revision,
        "made_at": draft.made_at,
        "changed_at": draft.changed_at,
        "signed_by": draft.signed_by,
        "signed_at": draft.signed_at,
    }


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        row.id,
        row.owner,
        row.made_by,
        frozenset(row.roles.split()),
        Body.model_validate_json(row.body),
        row.revision,
        row.made_at,
        row.changed_at,
        row.signed_by,
        row.signed_at,
    )


def _deed(
    draft: Draft,
    caller: Caller,
    act: str,
    before: Sentence | None = None,
    after: Sentence | None = None,
) -> dict[str, Any]:
    return {
        "draft": draft.id,
        "at": t.now(),
        "owner": caller.owner,
        "who": caller.name,
        "act": act,
        "sentence": before.key if before else "",
        "before": before.text if before else "",
        "after": after.text if after else "",
    }
