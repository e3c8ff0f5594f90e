"""Which rows of a table are its title and its headings, and where a new set of headings begins below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.heading_texts import LONGEST_LABEL, enumerated, heading_words, is_period, is_value

_ASIDE = re.compile(r"\([^()]*\)")
_LONGEST_TITLE = 150
_LONGEST_SHORT = 10
"""Letters that a label which ends in an abbreviation's full stop has at most."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell laid out: its text, where it begins (from 0) and how far it reaches."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str = ""
    bold: bool = False


Rows = Sequence[Sequence[Spot]]


@dataclass(frozen=True, slots=True)
class Band:
    """Rows `start` to `end` (excluded): titles, then headings, then from `body` what they head."""

    start: int
    headings: int
    body: int
    end: int
    title: str = ""


def bands(rows: Rows, known: int | None = None) -> tuple[Band, ...]:
    """The bands of a table from the top; `known` is how many rows the format says are headings."""
    found: list[Band] = []
    start = 0
    first = _first_band(rows, known)
    while start < len(rows):
        headings, body, title = first if start == 0 else _new_band(rows, start, first)
        end = max(body, start + 1)
        while end < len(rows) and not _begins_band(rows, end, first):
            end += 1
        found.append(Band(start, headings, body, end, title))
        start = end
    return tuple(found)


def column_path(rows: Rows, headings: range, column: int) -> tuple[str, ...]:
    """The heading words over a column, outermost first, each once."""
    path: list[str] = []
    for row in headings:
        text = rows[row][column].text
        if not text and row + 1 in headings and rows[row + 1][column].text:
            text = next((s.text for s in reversed(rows[row][:column]) if s.text), "")
        if text and text not in path[-1:]:
            path.append(text)
    return tuple(path)


def _first_band(rows: Rows, known: int | None) -> tuple[int, int, str]:
    """Where the headings and the body of the top band begin, and its title."""
    titles = 0
    while titles < min(3, len(rows) - 1) and _lone(rows[titles]):
        titles += 1
    if known is None or 0 < known <= titles:
        body = titles + _heading_rows(rows, titles, strict=False)
    else:
        body = known
    titles = min(titles, body)
    return titles, min(body, len(rows)), " ".join(rows[t][0].text for t in range(titles))


def _new_band(rows: Rows, start: int, first: tuple[int, int, str]) -> tuple[int, int, str]:
    """The same for a band further down, which may go on under the headings above it."""
    if not _lone(rows[start]):
        return start, min(start + first[1] - first[0], len(rows)), ""
    headings = start + 1
    count = _heading_rows(rows, headings, strict=True)
    return headings, headings + count, rows[start][0].text


def _begins_band(rows: Rows, at: int, first: tuple[int, int, str]) -> bool:
    """Whether row `at` is a title inside the table, or its headings said again."""
    if at + 1 >= len(rows):
        return False
    row = rows[at]
    if _lone(row):
        merged = row[0].columns == len(row)
        return merged or _stands_out(rows, at) or _heading_rows(rows, at + 1, strict=True) > 0
    repeated = [s.text for s in row] == [s.text for s in rows[first[0]]]
    return first[0] < first[1] and len(_distinct(row)) > 1 and repeated


def _lone(row: Sequence[Spot]) -> bool:
    """Whether a row's only words are a short text in its first cell."""
    spot = row[0]
    return (
        len(row) > 1
        and 0 < len(spot.text) <= _LONGEST_TITLE
        and spot.rows == 1
        and not any(s.text for s in row if s is not spot)
    )


def _stands_out(rows: Rows, at: int) -> bool:
    """Whether a row's first cell is bold and the next row's is not."""
    return rows[at][0].bold and not rows[at + 1][0].bold


def _heading_rows(rows: Rows, start: int, *, strict: bool) -> int:
    """How many rows from `start` are headings; `strict` asks for more than short labels."""
    if not _heads(rows, start, strict=strict):
        return 0
    count = 1
    while count < 3 and _splits(rows, start + count):
        count += 1
    return count


def _heads(rows: Rows, at: int, *, strict: bool) -> bool:
    """Whether row `at` names the columns under it."""
    if at + 1 >= len(rows):
        return False
    row = _distinct(rows[at])
    texts = [s.text for s in row]
    if len(row) < 2 or not (_label_like(texts) or _told_apart(rows, at, row)):
        return False
    if _mostly_periods(texts) or enumerated(texts) or _bold(row) > _bold(_distinct(rows[at + 1])):
        return True
    return not strict and _covers(rows, at) and _differs(rows, at)


