"""An index of whatever files a test puts in, without an embedding model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

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
