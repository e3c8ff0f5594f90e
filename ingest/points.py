"""A single point of school time in a text: a day, a month, a term, half a term, Easter, a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.calendar import MONTHS


@dataclass(frozen=True, slots=True)
class Point:
    """A single point of time inside a phrase, its year perhaps still to be told."""

    sort: Literal[
        "day", "month", "season", "half", "numbered", "easter", "christmas", "year", "quarter"
    ]
    value: int | str
    year: int | None
    day: int | None = None
    half: int | None = None
    edge: str | None = None
    since: int | None = None
    """The first day of several in a month: 16 of "16–27 November"."""


_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:20\d\d|['’]?\d\d)(?![\d/%])"
_SCHOOL_YEAR = (
    r"(?:20\d\d\s?[/–-]\s?(?:20)?\d\d(?!-?\d)|(?<![\d/£.])[2-4]\d/[2-4]\d(?![\d/%]|\.\d))"
)
"""An academic year in figures: "2025-26", "2025/2026", "25/26"."""
_SEASON = r"autumn|spring|summer|michaelmas|lent|trinity|aut|spr|sum"
_EDGE = r"(?:end|start|beginning|middle)\sof(?:\sthe)?|mid[- ]?|early|late"

POINT = re.compile(
    rf"""
    (?P<iso>\b20\d\d-\d\d-\d\d\b)
  | (?P<slash>\b(?![2-4]\d/[2-4]\d\b)\d{{1,2}}[/.]\d{{1,2}}(?:[/.](?:20)?\d\d)?\b(?![/.]\d))
  | (?:(?P<edge>\b(?:{_EDGE}))\s*)?(?:
      (?P<ay>\b{_SCHOOL_YEAR})
    | (?P<dm>\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)?(?:day)?\s?
          (?:(?P<d0>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:–|—|-|&|\bto\b|\band\b)\s?
             (?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\s)?)?
          (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[ -](?P<m1>{_MONTH})\b\.?
          (?:,?[ -](?P<y1>20\d\d|\d\d\b(?!\d|/|:|%)))?)
    | (?P<md>\b(?P<m2>{_MONTH})\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y2>20\d\d))
    | (?P<my>\b(?P<m3>{_MONTH})\b\.?(?:(?:,|\s+of)?[ -]?(?P<y3>{_YEAR}))?)
    | (?P<half>\b(?:(?P<s4>{_SEASON})(?:\s?term)?(?:,?\s(?P<y4a>20\d\d|'?\d\d)\b)?\s?[-(]?\s?
          (?:half[- ]?term\s?|ht\s?|h|half\s)?(?P<h4>[12])\b\)?(?![\d/])(?:\s(?P<y4>{_SCHOOL_YEAR}|20\d\d|\d\d)\b)?
          |(?P<h5>first|second|1st|2nd)\shalf\s(?:of\s)?(?:the\s)?(?P<s5>{_SEASON})(?:\sterm)?
          (?:\s(?P<y5>{_YEAR}))?))
    | (?P<season>\b(?P<s6>{_SEASON})\b(?:[ -](?:terms?|holidays?|break))?(?:(?:\sof|[ ,-]*)[ ]?(?P<y6>{_SCHOOL_YEAR}|{_YEAR}))?(?:[ -]terms?)?)
    | (?P<numbered>\b(?P<w9>half[- ]?term|ht|term)\s?(?P<n9>[1-6])\b(?:[ ,]+(?P<y9>20\d\d(?:[/-]\d\d)?|{_SCHOOL_YEAR}))?)
    | (?P<feast>\b(?P<f7>easter|christmas)\b(?:\s(?P<y7>{_YEAR}))?)
    | (?P<quarter>\bQ(?:uarter\s?)?(?P<q8>[1-4])\b(?:[ -]+(?P<y8>20\d\d(?:[/-]\d\d)?|{_SCHOOL_YEAR}))?)
    | (?P<year>(?<=\bby\s)20\d\d\b|(?<=\bin\s)20\d\d\b|(?<=\bsummer\s)20\d\d\b
          |(?<=\bduring\s)20\d\d\b|(?<=\bend\sof\s)20\d\d\b)
    )
    """,
    re.I | re.X,
)


_SIGN = re.compile(
    r"[\d’]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|aut|spr|sum|easter|christmas|michaelmas|lent|trinity"
    r"|first|second|term|\bht",
    re.I,
)
"""What stands in every point of time: a quick look spares a long one in texts without any."""
_BEFORE = 40
"""Characters before its sign at which a point of time begins, at most."""


def first_point(text: str, at: int) -> tuple[re.Match[str], Point] | None:
    """The first point of time in `text` from `at` on, with its match; None where there is none."""
    sign = _SIGN.search(text, at)
    if sign is None:
        return None
    for match in POINT.finditer(text, max(at, sign.start() - _BEFORE)):
        if point := point_of(match):
            return match, point
    return None


def point_of(match: re.Match[str]) -> Point | None:
    g = match.groupdict()
    edge = (g["edge"] or "").lower().split(" ")[0].rstrip("-") or None
    if g["iso"]:
        y, m, d = map(int, g["iso"].split("-"))
        return Point("day", m, y, d) if _real(y, m, d) else None
    if g["slash"]:
        return _slashed(g["slash"])
    if g["ay"]:
        first = _first_year(g["ay"])
        if int(g["ay"][-2:]) == (first + 1) % 100:
            return Point("year", "academic", first, edge=edge)
        return _years_apart(g["ay"]) if len(g["ay"]) > _SHORTEST else None
    if g["dm"] or g["md"]:
        month = _month(g["m1"] or g["m2"])
        day, year = int(g["d1"] or g["d2"]), _full(g["y1"] or g["y2"])
        since = int(g["d0"]) if g["d0"] and 0 < int(g["d0"]) < day else None
        known = _real(year or 2024, month, day)
        return Point("day", month, year, day, since=since) if known else None
    if g["my"]:
        if g["m3"].lower() in ("may", "march", "mar", "sum", "dec") and not g["m3"][0].isupper():
            return None
        if g["m3"].lower() == "may" and not g["y3"] and _modal(match):
            return None
        return Point("month", _month(g["m3"]), _full(g["y3"]), edge=edge)
    return _termly_point(g, edge, match)


def _termly_point(g: dict[str, str | None], edge: str | None, match: re.Match[str]) -> Point | None:
    if g["half"]:
        season = _season(g["s4"] or g["s5"] or "")
        half = 1 if (g["h4"] == "1" or (g["h5"] or "").lower() in ("first", "1st")) else 2
        year = _of_season(season, g["y4"] or g["y4a"] or g["y5"])
        return Point("half", season, year, half=half, edge=edge)
    if g["season"]:
        short = (g["s6"] or "").lower() in ("sum", "lent", "trinity", "aut", "spr")
        if short and not (g["y6"] or "term" in match[0].lower()):
            return None
        season = _season(g["s6"] or "")
        return Point("season", season, _of_season(season, g["y6"]), edge=edge)
    if g["feast"]:
        return Point(
            "easter" if (g["f7"] or "").lower() == "easter" else "christmas", 0, _full(g["y7"])
        )
    if g["numbered"]:
        sixth = (g["w9"] or "").lower() != "term" or int(g["n9"] or 1) > 3
        return Point(
            "numbered",
            int(g["n9"] or 1),
            _first_year(g["y9"]) if g["y9"] else None,
            half=int(sixth),
        )
    if g["quarter"]:
        return Point("quarter", int(g["q8"] or 1), _first_year(g["y8"]) if g["y8"] else None)
    return Point("year", "calendar", int(match["year"])) if g["year"] else None


_SHORTEST = 5
"""Characters of an academic year in two figures each: "25/26"."""


def _first_year(text: str) -> int:
    """The year in which an academic year begins."""
    return int(text[:4]) if text[:2] == "20" and text[2:3].isdigit() else 2000 + int(text[:2])


def _of_season(season: str, text: str | None) -> int | None:
    """The year of a term: of spring and summer, the one in which their academic year ends."""
    if not text or not re.search(r"\d\s?[/–-]\s?\d", text):
        return _full(text)
    first = _first_year(text)
    follows = int(text[-2:]) == (first + 1) % 100
    return first + 1 if follows and season != "autumn" else first


def _modal(match: re.Match[str]) -> bool:
    """Whether "May" is the verb at a sentence's start: "May include"."""
    return (
        bool(re.match(r"\s+[a-z]", match.string[match.end() :]))
        and not match.string[: match.start()].strip()
    )


def _years_apart(text: str) -> Point | None:
    first, last = int(text[:4]), int(text[:2] + text[-2:])
    return Point("year", f"span{last}", first) if first < last <= first + 10 else None


def _slashed(text: str) -> Point | None:
    parts = [int(p) for p in re.split(r"[/.]", text)]
    if "." in text and len(parts) < 3:
        return None
    year = 2000 + parts[2] % 100 if len(parts) == 3 else None
    return (
        Point("day", parts[1], year, parts[0]) if _real(year or 2024, parts[1], parts[0]) else None
    )


def _real(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _month(name: str | None) -> int:
    return [m[:3].lower() for m in MONTHS].index((name or "")[:3].lower()) + 1


def _season(name: str) -> str:
    low = name.lower()
    named = {"michaelmas": "autumn", "lent": "spring", "trinity": "summer"}
    return named.get(low) or {"aut": "autumn", "spr": "spring", "sum": "summer"}[low[:3]]


def _full(year: str | None) -> int | None:
    return 2000 + int(year.lstrip("'’")) % 100 if year else None
