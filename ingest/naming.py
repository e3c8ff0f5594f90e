"""What documents and plans are called in the index: short keys, the same each time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

from ingest.filing import Sort
from ingest.words import stem, tokens

_LONGEST = 80
_STEERING = ("Cc", "Cf", "Zl", "Zp")


def document_key(path: Path, taken: Collection[str]) -> str:
    """A key from the file's name; with its folder's, then a number, where that is taken."""
    name = _slug(path.name) or "document"
    return _free([name, f"{_slug(path.parent.name)}-{name}".strip("-")], taken)


def shown(name: str) -> str:
    """A file's name as people may see it: what steers a screen or is half a letter becomes �."""
    whole = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join("�" if unicodedata.category(c) in _STEERING else c for c in whole)


def plan_key(title: str, name: str, plans: Mapping[str, str]) -> str:
    """A short key for the plan of that title, from the words by which people call it.

    `plans` are the keys that are there with their plans' names; a plan of the same name keeps its
    key. Where the title tells nothing, `name`, the file's or folder's, does.
    """
    same = next((k for k, n in plans.items() if _plain(n) == _plain(title)), None)
    if same is not None:
        return same
    words = called(title) or called(name) or tokens(name) or ["plan"]
    return _free([_short(words)], plans)


def called(title: str) -> list[str]:
    """The words of a title before those that any plan's title has: whose plan it is."""
    common = _data("plan_words.txt")
    words: list[str] = []
    title = re.sub(r"(?i)\b(?:two|three|four|five)[- ]year\b", " ", re.split(r"[:|–—]", title)[0])
    if title.isupper() and len(title.split()) > 2:
        title = title.title()
    for word in tokens(title):
        if word.lower() in common or word[0].isdigit():
            if words:
                break
            continue
        words.append(word.strip("-"))
    return words


def aliases(title: str) -> tuple[str, ...]:
    """What else people may call the plan of that title."""
    words = called(title)
    short = _short(words) if words else ""
    found = (" ".join(words), short.upper() if len(words) > 2 else "")
    return tuple(dict.fromkeys(a for a in found if a))


def sort_of(title: str, name: str) -> Sort:
    """Whether a document is a plan or evidence, by the words of its title and its file's name."""
    evidence = {stem(w) for w in _data("evidence_words.txt")}
    plan = {stem(w) for w in ("plan", "strategy", "schedule", "calendar")}
    words = {stem(t) for t in tokens(f"{title} {name.replace('_', ' ')}")}
    return "evidence" if words & evidence and not words & plan else "plan"


def _short(words: list[str]) -> str:
    first = _slug(words[0])
    letters = _slug("".join(w[0] for w in words if w[0].isupper()))
    if words[0].isupper() and 2 <= len(first) <= 6:
        return first
    return letters if 3 <= len(letters) <= 5 else first or "plan"


def _free(wanted: list[str], taken: Collection[str]) -> str:
    for key in wanted:
        if key not in taken:
            return key
    number = 2
    while f"{wanted[-1]}-{number}" in taken:
        number += 1
    return f"{wanted[-1]}-{number}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:_LONGEST]


def _plain(title: str) -> str:
    return " ".join(tokens(title)).casefold()


@lru_cache(maxsize=8)
def _data(name: str) -> frozenset[str]:
    text = resources.files("ingest").joinpath(f"data/{name}").read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
