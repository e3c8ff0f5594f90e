"""Which plans, people and initials a question names, among those that the reader may read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.filing import Plan
from ingest.words import stopwords

_COMMON = frozenset(
    "strategic improvement plan plans trust academy academies multi school schools learning education annual "
    "implementation development the and of for strategy three year federation partnership report minutes board "
    "evidence calendar monitoring schedule last years old new previous current".split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """The plans by the words that name them, and the people of the register by name and initials."""

    plans: tuple[Plan, ...]
    people: tuple[str, ...]
    initials: tuple[str, ...]
    superseded: frozenset[str] = frozenset()

    def within(self, text: str) -> tuple[tuple[str, ...], str]:
        """The keys of the plans that a question names, and the question without their names."""
        found: dict[str, None] = {}
        rest = text
        for name, keys in self._names():
            pattern = rf"(?<![\w-]){re.escape(name)}(?:'s)?(?![\w-])"
            if re.search(pattern, rest, re.I):
                found |= dict.fromkeys(keys)
                if not re.search(rf"{pattern}['’\"]? (?:dividend|way)\b", rest, re.I):
                    rest = re.sub(pattern, " ", rest, flags=re.I)
        return tuple(found), rest

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
        return sorted(out.items(), key=lambda n: -len(n[0]))


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
    others = {
        w
        for p in plans
        if p.key != plan.key
        for w in re.findall(r"\w+", f"{p.name} {' '.join(p.aliases)}".lower())
    }
    words = re.findall(r"[A-Za-z][\w']+", plan.name)
    names += [w for w in words if w.lower() not in _COMMON | stopwords() | others and len(w) > 2]
    return [n for n in dict.fromkeys(names) if n and len(n) > 1]
