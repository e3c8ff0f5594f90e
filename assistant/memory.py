"""What is worked out once for each reader and each state of the index: vocabulary, names, documents."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock

from assistant.plans import Named
from assistant.vocabulary import Vocabulary
from ingest.document import Document
from ingest.entries import Commitment, Definition, Responsibility
from ingest.filing import Plan, Reader
from ingest.people import is_initials, listed
from ingest.view import View


@dataclass(frozen=True, slots=True)
class About:
    """What a reader's documents are about: their words, and the names in their register."""

    vocabulary: Vocabulary
    named: Named
    plans: Mapping[str, Plan]


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
    plans = view.plans()
    expansions: dict[str, list[str]] = {}
    people: dict[str, None] = {}
    initials: dict[str, None] = {}
    for kept in view.entries(kinds=("definition", "responsibility", "commitment")):
        match kept.entry:
            case Definition() as d:
                expansions.setdefault(d.term.upper(), []).append(d.expansion)
            case Responsibility() as r if r.person:
                _name(r.person.text, people, initials)
            case Commitment() as c:
                for quote in c.who:
                    for name in listed(quote.text) or (quote.text,):
                        _name(name, people, initials)
            case _:
                pass
    named = Named(tuple(_called(p, expansions) for p in plans), tuple(people), tuple(initials))
    return About(Vocabulary(view.vocabulary(), expansions), named, {p.key: p for p in plans})


def _called(plan: Plan, expansions: Mapping[str, list[str]]) -> Plan:
    """A plan that is also called by what the initials in its name stand for."""
    tokens = re.findall(r"[A-Za-z]+", f"{plan.key} {plan.name}")
    full = [f for t in dict.fromkeys(tokens) for f in expansions.get(t.upper(), ()) if t.isupper() or t == plan.key]
    return replace(plan, aliases=tuple(dict.fromkeys((*plan.aliases, *full))))


def _name(text: str, people: dict[str, None], initials: dict[str, None]) -> None:
    if is_initials(text):
        initials[text] = None
    elif len(text.split()) >= 2 and text[:1].isupper() and len(text.split()) <= 4:
        people[text] = None
