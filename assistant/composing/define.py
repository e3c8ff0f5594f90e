"""What an acronym or a phrase means: the document's own words, else an outside reading marked as such."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from assistant.composed import Composed, Line, bullet
from assistant.composing.ground import Ground, best_sentence, said, sentence, stated, varied
from assistant.coverage import stem_set
from assistant.knowledge import Gloss, glossary
from assistant.statements import Statement
from ingest.acronyms import spells
from ingest.definitions import is_colour
from ingest.entries import Definition
from ingest.filing import Kept


def define(ground: Ground) -> Composed | None:
    """Each term that is asked about; None where the question names none."""
    if legend := _legend(ground):
        return legend
    terms = _asked(ground)
    if not terms:
        return None
    lines: list[Line] = []
    told = 0
    for term in terms[:3]:
        own = _own(ground, term)
        used = _used(ground, term)
        if own:
            lines += [_expanded(ground, k, d) for k, d in own[:3]]
            lines += _elsewhere(term, [d.expansion for _, d in own])
            told += 1
        elif spelt := _spelt(ground, term):
            lines.append(spelt)
            told += 1
        elif gloss := _gloss(term):
            lines.append(_outside(term, *gloss, used=bool(used)))
            told += 1
        elif used:
            lines.append(sentence(f"{term} is not expanded in the documents."))
        lines += used[:2] if not own else used[:1]
    if not lines:
        return Composed(
            "not_found",
            (sentence(f"Not stated: {', '.join(terms)} does not stand in the documents."),),
        )
    return Composed("answered" if told else "partial", tuple(lines))


_COLOURS = re.compile(r"\b(?:colou?rs?|colou?r[- ]cod\w+|shading)\b", re.I)


def _legend(ground: Ground) -> Composed | None:
    """What each colour means, where the question asks what "the colours" mean."""
    if not _COLOURS.search(ground.query.text) or any(is_colour(t.word) for t in ground.query.terms):
        return None
    told = [(k, d) for k, d in _definitions(ground) if is_colour(d.term)]
    lines = [
        bullet(f"{ground.short(k.plan)}: {d.term} – ", said(d.quote, k, d.expansion))
        for k, d in told
    ]
    return Composed("answered", tuple(lines)) if lines else None


_PHRASE = re.compile(
    r"\bwhat(?:'s| is| does| do)(?: meant by)?(?: an?| the)? ([\w&-]+ [\w &-]+?)(?: mean| stand for| thing)?(?: (?:in|for|at|on)\b.*)?\??$",
    re.I,
)
_MEANS = re.compile(
    r"\bwhat (?:does|do) (?:the )?(?:word |colour |term )?([\w&'-]+(?: [\w&'-]+)?) (?:mean|stand for)",
    re.I,
)


_DASHED = re.compile(
    r"^\W*(?:so |and )?([\w&' -]{2,40}?)\s*[-–—:,?]?\s*(?:meaning|definition|what(?:'s| is| does) (?:it|that|this)(?: mean)?|means what)\W*$",
    re.I,
)


def _asked(ground: Ground) -> list[str]:
    """The words whose meaning is asked for: what is quoted, a phrase, else acronyms and known terms."""
    q = ground.query
    low = q.text.lower()
    defined = [d.term for _, d in _definitions(ground) if len(d.term) > 3 and _stands(d.term, low)]
    if longest := sorted(defined, key=len, reverse=True)[:1]:
        return longest
    if m := _DASHED.match(q.text):
        return [m[1].strip()]
    if m := re.search(r"['\"‘“]([^'\"’”]{2,60})['\"’”]", q.text):
        return [re.sub(r"^(?:the|an?) ", "", m[1], flags=re.I)]
    if (m := _PHRASE.search(q.text)) and _literal(ground, m[1]):
        return [m[1]]
    if (m := _MEANS.search(q.text)) and m[1].lower() not in ("it", "that", "this", "they"):
        return [m[1]]
    known = {t.upper() for t in glossary()} | {d.term.upper() for _, d in _definitions(ground)}
    found = [a for a in q.acronyms if len(a) > 1]
    found += [t.word for t in q.terms if t.word.upper() in known and t.word not in found]
    plain = [t for t in found if t not in ground.plans and not _is_plan(ground, t)] or found
    return list(dict.fromkeys(plain))


def _stands(term: str, low: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(term.lower())}s?(?!\w)", low))


def _literal(ground: Ground, phrase: str) -> bool:
    """Whether a phrase stands in the documents just so."""
    found = ground.search.statements(terms=ground.again_terms(phrase), dense=False, k=12)
    return any(re.search(rf"\b{re.escape(phrase)}\b", s.quote.text, re.I) for s in found)


def _is_plan(ground: Ground, term: str) -> bool:
    return any(
        term.lower() in (k.lower(), *(a.lower() for a in p.aliases))
        for k, p in ground.plans.items()
    )


def _definitions(ground: Ground) -> list[tuple[Kept, Definition]]:
    held = ground.search.held(kinds=("definition",))
    return [(k, k.entry) for k in held if isinstance(k.entry, Definition)]


def _own(ground: Ground, term: str) -> list[tuple[Kept, Definition]]:
    bare = term.upper().rstrip("S")
    found = [(k, d) for k, d in _definitions(ground) if d.term.upper().rstrip("S") == bare]
    unique: dict[tuple[str, str], tuple[Kept, Definition]] = {}
    for k, d in found:
        unique.setdefault((k.plan, d.expansion.lower()), (k, d))
    return list(unique.values())


def _expanded(ground: Ground, kept: Kept, d: Definition) -> Line:
    if re.match(r"see\b|as above\b|tbc\b|to be confirmed\b", d.expansion, re.I):
        return bullet(
            f"Not stated: {ground.short(kept.plan)} does not spell out {d.term}; it says “",
            said(d.quote, kept, d.expansion),
            "”",
        )
    near = Statement(d.quote, kept.document, kept.plan, 1.0, 1.0, ())
    quote = best_sentence(near, ground.query, longest=40)
    if d.expansion not in quote:
        return bullet(
            f"{ground.short(kept.plan)}: {d.term} stands for ", said(d.quote, kept, d.expansion)
        )
    return bullet(
        f"{ground.short(kept.plan)}: {d.term} stands for ",
        said(d.quote, kept, d.expansion),
        " – “",
        said(d.quote, kept, quote),
        "”",
    )


def _spelt(ground: Ground, term: str) -> Line | None:
    """Words in capitals in the documents whose first letters the term has; marked as a reading."""
    gloss = glossary().get(term.upper())
    if len(term) < 3 or not term.isupper():
        return None
    search = ground.again_terms(gloss.full) if gloss else ()
    for s in ground.search.statements(terms=search, dense=False, k=20) if search else ():
        for m in _IN_CAPITALS.finditer(s.quote.text):
            if spells(term, m[0]):
                return bullet(
                    f"{ground.short(s.plan)}: {term} is not expanded, but it has “",
                    stated(s, m[0]),
                    "”, which it probably stands for",
                )
    return None


_IN_CAPITALS = re.compile(r"\b[A-Z][\w’']*(?:[ -](?:(?:and|of|the|for|in) )?[A-Z][\w’']*)+")


def _elsewhere(term: str, own: Sequence[str]) -> list[Line]:
    """What a term stands for in schools in general, where the documents use it otherwise."""
    gloss = glossary().get(term.upper())
    if gloss is None or gloss.sure > 3 or any(stem_set(gloss.full) & stem_set(o) for o in own):
        return []
    return [sentence(f"Elsewhere in schools {gloss.term} can also mean {gloss.full}.")]


def _gloss(term: str) -> tuple[Gloss, bool] | None:
    """What the glossary says, and whether the term is probably a misspelling of the one it has."""
    table = glossary()
    upper = term.upper()
    for key in (upper, upper.rstrip("S")):
        if key in table:
            return table[key], False
    also = next((g for g in table.values() if upper in (a.upper() for a in g.also)), None)
    if also:
        return also, True
    if len(upper) >= 4:
        near = [
            g
            for t, g in table.items()
            if len(t) == len(upper)
            and sorted(t) == sorted(upper)
            and DamerauLevenshtein.distance(t, upper) == 1
        ]
        if near:
            return near[0], True
    return None


def _outside(term: str, gloss: Gloss, misspelt: bool, *, used: bool) -> Line:
    where = (
        "It is not expanded in the documents." if used else "It does not stand in the documents."
    )
    sure = {
        1: "it stands for",
        2: "it usually stands for",
        3: "it probably stands for",
        4: "it may stand for",
    }[gloss.sure]
    if misspelt:
        return sentence(
            f"{term} is probably a misspelling of {gloss.term}. {where} From outside the documents: {gloss.term} stands for {gloss.full}."
        )
    note = f" {gloss.note}" if gloss.note else ""
    return sentence(
        f"{term}: {where.lower().rstrip('.')}. From outside the documents, {sure} {gloss.full}.{note}"
    )


def _used(ground: Ground, term: str) -> list[Line]:
    """Where the documents use it."""
    terms = ground.again_terms(term)
    found = ground.search.statements(terms=terms, dense=False, k=15)
    exact = [s for s in found if re.search(rf"\b{re.escape(term)}s?\b", s.quote.text)] or [
        s for s in found if s.own >= 0.95
    ]
    out: list[Line] = []
    for s in varied(exact)[:3]:
        about = f" ({s.quote.about[-1]})" if s.quote.about and len(s.quote.about[-1]) < 30 else ""
        out.append(
            bullet(
                f"{ground.short(s.plan)}{about}: “",
                stated(s, best_sentence(s, ground.query, longest=40)),
                "”",
            )
        )
    return out
