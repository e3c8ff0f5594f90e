"""Facts in the plan's own sentences and cells, and whether what was found supports an answer at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.composed import Composed, Line, Piece, bullet
from assistant.composing.counted import gives_number
from assistant.composing.ground import (
    Ground,
    best_sentence,
    nearest,
    place,
    sentence,
    stated,
    varied,
)
from assistant.composing.row_lines import row_line
from assistant.composing.rows import reason
from assistant.composing.when import SPAN
from assistant.coverage import stem_set, weight
from assistant.statements import Statement
from assistant.vocabulary import Term
from ingest.people import names
from ingest.periods import find
from ingest.segments import sentences

SUPPORTED = 0.55
"""How much of what is asked one place must cover before it counts as an answer."""
_LETTER = re.compile(r"\w")
_SHARE = re.compile(r"\d\s?(?:%|per ?cent)|\d\.\d", re.I)
_MONEY = re.compile(r"[£$€]\s?\d|\b\d[\d,.]*\s?(?:pounds|million|k\b)", re.I)


def fact(ground: Ground, among: Sequence[Statement] | None = None) -> Composed:
    """The places that answer, a quotation each; or that nothing does, with what comes nearest."""
    found = judged(ground, varied(ground.search.statements() if among is None else among))
    if not ground.query.terms or not found:
        return not_found(ground, found)
    best = found[0]
    missing = missing_of(ground.query.terms, best)
    if _strange_year(ground, best):
        return not_found(ground, found)
    if (
        best.score < SUPPORTED
        or _presumes(ground, missing)
        or unknown_name(missing)
        or _only_names(ground.query.terms, missing)
        or _lacks_figure(ground, found)
        or _lacks_outcome(ground, best)
    ):
        return not_found(ground, found)
    chosen = chosen_of(ground, found)
    several = len({c.plan for c in chosen}) > 1
    lines = dict.fromkeys(line_of(ground, s, several=several) for s in once(ground, chosen))
    return Composed("answered", (*reason(ground, best), *lines))


def once(ground: Ground, chosen: Sequence[Statement]) -> Iterator[Statement]:
    """The places, without the further cells of a row that is shown whole."""
    whole: set[tuple[str, int | None, int | None]] = set()
    for s in chosen:
        row = (s.document, s.quote.location.table, s.quote.location.row)
        if row not in whole:
            yield s
        if row[1] is not None and row_line(ground, s):
            whole.add(row)


def figure(ground: Ground) -> Composed | None:
    """The figure that "how many …" asks for, where a sentence or cell gives it."""
    found = judged(ground, varied(ground.search.statements()))
    if not found or found[0].score < 0.75:
        return None
    told = fact(ground, found)
    return told if told.status == "answered" else None


def dated(ground: Ground) -> Composed:
    """The places that answer and give a time, in their words or in their column's heading."""
    found = ground.search.statements()
    timed = [
        s
        for s in found
        if find(s.quote.text)
        or SPAN.search(s.quote.text)
        or any(find(a) for a in s.quote.about if len(a.split()) <= 4)
    ]
    return fact(ground, timed) if timed else not_found(ground, found)


def _strange_year(ground: Ground, best: Statement) -> bool:
    """Whether the question is about a year that no plan covers and the place found does not name."""
    asked = [int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", ground.query.text)]
    spans = [(p.start.year, p.end.year) for p in ground.plans.values() if p.start and p.end]
    text = " ".join((best.whole, *best.quote.about, *best.context))
    return bool(spans) and any(
        str(y) not in text and not any(a - 1 <= y <= b for a, b in spans) for y in asked
    )


def judged(ground: Ground, found: Sequence[Statement]) -> list[Statement]:
    """Those that say anything: with a figure, where the question asks for one."""
    q = ground.query
    if not q.terms:
        return []
    said = [
        s
        for s in found
        if s.score > 0
        and _LETTER.search(s.quote.text)
        and (len(s.quote.text.split()) > 1 or s.quote.about)
    ]
    if q.counts:
        return [s for s in said if gives_number(s, q)]
    if not q.amount:
        return said
    return [s for s in said if _pattern(q.text).search(s.quote.text)] or said


_COUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half)\b", re.I
)


def _pattern(text: str) -> re.Pattern[str]:
    """What a figure of the asked kind looks like."""
    money = r"£|pounds|\bcosts?\b|spend|\bpays?\b|\bbudget for\b|set aside|how much (?:is|are|was|does|do|money)\b"
    if re.search(r"\brates?\b|\bper ?cent", text, re.I) and not re.search(money, text, re.I):
        return _SHARE
    return _MONEY if re.search(money, text, re.I) else _COUNT


