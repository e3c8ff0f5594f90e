"""The office's tables, in the catalogue's database beside the documents."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Engine,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
)

from ingest.catalogue import writing

_METADATA = MetaData()


def _of_person() -> Column[int]:
    return Column(
        "person", ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, type_=Integer
    )


persons = Table(
    "persons",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False, index=True),
    Column("added_at", DateTime, nullable=False),
    Column("seen_at", DateTime),
    sqlite_autoincrement=True,
)

person_roles = Table(
    "person_roles",
    _METADATA,
    Column("person", ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, type_=Integer),
    Column("role", String(60), primary_key=True),
)

identities = Table(
    "identities",
    _METADATA,
    Column("provider", String(40), primary_key=True),
    Column("tenant", String(200), primary_key=True),
    Column("subject", String(200), primary_key=True),
    _of_person(),
)

sessions = Table(
    "sessions",
    _METADATA,
    Column("digest", String(64), primary_key=True),
    _of_person(),
    Column("ends_at", DateTime, nullable=False),
)

api_keys = Table(
    "api_keys",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("prefix", String(20), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("roles", String(1000), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    Column("revoked_at", DateTime),
    sqlite_autoincrement=True,
)

questions = Table(
    "questions_asked",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("channel", String(40), nullable=False),
    Column("place", String(300), nullable=False, server_default=""),
    Column("question", Text, nullable=False),
    Column("plan", String(60), nullable=False),
    Column("documents", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("conversation", String(40), nullable=False),
    Column("answer", String(40), nullable=False, index=True),
    Column("text", Text, nullable=False),
)

model_uses = Table(
    "model_uses",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("answer", String(40), nullable=False, index=True),
    Column("model", String(200), nullable=False),
    Column("prompt", String(60), nullable=False),
    Column("used", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost", Float, nullable=False),
    sqlite_autoincrement=True,
)

verdicts = Table(
    "verdicts",
    _METADATA,
    Column("answer", String(40), primary_key=True),
    Column("owner", String(200), primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("good", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
)

feeds = Table(
    "feeds",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("choice", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("withdrawn_at", DateTime),
    sqlite_autoincrement=True,
)

beginnings = Table(
    "beginnings",
    _METADATA,
    Column("owner", String(200), primary_key=True),
    Column("plan", String(200), primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("role", String(40), nullable=False),
    Column("at", DateTime, nullable=False),
)


drafts = Table(
    "drafts",
    _METADATA,
    Column("id", String(40), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("made_by", String(200), nullable=False),
    Column("roles", String(1000), nullable=False),
    Column("body", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("signed_by", String(200), nullable=False),
    Column("signed_at", DateTime),
)

draft_deeds = Table(
    "draft_deeds",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("draft", String(40), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("owner", String(200), nullable=False, index=True),
    Column("who", String(200), nullable=False),
    Column("act", String(20), nullable=False),
    Column("sentence", String(40), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    sqlite_autoincrement=True,
)


def prepare(engine: Engine) -> None:
    """Makes the tables that are not there yet."""
    there = set(inspect(engine).get_table_names())
    missing = [t for t in _METADATA.sorted_tables if t.name not in there]
    if missing:
        _METADATA.create_all(writing(engine), tables=missing)


def now() -> datetime:
    """This moment as the tables keep it: in UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)


def secret() -> str:
    """A new secret of 256 bits, fit for addresses."""
    return secrets.token_urlsafe(32)


def digest(value: str) -> str:
    """What is kept of a secret: enough to know it again, not to tell it."""
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
