"""Vectors that are made while further files are read."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from threading import Event

import numpy as np
import pytest

from ingest.document import Source
from ingest.passages import Passage
from ingest.readers import Readers
from ingest.register import Corrections
from ingest.vectors_ahead import VectorsAhead


@dataclass
class Lengths:
    """An embedder whose vector of a text is its length; it keeps what it was given."""

    given: list[list[str]] = field(default_factory=list)
    name: str = "lengths"
    dimensions: int = 1

    def passages(self, texts, progress=None):
        self.given.append(list(texts))
        return np.array([[len(t)] for t in texts], np.float32)

    def query(self, text):
        return np.array([len(text)], np.float32)


def passages_of(*texts: str) -> tuple[Passage, ...]:
    """Passages as the reading process makes them of paragraphs."""
    content = "\n\n".join(f"# {t}\n\n{t} is done by everybody here." for t in texts)
    with Readers() as readers:
        source = Source("/files/a.md", "a.md", "a")
        return readers.read(content.encode(), source, Corrections()).result().passages


def test_texts_are_told_before_the_rest_is_understood():
    told: list[list[str]] = []
    with Readers() as readers:
        source = Source("/files/a.md", "a.md", "a")
        reading = readers.read(b"# Aims\n\nEvery child reads.", source, Corrections(), told.append)
        made = reading.result()
    assert told == [[p.embedded for p in made.passages]]


def test_vectors_begun_are_not_made_again():
    embedder, made = Lengths(), passages_of("Reading", "Writing")
    with closing(VectorsAhead(embedder, lambda _: None)) as ahead:
        ahead.begin("a", [p.embedded for p in made])
        vectors = ahead.of("a", "A", made)
    assert len(embedder.given) == 1
    assert vectors.tolist() == [[len(p.embedded)] for p in made]


def test_vectors_of_other_texts_than_those_filed_are_made_anew():
    embedder, made = Lengths(), passages_of("Reading")
    with closing(VectorsAhead(embedder, lambda _: None)) as ahead:
        ahead.begin("a", ["what another program said"])
        vectors = ahead.of("a", "A", made)
    assert vectors.tolist() == [[len(p.embedded)] for p in made]


def test_documents_come_in_the_order_in_which_their_vectors_were_begun():
    with closing(VectorsAhead(Lengths(), lambda _: None)) as ahead:
        ahead.begin("b", ["x"])
        ahead.begin("a", ["y"])
        assert ahead.first(["c", "a", "b"]) == ["b", "a", "c"]


def test_how_far_the_vectors_have_come_is_told_while_they_are_waited_for():
    steps, go = [], Event()

    class Slow(Lengths):
        def passages(self, texts, progress=None):
            progress(1)
            assert go.wait(10)
            return super().passages(texts)

    def told(step):
        steps.append((step.done, step.of))
        go.set()

    with closing(VectorsAhead(Slow(), told)) as ahead:
        ahead.of("a", "A", passages_of("Reading", "Writing"))
    assert steps == [(1, 2), (2, 2)]


def test_a_model_that_cannot_be_used_is_told_by_whoever_waits():
    class Unusable(Lengths):
        def passages(self, texts, progress=None):
            raise ValueError("no model")

    with (
        closing(VectorsAhead(Unusable(), lambda _: None)) as ahead,
        pytest.raises(ValueError, match="no model"),
    ):
        ahead.of("a", "A", passages_of("Reading"))
