"""What is worked out once for each reader and each state of the index: vocabulary, names, documents."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock

from assistant.coverage import stem_set
from assistant.plans import Named
from assistant.vocabulary import Vocabulary
from ingest.document import Document
from ingest.entries import Commitment, Definition, Responsibility
from ingest.filing import Filed, Plan, Reader
from ingest.people import is_initials, is_position, listed, names
from ingest.view import View


@dataclass(frozen=True, slots=True)
class About:
    """What a reader's documents are about: their words, and the names in their register."""

    vocabulary: Vocabulary
    named: Named
    plans: Mapping[str, Plan]
    superseded: Mapping[str, Plan]
    titles: Mapping[str, frozenset[str]]


_KEPT = 16


class Memories:
    """Keeps what was worked out for the last few states of the index and readers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: OrderedDict[tuple[int, frozenset[str]], About] = OrderedDict()
        self._documents: OrderedDict[tuple[int, frozenset[str], str], Document] = OrderedDict()

    def of(self, view: View, reader: Reader) -> About:
        """What is known of the documents that a view shows its reader."""
        key = (view.generation, reader.audiences)
        with self._lock:
            if key in self._held:
                return self._held[key]
        about = _about(view)
        with self._lock:
            self._held[key] = about
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return about

    def documents(self, view: View, reader: Reader) -> Callable[[str], Document]:
        """Reads a view's documents, the last few kept."""
        audiences = reader.audiences

        def read(key: str) -> Document:
            place = (view.generation, audiences, key)
            with self._lock:
                if place in self._documents:
                    return self._documents[place]
            document = view.document(key)
            with self._lock:
                self._documents[place] = document
                while len(self._documents) > 4 * _KEPT:
                    self._documents.popitem(last=False)
            return document

        return read


def _about(view: View) -> About:
    old = _superseded(view)
    plans = (*view.plans(), *old)
    expansions: dict[str, list[str]] = {}
    people: dict[str, None] = {}
    initials: dict[str, None] = {}
    for kept in view.entries(kinds=("definition", "responsibility", "commitment"), superseded=True):
        match kept.entry:
            case Definition() as d:
                expansions.setdefault(d.term.upper(), []).append(d.expansion)
                if is_initials(d.term) and any(n.text == d.expansion for n in names(d.expansion)):
                    _name(d.expansion, people, initials)
            case Responsibility() as r if r.person:
                _name(r.person.text, people, initials)
            case Commitment() as c:
                for quote in c.who:
                    for name in listed(quote.text) or (quote.text,):
                        _name(name, people, initials)
            case _:
                pass
    named = Named(
        tuple(_called(p, expansions) for p in plans),
        tuple(people),
        tuple(initials),
        frozenset(p.key for p in old),
        view.documents(),
    )
    current = {p.key: p for p in plans if p not in old}
    titles = {f.key: stem_set(f"{f.title} {f.name}") for f in named.documents}
    vocabulary = Vocabulary(view.vocabulary(), expansions)
    return About(vocabulary, named, current, {p.key: p for p in old}, titles)


def _superseded(view: View) -> tuple[Plan, ...]:
    """Plans all of whose documents have been superseded: answered from only when named."""
    current = {p.key for p in view.plans()}
    groups: dict[str, list[Filed]] = {}
    for filed in view.documents():
        if filed.copy_of is None and filed.plan not in current:
            groups.setdefault(filed.plan, []).append(filed)
    return tuple(
        Plan(key, of[0].plan_name, of[0].aliases, of[0].start, of[0].end, tuple(f.key for f in of))
        for key, of in groups.items()
    )


def _called(plan: Plan, expansions: Mapping[str, list[str]]) -> Plan:
    """A plan that is also called by what the initials in its name stand for."""
    tokens = re.findall(r"[A-Za-z]+", f"{plan.key} {plan.name}")
    full = [
        f
        for t in dict.fromkeys(tokens)
        for f in expansions.get(t.upper(), ())
        if t.isupper() or t == plan.key
    ]
    return replace(plan, aliases=tuple(dict.fromkeys((*plan.aliases, *full))))


def _name(text: str, people: dict[str, None], initials: dict[str, None]) -> None:
    if is_initials(text):
        initials[text] = None
    elif (
        2 <= len(text.split()) <= 4
        and not any(c.isdigit() for c in text)
        and text.istitle() | all(w[:1].isupper() for w in text.split())
        and not is_position(text)
    ):
        people[text] = None
