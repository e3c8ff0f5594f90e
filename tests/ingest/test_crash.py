"""What is left after `kill -9`, and what one process sees of another's changes.

Run as a program it is the process that is killed: it replaces a few documents for ever, each
version told by a number that stands in all its passages and records.
"""

from __future__ import annotations

import itertools
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ingest.document import Document, Location, Paragraph, Quote, Source
from ingest.entries import Commitment
from ingest.filing import Filing, Reader
from ingest.index import Index
from ingest.passages import Passage
from ingest.words import terms

KEYS = ("one", "two", "three")
PASSAGES = 60
READER = Reader(frozenset({"public"}))


def filing(key: str, version: int) -> Filing:
    """A document whose every part says its version."""
    quotes = [Quote(f"{key} says v{version} in part {n}", Location(key)) for n in range(PASSAGES)]
    vectors = (
        np.random.default_rng([version, *key.encode()])
        .normal(size=(PASSAGES, 16))
        .astype(np.float32)
    )
    return Filing(
        Document(
            Source(f"/{key}.md", f"{key}.md", key),
            "md",
            key,
            tuple(Paragraph(q.text, q.location) for q in quotes),
        ),
        plan=key,
        plan_name=key,
        audience="public",
        digest=f"v{version}",
        entries=tuple(Commitment(q) for q in quotes),
        passages=tuple(Passage(f"{key}-{version}-{n}", (q,), ()) for n, q in enumerate(quotes)),
        vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
    )


def replace_for_ever(folder: Path, *, copied: bool) -> None:
    """Replaces the documents, and brings Chroma's copy up to date, until it is killed."""
    index = Index.open(folder, embedder_name="stand-in", copied=copied)
    for version in itertools.count(2):
        for key in KEYS:
            index.replace(filing(key, version))
            if copied:
                search(index)
            sys.stdout.write(".")
            sys.stdout.flush()


def search(index: Index) -> list[int]:
    """The ids of the passages most alike to a fixed vector."""
    vector = np.ones(16, np.float32) / 4
    with index.seen_by(READER) as view:
        return [h.id for h in view.passages_by_vector(vector, k=10)]


def assert_whole(index: Index) -> None:
    """Every document is all of one version, in every place that it is searched."""
    with index.seen_by(READER) as view:
        for held in view.documents():
            version = held.digest
            texts = [p.text for p in view.passages_of(held.key)]
            records = view.entries(documents=(held.key,))
            said = {t.split()[2] for t in texts}
            said |= {
                k.entry.what.text.split()[2] for k in records if isinstance(k.entry, Commitment)
            }
            assert said == {version}
            assert len(texts) == len(records) == held.passages == held.entries == PASSAGES
            found = view.passages_by_words(terms(version), plans=(held.plan,), k=2 * PASSAGES)
            assert len(found) == PASSAGES
            assert view.count(terms=terms(version), plans=(held.plan,)) == PASSAGES
            assert len(view.passages_by_vector(np.ones(16), plans=(held.plan,), k=999)) == PASSAGES


def assert_sound(folder: Path) -> None:
    """SQLite finds nothing wrong, and nothing is left of any earlier version."""
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in ("passages", "passage_words", "entries", "entry_words"):
        held = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert held == (PASSAGES * len(KEYS),)
    connection.close()


@pytest.mark.parametrize("copied", [False, True])
def test_a_kill_at_any_point_leaves_whole_documents_and_the_next_run_goes_on(
    tmp_path: Path, copied: bool
) -> None:
    index = Index.open(tmp_path, embedder_name="stand-in")
    for key in KEYS:
        index.replace(filing(key, 1))
    index.close()
    chance = random.Random(copied)
    for _ in range(4):
        kill_while_it_writes(tmp_path, copied=copied, after=chance.uniform(0, 0.3))
        index = Index.open(tmp_path, embedder_name="stand-in", copied=copied)
        assert_whole(index)
        in_copy = search(index)
        index.close()
        exact = Index.open(tmp_path, embedder_name="stand-in")
        assert in_copy == search(exact)
        exact.replace(filing("one", 1))
        exact.close()
        assert_sound(tmp_path)


def kill_while_it_writes(folder: Path, *, copied: bool, after: float) -> None:
    """Starts the program below, and kills it some time after its first change."""
    command = [sys.executable, __file__, str(folder), "copied" if copied else "alone"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.read(1) == b"."
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL


def test_a_reader_beside_a_writing_process_sees_each_version_whole(tmp_path: Path) -> None:
    index = Index.open(tmp_path, embedder_name="stand-in", copied=True)
    for key in KEYS:
        index.replace(filing(key, 1))
    command = [sys.executable, __file__, str(tmp_path), "alone"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        generations: set[int] = set()
        for _ in range(10):
            assert_whole(index)
            search(index)
            with index.seen_by(READER) as view:
                generations.add(view.generation)
        child.kill()
    assert len(generations) > 1
    index.close()


def test_what_another_process_put_in_is_found_as_soon_as_it_returns(tmp_path: Path) -> None:
    serving = Index.open(tmp_path, embedder_name="stand-in", copied=True)
    serving.replace(filing("one", 1))
    search(serving)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_crash as t; from pathlib import"
        " Path; i = t.Index.open(Path(sys.argv[2]), embedder_name='stand-in', copied=True);"
        " i.replace(t.filing('two', 2)); i.withdraw('one'); print(len(t.search(i))); i.close()"
    )
    command = [sys.executable, "-c", script, str(Path(__file__).parent), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "10"
    with serving.seen_by(READER) as view:
        assert [d.key for d in view.documents()] == ["two"]
        assert {h.document for h in view.passages_by_vector(np.ones(16), k=10)} == {"two"}
    serving.close()


if __name__ == "__main__":
    replace_for_ever(Path(sys.argv[1]), copied=sys.argv[2] == "copied")
