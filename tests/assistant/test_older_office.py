"""An office from before questions had places, and letters holders: opened, and nothing of it lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from assistant.access import Access
from assistant.conversations import Conversations
from assistant.office.office import Office
from assistant.office.post import Owed
from ingest.catalogue import open_catalogue

_BEFORE = (
    "ALTER TABLE questions_asked DROP COLUMN place",
    "ALTER TABLE channel_arrivals DROP COLUMN held_until",
    "DROP TABLE digests",
    "UPDATE alembic_version SET version_num = '0002'",
    "INSERT INTO questions_asked (at, owner, channel, question, plan, documents, status,"
    " conversation, answer, text) VALUES ('2026-01-01 00:00:00.000000', 'person:1', 'slack', 'Who?',"
    " '', '[]', 'answered', 'c_1', 'a_1', 'Ada')",
)


def office(folder: Path) -> Office:
    engine = open_catalogue(folder)
    return Office.over(engine, access=Access(), conversations=Conversations(engine))


def test_it_is_brought_up_to_date_and_keeps_what_it_held(tmp_path):
    letter = {"event": "e", "text": "Who?"}
    assert office(tmp_path).post.take("e", channel="slack", letter=letter, held=timedelta())
    engine = create_engine(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    with engine.begin() as connection:
        for statement in _BEFORE:
            connection.execute(text(statement))
    engine.dispose()
    now = office(tmp_path)
    (asked,) = now.audit.of("person:1")
    assert (asked.question, asked.place) == ("Who?", "")
    assert now.post.claim("slack") == Owed(letter, again=True)
    assert now.post.claim("slack") is None
