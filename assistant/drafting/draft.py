"""The types of a draft: sentences under their areas and sections, each with its citations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Section = Literal["intent", "done", "shows", "missing", "next"]

SECTIONS: dict[Section, str] = {
    "intent": "What the plan intends (intent)",
    "done": "What was done",
    "shows": "What the evidence shows",
    "missing": "What is missing",
    "next": "Next steps",
}
"""The sections of an area, in their order."""

State = Literal["proposed", "accepted", "edited", "struck"]
Change = Literal["", "new", "gone"]

UNREVIEWED = "Draft, not reviewed"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cited(_Kept):
    """Words of a document, to the letter, with their place, and whom the document was for."""

    document: str
    title: str
    audience: str
    label: str
    quote: str
    url: str
    page: int | None = None
    block: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


class Sentence(_Kept):
    """A sentence as the program proposed it, and what a person made of it.

    `key` is made of what it rests on, so that the same sentence is known again in a new draft.
    """

    key: str
    area: str
    section: Section
    proposed: str
    cited: tuple[Cited, ...]
    text: str
    state: State = "proposed"
    by: str = ""
    at: datetime | None = None
    change: Change = ""


class LeftOut(_Kept):
    """A statement that stays out of the draft: where it stands and why, without its words."""

    document: str
    title: str
    audience: str
    label: str
    url: str
    reason: str


class Asked(_Kept):
    """What a draft is asked to be: a framework, some of its areas, a school, a plan, a day."""

    framework: str
    areas: tuple[str, ...] = ()
    school: str = ""
    plan: str = ""
    as_of: date


class Area(_Kept):
    """An area of the draft, with its name in the framework."""

    key: str
    name: str


class Body(_Kept):
    """All of a draft but whose it is."""

    asked: Asked
    title: str
    about: str
    areas: tuple[Area, ...]
    sentences: tuple[Sentence, ...]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
