"""The straight rules and the filled areas drawn on a PDF page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Box
from ingest.formats.pdf_marks import Shape
from ingest.formats.pdf_words import colour_of

THIN = 3.0
"""A rectangle no thicker than this, in points, is a rule."""
NEAR = 2.0
"""Rules and ends of rules no further apart than this, in points, meet."""
SHORTEST = 5.0
WHITE = "#FFFFFF"


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


def drawing_of(shapes: Iterable[Shape]) -> Drawing:
    """The rules, those in one line joined, and the fills among a page's shapes."""
    rules: list[Rule] = []
    fills: list[Fill] = []
    for shape in shapes:
        if shape.rectangle:
            rules += _rectangle(shape)
            fills += _fill(shape)
        elif shape.points and not _invisible(shape):
            rules += _path(shape)
    across = in_one_line(rule for rule in rules if rule.level)
    down = in_one_line(rule for rule in rules if not rule.level)
    return Drawing(tuple(across), tuple(down), tuple(fills))


def _edge(x0: float, top: float, x1: float, bottom: float) -> list[Rule]:
    """A rule where two points stand level or above each other."""
    if bottom - top <= 1 and x1 - x0 > 1:
        return [Rule((top + bottom) / 2, x0, x1, level=True)]
    if x1 - x0 <= 1 and bottom - top > 1:
        return [Rule((x0 + x1) / 2, top, bottom, level=False)]
    return []


def _rectangle(shape: Shape) -> list[Rule]:
    """A thin rectangle is a rule; a stroked one is four."""
    x0, top, x1, bottom = shape.box
    inked = shape.filled and colour_of(shape.fill) != WHITE
    if inked and bottom - top <= THIN and x1 - x0 > THIN:
        return [Rule((top + bottom) / 2, x0, x1, level=True)]
    if inked and x1 - x0 <= THIN and bottom - top > THIN:
        return [Rule((x0 + x1) / 2, top, bottom, level=False)]
    if not shape.stroked or colour_of(shape.stroke) == WHITE:
        return []
    return [
        *_edge(x0, top, x1, top),
        *_edge(x0, bottom, x1, bottom),
        *_edge(x0, top, x0, bottom),
        *_edge(x1, top, x1, bottom),
    ]


def _path(shape: Shape) -> list[Rule]:
    """The straight strokes of a line, or of a path with several corners."""
    found: list[Rule] = []
    for (x0, y0), (x1, y1) in pairwise(shape.points):
        found += _edge(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return found


def _invisible(shape: Shape) -> bool:
    """Whether a line or path is not stroked, or in white."""
    straight = len(shape.points) == 2
    return not (shape.stroked or straight) or (
        colour_of(shape.stroke if shape.stroked else shape.fill) == WHITE
    )


def _fill(shape: Shape) -> list[Fill]:
    """A filled rectangle that is neither thin nor white."""
    x0, top, x1, bottom = shape.box
    colour = colour_of(shape.fill)
    thin = min(x1 - x0, bottom - top) <= THIN
    if not shape.filled or thin or colour is None or colour == WHITE:
        return []
    return [Fill(Box(left=x0, top=top, right=x1, bottom=bottom), colour)]


def in_one_line(rules: Iterable[Rule]) -> list[Rule]:
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
