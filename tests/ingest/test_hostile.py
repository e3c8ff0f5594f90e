"""A folder of hostile and awkward files: none crashes, stalls or fills the reader; the others go in."""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import goodfiles
import hostile

from ingest.document import Document, Table
from ingest.filing import Filed, Matrix, Reader
from ingest.index import Index
from ingest.limits import Limits
from ingest.pipeline import Outcome, ingest

LIMITS = Limits(seconds=4)
SECRETS = ("root:", "127.0.0.1", "hahahaha")


class StandIn:
    """An embedder that costs nothing."""

    name = "stand-in"
    dimensions = 4

    def passages(self, texts: Sequence[str], progress: object = None) -> Matrix:
        return np.full((len(texts), 4), 0.5, np.float32)

    def query(self, text: str) -> Matrix:
        return np.full(4, 0.5, np.float32)


def reading(folder: Path, index_folder: Path) -> tuple[list[Outcome], float, float]:
    """What became of each file, the seconds taken, and the megabytes of the largest process."""
    index = Index.open(index_folder, embedder_name=StandIn.name)
    began = time.monotonic()
    outcomes = ingest([folder], index=index, embedder=StandIn(), limits=LIMITS)
    taken = time.monotonic() - began
    index.close()
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return list(outcomes), taken, largest / 1024


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> tuple[dict[str, Outcome], dict[str, Document], float, float]:
    """What became of each file by its name, the documents, the seconds and the megabytes taken."""
    folder = tmp_path_factory.mktemp("hostile")
    assert hostile.make(folder) >= 150
    for suffix, made in goodfiles.GOOD.items():
        (folder / f"sound{suffix}").write_bytes(made())
    held_in = tmp_path_factory.mktemp("index")
    told = tmp_path_factory.mktemp("told") / "outcomes"
    # In a process of its own: a child's peak counts what its parent held when it was started.
    subprocess.run([sys.executable, __file__, folder, held_in, told], check=True, timeout=300)
    outcomes, taken, memory = pickle.loads(told.read_bytes())
    index = Index.open(held_in, embedder_name=StandIn.name)
    with index.seen_by(Reader(index.audiences())) as view:
        held: list[Filed] = list(view.documents())
        documents = {d.name: view.document(d.key) for d in held}
    index.close()
    return {o.path.name: o for o in outcomes}, documents, taken, memory


def test_sound_files_among_hostile_ones_go_in(read):
    outcomes = read[0]
    assert all(outcomes[f"sound{s}"].status in ("added", "copy") for s in goodfiles.GOOD)


def test_every_failure_is_one_line_that_says_why(read):
    failed = [o for o in read[0].values() if o.status == "failed"]
    assert len(failed) > 80
    for outcome in failed:
        assert 5 < len(outcome.reason) < 400
        assert "\n" not in outcome.reason
        assert "could not be understood" not in outcome.reason, outcome


def test_hostile_files_take_neither_the_time_nor_the_memory_of_the_others(read):
    _, _, taken, memory = read
    assert taken < 180
    assert 0 < memory < 1000


def test_nothing_from_outside_and_nothing_grown_comes_in(read):
    for document in read[1].values():
        for block in document.blocks:
            texts = [c.text for c in block.cells()] if isinstance(block, Table) else [block.text]
            assert not [t for t in texts for s in SECRETS if s in t], document.source.name


def test_names_are_shown_without_what_steers_a_screen(read):
    for name in read[1]:
        assert name.isprintable(), name


def test_links_that_lead_out_are_not_followed(read):
    assert read[0]["out.md"].reason == "is a link that leads out of the folder"
    assert "passwd" not in read[0]


if __name__ == "__main__":
    files, index_folder, told_in = (Path(a) for a in sys.argv[1:])
    told_in.write_bytes(pickle.dumps(reading(files, index_folder)))
