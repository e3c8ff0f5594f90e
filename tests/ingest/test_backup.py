"""`plans backup` and `plans restore`: the index at one moment, for those who use it too."""

from __future__ import annotations

import zipfile

import httpx
import pytest

from ingest.backup import BadBackup, back_up, take_back

PLAN = "# {} Trust Strategic Plan 2025-2028\n\n## Estates\n\nThe {} is mended each spring.\n"


def asked(url: str, what: str) -> str:
    """What a running server answers."""
    body = {"question": f"What happens to the {what}?"}
    return httpx.post(f"{url}/api/ask", json=body, timeout=60).json()["text"]


@pytest.fixture
def served(plans, tmp_path):
    """An index of one plan."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "oak.md").write_text(PLAN.format("Oak", "chapel roof"), "utf-8")
    assert plans("ingest", files).returncode == 0
    return plans


def test_a_server_answers_from_what_was_restored_beside_it(served, tmp_path):
    with served.serving() as url:
        assert "chapel roof" in asked(url, "chapel roof")
        assert served("backup", tmp_path / "b.plans").returncode == 0
        (tmp_path / "files" / "oak.md").write_text(PLAN.format("Oak", "boiler house"), "utf-8")
        (tmp_path / "files" / "elm.md").write_text(PLAN.format("Elm", "long wall"), "utf-8")
        assert served("ingest", tmp_path / "files").returncode == 0
        assert "boiler house" in asked(url, "boiler house")
        done = served("restore", tmp_path / "b.plans")
        assert done.stdout.startswith("1 documents taken back"), done.stderr
        assert "mended each spring" in asked(url, "chapel roof")
        assert "boiler house is mended" not in asked(url, "boiler house")
        assert served("ingest", tmp_path / "files").returncode == 0
        assert "boiler house" in asked(url, "boiler house")
    assert served("verify").stdout.strip().endswith("nothing is wrong")


def test_a_backup_can_be_taken_into_an_empty_place(oak, plans, tmp_path):
    back_up(oak.data, tmp_path / "b.plans")
    taken = take_back(plans.data, tmp_path / "b.plans")
    assert taken.documents == 1
    assert "oak-plan.md" in plans("list").stdout


@pytest.mark.parametrize("damage", ["cut", "changed", "none", "outside"])
def test_a_damaged_backup_changes_nothing(oak, plans, tmp_path, damage):
    file = tmp_path / "b.plans"
    back_up(oak.data, file)
    content = file.read_bytes()
    if damage == "cut":
        file.write_bytes(content[:-500])
    elif damage == "changed":
        with zipfile.ZipFile(file) as held:
            parts = {n: held.read(n) for n in held.namelist()}
        parts["catalogue.sqlite"] = parts["catalogue.sqlite"][:-1] + b"!"
        with zipfile.ZipFile(file, "w") as made:
            for name, part in parts.items():
                made.writestr(name, part)
    elif damage == "none":
        file.write_text("no backup")
    else:
        with zipfile.ZipFile(file, "w") as made:
            made.writestr("sums.json", '{"../x": ""}')
    with pytest.raises(BadBackup):
        take_back(plans.data, file)
    assert not plans.data.exists()
