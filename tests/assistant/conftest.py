"""An index of whatever files a test puts in, without an embedding model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.conversations import Conversations
from assistant.question import Question
from ingest.catalogue import open_catalogue
from ingest.embedding import Progress
from ingest.filing import Matrix, Reader
from ingest.index import Index
from ingest.pipeline import ingest
from ingest.view import View


class NoEmbedder:
    """An embedder whose vectors say nothing: for tests of what is looked up."""

    name = "none"
    dimensions = 2

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """The same vector for every text."""
        return np.full((len(texts), self.dimensions), 0.5, np.float32)

    def query(self, text: str) -> Matrix:
        """The same vector for every question."""
        return np.full(self.dimensions, 0.5, np.float32)


Filed = Callable[..., View]


@pytest.fixture(scope="session")
def filed(tmp_path_factory) -> Iterator[Filed]:
    """Makes an index of files, given by path or by name and text, and shows all that is in it."""
    opened: list[Index] = []

    def file(*paths: Path, **texts: str) -> View:
        folder = tmp_path_factory.mktemp("filed")
        files = folder / "files"
        files.mkdir()
        for name, text in texts.items():
            (files / f"{name.replace('_', '-')}.md").write_text(text, "utf-8")
        index = Index.open(folder / "index", embedder_name="none")
        opened.append(index)
        outcomes = ingest([files, *paths], index=index, embedder=NoEmbedder())
        assert [o for o in outcomes if o.status == "failed"] == []
        return index.seen_by(Reader(index.audiences()))

    yield file
    for index in opened:
        index.close()


Asked = Callable[..., Answer]


@pytest.fixture(scope="session")
def asking(tmp_path_factory) -> Iterator[Callable[[dict[str, str], date], Asked]]:
    """Makes an index of files, by name and text, and gives what asks it as on a day."""
    with ExitStack() as opened:

        def of(files: dict[str, str], today: date) -> Asked:
            folder = tmp_path_factory.mktemp("asked")
            place = folder / "files"
            place.mkdir()
            for name, text in files.items():
                (place / name).write_text(text, "utf-8")
            index = opened.enter_context(
                closing(Index.open(folder / "index", embedder_name="none"))
            )
            outcomes = ingest([place], index=index, embedder=NoEmbedder())
            assert [o for o in outcomes if o.status == "failed"] == []
            catalogue = open_catalogue(folder / "index")
            opened.callback(catalogue.dispose)
            assistant = Assistant(
                index=index,
                embedder=NoEmbedder(),  # type: ignore[arg-type]
                conversations=Conversations(catalogue),
            )

            def asked(question: str, conversation: str | None = None) -> Answer:
                return assistant.ask(
                    Question(question, as_of=today, conversation=conversation),
                    reader=Reader(index.audiences()),
                )

            return asked

        yield of
