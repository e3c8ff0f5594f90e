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

_DATES = re.compile(r"\b(?:dates?|when|monitor\w*|review\w*|due)\b", re.I)


def check(ground: Ground) -> Iterator[Finding]:
    """All that is wrong with the measures."""
    yield from _undated(ground)
    yield from _echoes(ground)


def _undated(ground: Ground) -> Iterator[Finding]:
    """Measures without a time: row by row where their column asks for one, else together."""
    columns: dict[tuple[str, int | None, int | None], Found] = defaultdict(list)
    for key, measure in ground.measures():
        at = measure.what.location
        columns[key, at.table, at.column if at.table else None].append((key, measure))
    pooled: dict[tuple[str, bool], list[Found]] = defaultdict(list)
    alone: Found = []
    for found in columns.values():
        lacking = [m for m in found if not _dated(m[1])]
        if _asks(found, lacking):
            alone += lacking
        else:
            key, measure = found[0]
            pooled[key, measure.what.location.table is None].append(found)
    yield from _each_row(alone)
    for columns_of in pooled.values():
        yield from _together(columns_of)


def _asks(found: Found, lacking: Found) -> bool:
    """Whether a column of measures is meant to hold dates: by its heading, or as most have one."""
    at = found[0][1].what
    if at.location.table is None:
        return False
    heading = at.about[-1] if at.about else ""
    return bool(_DATES.search(heading)) or len(lacking) * 2 <= len(found)


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


def _together(columns: list[Found]) -> Iterator[Finding]:
    """One finding for all columns, or all lists, of a document."""
    found = [m for column in columns for m in column]
    lacking = [m for m in found if not _dated(m[1])]
    if not lacking:
        return
    listed = found[0][1].what.location.table is None
    where = "in lists" if listed else f"in {counted(len(columns), 'column')}"
    measures = f"{counted(len(found), 'measure')} {where}"
    if len(lacking) == len(found):
        message = f"None of {measures} says when it is looked at."
    else:
        verb = "does" if len(lacking) == 1 else "do"
        it = "it is" if len(lacking) == 1 else "they are"
        message = f"{len(lacking)} of {measures} {verb} not say when {it} looked at."
    yield _finding(message, lacking)


def _finding(message: str, found: Found) -> Finding:
    words = tuple(dict.fromkeys(Words(k, m.what) for k, m in found))
    return Finding("no_monitoring_date", "medium", message, words)


def _echoes(ground: Ground) -> Iterator[Finding]:
    """A measure whose words are its area's own name."""
    for key, measure in ground.measures():
        at = measure.what.location
        areas = [q.text for q in measure.serves if q.location != at]
        if at.column != 1:
            areas.append(measure.strand)
        if area := next((a for a in areas if _repeats(measure.what.text, a)), None):
            name = re.sub(r"\s+", " ", area)
            message = (
                f"{shown(measure.what.text)} only repeats the name of its area, {shown(name)}."
            )
            yield Finding("measure_repeats_area", "high", message, _with_area(key, measure, area))


def _repeats(measure: str, area: str) -> bool:
    said, named = stems(measure), stems(area)
    return bool(said) and len(named) <= 6 and set(said) <= set(named)


def _with_area(key: str, measure: Measure, area: str) -> tuple[Words, ...]:
    quotes: Iterable[Words] = (Words(key, q) for q in measure.serves if q.text == area)
    return (Words(key, measure.what), *quotes)
