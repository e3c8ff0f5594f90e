"""Chroma's copy of the vectors: the same answers as an exact search, and never needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.filing import Matrix
from ingest.vectors import CopyBehind, VectorCopy, Vectors, Wanted, nearest

DIMENSIONS = 16


def some_vectors(first: int, number: int) -> Vectors:
    """Normalised vectors of passages numbered from `first`."""
    made = np.random.default_rng(first).normal(size=(number, DIMENSIONS)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return Vectors(tuple(range(first, first + number)), made)


HELD = {1: some_vectors(0, 40), 2: some_vectors(100, 40), 3: some_vectors(200, 40)}
ASKED: Matrix = HELD[1].matrix[7]


@pytest.fixture
def copy(tmp_path: Path) -> VectorCopy:
    """A copy that this process has."""
    copy = VectorCopy(tmp_path / "vectors")
    assert copy.acquire()
    return copy


def wanted(generation: int, **audiences: int) -> Wanted:
    """One version for each audience named."""
    return Wanted(generation, "stand-in", {v: a for a, v in audiences.items()})


def test_the_copy_finds_what_an_exact_search_finds(copy: VectorCopy) -> None:
    copy.bring_up_to_date(wanted(1, public=1, staff=2), HELD.__getitem__)
    found = copy.nearest(1, ["public", "staff"], ASKED, k=10)
    exact = nearest([HELD[1], HELD[2]], ASKED, k=10)
    assert [n.id for n in found] == [n.id for n in exact]
    assert [n.score for n in found] == pytest.approx([n.score for n in exact], abs=1e-5)


def test_only_the_audiences_asked_for_are_searched(copy: VectorCopy) -> None:
    copy.bring_up_to_date(wanted(1, public=1, staff=2), HELD.__getitem__)
    assert {n.id // 100 for n in copy.nearest(1, ["staff"], ASKED, k=99)} == {1}
    assert copy.nearest(1, ["trustees"], ASKED, k=99) == []


def test_an_update_reads_only_what_is_new_and_drops_what_is_gone(copy: VectorCopy) -> None:
    copy.bring_up_to_date(wanted(1, public=1, staff=2), HELD.__getitem__)
    read: list[int] = []

    def reading(version: int) -> Vectors:
        read.append(version)
        return HELD[version]

    copy.bring_up_to_date(wanted(2, public=1, staff=3), reading)
    assert read == [3]
    assert {n.id // 100 for n in copy.nearest(2, ["staff"], ASKED, k=99)} == {2}


def test_a_copy_that_was_closed_goes_on_where_it_was(copy: VectorCopy, tmp_path: Path) -> None:
    copy.bring_up_to_date(wanted(1, public=1), HELD.__getitem__)
    copy.close()
    again = VectorCopy(tmp_path / "vectors")
    assert again.acquire()
    again.bring_up_to_date(wanted(1, public=1), lambda version: pytest.fail(str(version)))
    assert again.nearest(1, ["public"], ASKED, k=1)[0].id == 7


def test_a_change_that_was_broken_off_makes_the_copy_anew(copy: VectorCopy, tmp_path: Path) -> None:
    copy.bring_up_to_date(wanted(1, public=1, staff=2), HELD.__getitem__)
    copy.close()
    (tmp_path / "vectors.json").unlink()
    again = VectorCopy(tmp_path / "vectors")
    assert again.acquire()
    again.bring_up_to_date(wanted(1, public=3), HELD.__getitem__)
    assert {n.id // 100 for n in again.nearest(1, ["public", "staff"], ASKED, k=99)} == {2}


def test_another_moment_than_the_copys_is_not_answered_from_it(copy: VectorCopy) -> None:
    copy.bring_up_to_date(wanted(2, public=1), HELD.__getitem__)
    copy.bring_up_to_date(wanted(1, public=2), HELD.__getitem__)
    with pytest.raises(CopyBehind):
        copy.nearest(1, ["public"], ASKED, k=1)
    assert copy.nearest(2, ["public"], ASKED, k=1)[0].id == 7


def test_one_process_at_a_time_has_the_copy(copy: VectorCopy, tmp_path: Path) -> None:
    other = VectorCopy(tmp_path / "vectors")
    assert not other.acquire()
    copy.close()
    assert other.acquire()
