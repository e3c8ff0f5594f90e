"""Which documents a question names by their kind: "the minutes", "the SDP", "the October minutes"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.knowledge import Kind, document_kinds
from ingest.calendar import MONTHS
from ingest.filing import Filed, Plan
from ingest.words import stopwords

_MONTH = "|".join(f"{m[:3]}(?:{m[3:]})?" if m[3:] else m for m in MONTHS)
_MINUTES = re.compile(r"\bminutes\b", re.I)
_OF_MONTH = re.compile(
    rf"\b(?P<month>{_MONTH})\b(?: (?:20\d\d|[\w&]+)){{0,3}} (?:minutes|meeting)\b"
    rf"|\bminutes (?:of|from|for|in) (?:the )?(?:\d{{1,2}} )?(?P<of>{_MONTH})\b"
    rf"|\b(?P<board>{_MONTH}) board\b",
    re.I,
)
_ENDINGS = ("docx", "xlsx", "pdf", "csv", "txt")


def documents_named(
    text: str, rest: str, pool: Sequence[Filed], *, titled: Sequence[Kind]
) -> tuple[tuple[str, ...], str]:
    """The keys of the documents that a question names, and the `rest` of it without their names.

    A kind names documents only where it tells some in the pool from others.
    """
    found: dict[str, None] = {}
    for kind in (*titled, *document_kinds()):
        own = [d for d in pool if kind.called.search(called(d))]
        if 0 < len(own) < len(pool) and kind.asked.search(text):
            found |= {d.key: None for d in own}
            rest = kind.asked.sub(" ", rest)
    if minutes := _minutes(text, pool):
        found |= dict.fromkeys(minutes)
        rest = _MINUTES.sub(" ", _OF_MONTH.sub(" ", rest))
    return tuple(found), rest


def called(filed: Filed) -> str:
    """A document's title and file name as words."""
    return f"{filed.title} {re.sub(r'[-_.]+', ' ', filed.name)}"


def titles(documents: Sequence[Filed], plans: Sequence[Plan]) -> list[Kind]:
    """Pairs of words in a row that stand in one document's title or name, and in no plan's."""
    out: dict[str, set[str]] = {}
    for d in documents:
        said = [w for w in _words(called(d)) if len(w) > 2 and not _told_nothing(w)]
        for pair in zip(said, said[1:], strict=False):
            out.setdefault(" ".join(pair), set()).add(d.key)
    named = {
        " ".join(p)
        for plan in plans
        for w in [_words(f"{plan.name} {' '.join(plan.aliases)}")]
        for p in zip(w, w[1:], strict=False)
    }
    return [Kind.of([p]) for p, keys in out.items() if len(keys) == 1 and p not in named]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _told_nothing(word: str) -> bool:
    return word in _ENDINGS or word in stopwords()


def _minutes(text: str, pool: Sequence[Filed]) -> Collection[str]:
    """The minutes that a question names: of a month where it says one and only some are of it."""
    dated = _OF_MONTH.search(text)
    own = [d for d in pool if _MINUTES.search(called(d))]
    named = bool(_MINUTES.search(text))
    if not (dated or named) or not own or len(own) == len(pool):
        return ()
    if dated:
        month = next(filter(None, dated.groups())).title()
        own = [d for d in own if _of_month(d, month)] or (own if named else [])
    return [d.key for d in own]


def _of_month(filed: Filed, month: str) -> bool:
    number = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month[:3]))
    name = MONTHS[number - 1]
    in_figures = rf"\b20\d\d {number:02d} \d\d\b|\b\d\d {number:02d} 20\d\d\b"
    return bool(re.search(rf"\b{name[:3]}(?:{name[3:]})?\b|{in_figures}", called(filed), re.I))