def chosen_of(ground: Ground, found: Sequence[Statement]) -> list[Statement]:
    """The best and what is nearly as good, of each plan asked about, within an answer's length."""
    top = found[0].score
    out: list[Statement] = []
    words = 0
    for s in found[:12]:
        both = re.search(r"\band\b", ground.query.text, re.I) and len(ground.query.terms) > 2
        if s.score < (max(0.45, top - 0.5) if both else max(SUPPORTED, top - 0.2)) or len(out) >= 5:
            break
        n = len(best_sentence(s, ground.query).split())
        if out and words + n > 95:
            continue
        out.append(s)
        words += n
    return out


def line_of(ground: Ground, s: Statement, *, several: bool) -> Line:
    """A quotation after the plan, row and column that it stands in, where these are short."""
    lead = f"{ground.short(s.plan)}: " if several or len(ground.plans) > 1 else ""
    if row := row_line(ground, s, lead=lead):
        return row
    return bullet(lead, place(s), *_with_subject(s, best_sentence(s, ground.query)))


def _with_subject(s: Statement, chosen: str) -> tuple[Piece, ...]:
    """The chosen words, after the paragraph's first sentence where they only say "she" or "his"."""
    first = next(iter(sentences(s.whole)), "")
    if (
        first
        and first not in chosen
        and _PRONOUN.search(chosen)
        and names(first)
        and not names(chosen)
    ):
        subject = replace(s, quote=replace(s.quote, text=first))
        return stated(subject, first), " … ", stated(s, chosen)
    return (stated(s, chosen),)


_PRONOUN = re.compile(r"\b(?:she|he|her|his|him|they|their)\b", re.I)


def missing_of(terms: Sequence[Term], best: Statement) -> list[Term]:
    text = stem_set(best.quote.text).union(
        *(stem_set(c) for c in (*best.context, *best.quote.about))
    )
    return [t for t in terms if not any(all(s in text for s in o.stems) for o in t.options)]


def unknown_name(missing: Sequence[Term]) -> bool:
    """Whether a name, or a word that no document has, is what the question turns on."""
    return any(t.name and not t.known and len(t.word) > 2 for t in missing)


_PRESUMES = re.compile(
    r"^\W*(?:so |and |but )?(?:why|when|how)\s(?:did|was|were|has|have|is|are)\b", re.I
)


def _presumes(ground: Ground, missing: Sequence[Term]) -> bool:
    """Whether the question takes for granted that something happened which no document speaks of."""
    strange = any(not t.known and weight(t) >= 0.7 for t in missing)
    return strange and bool(_PRESUMES.match(ground.query.told))


def _only_names(terms: Sequence[Term], missing: Sequence[Term]) -> bool:
    """Whether a place only names what is asked about, and says nothing of what is asked of it."""
    rest = [t for t in missing if not t.name and weight(t) > 0.3]
    told = [t for t in terms if t not in missing]
    return bool(rest and told) and all(t.name for t in told)


def _lacks_figure(ground: Ground, found: Sequence[Statement]) -> bool:
    q = ground.query
    if not q.amount:
        return False
    pattern = _pattern(q.text)
    return not any(pattern.search(s.quote.text) for s in found[:4] if s.score >= SUPPORTED)


_OUTCOME = re.compile(
    r"\bwhat (?:were|was|did)\b.{0,30}\b(results?|outcomes?|scores?|findings?)\b|\b(score)\b"
    r"|\bwhat did\b.{3,80}\b(conclude|find|recommend|reveal|show)\b",
    re.I,
)


def _lacks_outcome(ground: Ground, best: Statement) -> bool:
    """Whether the question asks what came out, and the best place only says what is intended."""
    m = _OUTCOME.search(ground.query.text)
    word = next(filter(None, m.groups())) if m else ""
    return bool(word) and not re.search(rf"\b{word.rstrip('s')}", best.quote.text, re.I)


def not_found(ground: Ground, found: Sequence[Statement]) -> Composed:
    """A plain "not stated", with what was looked for and the nearest that is there."""
    names = ", ".join(dict.fromkeys(ground.short(p.key) for p in ground.asked_plans[:4])) or "none"
    sought = ", ".join(t.word for t in sorted(ground.query.terms, key=lambda t: -weight(t))[:4])
    about = f" Looked for: {sought}." if sought else ""
    lines: list[Line] = [
        sentence(f"Not stated: nothing in the documents ({names}) answers this.{about}")
    ]
    near = nearest(ground, [s for s in found if s.own >= 0.3], most=2, least=0.34)
    if near:
        lines += [sentence("The nearest they come:"), *near]
    return Composed("not_found", tuple(lines))
