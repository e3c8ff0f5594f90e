"""What several tests need: the real command and server, and the folder of outside plans.

Tests marked `shared` read that folder (`PLANS_SHARED`, else `../shared`). Where it is not there
they are left out altogether, and the head of the report says so.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("plans")
SHARED = (ROOT / os.environ.get("PLANS_SHARED", "../shared")).resolve()


def pytest_report_header() -> str:
    there = "there" if SHARED.is_dir() else "not there: tests marked shared are left out"
    return f"outside plans and questions: {there}"


def pytest_collection_modifyitems(config, items):
    if SHARED.is_dir():
        return
    left_out = [i for i in items if i.get_closest_marker("shared")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [i for i in items if i not in left_out]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of outside plans and questions; for tests marked `shared`."""
    return SHARED


PLAN = """# Oak Trust Strategic Plan 2025-2028

Oak Trust is invented.

## Estates

**Lead:** Mara Quill

The estates team surveys every fire door each spring.

| Strand | January | February | March |
| --- | --- | --- | --- |
| Estates | Boiler service | | Fire door survey due |
| Finance | | Budget forecast | Audit visit |
"""


@dataclass(frozen=True)
class Plans:
    """The real `plans` command over an index of its own."""

    data: Path

    def __call__(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess:
        command = [PROGRAM, "--data", self.data, *arguments]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PLANS_")}
        return subprocess.run(
            command, capture_output=True, text=True, env=inherited | environment, timeout=120
        )

    @contextmanager
    def serving(self, **environment: str) -> Iterator[str]:
        """The address of a real server over this index."""
        command = [PROGRAM, "--data", self.data, "serve", "--port", "0"]
        env = os.environ | environment
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
            try:
                url = server.stdout.readline().split()[-1]
                wait_for(url)
                yield url
            finally:
                server.terminate()


def wait_for(url: str) -> None:
    """Returns once the server answers anything."""
    for _ in range(300):
        try:
            httpx.get(f"{url}/healthz", timeout=30)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


@pytest.fixture
def plans(tmp_path) -> Plans:
    """The command over an index that is not there yet."""
    return Plans(tmp_path / "index")


@pytest.fixture(scope="session")
def oak(tmp_path_factory) -> Plans:
    """The command over an index that holds one small invented plan; not to be changed."""
    folder = tmp_path_factory.mktemp("oak")
    (folder / "files").mkdir()
    (folder / "files" / "oak-plan.md").write_text(PLAN, "utf-8")
    plans = Plans(folder / "index")
    done = plans("ingest", folder / "files")
    assert done.returncode == 0, done.stderr
    return plans


@pytest.fixture(scope="session")
def oak_url(oak) -> Iterator[str]:
    """The address of a server over that index."""
    with oak.serving() as url:
        yield url
