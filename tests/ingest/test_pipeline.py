"""Ingesting: what goes in, what is left alone, what fails alone, and what counts once."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from ingest.embedding import Progress
from ingest.filing import Filed, Matrix, Reader
from ingest.index import Index
from ingest.pipeline import Outcome, Step, ingest
from ingest.words import terms

PLAN = """# Oak Trust Strategic Plan 2025-2028

## Estates

Mara Quill mends every roof of the trust before the spring of each year.

## Finance

The budget is set in February and approved by the board in July.
"""
AS_TEXT = PLAN.replace("# ", "").replace("#", "")


class StandIn:
    """An embedder that counts what it is given, and may fail."""

    dimensions = 4

    def __init__(self, name: str = "stand-in", error: Exception | None = None) -> None:
        self.name = name
        self.given = 0
        self._error = error

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """The same vector for every text."""
        if self._error is not None:
            raise self._error
        self.given += len(texts)
        if progress is not None:
            progress(len(texts))
        return np.full((len(texts), self.dimensions), 0.5, np.float32)

    def query(self, text: str) -> Matrix:
        """The same vector for every question."""
        return np.full(self.dimensions, 0.5, np.float32)


@pytest.fixture
def embedder() -> StandIn:
    """An embedder that costs nothing."""
    return StandIn()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    index = Index.open(tmp_path / "data", embedder_name="stand-in")
    yield index
    index.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one plan."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "oak-plan.md").write_text(PLAN, "utf-8")
    return folder


def documents(index: Index) -> dict[str, Filed]:
    """All that is filed, by key."""
    with index.seen_by(Reader(index.audiences())) as view:
        return {d.key: d for d in view.documents()}


def statuses(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """What became of each file, by its name."""
    return {o.path.name: o.status for o in outcomes}


def test_a_plan_goes_in_under_a_key_from_its_title(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    outcomes = ingest([folder], index=index, embedder=embedder)
    assert outcomes == (Outcome(folder / "oak-plan.md", "added", document="oak-plan.md"),)
    held = documents(index)["oak-plan.md"]
    assert (held.plan, held.plan_name) == ("oak", "Oak Trust Strategic Plan 2025-2028")
    assert (held.audience, held.sort, held.embedder) == ("staff", "plan", "stand-in")
    assert (str(held.start), str(held.end)) == ("2025-09-01", "2028-08-31")


def test_ingesting_twice_changes_nothing_and_embeds_nothing(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    ingest([folder], index=index, embedder=embedder)
    before, embedded = documents(index), embedder.given
    again = ingest([folder], index=index, embedder=embedder)
    assert statuses(again) == {"oak-plan.md": "unchanged"}
    assert (documents(index), embedder.given) == (before, embedded)
    with index.seen_by(Reader(frozenset())) as view:
        assert view.generation == 1


def test_a_file_has_the_same_key_by_itself_and_in_its_folder(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    ingest([folder / "oak-plan.md"], index=index, embedder=embedder)
    again = ingest([folder], index=index, embedder=embedder)
    assert statuses(again) == {"oak-plan.md": "unchanged"}


def test_a_changed_file_is_replaced(index: Index, embedder: StandIn, folder: Path) -> None:
    ingest([folder], index=index, embedder=embedder)
    (folder / "oak-plan.md").write_text(PLAN.replace("roof", "window"), "utf-8")
    assert statuses(ingest([folder], index=index, embedder=embedder)) == {"oak-plan.md": "replaced"}
    with index.seen_by(Reader(index.audiences())) as view:
        assert view.passages_by_words(terms("roof")) == ()
        assert view.passages_by_words(terms("window")) != ()


def test_files_of_one_name_in_two_folders_are_two_documents(
    index: Index, embedder: StandIn, tmp_path: Path
) -> None:
    for school in ("ash", "elm"):
        (tmp_path / school).mkdir()
        (tmp_path / school / "plan.md").write_text(f"# {school.title()} Plan\n\nText.\n", "utf-8")
        ingest([tmp_path / school], index=index, embedder=embedder)
    assert set(documents(index)) == {"plan.md", "elm-plan.md"}
    assert {d.plan for d in documents(index).values()} == {"ash", "elm"}


def test_what_fails_fails_alone_and_keeps_its_old_version(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    ingest([folder], index=index, embedder=embedder)
    (folder / "oak-plan.md").write_bytes(b"%PDF-1.7 nothing more")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    (folder / "good.md").write_text("# Good Plan\n\nText.\n", "utf-8")
    outcomes = ingest([folder, folder / "gone.md"], index=index, embedder=embedder)
    assert statuses(outcomes) == {
        "gone.md": "failed",
        "broken.docx": "failed",
        "good.md": "added",
        "oak-plan.md": "failed",
    }
    assert all(o.reason and "\n" not in o.reason for o in outcomes if o.status == "failed")
    with index.seen_by(Reader(index.audiences())) as view:
        assert view.passages_by_words(terms("roof")) != ()


def test_pruning_withdraws_what_is_gone_and_nothing_else(
    index: Index, embedder: StandIn, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.md").write_text("# Elsewhere\n\nText.\n", "utf-8")
    ingest([folder, tmp_path / "elsewhere.md"], index=index, embedder=embedder)
    (folder / "oak-plan.md").unlink()
    (tmp_path / "elsewhere.md").unlink()
    assert ingest([folder], index=index, embedder=embedder) == ()
    pruned = ingest([folder], index=index, embedder=embedder, prune=True)
    assert pruned == (Outcome(folder / "oak-plan.md", "withdrawn", document="oak-plan.md"),)
    assert set(documents(index)) == {"elsewhere.md"}


def test_the_same_plan_in_another_format_counts_once(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    (folder / "oak-plan.txt").write_text(AS_TEXT, "utf-8")
    outcomes = ingest([folder], index=index, embedder=embedder)
    assert statuses(outcomes) == {"oak-plan.md": "copy", "oak-plan.txt": "added"}
    held = documents(index)
    assert held["oak-plan.md"].copy_of == "oak-plan.txt"
    assert held["oak-plan.md"].plan == held["oak-plan.txt"].plan
    with index.seen_by(Reader(index.audiences())) as view:
        assert {h.document for h in view.passages_by_words(terms("roof"))} == {"oak-plan.txt"}


def test_a_copy_that_comes_later_is_told_too(index: Index, embedder: StandIn, folder: Path) -> None:
    ingest([folder], index=index, embedder=embedder)
    (folder / "oak-plan.txt").write_text(AS_TEXT, "utf-8")
    ingest([folder], index=index, embedder=embedder)
    held = documents(index)
    assert held["oak-plan.md"].copy_of == "oak-plan.txt"
    assert held["oak-plan.txt"].copy_of is None


def test_a_copy_takes_the_place_of_a_document_that_is_withdrawn(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    (folder / "oak-plan.txt").write_text(AS_TEXT, "utf-8")
    ingest([folder], index=index, embedder=embedder)
    (folder / "oak-plan.txt").unlink()
    ingest([folder], index=index, embedder=embedder, prune=True)
    assert documents(index)["oak-plan.md"].current
    with index.seen_by(Reader(index.audiences())) as view:
        assert view.passages_by_vector(embedder.query("x")) != ()


def test_a_copy_that_was_changed_stands_by_itself(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    (folder / "oak-plan.txt").write_text(AS_TEXT, "utf-8")
    ingest([folder], index=index, embedder=embedder)
    (folder / "oak-plan.txt").write_text("Oak Trust\n\nQuite another text altogether.\n", "utf-8")
    ingest([folder], index=index, embedder=embedder)
    assert all(d.current for d in documents(index).values())


def test_plans_toml_says_plan_audience_copies_and_what_is_superseded(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    (folder / "oak-plan.txt").write_text(AS_TEXT, "utf-8")
    (folder / "old.md").write_text("# Old Plan 2024-25\n\nText.\n", "utf-8")
    (folder / "plans.toml").write_text(
        "[[plan]]\nkey = 'oak'\nname = 'Oak'\naudience = 'governors'\ndocuments = ['oak-plan.*']\n"
        "[[document]]\nfile = 'oak-plan.md'\ncurrent = true\n"
        "[[supersedes]]\nold = 'old.md'\nnew = 'oak-plan.md'\n",
        "utf-8",
    )
    ingest([folder], index=index, embedder=embedder)
    held = documents(index)
    assert (held["oak-plan.md"].plan, held["oak-plan.md"].audience) == ("oak", "governors")
    assert held["oak-plan.txt"].copy_of == "oak-plan.md"
    assert held["old.md"].superseded_by == "oak-plan.md"
    (folder / "plans.toml").unlink()
    ingest([folder], index=index, embedder=embedder)
    assert documents(index)["old.md"].superseded_by is None
    assert documents(index)["oak-plan.md"].audience == "governors"


def test_a_wrong_plans_toml_lets_none_of_its_documents_in(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    (folder / "plans.toml").write_text("[[plan]]\nkey = 'oak'\naudiense = 'trustees'\n", "utf-8")
    (outcome,) = ingest([folder], index=index, embedder=embedder)
    assert (outcome.status, "audiense" in outcome.reason) == ("failed", True)
    assert documents(index) == {}


def test_an_audience_once_given_stays_until_another_is(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    ingest([folder], index=index, embedder=embedder, audience="trustees", plan="oak")
    ingest([folder], index=index, embedder=embedder)
    (folder / "oak-plan.md").write_text(PLAN + "\nMore.\n", "utf-8")
    ingest([folder], index=index, embedder=embedder)
    held = documents(index)["oak-plan.md"]
    assert (held.audience, held.plan) == ("trustees", "oak")
    ingest([folder], index=index, embedder=embedder, audience="public")
    assert documents(index)["oak-plan.md"].audience == "public"


def test_another_model_embeds_again_what_is_unchanged(
    tmp_path: Path, embedder: StandIn, folder: Path
) -> None:
    first = Index.open(tmp_path / "data", embedder_name="stand-in")
    ingest([folder], index=first, embedder=embedder)
    first.close()
    other = StandIn("another")
    second = Index.open(tmp_path / "data", embedder_name="another")
    outcomes = ingest([folder], index=second, embedder=other)
    assert statuses(outcomes) == {"oak-plan.md": "unchanged"}
    assert other.given == embedder.given
    assert documents(second)["oak-plan.md"].embedder == "another"
    second.close()


def test_a_full_disk_is_one_line_and_nothing_is_lost(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    ingest([folder], index=index, embedder=embedder)
    (folder / "oak-plan.md").write_text(PLAN + "More text.\n\n" * 20_000, "utf-8")

    def no_more_room(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 60")  # type: ignore[attr-defined]

    event.listen(index._engine, "begin", no_more_room)
    (outcome,) = ingest([folder], index=index, embedder=embedder)
    event.remove(index._engine, "begin", no_more_room)
    assert (outcome.status, "disk is full" in outcome.reason) == ("failed", True)
    assert documents(index)["oak-plan.md"].version == 1


def test_no_room_for_the_model_is_one_line_too(index: Index, folder: Path) -> None:
    full = StandIn(error=OSError(errno.ENOSPC, "No space left on device"))
    (outcome,) = ingest([folder], index=index, embedder=full)
    assert (outcome.status, "disk is full" in outcome.reason) == ("failed", True)


def test_progress_tells_what_is_being_done(index: Index, embedder: StandIn, folder: Path) -> None:
    steps: list[Step] = []
    ingest([folder], index=index, embedder=embedder, progress=steps.append)
    assert [s.what.split()[0] for s in steps] == ["reading", "embedding"]
    assert all(0 <= s.done <= s.of for s in steps)


def test_hidden_and_unknown_files_of_a_folder_are_left_out(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    for name in (".hidden.md", "~$oak-plan.docx", "picture.png", "plans.toml"):
        (folder / name).write_text("", "utf-8")
    outcomes = ingest([folder], index=index, embedder=embedder)
    assert statuses(outcomes) == {"oak-plan.md": "added"}


def test_evidence_is_told_by_the_words_of_its_name(
    index: Index, embedder: StandIn, folder: Path
) -> None:
    (folder / "board-minutes.md").write_text("# Board of 11 December\n\nText.\n", "utf-8")
    ingest([folder], index=index, embedder=embedder)
    assert {k: d.sort for k, d in documents(index).items()} == {
        "board-minutes.md": "evidence",
        "oak-plan.md": "plan",
    }
