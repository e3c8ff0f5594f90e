"""`plans watch`: the index follows a folder, once files are left alone."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event, Thread

import pytest

from ingest.watching import matters, watch


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("plan.docx", True),
        ("plans.toml", True),
        ("inner/plan.pdf", True),
        ("~$plan.docx", False),
        (".plan.md", False),
        (".git/plan.md", False),
        ("plan.docx.tmp", False),
        ("plan.part.pdf", False),
        ("picture.png", False),
    ],
)
def test_only_documents_and_what_is_said_of_them_count(tmp_path, name, counts):
    assert matters(tmp_path / name, tmp_path) is counts


def test_a_file_is_taken_in_once_it_is_whole_and_not_before(tmp_path):
    seen: list[dict[str, int]] = []
    stop = Event()

    def step() -> None:
        seen.append({p.name: p.stat().st_size for p in tmp_path.glob("*.md")})

    watching = Thread(target=watch, args=(tmp_path, step), kwargs={"settled": 0.6, "stop": stop})
    watching.start()
    try:
        wait_for(lambda: len(seen) == 1)
        with (tmp_path / "plan.md").open("w") as file:
            for _ in range(6):
                file.write("The roof.\n" * 100)
                file.flush()
                time.sleep(0.2)
        (tmp_path / "~$plan.md").write_text("passing")
        wait_for(lambda: len(seen) == 2)
        assert seen[1]["plan.md"] == 6_000
        (tmp_path / "plan.md").unlink()
        wait_for(lambda: len(seen) == 3)
        assert "plan.md" not in seen[2]
        time.sleep(1)
        assert len(seen) == 3
    finally:
        stop.set()
        watching.join(10)


def wait_for(condition) -> None:
    """Returns when something has become true, or after a while."""
    until = time.monotonic() + 15
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    assert condition()


def test_the_command_says_what_it_takes_in(plans, tmp_path: Path):
    done = plans("watch", tmp_path / "nowhere")
    assert done.returncode == 1
    assert "is not a folder" in done.stderr
