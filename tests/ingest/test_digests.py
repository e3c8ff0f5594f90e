"""Digests that `plans.toml` names: kept when it is ingested, replaced, withdrawn, or left as they were."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from ingest.embedding import open_embedder
from ingest.index import Index
from ingest.pipeline import ingest
from ingest.planfile import BadPlanFile, read_planfile

ONE = """
[[digest]]
name = "Monday note"
to = ["slack:T1:C1", "leads", "person:Ada Cross", "teams:8a52d800-fa2a:19:abc@thread.tacv2"]
when = "Each Monday"
at = "07:30"
strands = ["Estates"]

[terms]
autumn-2025 = [2025-09-02, 2025-12-19]
"""
TWO = ONE + '\n[[digest]]\nname = "Termly"\nto = ["leads"]\nwhen = "the first day of a half-term"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "oak.md").write_text("# Oak Plan\n\nWe plan.\n", "utf-8")
    return tmp_path / "files"


@pytest.fixture
def names(tmp_path: Path, folder: Path):
    """The names that are kept after the folder is ingested with that `plans.toml`."""
    embedder = open_embedder("")
    index = Index.open(tmp_path / "index", embedder_name=embedder.name)

    def kept(toml: str | None) -> list[str]:
        file = folder / "plans.toml"
        file.unlink(missing_ok=True) if toml is None else file.write_text(toml, "utf-8")
        ingest([folder], index=index, embedder=embedder)
        return [d.name for d in index.digests()]

    kept.index = index
    yield kept
    index.close()


def test_they_are_kept_with_the_term_dates_of_their_file(names, folder):
    assert names(ONE) == ["Monday note"]
    (digest,) = names.index.digests()
    assert digest.file == str(folder / "plans.toml")
    assert digest.said.when == "each monday"
    assert digest.said.at == time(7, 30)
    assert digest.said.strands == ("Estates",)
    assert digest.terms == {"autumn-2025": (date(2025, 9, 2), date(2025, 12, 19))}


def test_what_stays_the_same_keeps_the_time_since_when_it_is_so(names):
    names(ONE)
    (before,) = names.index.digests()
    assert names(TWO) == ["Monday note", "Termly"]
    assert names.index.digests()[0] == before
    names(ONE.replace("07:30", "08:30"))
    assert names.index.digests()[0].since > before.since


def test_they_go_with_their_file_and_stay_while_it_cannot_be_read(names):
    names(TWO)
    assert names("[[digest]]\nname = 1") == ["Monday note", "Termly"]
    assert names(ONE) == ["Monday note"]
    assert names(None) == []


@pytest.mark.parametrize(
    "line",
    [
        'when = "now and then"',
        'when = "first Tuesday"',
        'to = ["ada@example.org"]',
        "to = []",
        'at = "25:00"',
        'name = ""',
    ],
)
def test_what_it_does_not_know_is_refused_in_one_line(tmp_path, line):
    key = line.split(" = ")[0]
    lines = [part for part in TWO.splitlines() if not part.startswith(f"{key} = ")]
    at = lines.index("[[digest]]") + 1
    (tmp_path / "plans.toml").write_text("\n".join([*lines[:at], line, *lines[at:]]), "utf-8")
    with pytest.raises(BadPlanFile, match="digest") as refused:
        read_planfile(tmp_path / "plans.toml")
    assert "\n" not in str(refused.value)


def test_two_digests_of_one_name_are_refused(tmp_path):
    (tmp_path / "plans.toml").write_text(TWO.replace("Termly", "Monday note"), "utf-8")
    with pytest.raises(BadPlanFile, match="the same name"):
        read_planfile(tmp_path / "plans.toml")
