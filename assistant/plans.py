"""Which plans, people and initials a question names, among those that the reader may read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.documents_named import documents_named, titles
from assistant.knowledge import light_words, synonyms
from ingest.filing import Filed, Plan
from ingest.wordlists import wordlist
from ingest.words import stem, stopwords

_COMMON = frozenset(
    [
        "strategic",
        "improvement",
        "plan",
        "plans",
        "trust",
        "academy",
        "academies",
        "multi",
        "school",
        "schools",
        "learning",
        "education",
        "annual",
        "implementation",
        "development",
        "the",
        "and",
        "of",
        "for",
        "strategy",
        "three",
        "year",
        "federation",
        "partnership",
        "report",
        "minutes",
        "board",
        "evidence",
        "calendar",
        "monitoring",
        "schedule",
        "last",
        "years",
        "old",
        "new",
        "previous",
        "current",
        "council",
        "district",
        "city",
        "county",
        "borough",
        "nhs",
        "foundation",
        "hospital",
        "hospitals",
        "university",
        "department",
        "state",
        "college",
        "agency",
        "health",
        "group",
        "delivery",
        "tracker",
        "statement",
        "business",
        "corporate",
        "quality",
    ]
)


_AGAINST = re.compile(
    r"\b(?:vs?|versus|against|compare[ds]?|comparing|same|differ\w*|(?:dis)?agree\w*|both|than|or|and)\b",
    re.I,
)
"""What sets two documents beside one another."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What a question names: keys of plans and documents, and the rest of its words."""

    plans: tuple[str, ...]
    documents: tuple[str, ...]
    rest: str
    several: bool


@dataclass(frozen=True, slots=True)
class Named:
    """The plans by the words that name them, and the people of the register by name and initials."""

    plans: tuple[Plan, ...]
    people: tuple[str, ...]
    initials: tuple[str, ...]
    superseded: frozenset[str] = frozenset()
    documents: tuple[Filed, ...] = ()

    def within(self, text: str) -> Mentioned:
        """The plans and documents that a question names, and the question without their names.

        A name that a plan shares with a superseded one means the plan that is current.
        """
        found: dict[str, None] = {}
        apart = 0
        rest = text
        for name, keys in self._names():
            noun = r"(?:\s(?:multi-academy |district |borough |city |county )?(?:trust|council|university|hospitals?))?"
            pattern = rf"(?<![\w-]){re.escape(name)}(?:'s)?(?![\w-]){noun}(?:'s)?(?![\w-])"
            if re.search(pattern, rest, re.I):
                current = [k for k in keys if k not in self.superseded] or keys
                apart += not set(current) <= set(found)
                found |= dict.fromkeys(current)
                rest = re.sub(pattern, " ", rest, flags=re.I)
        documents, rest = self._documents_in(text, rest, tuple(found))
        if len(found) > 1:
            documents = ()
        of = dict.fromkeys(d.plan for d in self.documents if d.key in documents)
        if len(of) > 1 and not found and _AGAINST.search(text):
            found, documents, apart = of, (), len(of)
        if documents and found:
            found = {d.plan: None for d in self.documents if d.key in documents} | {
                k: None for k in found if apart > 1
            }
        return Mentioned(tuple(found), documents, rest, several=apart > 1)

    def _documents_in(
        self, text: str, rest: str, plans: tuple[str, ...]
    ) -> tuple[tuple[str, ...], str]:
        """The documents whose kind a question names, where that tells them from others."""
        pool = [d for d in self.documents if d.current and (not plans or d.plan in plans)] or [
            d for d in self.documents if d.current
        ]
        return documents_named(text, rest, pool, titled=titles(self.documents, self.plans))

    def is_plan(self, word: str) -> bool:
        """Whether a word alone names a plan."""
        return any(name.lower() == word.lower() for name, _ in self._names())

    def initials_in(self, text: str) -> tuple[str, ...]:
        """The register's initials that stand in a text as whole words, in its order."""
        found = [w for w in re.findall(r"[A-Za-z]+", text) if w in self.initials]
        return tuple(dict.fromkeys(f for f in found if not self.is_plan(f)))

    def _names(self) -> list[tuple[str, list[str]]]:
        """Names, the longest first, each with the plans that it can mean."""
        out: dict[str, list[str]] = {}
        for plan in self.plans:
            for name in _wordings(plan, self.plans):
                out.setdefault(name.lower(), []).append(plan.key)
        for name, keys in out.items():
            keys += [
                p.key
                for p in self.plans
                if p.name.lower().startswith(f"{name} ") and p.key not in keys
            ]
        return sorted(out.items(), key=lambda n: -len(n[0]))


def _file_name(document: str) -> str:
    """The first word of a file's name, where it is a name and no word that people ask about."""
    first = re.split(r"[-_. \d]", document)[0]
    known = {s for group in synonyms() for s in group} | {stem(w) for w in _COMMON}
    ask = stopwords() | light_words()
    return first if len(first) > 4 and stem(first) not in known and first not in ask else ""


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    """Stems of words that any trust's papers have, and that so name none of them."""
    known = {s for members in synonyms() for s in members}
    kinds = {stem(w) for w in (*wordlist("document_words"), *wordlist("evidence_words"))}
    return frozenset(known | kinds | {stem(w) for w in _COMMON})


_TAIL = re.compile(
    r"(?i)(?:\s+(?:multi[- ]academy|academy|academies|schools?|learning|education(?:al)?|federation|partnership"
    r"|trust|mat|council|district|city|county|borough|nhs|foundation|hospitals?|university|department|group|the))+$"
)
"""Words at the end of an organisation's name that people leave out."""


def _wordings(plan: Plan, plans: Sequence[Plan]) -> list[str]:
    names = [plan.key, plan.name, *plan.aliases]
    bare = re.sub(r"\b(?:19|20)\d\d\b.*$", "", plan.name).strip(" -–")
    names.append(bare)
    names.append(
        re.sub(
            r"(?i)\s+(?:strategic|annual|school|trust)?\s*(?:improvement|development|implementation)?\s*plan.*$",
            "",
            bare,
        )
    )
    names += [w for d in plan.documents if (w := _file_name(d))]
    names.append(_TAIL.sub("", names[-1] or bare).strip())
    others = {
        w
        for p in plans
        if p.key != plan.key
        for w in re.findall(r"\w+", f"{p.name} {' '.join(p.aliases)}".lower())
    }
    words = re.findall(r"[A-Za-z][\w']+", plan.name) if plan.start else []
    words = [w for w in words if stem(w) not in _generic()]
    names += [w for w in words if w.lower() not in _COMMON | stopwords() | others and len(w) > 2]
    return [
        n
        for n in dict.fromkeys(names)
        if n
        and len(n) > 1
        and n.lower() not in _COMMON
        and (n.isupper() or " " in n or stem(n) not in _generic())
    ]
