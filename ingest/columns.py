"""What a table's columns are about, told from their headings and from what their cells look like."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from ingest.acronyms import spells
from ingest.days import Frame
from ingest.document import Cell, Table
from ingest.people import listed
from ingest.periods import find
from ingest.words import tokens

Roles = tuple[str, ...]
_LATE = 0.6
"""How much each word before a phrase takes from its length."""


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Heading phrases as stems with the role they tell, the longest first."""
    text = resources.files("ingest").joinpath("data/columns.toml").read_text("utf-8")
    table: dict[str, list[str]] = tomllib.loads(text)
    pairs = [(_stems(p), role) for role, phrases in table.items() for p in phrases]
    return tuple(sorted(pairs, key=lambda p: -len(p[0])))


def _stems(text: str) -> tuple[str, ...]:
    """The words of a heading, plurals as singulars; "response" and "responsible" stay apart."""
    return tuple(_singular(t.lower()) for t in tokens(text.replace("&", " and ")))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


@lru_cache(maxsize=4096)
def named(heading: str) -> str:
    """The role that a heading's words tell, brackets last; "" when they tell none."""
    bare = re.sub(r"\([^)]*\)?", " ", heading)
    return _named(bare) or (_named(heading) if not bare.strip() else "")


def _named(heading: str) -> str:
    """The role of the phrase that stands first, unless a longer one stands not far behind it."""
    stems = _stems(heading)
    if stems in (("what",), ("how",)):
        return "activity"
    if stems == ("by",):
        return "when"
    best, most = "", -9.0
    for phrase, role in _phrases():
        at = _position(phrase, stems)
        if at is not None and len(phrase) - _LATE * at > most:
            best, most = role, len(phrase) - _LATE * at
    return best


def _position(phrase: tuple[str, ...], stems: tuple[str, ...]) -> int | None:
    spots = range(len(stems) - len(phrase) + 1)
    return next((i for i in spots if stems[i : i + len(phrase)] == phrase), None)


def roles(table: Table, known: dict[str, str] | None = None) -> Roles:
    """Each column's role; "" where nothing tells. `known` are headings that a trust has explained."""
    out: list[str] = []
    shared = _shared(table)
    for c in range(table.columns):
        heading = next((r[c].column_heading for r in table.body() if r[c].column_heading), ())
        heading = heading[shared:] or heading
        own = (known or {}).get(heading[-1].lower() if heading else "")
        out.append(own or _by_cells(_by_heading(heading), _column(table, c)))
    if "lead" not in out:
        out = ["lead" if r == "sponsor" else r for r in out]
    if out[0] == "school" and "lead" in out and not _PLANNED & set(out):
        out = ["" if r == "when" else r for r in out]  # a list of schools, with days of theirs
    return _one_measure(table, _glossary(table, tuple(out)))


_PLANNED = frozenset({"activity", "milestone", "measure", "aim", "priority", "need"})


def _shared(table: Table) -> int:
    """How many outer headings stand over every column alike: a title, which tells nothing of one."""
    row = next((r for r in table.body() if any(c.column_heading for c in r)), ())
    paths = [c.column_heading for c in row if c.column_heading]
    if len(paths) < 3:
        return 0
    n = 0
    while all(len(p) > n + 1 for p in paths) and len({p[n] for p in paths}) == 1:
        n += 1
    return n


def _glossary(table: Table, told: Roles) -> Roles:
    """Pairs of columns in which the first spells the second's initials are terms and meanings."""
    out = list(told)
    for c in range(table.columns - 1):
        pairs = [(r[c].text, r[c + 1].text) for r in table.rows if r[c].text and r[c + 1].text]
        if out[c] == "initials" or out[c + 1] == "name":
            continue
        spelt = sum(spells(short, full) for short, full in pairs)
        if spelt >= 2 and spelt >= 0.4 * len(pairs):
            out[c], out[c + 1] = "term", "meaning"
    if "meaning" in out and "term" not in out:
        out = ["term" if r == "when" and n == 0 else r for n, r in enumerate(out)]
    if any(r == "initials" for r in out) and "name" not in out:
        out = ["name" if r == "lead" else r for r in out]
    return tuple(out)


