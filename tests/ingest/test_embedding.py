"""Embedding: alike texts alike, each text by itself, and only the model that was chosen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import PACKAGED, PackagedEmbedder, UnusableModel, open_embedder


@pytest.fixture(scope="module")
def embedder() -> PackagedEmbedder:
    """The packaged model."""
    return PackagedEmbedder()


def test_the_packaged_model_is_the_default(embedder: PackagedEmbedder) -> None:
    assert open_embedder(None).name == open_embedder("").name == embedder.name == PACKAGED


def test_vectors_are_normalised_and_as_long_as_said(embedder: PackagedEmbedder) -> None:
    made = embedder.passages(["The roof is mended.", "", "word " * 2_000])
    assert made.shape == (3, embedder.dimensions)
    assert made.dtype == np.float32
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_a_question_is_nearer_to_its_answer_than_to_something_else(
    embedder: PackagedEmbedder,
) -> None:
    answer, other = embedder.passages(
        ["The director of operations leads on buildings.", "Phonics is taught every morning."]
    )
    asked = embedder.query("Who is in charge of premises?")
    assert asked @ answer > asked @ other + 0.1


def test_a_text_has_the_same_vector_whatever_stands_beside_it(embedder: PackagedEmbedder) -> None:
    texts = ["Short.", "A somewhat longer text about the budget of the trust.", "word " * 300]
    together = embedder.passages(texts)
    alone = np.stack([embedder.passages([t])[0] for t in texts])
    assert np.array_equal(together, alone)


def test_no_texts_make_no_vectors(embedder: PackagedEmbedder) -> None:
    assert embedder.passages([]).shape == (0, embedder.dimensions)


def test_progress_is_told_of_every_text(embedder: PackagedEmbedder) -> None:
    told: list[int] = []
    embedder.passages(["one", "two", "three"], told.append)
    assert sum(told) == 3


def test_a_model_file_that_was_changed_is_refused(
    embedder: PackagedEmbedder, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(embedder._folder, folder)
    with (folder / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(UnusableModel, match="SHA-256"):
        PackagedEmbedder(folder).query("anything")


def test_a_missing_model_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UnusableModel, match=r"model\.onnx is not in"):
        PackagedEmbedder(tmp_path).query("anything")


def test_opening_an_embedder_imports_no_model_library() -> None:
    code = (
        "import sys; from ingest.embedding import open_embedder; open_embedder(); "
        "open_embedder('some/model'); "
        "print([m for m in ('torch', 'onnxruntime', 'sentence_transformers', 'chromadb') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def tiny_model(embedder: PackagedEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of a few random numbers, in a folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    config = BertConfig(
        hidden_size=12, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(folder / "bert")
    vocabulary = embedder._folder / "vocab.txt"
    BertTokenizerFast(str(vocabulary)).save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"))
    SentenceTransformer(modules=[bert, Pooling(12)]).save(str(folder / "model"))
    return folder / "model"


def test_any_sentence_transformers_model_is_a_setting(tiny_model: Path) -> None:
    embedder = open_embedder(str(tiny_model))
    texts = ["one", "two words " * 30, "three"]
    made = embedder.passages(texts)
    assert embedder.name == str(tiny_model)
    assert made.shape == (3, 12) == (3, embedder.dimensions)
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert made[2] == pytest.approx(embedder.passages(["three"])[0], abs=1e-5)
    assert embedder.query("one").shape == (12,)


def test_a_model_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnusableModel, match="cannot be loaded") as refused:
        open_embedder(str(tmp_path / "none")).query("anything")
    assert "\n" not in str(refused.value)
