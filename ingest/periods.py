"""School time: "Spring 26", "by 30/9", "half termly", "Easter 2025 and Spring 26" -> Period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from dateutil.easter import easter

from ingest.calendar import MONTHS, SEASONS, SchoolCalendar, Span, month_span, year_span
from ingest.entries import Period, PeriodKind, Year


@dataclass(frozen=True, slots=True)
class Frame:
    """What a phrase's year is taken from: the span of the column, heading or plan it stands in.

    Without one, a phrase that states no year has none. `terms` are the trust's own term dates.
    `six_terms` says that "Term 4" is the fourth half-term of the year and not a term.
    """

    span: Span | None = None
    terms: SchoolCalendar = SchoolCalendar()
    six_terms: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of time in a text: what it means and where in the text it begins and ends."""

    period: Period
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Point:
    """A single point of time inside a phrase, its year perhaps still to be told."""

    sort: Literal[
        "day", "month", "season", "half", "numbered", "easter", "christmas", "year", "quarter"
    ]
    value: int | str
    year: int | None
    day: int | None = None
    half: int | None = None
    edge: str | None = None


_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:20\d\d|['’]?\d\d)(?![\d/%])"
_SEASON = r"autumn|spring|summer|michaelmas|lent|trinity|aut|spr|sum"
_EDGE = r"(?:end|start|beginning|middle)\sof(?:\sthe)?|mid[- ]?|early|late"

_POINT = re.compile(
    rf"""
    (?P<iso>\b20\d\d-\d\d-\d\d\b)
  | (?P<slash>\b\d{{1,2}}[/.]\d{{1,2}}(?:[/.](?:20)?\d\d)?\b(?![/.]\d))
  | (?P<ay>\b20\d\d\s?[/–-]\s?(?:20)?\d\d\b(?!-\d))
  | (?:(?P<edge>\b(?:{_EDGE}))\s*)?(?:
      (?P<dm>\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)?(?:day)?\s?
          (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[ -](?P<m1>{_MONTH})\b\.?
          (?:,?[ -](?P<y1>20\d\d|\d\d\b(?!\d|/|:|%)))?)
    | (?P<md>\b(?P<m2>{_MONTH})\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y2>20\d\d))
    | (?P<my>\b(?P<m3>{_MONTH})\b\.?(?:(?:,|\s+of)?[ -]?(?P<y3>{_YEAR}))?)
    | (?P<half>\b(?:(?P<s4>{_SEASON})(?:\s?term)?(?:,?\s(?P<y4a>20\d\d|'?\d\d)\b)?\s?[-(]?\s?
          (?:half[- ]?term\s?|ht\s?|h|half\s)?(?P<h4>[12])\b\)?(?![\d/])(?:\s(?P<y4>20\d\d|\d\d)\b)?
          |(?P<h5>first|second|1st|2nd)\shalf\s(?:of\s)?(?:the\s)?(?P<s5>{_SEASON})(?:\sterm)?
          (?:\s(?P<y5>{_YEAR}))?))
    | (?P<season>\b(?P<s6>{_SEASON})\b(?:[ -](?:terms?|holidays?|break))?(?:(?:\sof|[ ,-]*)[ ]?(?P<y6>{_YEAR}))?(?:[ -]terms?)?)
    | (?P<numbered>\b(?P<w9>half[- ]?term|ht|term)\s?(?P<n9>[1-6])\b(?:[ ,]+(?P<y9>20\d\d(?:[/-]\d\d)?))?)
    | (?P<feast>\b(?P<f7>easter|christmas)\b(?:\s(?P<y7>{_YEAR}))?)
    | (?P<quarter>\bQ(?:uarter\s?)?(?P<q8>[1-4])\b(?:[ -]+(?P<y8>20\d\d(?:[/-]\d\d)?))?)
    | (?P<year>(?<=\bby\s)20\d\d\b|(?<=\bin\s)20\d\d\b|(?<=\bsummer\s)20\d\d\b
          |(?<=\bduring\s)20\d\d\b|(?<=\bend\sof\s)20\d\d\b)
    )
    """,
    re.I | re.X,
)
_JOIN = re.compile(
    r"\s*(?:(?P<to>–|—|-|to|until|till|through to|through)|(?P<and>,\s?and|,|and|&|/|or))\s*", re.I
)
_EVERY = re.compile(
    r"\b(?P<half>half[- ]?termly|(?:each|every|once (?:a|each|every)|per) half[- ]?term)\b"
    r"|\b(?P<term>termly|(?:each|every|once (?:a|each|every)|per) term|three times a year)\b"
    r"|\b(?P<biyear>bi-?annual(?:ly)?|twice (?:a|per|each) year|twice yearly|six[- ]monthly)\b"
    r"|\b(?P<year>annually|yearly|annual basis|(?:each|every|once a|per) year)\b"
    r"|\b(?P<quarter>quarterly|(?:each|every|once a|per) quarter)\b"
    r"|\b(?P<bimonth>twice monthly|twice a month|bi-?monthly)\b"
    r"|\b(?P<month>monthly|(?:each|every|once a|per) month)\b"
    r"|\b(?P<fortnight>fortnightly|every (?:two weeks|fortnight))\b"
    r"|\b(?P<week>weekly|(?:each|every|once a|per) week)\b"
    r"|\b(?P<day>daily|(?:each|every) day)\b",
    re.I,
)
_RHYTHM = {
    "half": "half-termly", "term": "termly", "biyear": "twice a year", "year": "yearly",
    "quarter": "quarterly", "bimonth": "twice monthly", "month": "monthly",
    "fortnight": "fortnightly", "week": "weekly", "day": "daily",
}  # fmt: skip
_ONGOING = re.compile(
    r"\b(?:on[- ]?going|continuous(?:ly)?|throughout(?: the year)?|rolling)\b", re.I
)
_UNDATED = re.compile(
    r"\b(?:ad[- ]?hoc|as required|as needed|once\s[^.;,()]{4,60}(?<=\w)|tbc|tba|to be confirmed)\b",
    re.I,
)
_BEFORE = re.compile(
    r"(?:\b(?:(?P<deadline>(?:(?:due|completed?|in place|ready|live|agreed|approved|submitted|finished)"
    r"[\w ]{0,25}? )?by(?: the)?|no later than|before(?: the)?|due(?: on| in)?:?|deadline:?|until)"
    r"|(?P<start>(?:on[- ]?going )?(?:starting|beginning|commencing|launch(?:ed)?|as)?\s?from|starting(?: in)?|launch(?:ed|es)? in(?: the)?"
    r"|beginning(?: in)?|commencing(?: in)?|since|after)"
    r"|(?P<between>between)|(?P<from>from))\s*)$",
    re.I,
)
_LINKED = re.compile(r"\s*(?:,|-)?\s*(?:as )?(?:(from|starting|since)|to|in)?\s*", re.I)
_AFTER_OPEN = re.compile(
    r"\s*(?:,?\s*(?:and|then)\s+)?(?:on[- ]?going|onwards?|continuing|thereafter)\b", re.I
)
_AFTER_EVERY = re.compile(r"\s*,?\s*(?:(?:followed by|and(?: then)?|then|-)\s+)", re.I)


def find(text: str, frame: Frame = Frame()) -> tuple[Found, ...]:
    """The phrases of time in `text`, in order, not overlapping; the year from `frame` if unsaid."""
    found: list[Found] = []
    at = 0
    while (hit := _next(text, at, frame)) is not None:
        found.append(hit)
        at = max(hit.end, at + 1)
    return tuple(found)


def read(text: str, frame: Frame = Frame()) -> Period | None:
    """The first phrase of time in `text`, or None where it has none."""
    found = find(text, frame)
    return found[0].period if found else None


def _next(text: str, at: int, frame: Frame) -> Found | None:
    point = _first_point(text, at)
    loose = min(
        (m for p in (_EVERY, _ONGOING, _UNDATED) if (m := p.search(text, at))),
        key=lambda m: m.start(),
        default=None,
    )
    if loose and (point is None or loose.start() < point[0].start()):
        return _loose(text, loose, frame)
    return _dated(text, point, frame) if point else None


def _first_point(text: str, at: int) -> tuple[re.Match[str], _Point] | None:
    for match in _POINT.finditer(text, at):
        if point := _point(match):
            return match, point
    return None


def _loose(text: str, match: re.Match[str], frame: Frame) -> Found:
    """A rhythm or an "ongoing", with the date that says from when, where one follows."""
    end, start = match.end(), None
    year: Year = "unknown"
    after = _LINKED.match(text, end)
    follow = _first_point(text, after.end()) if after else None
    if (
        after
        and follow
        and follow[0].start() == after.end()
        and (after[1] or after[0].strip() or match.re is _ONGOING)
    ):
        dated = _dated(text, follow, frame)
        start, year, end = dated.period.start, dated.period.year, dated.end
        if (
            match.re is _ONGOING
            and dated.period.kind == "window"
            and _spans(text[after.end() : end])
        ):
            return Found(replace(dated.period, text=text[match.start() : end]), match.start(), end)
    said = text[match.start() : end]
    if match.re is _EVERY:
        every = _RHYTHM[match.lastgroup or "year"]
        period = Period(said, start, None, "recurrence", year, every, _recurring(every))
    elif match.re is _ONGOING:
        period = Period(said, start, None, "start" if start else "ongoing", year)
    else:
        period = Period(said, None, None, "none", "unknown")
    return Found(period, match.start(), end)


def _spans(said: str) -> bool:
    return bool(re.search(r"\bto\b|–|-|\buntil\b|\band\b", said))


def _recurring(every: str) -> tuple[int, ...]:
    """The months of a rhythm, where every month has one; a termly thing's month is not known."""
    return (
        tuple(range(1, 13))
        if every in ("monthly", "weekly", "fortnightly", "daily", "twice monthly")
        else ()
    )


def _dated(text: str, first: tuple[re.Match[str], _Point], frame: Frame) -> Found:
    """The phrase that begins with a point of time: its list or range, and the words around it."""
    points, joins, end = _run(text, first)
    before = _BEFORE.search(text[: first[0].start()])
    points = _years(points, joins, frame)
    begin = before.start() if before else first[0].start()
    if frame.six_terms:
        points = [replace(p, half=1) if p.sort == "numbered" else p for p in points]
    kind = _kind(points, joins, before)
    tail = _AFTER_OPEN.match(text, end)
    spans = [_span(p, frame, first=bool(tail) or kind == "start") for p in points]
    every = _EVERY.match(text, m.end()) if (m := _AFTER_EVERY.match(text, end)) else None
    if every:
        return _then_every(text, begin, every, spans, points)
    if tail:
        said = text[begin : tail.end()]
        return Found(_period(said, "start", spans, points), begin, tail.end())
    return Found(_period(text[begin:end], kind, spans, points), begin, end)


def _then_every(
    text: str,
    begin: int,
    every: re.Match[str],
    spans: list[tuple[date | None, date | None]],
    points: list[_Point],
) -> Found:
    rhythm = _RHYTHM[every.lastgroup or "year"]
    said = text[begin : every.end()]
    period = Period(
        said, spans[0][0], None, "recurrence", _year(points), rhythm, _recurring(rhythm)
    )
    return Found(period, begin, every.end())


def _run(text: str, first: tuple[re.Match[str], _Point]) -> tuple[list[_Point], list[str], int]:
    """The points joined by commas, "and", "to" from the first one on, and where they end."""
    points, joins, end = [first[1]], list[str](), first[0].end()
    while join := _JOIN.match(text, end):
        match = _POINT.match(text, join.end())
        point = _point(match) if match else None
        if match is None or point is None or (join["and"] == "/" and point.sort == "year"):
            break
        points.append(point)
        joins.append("to" if join["to"] else "and")
        end = match.end()
    return points, joins, end


def _point(match: re.Match[str]) -> _Point | None:
    g = match.groupdict()
    edge = (g["edge"] or "").lower().split(" ")[0].rstrip("-") or None
    if g["iso"]:
        y, m, d = map(int, g["iso"].split("-"))
        return _Point("day", m, y, d) if _real(y, m, d) else None
    if g["slash"]:
        return _slashed(g["slash"])
    if g["ay"]:
        first = int(g["ay"][:4])
        return (
            _Point("year", "academic", first)
            if int(g["ay"][-2:]) == (first + 1) % 100
            else _years_apart(g["ay"])
        )
    if g["dm"] or g["md"]:
        month = _month(g["m1"] or g["m2"])
        day, year = int(g["d1"] or g["d2"]), _full(g["y1"] or g["y2"])
        return _Point("day", month, year, day) if _real(year or 2024, month, day) else None
    if g["my"]:
        if g["m3"].lower() in ("may", "march", "mar", "sum", "dec") and not g["m3"][0].isupper():
            return None
        if g["m3"].lower() == "may" and not g["y3"] and _modal(match):
            return None
        return _Point("month", _month(g["m3"]), _full(g["y3"]), edge=edge)
    return _termly_point(g, edge, match)


def _termly_point(
    g: dict[str, str | None], edge: str | None, match: re.Match[str]
) -> _Point | None:
    if g["half"]:
        season = _season(g["s4"] or g["s5"] or "")
        half = 1 if (g["h4"] == "1" or (g["h5"] or "").lower() in ("first", "1st")) else 2
        return _Point("half", season, _full(g["y4"] or g["y4a"] or g["y5"]), half=half, edge=edge)
    if g["season"]:
        short = (g["s6"] or "").lower() in ("sum", "lent", "trinity", "aut", "spr")
        if short and not (g["y6"] or "term" in match[0].lower()):
            return None
        return _Point("season", _season(g["s6"] or ""), _full(g["y6"]), edge=edge)
    if g["feast"]:
        return _Point(
            "easter" if (g["f7"] or "").lower() == "easter" else "christmas", 0, _full(g["y7"])
        )
    if g["numbered"]:
        sixth = (g["w9"] or "").lower() != "term" or int(g["n9"] or 1) > 3
        return _Point(
            "numbered", int(g["n9"] or 1), int(g["y9"][:4]) if g["y9"] else None, half=int(sixth)
        )
    if g["quarter"]:
        return _Point("quarter", int(g["q8"] or 1), int(g["y8"][:4]) if g["y8"] else None)
    return _Point("year", "calendar", int(match["year"])) if g["year"] else None


def _modal(match: re.Match[str]) -> bool:
    """Whether "May" is the verb at a sentence's start: "May include"."""
    return (
        bool(re.match(r"\s+[a-z]", match.string[match.end() :]))
        and not match.string[: match.start()].strip()
    )


def _years_apart(text: str) -> _Point | None:
    first, last = int(text[:4]), int(text[:2] + text[-2:])
    return _Point("year", f"span{last}", first) if first < last <= first + 10 else None


def _slashed(text: str) -> _Point | None:
    parts = [int(p) for p in re.split(r"[/.]", text)]
    if "." in text and len(parts) < 3:
        return None
    year = 2000 + parts[2] % 100 if len(parts) == 3 else None
    return (
        _Point("day", parts[1], year, parts[0]) if _real(year or 2024, parts[1], parts[0]) else None
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


def _years(points: list[_Point], joins: list[str], frame: Frame) -> list[_Point]:
    """Years that the phrase states further right hold for the points before; else the frame's."""
    out, later = list[_Point](), None
    for point in reversed(points):
        later = point.year or later
        out.append(
            replace(point, year=point.year or later) if later and point.year is None else point
        )
    return _wrap(out[::-1], joins) if any(p.year for p in points) else points


def _wrap(points: list[_Point], joins: list[str]) -> list[_Point]:
    """In "November to April 2025" the first point lies in the year before."""
    if (
        joins == ["to"]
        and points[0].sort == points[1].sort == "month"
        and points[0].year == points[1].year
    ):
        first, last = points
        if int(first.value) > int(last.value) and first.year:
            return [replace(first, year=first.year - 1), last]
    return points


def _year(points: list[_Point]) -> Year:
    return "stated" if any(p.year for p in points) else "unknown"


def _kind(points: list[_Point], joins: list[str], before: re.Match[str] | None) -> PeriodKind:
    if before and before["deadline"]:
        return "deadline"
    if "to" in joins or (before and before["between"] and len(points) > 1):
        return "window"
    if before and (before["start"] or before["from"]):
        return "start"
    if points[0].sort in ("day", "easter") and len(points) == 1:
        return "deadline"
    return "window"


def _period(
    said: str, kind: PeriodKind, spans: list[tuple[date | None, date | None]], points: list[_Point]
) -> Period:
    """One period of all the points: a span, or the months of a list that names several."""
    said = said.strip(" ,-–")
    starts, ends = [s for s, _ in spans if s], [e for _, e in spans if e]
    year = _year(points) if all(p.year for p in points) or not starts else "inferred"
    if not starts:
        months = tuple(sorted({int(p.value) for p in points if p.sort in ("month", "day")}))
        every = "yearly" if kind == "window" else None
        return Period(said, None, None, "recurrence" if every else kind, "unknown", every, months)
    months = (
        tuple(int(p.value) for p in points)
        if len(points) > 1 and kind == "window" and _listed(points, said)
        else ()
    )
    if kind == "deadline":
        return Period(said, None, max(ends), kind, year)
    if kind == "start":
        return Period(said, min(starts), None, kind, year)
    return Period(said, min(starts), max(ends), kind, year, None, months)


def _listed(points: list[_Point], said: str) -> bool:
    return all(p.sort == "month" for p in points) and not re.search(
        r"\bto\b|–|-|between|until", said
    )


def _span(point: _Point, frame: Frame, *, first: bool) -> tuple[date | None, date | None]:
    """The first and last day of a point; both None while its year is not known.

    What begins in some "Autumn term" of a plan begins in the `first` one that the plan has.
    """
    year = point.year or _framed(point, frame, first=first)
    if year is None:
        return None, None
    start, end = _days(point, year, frame.terms)
    third = (end - start) // 3
    if point.edge in ("end", "late"):
        return end - third, end
    if point.edge in ("early", "start", "beginning"):
        return start, start + third
    return (start + third, end - third) if (point.edge or "").startswith("mid") else (start, end)


def _days(point: _Point, year: int, terms: SchoolCalendar) -> Span:
    match point.sort:
        case "day":
            day = date(year, int(point.value), point.day or 1)
            return day, day
        case "month":
            return month_span(year, int(point.value))
        case "season":
            return terms.term(str(point.value), year)
        case "half":
            return terms.half_term(str(point.value), year, point.half or 1)
        case "easter":
            return easter(year), easter(year)
        case "christmas":
            return date(year, 12, 1), date(year, 12, 25)
        case "numbered":
            return _numbered(point, year, terms)
        case "quarter":
            first = month_span(year, 9)[0] if point.year is None else date(year, 9, 1)
            months = [(first.month - 1 + 3 * (int(point.value) - 1) + n) for n in (0, 2)]
            spans = [month_span(year + m // 12, m % 12 + 1) for m in months]
            return spans[0][0], spans[1][1]
        case _:
            if point.value == "calendar":
                return date(year, 1, 1), date(year, 12, 31)
            last = int(str(point.value)[4:]) if str(point.value).startswith("span") else year + 1
            return year_span(year)[0], date(last, 8, 31)


def _numbered(point: _Point, year: int, terms: SchoolCalendar) -> Span:
    """Term 1 to 3, or half-term 1 to 6, of the academic year that begins in `year`."""
    number = int(point.value) - 1
    season = SEASONS[number // 2 if point.half else number]
    year += season != "autumn"
    return terms.half_term(season, year, number % 2 + 1) if point.half else terms.term(season, year)


def _framed(point: _Point, frame: Frame, *, first: bool) -> int | None:
    """The year of a point inside the frame, where just one year (or `first`) makes it fall there."""
    if frame.span is None:
        return None
    start, end = frame.span
    years = [
        y
        for y in range(start.year, end.year + 1)
        if _inside(_days(point, y, frame.terms), start, end)
    ]
    return years[0] if len(years) == 1 or (years and first) else None


def _inside(span: Span, start: date, end: date) -> bool:
    return span[0] >= start and span[0] <= end


@lru_cache(maxsize=4096)
def covered(text: str) -> Span | None:
    """The span of years that a title or heading covers: "2025-2028", "Academic Year 2025-2026"."""
    for match in _year_spans(text):
        first, last = match
        return date(first, 9, 1), date(last, 8, 31)
    return None


def _year_spans(text: str) -> Iterator[tuple[int, int]]:
    for m in re.finditer(r"\b(20\d\d)\s?(?:[-–—/]|to)\s?((?:20)?\d\d)\b(?![-/]\d)", text):
        first, last = int(m[1]), 2000 + int(m[2]) % 100
        if first < last <= first + 10:
            yield first, last