def _label_like(texts: Sequence[str]) -> bool:
    """Whether all texts are short names and not values; what is in brackets does not count."""
    if _mostly_periods(texts):
        return all(len(t) <= _LONGEST_TITLE for t in texts)
    cores = [_ASIDE.sub("", t).strip() for t in texts]
    return all(
        len(c) <= LONGEST_LABEL
        and not (len(c) > _LONGEST_SHORT and c.endswith((".", ";")))
        and not is_value(c)
        for c in cores
    ) and not any(is_period(c) for c in cores)


def _told_apart(rows: Rows, at: int, row: Sequence[Spot]) -> bool:
    """Whether the texts that look like an acronym or a time are names of columns all the same: most
    of what stands under each is of another kind, and the other texts are labels."""
    doubtful = [s for s in row if not _label_like([s.text])]
    if len(doubtful) == len(row) or not _label_like([s.text for s in row if s not in doubtful]):
        return False
    return all(_unlike_below(rows, at, s) for s in doubtful)


def _unlike_below(rows: Rows, at: int, spot: Spot) -> bool:
    """Whether a cell is an acronym or a time, and most of those under it are not."""
    core = _ASIDE.sub("", spot.text).strip()
    below = [r[spot.column].text for r in rows[at + 1 :] if r[spot.column].text]
    if _is_acronym(core) and core not in below and _headings(rows[at]) >= _SURELY:
        return True
    for kind in (_is_acronym, is_period):
        if kind(core):
            return bool(below) and 2 * sum(kind(b.strip()) for b in below) < len(below)
    return False


_SURELY = 2
"""How many cells that commonly head a column make a row of headings of one with an acronym."""


def _headings(row: Sequence[Spot]) -> int:
    """How many cells of a row are nothing but words that commonly head a column."""
    words = [re.findall(r"[a-z]+", s.text.lower()) for s in _distinct(row)]
    return sum(bool(w) and all(x in heading_words() for x in w) for w in words)


def _is_acronym(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z&]{2,6}s?", text))


def _mostly_periods(texts: Sequence[str]) -> bool:
    """Whether at least two texts, and half of them all, are names of times."""
    count = sum(is_period(t) or is_period(_ASIDE.sub("", t).strip()) for t in texts)
    return count >= 2 and 2 * count >= len(texts)


def _bold(row: Sequence[Spot]) -> bool:
    """Whether every filled cell is bold."""
    return bool(row) and all(s.bold for s in row)


def _covers(rows: Rows, at: int) -> bool:
    """Whether most of what stands in the next row stands under a heading."""
    below = [c for c, s in enumerate(rows[at + 1]) if s.text and c > 0]
    headed = sum(bool(rows[at][c].text) for c in below)
    return headed >= 0.6 * len(below) or _splits(rows, at + 1)


def _differs(rows: Rows, at: int) -> bool:
    """Whether the row is of another kind than the rows under it; two columns need more to say so."""
    if len(rows[at]) > 2:
        return True
    heads = [rows[at][c].text for c in (0, 1)]
    if all(heading_words() & set(re.findall(r"[a-z]+", h.lower())) for h in heads):
        return True
    below = [[r[c].text for r in rows[at + 1 :] if r[c].text] for c in (0, 1)]
    if len(below[1]) > 1 and all(is_value(t) or is_period(t) for t in below[1]):
        return True
    return all(
        b and sum(map(len, b)) > 2 * len(h) * len(b) for h, b in zip(heads, below, strict=True)
    )


def _splits(rows: Rows, at: int) -> bool:
    """Whether row `at` divides headings of the row above it that reach over several columns."""
    if at + 1 >= len(rows):
        return False
    own = [s if s.row == at and s.text else None for s in rows[at]]
    texts = [s.text for s in _distinct([s for s in own if s])]
    if not texts or not _label_like(texts):
        return False
    groups = _groups(rows[at - 1])
    divided = any(len({own[c].column for c in g if own[c]}) > 1 for g in groups)  # pyright: ignore[reportOptionalMemberAccess]
    lone = [g[0] for g in groups if len(g) == 1 and own[g[0]]]
    plain = all(not rows[at - 1][c].text for c in lone)
    return divided and (plain or _mostly_periods(texts) or _bold([s for s in own if s]))


def _groups(row: Sequence[Spot]) -> list[list[int]]:
    """Columns under one heading each: a filled cell's own and the blank ones after it."""
    groups: list[list[int]] = []
    last: Spot | None = None
    for column, spot in enumerate(row):
        if groups and (spot is last or not spot.text):
            groups[-1].append(column)
        else:
            groups.append([column])
        last = spot
    return groups


def _distinct(row: Sequence[Spot]) -> list[Spot]:
    """The filled cells of a row, each once."""
    return [s for c, s in enumerate(row) if s.text and (c == 0 or row[c - 1] is not s)]
