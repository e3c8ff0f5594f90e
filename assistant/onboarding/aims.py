"""The aims in short: mission, vision, objectives and priorities, in the plan's words and order."""

from __future__ import annotations

import re

from assistant.composed import Said
from assistant.onboarding.ground import Ground, ended, flat, item
from assistant.onboarding.part import Part, Ranked, part
from ingest.entries import Aim
from ingest.filing import Kept
from ingest.people import is_initials

_SORTS = ("mission", "vision", "objective", "aim", "intent", "priority", "value")
_LONGEST = 38


def aims(ground: Ground) -> Part:
    """What the plan aims at: the whole first, then its numbered aims, then each part's."""
    lines: list[Ranked] = []
    seen: set[str] = set()
    sorts: dict[tuple[str, str], int] = {}
    for n, kept in enumerate(ground.of(Aim)):
        aim = kept.entry
        assert isinstance(aim, Aim)
        key = flat(re.sub(r"^[\d.]+\s+|\s+continued$", "", aim.what.text))
        if key in seen or not _tells(ground, kept, aim):
            continue
        seen.add(key)
        place = (aim.sort, aim.strand)
        sorts[place] = sorts.get(place, -1) + 1
        lines.append(_line(ground, kept, aim, n, sorts[place]))
    return part("aims", lines, more="/plans", most=16)


def _line(ground: Ground, kept: Kept, aim: Aim, order: int, nth: int) -> Ranked:
    said = ground.said(aim.what, kept.document, _LONGEST)
    lead = _lead(aim, said)
    sort = _SORTS.index(aim.sort) if aim.sort in _SORTS else len(_SORTS)
    own = not ground.near(aim.strand)
    return Ranked(item(lead, ended(said)), (own, _weight(aim, sort, nth), sort, nth), (order,))


def _lead(aim: Aim, said: Said) -> str:
    """What is written before an aim's words: its sort or number, where its words lack that."""
    if aim.sort in ("mission", "vision") and not aim.number:
        return f"{aim.sort.title()}: "
    if aim.number and not said.text.startswith(aim.number):
        return f"{aim.sort.title()} {aim.number}: "
    lettered = aim.number.isalpha()
    return (
        f"{aim.strand}: " if aim.strand and (lettered or aim.sort in ("intent", "priority")) else ""
    )


def _weight(aim: Aim, sort: int, nth: int) -> int:
    """How much an aim matters: what the whole plan is for, its chief aims, each part's first."""
    if aim.sort in ("mission", "vision"):
        return 0 if nth == 0 else 9
    if re.fullmatch(r"\d+", aim.number) and aim.parent is None:
        return 1
    return 2 + min(nth, 3) + sort if aim.strand or aim.number else 8


def _tells(ground: Ground, kept: Kept, aim: Aim) -> bool:
    """Whether words are an aim: not a name, initials or a row of link roles."""
    text = aim.what.text.strip()
    if len(text.split()) < 3 or is_initials(text) or "Role" in text.split(":")[0]:
        return False
    capitals = sum(w[:1].isupper() for w in re.findall(r"[A-Za-z]{3,}", text))
    long = len(re.findall(r"[A-Za-z]{3,}", text))
    return not text.startswith(('"', "“")) and (capitals * 2 <= long or bool(aim.number))
