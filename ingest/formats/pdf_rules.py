"""The straight rules and the filled areas drawn on a PDF page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ingest.document import Box
from ingest.formats.pdf_words import colour_of

THIN = 3.0
"""A rectangle no thicker than this, in points, is a rule."""
NEAR = 2.0
"""Rules and ends of rules no further apart than this, in points, meet."""
SHORTEST = 5.0

Drawn = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: where it lies across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float
    level: bool


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle and its colour as "#RRGGBB"."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page's drawing says of its tables: rules across and down, and filled areas."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    fills: tuple[Fill, ...] = ()


def drawing_of(objects: dict[str, list[Drawn]]) -> Drawing:
    """The rules, those in one line joined, and the fills of a page's drawn objects."""
    rules: list[Rule] = []
    fills: list[Fill] = []
    for drawn in objects.get("line", []):
        rules += _stroke(drawn)
    for drawn in objects.get("rect", []):
        rules += _rectangle(drawn)
        fills += _fill(drawn)
    for drawn in objects.get("curve", []):
        rules += _path(drawn)
    across = _in_one_line(rule for rule in rules if rule.level)
    down = _in_one_line(rule for rule in rules if not rule.level)
    return Drawing(tuple(across), tuple(down), tuple(fills))


def _stroke(drawn: Drawn) -> list[Rule]:
    if _invisible(drawn["stroking_color"] if drawn["stroke"] else drawn["non_stroking_color"]):
        return []
    return _edge(drawn["x0"], drawn["top"], drawn["x1"], drawn["bottom"])


def _edge(x0: float, top: float, x1: float, bottom: float) -> list[Rule]:
    """A rule where two points stand level or above each other."""
    if bottom - top <= 1 and x1 - x0 > 1:
        return [Rule((top + bottom) / 2, x0, x1, level=True)]
    if x1 - x0 <= 1 and bottom - top > 1:
        return [Rule((x0 + x1) / 2, top, bottom, level=False)]
    return []


def _rectangle(drawn: Drawn) -> list[Rule]:
    """A thin rectangle is a rule; a stroked one is four."""
    x0, top, x1, bottom = drawn["x0"], drawn["top"], drawn["x1"], drawn["bottom"]
    inked = drawn["fill"] and not _invisible(drawn["non_stroking_color"])
    if inked and bottom - top <= THIN and x1 - x0 > THIN:
        return [Rule((top + bottom) / 2, x0, x1, level=True)]
    if inked and x1 - x0 <= THIN and bottom - top > THIN:
        return [Rule((x0 + x1) / 2, top, bottom, level=False)]
    if not drawn["stroke"] or _invisible(drawn["stroking_color"]):
        return []
    return [
        *_edge(x0, top, x1, top),
        *_edge(x0, bottom, x1, bottom),
        *_edge(x0, top, x0, bottom),
        *_edge(x1, top, x1, bottom),
    ]


def _path(drawn: Drawn) -> list[Rule]:
    """The straight strokes of a path with several corners."""
    if not drawn["stroke"] or _invisible(drawn["stroking_color"]):
        return []
    points = drawn["pts"]
    found: list[Rule] = []
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        found += _edge(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return found


def _invisible(colour: Any) -> bool:
    return colour_of(colour) == "#FFFFFF"


def _fill(drawn: Drawn) -> list[Fill]:
    """A filled rectangle that is neither thin nor white."""
    colour = colour_of(drawn["non_stroking_color"])
    thin = min(drawn["x1"] - drawn["x0"], drawn["bottom"] - drawn["top"]) <= THIN
    if not drawn["fill"] or thin or colour is None or colour == "#FFFFFF":
        return []
    box = Box(left=drawn["x0"], top=drawn["top"], right=drawn["x1"], bottom=drawn["bottom"])
    return [Fill(box, colour)]


def _in_one_line(rules: Iterable[Rule]) -> list[Rule]:
    """Rules with those joined that lie in one line and meet."""
    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if lanes and rule.at - lanes[-1][0].at <= NEAR:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    return [rule for lane in lanes for rule in _meeting(lane) if rule.end - rule.start >= SHORTEST]


def _meeting(lane: list[Rule]) -> list[Rule]:
    at = sum(rule.at for rule in lane) / len(lane)
    joined: list[Rule] = []
    for rule in sorted(lane, key=lambda r: r.start):
        if joined and rule.start - joined[-1].end <= NEAR:
            before = joined[-1]
            joined[-1] = Rule(at, before.start, max(before.end, rule.end), rule.level)
        else:
            joined.append(Rule(at, rule.start, rule.end, rule.level))
    return joined
