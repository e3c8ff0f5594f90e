"""`plans verify`: each kind of damage done to an index on purpose is found, and mended."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from ingest.filing import Reader
from ingest.index import Index
from ingest.pipeline import ingest
from ingest.verifying import verify

PLAN = """# Oak Trust Strategic Plan 2025-2028

## Estates

**Lead:** Mara Quill

| Action | Lead | Deadline |
| --- | --- | --- |
| Mend the roof | Mara Quill | March 2026 |
| Check the fire doors | Bo Lee | May 2026 |
"""


class Embedder:
    """A vector of length one for every text, told apart by the text."""

    name = "stand-in"
    dimensions = 4

    def passages(self, texts, progress=None):
        made = np.array([[len(t), t.count("e") + 1, 1, 2] for t in texts], np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    def query(self, text):
        return self.passages([text])[0]


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """The folder of an index of two documents, with Chroma's copy."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "oak-plan.md").write_text(PLAN, "utf-8")
    (files / "elm-plan.md").write_text(PLAN.replace("Oak", "Elm").replace("roof", "wall"), "utf-8")
    folder = tmp_path / "index"
    index = Index.open(folder, embedder_name="stand-in", copied=True)
    ingest([files], index=index, embedder=Embedder())
    search(index)
    index.close()
    return folder


def search(index: Index) -> list[str]:
    """What is found by vector, by words and among the records."""
    with index.seen_by(Reader(index.audiences())) as view:
        near = view.passages_by_vector(Embedder().query("the roof"), k=9)
        found = [h.passage.text for h in near]
        found += [h.passage.text for h in view.passages_by_words(["roof"], k=9)]
        found += [repr(k.entry) for k in view.entries()]
        return sorted(found) + [d.key for d in view.documents()]


def found_in(folder: Path) -> list[str]:
    """The same, by a process of its own that searches Chroma's copy."""
    index = Index.open(folder, embedder_name="stand-in", copied=True)
    try:
        return search(index)
    finally:
        index.close()


def sql(*statements: str) -> Callable[[Path], None]:
    """Damage done in the catalogue."""

    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "catalogue.sqlite")) as database, database:
            for statement in statements:
                database.execute(statement)

    return damage


def spoil_copy(folder: Path) -> None:
    """Chroma's own files overwritten."""
    for path in (folder / "vectors").rglob("*.sqlite3"):
        path.write_bytes(b"no database at all" * 200)


def empty_copy(folder: Path) -> None:
    """Chroma's files gone, while its list says that they are there."""
    shutil.rmtree(folder / "vectors")


def garble_list(folder: Path) -> None:
    """The list of what the copy holds garbled."""
    (folder / "vectors.json").write_text("{")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "a passage lost": sql("DELETE FROM passages WHERE id = 2"),
    "a passage garbled": sql("UPDATE passages SET body = '{' WHERE id = 1"),
    "the searched words of passages lost": sql("DELETE FROM passage_words"),
    "other searched words": sql("UPDATE passage_words SET words = 'x' WHERE rowid = 1"),
    "a record lost": sql("DELETE FROM entries WHERE id = 1"),
    "the searched words of records lost": sql("DELETE FROM entry_words WHERE rowid < 3"),
    "dates lost": sql("DELETE FROM periods"),
    "people lost": sql("DELETE FROM people WHERE person = 0"),
    "counts of words lost": sql("DELETE FROM words WHERE sort = 'word'"),
    "the text garbled": sql("UPDATE documents SET body = x'00' WHERE id = 1"),
    "vectors lost": sql("DELETE FROM vectors WHERE document_id = 1"),
    "vectors cut": sql("UPDATE vectors SET matrix = substr(matrix, 1, 8) WHERE document_id = 2"),
    "vectors that are none": sql("UPDATE vectors SET matrix = zeroblob(length(matrix))"),
    "a copy of nothing": sql("UPDATE documents SET copy_of = 'gone', current = 0 WHERE id = 1"),
    "wrongly current": sql("UPDATE documents SET current = 0 WHERE id = 2"),
    "rows of no document": sql(
        "INSERT INTO passage_words (rowid, context, words) VALUES (999, '', 'roof')",
        "INSERT INTO words VALUES ('word', 'stray', 77, 1)",
    ),
    "the copy spoilt": spoil_copy,
    "the copy gone": empty_copy,
    "the copy's list garbled": garble_list,
}


def test_a_sound_index_has_no_faults(held):
    verified = verify(held, embedder=Embedder())
    assert (verified.documents, verified.faults, verified.left) == (2, (), ())


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_and_mended(held, damage):
    before = found_in(held)
    DAMAGES[damage](held)
    looked = verify(held, embedder=Embedder(), mend=False)
    assert looked.faults
    verified = verify(held, embedder=Embedder())
    assert verified.faults == looked.faults
    assert verified.left == ()
    assert found_in(held) == before


def test_a_damaged_document_whose_file_is_gone_is_withdrawn(held):
    sql("UPDATE documents SET body = x'00' WHERE key = 'oak-plan.md'")(held)
    (held.parent / "files" / "oak-plan.md").unlink()
    verified = verify(held, embedder=Embedder())
    assert {f.key for f in verified.faults} == {"oak-plan.md"}
    assert (verified.left, found_in(held)[-1:]) == ((), ["elm-plan.md"])


def test_a_file_that_is_gone_is_told_and_its_document_left(held):
    (held.parent / "files" / "elm-plan.md").unlink()
    before = found_in(held)
    verified = verify(held, embedder=Embedder())
    assert [(f.subject, f.key) for f in verified.left] == [("file", "elm-plan.md")]
    assert found_in(held) == before
