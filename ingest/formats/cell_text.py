"""A spreadsheet's values as a person sees them: dates, times, amounts, percentages."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from ingest.formats.text_markup import listed
from ingest.heading_texts import MONTHS

_MONTHS = MONTHS.title().split()
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_DECIMALS = re.compile(r"[0#]\.(0+)")
_CURRENCY = re.compile(r"[£$€]")

Value = str | bool | int | float | date | datetime | time | timedelta | None


def cell_paragraphs(value: Value, number_format: str = "General") -> tuple[str, ...]:
    """The lines of a cell's value, none when it is blank."""
    parts = [part for line in shown(value, number_format).splitlines() for part in listed(line)]
    return tuple(words for words in (" ".join(part.split()) for part in parts) if words)


def shown(value: Value, number_format: str = "General") -> str:
    """A value as its format shows it, dates as "14 March 2026"."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            at = f" {value:%H:%M}" if value.time() != time() else ""
            return _date(value, number_format) + at
        case date():
            return _date(value, number_format)
        case time():
            return f"{value:%H:%M}"
        case int() | float():
            return _number(value, number_format)
        case _:
            return str(value)


def _date(value: date, number_format: str) -> str:
    """A date with those of day, month and year that its format shows."""
    shape = _NOT_SHOWN.sub("", number_format.split(";")[0]).lower()
    month = _MONTHS[value.month - 1]
    if "d" in shape or ("m" not in shape and "y" not in shape):
        return f"{value.day} {month} {value.year}"
    if "m" not in shape:
        return str(value.year)
    return f"{month} {value.year}" if "y" in shape else month


def _number(value: float, number_format: str) -> str:
    """A number with its format's percent sign, currency, decimals and thousands."""
    if number_format in ("General", "@"):
        return f"{value:.10g}" if abs(value) < 1e15 else str(value)
    shape = number_format.split(";")[0]
    bare = re.sub(r'\[\$?([^\]-]*)[^\]]*\]|"([^"]*)"', r"\1\2", shape)
    found = _DECIMALS.search(bare)
    places = len(found[1]) if found else 0
    if "0" not in bare and "#" not in bare:
        return f"{value:.10g}"
    if "%" in bare:
        return f"{value:.{places}%}"
    currency = _CURRENCY.search(bare)
    written = f"{abs(value):,.{places}f}" if "," in bare else f"{abs(value):.{places}f}"
    return f"{'-' if value < 0 else ''}{currency[0] if currency else ''}{written}"
