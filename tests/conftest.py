"""What several tests need: the folder of outside plans and questions, where there is one.

Tests marked `shared` read that folder (`PLANS_SHARED`, else `../shared`). Where it is not there
they are left out altogether, and the head of the report says so.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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