def _one_measure(table: Table, told: Roles) -> Roles:
    """Beside a column that words a measure, columns of figures are its values."""
    columns = [c for c, r in enumerate(told) if r == "measure"]
    figures = {c for c in columns if _figures(_column(table, c))}
    if len(columns) < 2 or len(figures) == len(columns):
        return told
    return tuple("value" if c in figures else r for c, r in enumerate(told))


def _figures(cells: list[Cell]) -> bool:
    short = [c for c in cells if len(c.text.split()) <= 4 and re.search(r"\d", c.text)]
    return bool(cells) and len(short) >= 0.6 * len(cells)


def _by_heading(heading: Sequence[str]) -> str:
    """The innermost heading row decides; an outer one where the inner tells nothing."""
    return next((role for h in reversed(heading) if (role := named(h))), "")


def _column(table: Table, c: int) -> list[Cell]:
    return [r[c] for r in table.body() if r[c].paragraphs and r[c].location.column == c + 1]


def _by_cells(told: str, cells: list[Cell]) -> str:
    """What the heading tells, unless most of the cells hold something else."""
    if not cells:
        return told
    if told in ("", "value") and _ratings(cells):
        return "status"
    people = sum(all(listed(p) for p in c.paragraphs) for c in cells) / len(cells)
    dates = sum(is_date(c.text) for c in cells) / len(cells)
    if people >= 0.6 and told not in (
        "lead",
        "name",
        "position",
        "monitor",
        "support",
        "strand",
        "school",
        "status",
        "initials",
        "sponsor",
        "term",
        "reference",
    ):
        return "lead" if told not in ("aim", "priority", "activity") or people > 0.9 else told
    if dates >= 0.6 and told not in ("when", "start", "monitor"):
        return "when"
    return told


_RATING = re.compile(r"(?:red|amber|green|blue|on track|off track|[RAGBCNY]|RF|RAG|N/?S)", re.I)


def _ratings(cells: list[Cell]) -> bool:
    """Whether a column of several cells holds colours or letters of a rating, a few over and over."""
    texts = [c.text.strip() for c in cells]
    few = len(set(texts)) <= max(2, len(texts) // 2) or len(set(texts)) <= 4
    return len(texts) >= 3 and few and all(_RATING.fullmatch(t) for t in texts)


def is_date(text: str) -> bool:
    """Whether a cell holds a phrase of time and next to nothing else."""
    found = find(text, Frame())
    rest = sum(f.end - f.begin for f in found)
    return bool(found) and len(text.strip()) - rest <= 6


def calendar_columns(table: Table, frame: Frame) -> dict[int, str]:
    """The columns (from 0) whose heading is a month, term, half-term, quarter or year.

    Empty unless at least three columns, or half of those after the first, are.
    """
    found: dict[int, str] = {}
    for c in range(table.columns):
        heading = [r[c].text for r in table.rows[: table.heading_rows]]
        if not heading and table.rows:
            heading = list(table.rows[-1][c].column_heading)
        said = next((h for h in reversed(heading) if h.strip() and is_heading_date(h, frame)), None)
        if said is not None and named(said) not in ("status", "resource", "lead"):
            found[c] = said
    enough = len(found) >= 3 or (len(found) == 2 and table.columns == 3)
    return found if enough else {}


def is_heading_date(text: str, frame: Frame) -> bool:
    """Whether a column heading is a point of the school year: "March", "Aut 1", "Q2 2026"."""
    text = re.sub(r"\byear\s?\d\b|[()]", " ", text, flags=re.I) if "(" in text else text
    found = find(text.strip(), frame)
    return (
        len(found) == 1
        and found[0].period.every in (None, "yearly")
        and found[0].period.kind in ("window", "deadline", "recurrence")
        and len(text.strip()) - (found[0].end - found[0].begin) <= 8
    )
