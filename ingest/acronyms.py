"""Whether letters are short for words: by the first letters of these."""

from __future__ import annotations

import re

SMALL = frozenset(["a", "an", "and", "of", "the", "for", "in", "on", "to", "with", "at", "by", "&"])
"""Words whose first letter an acronym may leave out."""


def spells(term: str, full: str) -> bool:
    """Whether a phrase's first letters make the acronym, small words counted or not."""
    letters = re.sub(r"[^a-z]", "", re.sub(r"s$", "", term).lower())
    words = [w for w in re.split(r"[^A-Za-z’']+", full) if w]
    if len(words) < 2 or len(letters) < 2:
        return False
    every = "".join(w[0] for w in words).lower()
    chief = "".join(w[0] for w in words if w.lower() not in SMALL).lower()
    return letters in (every, chief) or (term.endswith("s") and letters + "s" in (every, chief))
