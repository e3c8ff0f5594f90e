"""The lists of words and phrases in `ingest/data`, one a line, which a person can edit."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=32)
def wordlist(name: str) -> frozenset[str]:
    """The lines of `ingest/data/<name>.txt` without blank ones and comments."""
    text = resources.files("ingest").joinpath("data", f"{name}.txt").read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
