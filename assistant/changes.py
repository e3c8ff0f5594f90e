"""What changed between two versions of a document: added, removed, moved dates, changed leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.citing import anchor
from ingest.document import Document, Heading, Table
from ingest.entries import Commitment, Entry, Measure
from ingest.register import entries


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a document, and the anchor at which they stand in it."""

    words: str
    at: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Something that stands in both versions with a different date or lead."""

    what: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs from one version to the next."""

    added: tuple[Text, ...]
    removed: tuple[Text, ...]
    dates: tuple[Moved, ...]
    leads: tuple[Moved, ...]

    @property
    def none(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed or self.dates or self.leads)


def changes(old: Document, new: Document) -> Changes:
    """What differs from `old` to `new`: texts by their words, records by what they say is done."""
    before, after = _texts(old), _texts(new)
    was, now = _records(entries(old)), _records(entries(new))
    both = [what for what in now if what in was]
    return Changes(
        tuple(t for words, t in after.items() if words not in before),
        tuple(t for words, t in before.items() if words not in after),
        _moved(both, was, now, _when),
        _moved(both, was, now, _who),
    )


def _texts(document: Document) -> dict[str, Text]:
    """Every paragraph, list item and cell paragraph by its words, white space aside."""
    out: dict[str, Text] = {}
    for block in document.blocks:
        if isinstance(block, Table):
            pairs = [(p, anchor(c.location)) for c in block.cells() for p in c.paragraphs]
        else:
            pairs = [(block.text, anchor(block.location))]
        for words, at in pairs:
            if words.strip():
                out.setdefault(" ".join(words.split()), Text(words, at))
    return out


def outline(document: Document) -> tuple[Heading, ...]:
    """The document's headings in order."""
    return tuple(b for b in document.blocks if isinstance(b, Heading))


_Record = Commitment | Measure


def _records(found: Sequence[Entry]) -> dict[tuple[str, str], _Record]:
    held = (e for e in found if isinstance(e, Commitment | Measure))
    return {(" ".join(e.what.text.split()), e.strand): e for e in held}


def _when(record: _Record) -> str:
    return "; ".join(d.period.text for d in record.when)


def _who(record: _Record) -> str:
    return ", ".join(w.text for w in record.who)


def _moved(
    both: Iterable[tuple[str, str]],
    was: dict[tuple[str, str], _Record],
    now: dict[tuple[str, str], _Record],
    told: object,
) -> tuple[Moved, ...]:
    assert callable(told)
    return tuple(
        Moved(
            Text(now[k].what.text, anchor(now[k].what.location)),
            str(told(was[k])) or "nothing",
            str(told(now[k])) or "nothing",
        )
        for k in both
        if told(was[k]) != told(now[k])
    )
