"""What the plans lack: questions that were not answered, grouped by what they were about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from assistant.knowledge import askwords
from ingest.words import stem, stopwords, tokens


class _Question(Protocol):
    @property
    def question(self) -> str: ...


_ASKING = ("always", "who", "when", "list")
"""What questions ask, whose words tell nothing of what they are about."""

Q = TypeVar("Q", bound=_Question)


@dataclass(frozen=True, slots=True)
class Group(Generic[Q]):
    """Questions that share a word, which names them."""

    about: str
    questions: tuple[Q, ...]


def grouped(questions: Sequence[Q]) -> tuple[Group[Q], ...]:
    """The questions by the word that most of them share, the biggest groups first."""
    stems = [_stems(q.question) for q in questions]
    counts = Counter(s for one in stems for s in one)
    groups: dict[str, list[int]] = {}
    for number, one in enumerate(stems):
        best = max(one, key=lambda s: (counts[s], len(s), s), default="")
        groups.setdefault(best, []).append(number)
    made = [
        Group(_word(s, [stems[n] for n in held]), tuple(questions[n] for n in held))
        for s, held in groups.items()
    ]
    return tuple(sorted(made, key=lambda g: (-len(g.questions), g.about)))


def _stems(question: str) -> dict[str, str]:
    """The stems of a question's telling words, each with the word as it was written."""
    small = stopwords().union(*(askwords(asks) for asks in _ASKING))
    words = (w.lower() for w in tokens(question))
    return {stem(w): w for w in words if w not in small and len(w) > 2 and not w.isdigit()}


def _word(wanted: str, held: Sequence[dict[str, str]]) -> str:
    forms = Counter(one[wanted] for one in held if wanted in one)
    return forms.most_common(1)[0][0] if forms else "something else"
