"""Measures that nothing says when to look at, and measures that measure nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.checking.finding import Finding, Words, counted, shown
from assistant.checking.ground import Ground, stems
from ingest.entries import Measure
from ingest.periods import find

Found = list[tuple[str, Measure]]


def check(ground: Ground) -> Iterator[Finding]:
    """All that is wrong with the measures."""
    yield from _undated(ground)
    yield from _echoes(ground)


def _undated(ground: Ground) -> Iterator[Finding]:
    tables: dict[tuple[str, int], Found] = defaultdict(list)
    lists: Found = []
    for key, measure in ground.measures():
        table = measure.what.location.table
        if table is None:
            lists.append((key, measure))
        else:
            tables[key, table].append((key, measure))
    bare: list[Found] = []
    for found in tables.values():
        lacking = [m for m in found if not _dated(m[1])]
        if len(lacking) == len(found):
            bare.append(found)
        else:
            yield from _each_row(lacking)
    yield from _all(bare)
    yield from _of_lists(lists)


def _dated(measure: Measure) -> bool:
    """Whether a measure says when it is looked at, or names a time itself."""
    return bool(measure.when) or bool(find(measure.what.text))


def _each_row(lacking: Found) -> Iterator[Finding]:
    rows: dict[tuple[str, int | None, int | None], Found] = defaultdict(list)
    for key, measure in lacking:
        rows[key, measure.what.location.table, measure.what.location.row].append((key, measure))
    for found in rows.values():
        first = shown(found[0][1].what.text)
        more = len(found) - 1
        named = f"{first} and {counted(more, 'more measure')} in its row" if more else first
        has = "has" if len(found) == 1 else "have"
        yield _finding(f"{named} {has} no monitoring date.", found)


def _all(bare: list[Found]) -> Iterator[Finding]:
    found = [m for table in bare for m in table]
    if found:
        where = counted(len(bare), "table")
        yield _finding(
            f"None of {counted(len(found), 'measure')} in {where} has a monitoring date.", found
        )


def _of_lists(lists: Found) -> Iterator[Finding]:
    lacking = [m for m in lists if not _dated(m[1])]
    if lacking:
        of = counted(len(lists), "listed measure")
        some = "None" if len(lacking) == len(lists) else f"Only {len(lists) - len(lacking)}"
        says = "says" if some == "None" or len(lists) - len(lacking) == 1 else "say"
        yield _finding(f"{some} of {of} {says} when it is looked at.", lacking)


def _finding(message: str, found: Found) -> Finding:
    words = tuple(dict.fromkeys(Words(k, m.what) for k, m in found))
    return Finding("no_monitoring_date", "medium", message, words)


def _echoes(ground: Ground) -> Iterator[Finding]:
    """A measure whose words are its area's own name."""
    for key, measure in ground.measures():
        areas = [*(q.text for q in measure.serves), measure.strand]
        if area := next((a for a in areas if _repeats(measure.what.text, a)), None):
            name = re.sub(r"\s+", " ", area)
            message = f"{shown(measure.what.text)} only repeats the name of its area, {shown(name)}."
            yield Finding("measure_repeats_area", "high", message, _with_area(key, measure, area))


def _repeats(measure: str, area: str) -> bool:
    said, named = stems(measure), stems(area)
    return bool(said) and len(named) <= 6 and set(said) <= set(named)


def _with_area(key: str, measure: Measure, area: str) -> tuple[Words, ...]:
    quotes: Iterable[Words] = (Words(key, q) for q in measure.serves if q.text == area)
    return (Words(key, measure.what), *quotes)
