"""A draft made anew from documents that have changed: what people did stays, what differs is marked."""

from __future__ import annotations

from assistant.drafting.draft import SECTIONS, Body, Sentence


def refreshed(old: Body, fresh: Body) -> Body:
    """The fresh draft with what was done to the old one's sentences.

    A sentence that the documents no longer lead to is marked as gone, and stays until a person
    has seen it: one that nobody had touched goes at the next refresh.
    """
    held = {s.key: s for s in old.sentences}
    now = {s.key for s in fresh.sentences}
    made = [_kept(s, held.get(s.key)) for s in fresh.sentences]
    gone = [_gone(s) for s in old.sentences if s.key not in now and not _is_over(s)]
    order = {a.key: n for n, a in enumerate(fresh.areas)}
    every = sorted((*made, *gone), key=lambda s: (order.get(s.area, len(order)), _section(s)))
    return fresh.model_copy(update={"sentences": tuple(every)})


def _kept(fresh: Sentence, old: Sentence | None) -> Sentence:
    if old is None:
        return fresh.model_copy(update={"change": "new"})
    kept = {"text": old.text, "state": old.state, "by": old.by, "at": old.at, "change": ""}
    return fresh.model_copy(update=kept)


def _gone(sentence: Sentence) -> Sentence:
    return sentence.model_copy(update={"change": "gone"})


def _is_over(sentence: Sentence) -> bool:
    """Whether a sentence was marked as gone already, and nobody wants it."""
    untouched = sentence.state in ("proposed", "struck")
    return untouched and sentence.change == "gone"


def _section(sentence: Sentence) -> int:
    return list(SECTIONS).index(sentence.section)
