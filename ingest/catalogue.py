"""The catalogue's tables, and opening it: SQLite, made new or migrated to what the program knows."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    column,
    create_engine,
    event,
    inspect,
    table,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

HEAD = "0003_drafts"
"""The newest migration: the shape of catalogue that this program reads and writes."""

metadata = MetaData()

state = Table(
    "state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("generation", Integer, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("path", String, nullable=False),
    Column("title", String, nullable=False),
    Column("format", String, nullable=False),
    Column("pages", Integer),
    Column("digest", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("plan_name", String, nullable=False),
    Column("aliases", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("sort", String, nullable=False),
    Column("start", Date),
    Column("end", Date),
    Column("copy_of", String),
    Column("superseded_by", String),
    Column("current", Boolean, nullable=False),
    Column("embedder", String, nullable=False),
    Column("filed_at", String, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("tables", Integer, nullable=False),
    Column("problems", Integer, nullable=False),
    Column("context_stems", Integer, nullable=False),
    Column("text_stems", Integer, nullable=False),
    Column("entry_stems", Integer, nullable=False),
    Column("people_told", String, nullable=False),
    Column("glossary", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("documents_read", "audience", "current", "plan"),
    sqlite_autoincrement=True,
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("filed_at", String, nullable=False),
    Column("withdrawn_at", String),
    Column("audience", String),
    Column("body", LargeBinary),
    Index("versions_key", "key", "version"),
)


def _of_document() -> Column[int]:
    return Column(
        "document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, type_=Integer
    )


passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_document(),
    Column("ordinal", Integer, nullable=False),
    Column("body", String, nullable=False),
    Index("passages_document", "document_id", "ordinal"),
    sqlite_autoincrement=True,
)

vectors = Table(
    "vectors",
    metadata,
    Column(
        "document_id",
        Integer,
        ForeignKey("documents.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("dimensions", Integer, nullable=False),
    Column("matrix", LargeBinary, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_document(),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("strand", String(collation="NOCASE"), nullable=False),
    Column("done", Boolean),
    Column("body", String, nullable=False),
    Index("entries_document", "document_id", "kind", "ordinal"),
    Index("entries_plan", "plan", "kind"),
    Index("entries_strand", "strand", "kind"),
    sqlite_autoincrement=True,
)


def _of_entry() -> Column[int]:
    return Column(
        "entry_id", ForeignKey("entries.id", ondelete="CASCADE"), nullable=False, type_=Integer
    )


periods = Table(
    "periods",
    metadata,
    _of_entry(),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("months", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("role", String),
    Index("periods_entry", "entry_id"),
    Index("periods_when", "last", "first", "months", "entry_id"),
)

people = Table(
    "people",
    metadata,
    _of_entry(),
    Column("person", Integer, nullable=False),
    Column("word", String, nullable=False),
    Index("people_entry", "entry_id"),
    Index("people_word", "word", "entry_id", "person"),
)

words = Table(
    "words",
    metadata,
    Column("sort", String, primary_key=True),
    Column("word", String, primary_key=True),
    Column(
        "document_id",
        Integer,
        ForeignKey("documents.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("count", Integer, nullable=False),
    Index("words_document", "document_id", "sort"),
    sqlite_with_rowid=False,
)

digests = Table(
    "digests",
    metadata,
    Column("file", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("body", String, nullable=False),
    Column("since", DateTime, nullable=False),
)

passage_words = table("passage_words", column("rowid"), column("context"), column("words"))
entry_words = table("entry_words", column("rowid"), column("context"), column("words"))


class NewerCatalogue(Exception):
    """The index was written by a newer program than this. `str()` says so, for a person."""


def open_catalogue(folder: Path) -> Engine:
    """The catalogue in `folder`, made or migrated where needed.

    Raises `NewerCatalogue` for one that a newer program wrote.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Readers are as many as questions are asked at once, so their connections are not limited.
    engine = create_engine(f"sqlite:///{folder / 'catalogue.sqlite'}", max_overflow=-1)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    if _version(engine) != HEAD:
        with FileLock(folder / "migrate.lock"):
            _migrate(engine, folder)
    return engine


def writing(engine: Engine, *, lightly: bool = False) -> Engine:
    """The same catalogue, its transactions begun as the only writer's.

    What is written `lightly` does not wait for the disk: a process that ends loses nothing of it,
    a power cut perhaps the last moments, and the rest stays whole.
    """
    return engine.execution_options(writes=True, lightly=lightly)


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in ("busy_timeout = 60000", "journal_mode = WAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get("writes")
    if writes:
        lightly = options.get("lightly")
        connection.exec_driver_sql(f"PRAGMA synchronous = {'NORMAL' if lightly else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _migrate(engine: Engine, folder: Path) -> None:
    # Alembic takes a third of a second to import; only a catalogue that is not current needs it.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "ingest:migrations")
    found = _version(engine)
    known = {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerCatalogue(
            f"the index in {folder} was written by a newer version of this program ({found})"
        )
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
