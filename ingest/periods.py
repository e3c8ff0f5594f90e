"""School time: "Spring 26", "by 30/9", "half termly", "Easter 2025 and Spring 26" -> Period."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from ingest.days import NO_FRAME, Frame, days_of
from ingest.entries import Period, PeriodKind, Year
from ingest.points import POINT, Point, first_point, point_of


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of time in a text: what it means and where in the text it begins and ends."""

    period: Period
    begin: int
    end: int


_JOIN = re.compile(
    r"\s*(?:(?P<to>–|—|-|to|until|till|through to|through)|(?P<and>,\s?and|,|and|&|/|or))\s*", re.I
)
_EVERY = re.compile(
    r"\b(?P<half>half[- ]?termly|(?:each|every|once (?:a|each|every)|per) half[- ]?term)\b"
    r"|\b(?P<term>termly|(?:each|every|once (?:a|each|every)|per) term|three times a year)\b"
    r"|\b(?P<biyear>bi-?annual(?:ly)?|twice (?:a|per|each) year|twice yearly|six[- ]monthly)\b"
    r"|\b(?P<year>annually|yearly|annual basis|(?:each|every|once a|per) year(?!\s(?:\d|groups?\b|[a-z]+\sgroup)))\b"
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


def find(text: str, frame: Frame = NO_FRAME) -> tuple[Found, ...]:
    """The phrases of time in `text`, in order, not overlapping; the year from `frame` if unsaid."""
    found: list[Found] = []
    ahead = _Ahead(text)
    at = 0
    while (hit := _next(text, at, frame, ahead)) is not None:
        found.append(hit)
        at = max(hit.end, at + 1)
    return tuple(found)


def read(text: str, frame: Frame = NO_FRAME) -> Period | None:
    """The first phrase of time in `text`, or None where it has none."""
    found = find(text, frame)
    return found[0].period if found else None


_LOOSE = (_EVERY, _ONGOING, _UNDATED)
_REACH = 80
"""Characters before a point of time, or after a rhythm, in which words that belong to it stand."""


class _Ahead:
    """The next match of each sort in a text, searched for again only once it is passed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._loose: dict[re.Pattern[str], re.Match[str] | None] = {}
        self._point: tuple[re.Match[str], Point] | None = None
        self._points_end = False

    def loose(self, at: int) -> re.Match[str] | None:
        """The next rhythm, "ongoing" or "to be confirmed" from `at` on."""
        for pattern in _LOOSE:
            held = self._loose.get(pattern)
            if pattern not in self._loose or (held and held.start() < at):
                self._loose[pattern] = pattern.search(self._text, at)
        return min((m for m in self._loose.values() if m), key=lambda m: m.start(), default=None)

    def point(self, at: int) -> tuple[re.Match[str], Point] | None:
        """The next point of time from `at` on."""
        if not self._points_end and (self._point is None or self._point[0].start() < at):
            self._point = first_point(self._text, at)
            self._points_end = self._point is None
        return self._point


def _next(text: str, at: int, frame: Frame, ahead: _Ahead) -> Found | None:
    point, loose = ahead.point(at), ahead.loose(at)
    if loose and (point is None or loose.start() < point[0].start()):
        return _loose(text, loose, frame)
    return _dated(text, point, frame, at) if point else None


def _loose(text: str, match: re.Match[str], frame: Frame) -> Found:
    """A rhythm or an "ongoing", with the date that says from when, where one follows."""
    end, start = match.end(), None
    year: Year = "unknown"
    after = _LINKED.match(text, end)
    follow = first_point(text[: after.end() + _REACH], after.end()) if after else None
    if (
        after
        and follow
        and follow[0].start() == after.end()
        and (after[1] or after[0].strip() or match.re is _ONGOING)
    ):
        dated = _dated(text, follow, frame, match.start())
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


def _dated(text: str, first: tuple[re.Match[str], Point], frame: Frame, at: int) -> Found:
    """The phrase that begins with a point of time: its list or range, and the words around it."""
    points, joins, end = _run(text, first)
    reach = max(at, first[0].start() - _REACH)
    before = _BEFORE.search(text[reach : first[0].start()])
    points = _years(points, joins, frame)
    begin = reach + before.start() if before else first[0].start()
    if frame.six_terms:
        points = [replace(p, half=1) if p.sort == "numbered" else p for p in points]
    kind = _kind(points, joins, before)
    tail = _AFTER_OPEN.match(text, end)
    spans = [days_of(p, frame, first=bool(tail) or kind == "start") for p in points]
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
    points: list[Point],
) -> Found:
    rhythm = _RHYTHM[every.lastgroup or "year"]
    said = text[begin : every.end()]
    period = Period(
        said, spans[0][0], None, "recurrence", _year(points), rhythm, _recurring(rhythm)
    )
    return Found(period, begin, every.end())


def _run(text: str, first: tuple[re.Match[str], Point]) -> tuple[list[Point], list[str], int]:
    """The points joined by commas, "and", "to" from the first one on, and where they end."""
    points, joins, end = [first[1]], list[str](), first[0].end()
    while join := _JOIN.match(text, end):
        match = POINT.match(text, join.end())
        point = point_of(match) if match else None
        if match is None or point is None or (join["and"] == "/" and point.sort == "year"):
            break
        points.append(point)
        joins.append("to" if join["to"] else "and")
        end = match.end()
    return points, joins, end


def _years(points: list[Point], joins: list[str], frame: Frame) -> list[Point]:
    """Years that the phrase states further right hold for the points before; else the frame's."""
    out, later = list[Point](), None
    for point in reversed(points):
        later = point.year or later
        out.append(
            replace(point, year=point.year or later) if later and point.year is None else point
        )
    return _wrap(out[::-1], joins) if any(p.year for p in points) else points


def _wrap(points: list[Point], joins: list[str]) -> list[Point]:
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


def _year(points: list[Point]) -> Year:
    return "stated" if any(p.year for p in points) else "unknown"


def _kind(points: list[Point], joins: list[str], before: re.Match[str] | None) -> PeriodKind:
    if before and before["deadline"]:
        return "deadline"
    if "to" in joins or (before and before["between"] and len(points) > 1):
        return "window"
    if before and (before["start"] or before["from"]):
        return "start"
    if points[0].sort in ("day", "easter") and len(points) == 1 and not points[0].since:
        return "deadline"
    return "window"


def _period(
    said: str, kind: PeriodKind, spans: list[tuple[date | None, date | None]], points: list[Point]
) -> Period:
    """One period of all the points: a span, or the months of a list that names several."""
    said = said.strip(" ,-–")
    starts, ends = [s for s, _ in spans if s], [e for _, e in spans if e]
    told = any(s and not p.year for p, (s, _) in zip(points, spans, strict=True))
    year: Year = "inferred" if told else _year(points)
    if not starts:
        months = tuple(sorted({int(p.value) for p in points if p.sort in ("month", "day")}))
        every = "yearly" if kind == "window" and points[0].sort != "day" else None
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


def _listed(points: list[Point], said: str) -> bool:
    return all(p.sort == "month" for p in points) and not re.search(
        r"\bto\b|–|-|between|until", said
    )
