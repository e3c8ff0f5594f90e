"""A document made ready for the index: its plan, audience and period, records and passages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest import naming, register
from ingest.calendar import SchoolCalendar
from ingest.copies import Candidate
from ingest.document import Document
from ingest.filing import Filed, Filing
from ingest.planfile import Said
from ingest.understood import Understood

DEFAULT_AUDIENCE = "staff"
"""Whom a document is for when nobody says."""


@dataclass(frozen=True, slots=True)
class Told:
    """What holds for a document beside its own words.

    `plan` and `audience` are what the person who ingests says; `said` is from `plans.toml`;
    `before` is how the document stands in the index; `plans` are the plans there, by key.
    """

    said: Said
    plan: str | None
    audience: str | None
    before: Filed | None
    plans: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that is being read, and what is said of it; `digest` is of what is being read."""

    path: Path
    said: Said
    digest: str
    reading: Future[Understood]


@dataclass(frozen=True, slots=True)
class Ready:
    """A document that was read and understood; its vectors are still to be made."""

    path: Path
    filing: Filing
    candidate: Candidate


def digest(content: bytes, said: Said) -> str:
    """The same for a file that would come out the same."""
    parts = (_program(), hashlib.sha256(content).digest(), said.model_dump_json().encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@cache
def _program() -> bytes:
    """A digest of all that reads and understands: a file is read again by a newer program."""
    made = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".txt", ".toml"):
            made.update(path.read_bytes())
    return made.digest()


def changes_nothing(told: Told, digest_now: str) -> bool:
    """Whether the document is in the index just as it would go in now."""
    before = told.before
    return (
        before is not None
        and before.digest == digest_now
        and told.plan in (None, before.plan)
        and told.audience in (None, before.audience)
    )


def filing_of(made: Understood, told: Told, digest_now: str) -> Filing:
    """The document as it is to be filed, without vectors."""
    said, before, section = told.said, told.before, told.said.plan
    document = made.document
    key, name = _plan(document, told)
    return Filing(
        document,
        plan=key,
        plan_name=name,
        audience=told.audience or said.audience or (before and before.audience) or DEFAULT_AUDIENCE,
        digest=digest_now,
        aliases=_aliases(name, said),
        start=(section and section.starts) or made.starts,
        end=(section and section.ends) or made.ends,
        entries=made.entries,
        passages=made.passages,
        sort=said.sort or naming.sort_of(document.title, document.source.name),
        people=said.people,
        glossary=said.glossary,
    )


def _plan(document: Document, told: Told) -> tuple[str, str]:
    """The key and the name of the document's plan."""
    section = told.said.plan
    title = document.title or document.source.name
    key = told.plan or (section.key if section else None)
    if key is None and told.before is not None:
        return told.before.plan, told.before.plan_name
    if key is None:
        key = naming.plan_key(title, Path(document.source.name).stem, told.plans)
    own = section.name if section is not None and section.key == key else ""
    return key, own or told.plans.get(key, title)


def _aliases(name: str, said: Said) -> tuple[str, ...]:
    return (said.plan.aliases if said.plan else ()) or naming.aliases(name)


def corrections(said: Said) -> register.Corrections:
    """What is said of a document that bears on how it is understood."""
    section = said.plan
    return register.Corrections(
        columns={heading.lower(): role for heading, role in said.columns.items()},
        terms=SchoolCalendar(said.terms),
        starts=section.starts if section else None,
        ends=section.ends if section else None,
    )
