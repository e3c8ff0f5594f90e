"""Questions with what a right answer says, and the replies that were given to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.channels.body import AnswerBody, Item

Kind = Literal[
    "lead",
    "date",
    "list",
    "fact",
    "compare",
    "definition",
    "ambiguous",
    "unanswerable",
    "injection",
]


class Case(BaseModel):
    """A question of a question file. `follows` is the id of the one asked just before it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    kind: Kind
    plan: str = ""
    question: str
    follows: str | None = None
    as_of: str | None = None
    answer_points: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    source_quotes: tuple[str, ...] = ()
    note: str = ""

    @property
    def refusable(self) -> bool:
        """Whether to decline it is right."""
        return self.kind in ("unanswerable", "injection") and not self.source_quotes

    @property
    def answerable(self) -> bool:
        """Whether the documents hold its answer."""
        return self.kind not in ("unanswerable", "injection")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the answer's body, the milliseconds it took, and the passages found first.

    `found` holds each passage's words, best first. `failed` is the error, where
    there was one.
    """

    body: AnswerBody
    ms: float
    found: tuple[str, ...] = ()
    failed: str = ""

    @property
    def declined(self) -> bool:
        """Whether it says that there is no answer."""
        return self.body.status in ("not_found", "declined") and not self.failed

    @property
    def quotes(self) -> list[str]:
        """The quotations that it cites."""
        return [c.quote for c in self.body.citations]

    @property
    def prose(self) -> str:
        """Its text and notes."""
        return "\n".join([self.body.text, *self.body.notes])

    @property
    def records(self) -> list[str]:
        """One line an item: when, strand, what and who."""
        return [_record(item) for item in self.body.items]


def load(path: Path) -> list[Case]:
    """The cases of a file, one JSON object a line."""
    lines = path.read_text("utf-8").splitlines()
    return [Case.model_validate_json(line) for line in lines if line.strip()]


def _record(item: Item) -> str:
    when = item.when.text if item.when else ""
    return " ".join([when, item.strand, item.what, *item.who])
