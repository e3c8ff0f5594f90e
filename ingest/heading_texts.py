"""What a cell's text is by its look: the name of a time, a mere value, one of a row that counts on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

MONTHS = "january february march april may june july august september october november december"
_MONTH = "|".join(f"{m[:3]}(?:{m[3:]})?" if len(m) > 3 else m for m in MONTHS.split())
_SEASON = "autumn|spring|summer|winter|michaelmas|lent|easter|advent|trinity"
_YEAR = r"(?:20)?\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?"
_PERIOD = re.compile(
    rf"(?:(?:by|by the end of|end of|start of|during)\s+)?(?:(?:{_MONTH}|sept)\.?(?:\s*[-–/’']?\s*{_YEAR})?"
    rf"|(?:{_SEASON})(?:\s+term)?(?:\s+\d[ab]?)?(?:\s+(?:term\s+)?{_YEAR})?"
    rf"|(?:half[ -]?)?term\s+\d[ab]?|ht\s?[1-6]|[2-4]\d\s?/\s?[2-4]\d|(?:year|week|quarter|y|q|wk)\s*\d+|20\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?)",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"[£$€+-]?\s?\d[\d,.\s/:%-]*[kKmM%]?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH}|sept)\.?(?:\s+{_YEAR})?"
    r"|[A-Z]{2,3}[a-z]?(?:\s*[/,&+ ]\s*[A-Z]{2,3}[a-z]?)*|[xX✓✔✗–-]",
)
_ENUMERATED = re.compile(r"\(?(\d{1,2}|[a-zA-Z])[.):]?\s+\S|(?:\w+\s+)(\d{1,2})\b")
LONGEST_LABEL = 60
"""Letters that a short name has at most."""


def enumerated(texts: Sequence[str]) -> bool:
    """Whether texts count on from each other: "1 Vision", "2 People" or "Aim 1", "Aim 2"."""
    marks = [_mark(t) for t in texts]
    pairs = list(zip(marks, marks[1:], strict=False))
    return bool(pairs) and all(a is not None and b == a + 1 for a, b in pairs)


def is_period(text: str) -> bool:
    """Whether a text is just the name of a month, term, half-term, year or week."""
    return len(text) <= LONGEST_LABEL and bool(_PERIOD.fullmatch(text.strip()))


def is_value(text: str) -> bool:
    """Whether a text is just a number, date, amount, set of initials or tick."""
    text = text.strip()
    short = len(text) <= LONGEST_LABEL
    return short and bool(_VALUE.fullmatch(text)) and text.lower() not in heading_words()


@lru_cache(maxsize=1)
def heading_words() -> frozenset[str]:
    """Words that commonly head a column (`ingest/data/heading_words.txt`)."""
    return frozenset(
        resources.files("ingest").joinpath("data/heading_words.txt").read_text().split()
    )


def _mark(text: str) -> int | None:
    """The number or letter that a text is counted by."""
    found = _ENUMERATED.match(text)
    if found is None:
        return None
    mark = found[1] or found[2]
    return int(mark) if mark.isdigit() else ord(mark.lower()) - 96 if len(mark) == 1 else None
