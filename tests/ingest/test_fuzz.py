"""Changed files of each kind are read, or refused in one line that was foreseen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fuzz
import goodfiles


@pytest.mark.parametrize("suffix", goodfiles.GOOD)
def test_changed_files_are_read_or_properly_refused(suffix):
    assert fuzz.findings(suffix, seconds=2, most=40) == []
