"""Real servers on loopback for what the channels speak to, and what they answer from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.access import Access
from assistant.ask import Assistant
from assistant.conversations import Conversations
from assistant.library import Library
from assistant.office.office import Office
from ingest.catalogue import open_catalogue
from ingest.embedding import open_embedder
from ingest.index import Index
from ingest.pipeline import ingest

sys.path.append(str(Path(__file__).parent))
from opened import Trust

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def trust(tmp_path_factory) -> Iterator[Trust]:
    """The demonstration trust's documents, the minutes for staff alone."""
    folder = tmp_path_factory.mktemp("trust")
    embedder = open_embedder("")
    index = Index.open(folder, embedder_name=embedder.name)
    outcomes = ingest([ROOT / "corpus" / "documents"], index=index, embedder=embedder)
    assert [o for o in outcomes if o.status == "failed"] == []
    engine = open_catalogue(folder)
    conversations = Conversations(engine)
    office = Office.over(engine, access=Access(), conversations=conversations)
    assistant = Assistant(index=index, embedder=embedder, conversations=conversations)
    yield Trust(folder, Library(index, assistant, office))
    index.close()
    engine.dispose()
