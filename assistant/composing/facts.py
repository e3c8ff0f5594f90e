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
from assistant.composing.when import when
from assistant.coverage import stem_set, weight
from assistant.knowledge import caveats
from assistant.statements import Statement
from assistant.vocabulary import Term
from ingest.calendar import MONTHS
from ingest.people import names
from ingest.periods import find
from ingest.segments import sentences
from ingest.words import stem, tokens

SUPPORTED = 0.55
"""How much of what is asked one place must cover before it counts as an answer."""
_MONEY = re.compile(r"[£$€]\s?\d|\b\d[\d,.]*\s?(?:pounds|million|k\b)", re.I)


def fact(ground: Ground, among: Sequence[Statement] | None = None) -> Composed:
    """The places that answer, a quotation each; or that nothing does, with what comes nearest."""
    found = _judged(ground, varied(ground.search.statements() if among is None else among))
    if not ground.query.terms or not found:
        return not_found(ground, found)
    best = found[0]
    missing = _missing(ground.query.terms, best)
    if _strange_year(ground, best):
        return not_found(ground, found)
    if (
        best.score < SUPPORTED
        or _presumes(ground, missing)
        or _unknown_name(missing)
        or _only_names(ground.query.terms, missing)
        or _lacks_figure(ground, found)
        or _lacks_outcome(ground, best)
    ):
        return not_found(ground, found)
    chosen = _chosen(ground, found)
    several = len({c.plan for c in chosen}) > 1
    lines = dict.fromkeys(_line(ground, s, several=several) for s in _once(ground, chosen))
    return Composed("answered", (*reason(ground, best), *lines))


def _once(ground: Ground, chosen: Sequence[Statement]) -> Iterator[Statement]:
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
    found = _judged(ground, varied(ground.search.statements()))
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
        if find(s.quote.text) or any(find(a) for a in s.quote.about if len(a.split()) <= 4)
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


def _judged(ground: Ground, found: Sequence[Statement]) -> list[Statement]:
    """Those that say anything: with a figure, where the question asks for one."""
    q = ground.query
    if not q.terms:
        return []
    said = [s for s in found if s.score > 0 and (len(s.quote.text.split()) > 1 or s.quote.about)]
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
    return _MONEY if re.search(money, text, re.I) else _COUNT


def _chosen(ground: Ground, found: Sequence[Statement]) -> list[Statement]:
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


def _line(ground: Ground, s: Statement, *, several: bool) -> Line:
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


def _missing(terms: Sequence[Term], best: Statement) -> list[Term]:
    text = stem_set(best.quote.text).union(
        *(stem_set(c) for c in (*best.context, *best.quote.about))
    )
    return [t for t in terms if not any(all(s in text for s in o.stems) for o in t.options)]


def _unknown_name(missing: Sequence[Term]) -> bool:
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
    r"\bwhat (?:were|was|did)\b.{0,30}\b(results?|outcomes?|scores?|findings?)\b|\b(score)\b", re.I
)


def _lacks_outcome(ground: Ground, best: Statement) -> bool:
    """Whether the question asks what came out, and the best place only says what is intended."""
    m = _OUTCOME.search(ground.query.text)
    word = (m[1] or m[2]) if m else ""
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


GRADES = re.compile(r"\b(?:outstanding|inadequate|requires improvement|ofsted)\b", re.I)


def claim(ground: Ground) -> Composed:
    """Whether the documents say something: the places that speak to it, and what they do not say."""
    if narrower := _framework(ground):
        ground = narrower
    if ground.query.period and (due := _dated_claim(ground)):
        return due
    if unspoken := _unspoken(ground):
        return unspoken
    asked = ground.query.terms
    found = _judged(ground, varied(ground.search.statements()))
    if not any(weight(t) > _LIGHT for t in asked) and not ground.query.people:
        return not_found(ground, ())
    if (not found or found[0].score < SUPPORTED) and GRADES.search(ground.query.text):
        ground = ground.again(replace(ground.query, terms=ground.again_terms("Ofsted grade")))
        found = _judged(ground, varied(ground.search.statements()))
    if not found or found[0].score < 0.45 or _unknown_name(_missing(ground.query.terms, found[0])):
        return not_found(ground, found)
    best = found[0]
    missing = [t for t in _missing(asked, best) if weight(t) > 0.35]
    chosen = _chosen(ground, found) if best.score >= SUPPORTED else found[:2]
    lines = [_line(ground, s, several=len({c.plan for c in chosen}) > 1) for s in chosen]
    if missing and best.score < 0.85:
        words = ", ".join(t.word for t in missing[:4])
        first = sentence(
            f"No, not in those words: nothing is said there about {words}. What the documents say:"
        )
        return Composed("partial" if best.score >= SUPPORTED else "not_found", (first, *lines))
    return Composed("answered", (sentence("What the documents say:"), *lines))


_LIGHT = 0.16
"""What a word counts at most that carries little of what a question is about."""
_EXISTS = re.compile(
    r"\b(?:anything|something|nothing|mention\w*|refer\w*|say anything|speak of|talk about)\b", re.I
)


def _unspoken(ground: Ground) -> Composed | None:
    """That nothing is said of something, where the question asks just that and only words for
    other things stand there; None where the documents have its own words."""
    q = ground.query
    if not _EXISTS.search(q.text):
        return None
    for term in q.terms:
        if weight(term) <= 0.3:
            continue
        plain = replace(term, options=tuple(o for o in term.options if o.weight > _OWN))
        near = ground.search.statements(terms=[plain], dense=False, k=6) if plain.options else []
        if not any(s.own >= 0.8 for s in near):
            names = " or ".join(ground.short(p.key) for p in ground.asked_plans[:3])
            first = sentence(f"No: nothing is said of {term.word} in the documents ({names}).")
            found = [s for s in ground.search.statements(dense=False, k=8) if s.own >= 0.5]
            lines = nearest(ground, found, most=1)
            return Composed("not_found", (first, *([_NEAREST] if lines else []), *lines))
    return None


_OWN = 0.85
"""From what weight a word stands for the very thing: itself, its acronym, its right spelling."""
_NEAREST = sentence("The nearest they come:")


def _framework(ground: Ground) -> Ground | None:
    """The question about an old framework's words, asked by these words themselves."""
    text = {stem(t) for t in tokens(ground.query.text)}
    search = next(
        (c.search for c in caveats() if c.search and any(set(a) <= text for a in c.about)), ""
    )
    return ground.again(replace(ground.query, terms=ground.again_terms(search))) if search else None


def _dated_claim(ground: Ground) -> Composed | None:
    """Whether something is due when the question says: the plan's own date beside it."""
    found = when(ground)
    if found is None or not found.records:
        return None
    asked = ground.query.period
    whens = [r.when.period for r in found.records if r.when]
    day = bool(
        asked
        and asked.period
        and asked.period.end
        and re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\b|/", asked.text.replace("20", ""))
    )
    months_only = [p for p in whens if p.text.strip() in MONTHS]
    if day and months_only:
        names = ", ".join(dict.fromkeys(p.text.strip() for p in months_only))
        first = sentence(f"No: the plan says {names} only; it gives no day.")
    elif (
        asked
        and asked.span
        and any(p.end and asked.span[0] <= p.end <= asked.span[1] for p in whens)
    ):
        first = sentence(
            "That is what the plan says:"
            if len(whens) == 1
            else "The plan has it in more than one place:"
        )
    else:
        first = sentence("The plan has it so:")
    return replace(found, lines=(first, *found.lines))
