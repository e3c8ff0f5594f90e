"""`plans.toml`: what a trust says of its documents, in a file beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ingest.filing import Sort

NAME = "plans.toml"

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Audience = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_ ][a-z0-9]+)*$", max_length=60)]


class BadPlanFile(Exception):
    """A `plans.toml` that cannot be taken as it stands. `str()` is one line that says why."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlanSection(_Section):
    """A plan: its key, what people call it, and its documents (file names or patterns).

    Without `documents` it holds every document beside the file that no other plan names.
    """

    key: Key
    name: str = ""
    aliases: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    audience: Audience | None = None
    starts: date | None = None
    ends: date | None = None
    sort: Sort | None = None


class DocumentSection(_Section):
    """One document, where it differs from its plan. `current` keeps it rather than its copies."""

    file: str
    audience: Audience | None = None
    sort: Sort | None = None
    current: bool = False


class SupersedesSection(_Section):
    """A document that took another's place."""

    old: str
    new: str


def _in_small_letters(value: object) -> object:
    return " ".join(value.lower().split()) if isinstance(value, str) else value


_DAY = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
When = Annotated[
    str,
    BeforeValidator(_in_small_letters),
    Field(pattern=rf"^(each {_DAY}|(the )?first ({_DAY} of (the|each) month|day of a half-term))$"),
]
Recipient = Annotated[str, Field(pattern=r"^(slack:\w+:\w+|teams:[\w-]+:\S+|person:.+|leads)$")]


class DigestSection(_Section):
    """What is sent by itself: to whom, when, and what of the plans it tells.

    `to` are shared places ("slack:TEAM:CHANNEL", "teams:TENANT:CONVERSATION"), people
    ("person:NAME") or "leads": each person who leads something, of what they lead.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    to: Annotated[tuple[Recipient, ...], Field(min_length=1)]
    when: When
    at: time = time(8)
    plan: Key | None = None
    strands: tuple[str, ...] = ()
    person: str | None = None


class PlanFile(_Section):
    """All of `plans.toml`.

    `terms` are term dates ("autumn-2025", or "autumn-2025-1" for a half-term), `people` the names
    behind initials, `glossary` what terms stand for, `columns` what columns of a heading hold.
    """

    plan: tuple[PlanSection, ...] = ()
    document: tuple[DocumentSection, ...] = ()
    digest: tuple[DigestSection, ...] = ()
    supersedes: tuple[SupersedesSection, ...] = ()
    terms: Mapping[str, tuple[date, date]] = Field(default_factory=dict)
    people: Mapping[str, str] = Field(default_factory=dict)
    glossary: Mapping[str, str] = Field(default_factory=dict)
    columns: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _digests_have_names_of_their_own(self) -> PlanFile:
        names = [d.name for d in self.digest]
        if len(names) > len(set(names)):
            raise ValueError("two digests have the same name")
        return self


class Said(BaseModel):
    """What a `plans.toml` says of one document."""

    model_config = ConfigDict(frozen=True)

    plan: PlanSection | None = None
    document: DocumentSection | None = None
    superseded_by: str | None = None
    terms: Mapping[str, tuple[date, date]] = Field(default_factory=dict)
    people: Mapping[str, str] = Field(default_factory=dict)
    glossary: Mapping[str, str] = Field(default_factory=dict)
    columns: Mapping[str, str] = Field(default_factory=dict)

    @property
    def audience(self) -> str | None:
        """Whom the document is for, where the file says."""
        own = self.document.audience if self.document else None
        return own or (self.plan.audience if self.plan else None)

    @property
    def sort(self) -> Sort | None:
        """Whether it is a plan or evidence, where the file says."""
        own = self.document.sort if self.document else None
        return own or (self.plan.sort if self.plan else None)

    @property
    def current(self) -> bool:
        """Whether the file wants it kept as current rather than its copies."""
        return self.document is not None and self.document.current


def said_of(path: Path, within: Path) -> Said:
    """What the nearest `plans.toml`, from the document's folder up to `within`, says of it.

    `superseded_by` is the path of the document that took its place. Raises `BadPlanFile`.
    """
    for folder in (path.parent, *path.parent.parents):
        file = folder / NAME
        if file.is_file():
            return _said(read_planfile(file), path, folder)
        if folder == within:
            break
    return Said()


def read_planfile(file: Path) -> PlanFile:
    """The file, checked. Raises `BadPlanFile` with the first thing that is wrong."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadPlanFile(f"{file.name} cannot be read: {error.strerror}") from error
    return _parsed(file.name, content)


@lru_cache(maxsize=64)
def _parsed(name: str, content: bytes) -> PlanFile:
    try:
        return PlanFile.model_validate(tomllib.loads(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise BadPlanFile(f"{name} is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise BadPlanFile(f"{name} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadPlanFile(f"{name}: {where}: {first['msg']}") from error


def _said(file: PlanFile, path: Path, folder: Path) -> Said:
    relative = path.relative_to(folder)
    named = next((p for p in file.plan if _any_matches(relative, p.documents)), None)
    rest = next((p for p in file.plan if not p.documents), None)
    place = next((s.new for s in file.supersedes if relative.match(s.old)), None)
    return Said(
        plan=named or rest,
        document=next((d for d in file.document if relative.match(d.file)), None),
        superseded_by=None if place is None else str(folder / place),
        terms=file.terms,
        people=file.people,
        glossary=file.glossary,
        columns=file.columns,
    )


def _any_matches(relative: Path, patterns: tuple[str, ...]) -> bool:
    return any(relative.match(p) for p in patterns)
