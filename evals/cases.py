"""Questions with what a right answer says, and the replies that were given to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

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

    `found` holds each passage's words with its context, best first.
    """

    body: dict[str, Any]
    ms: float
    found: tuple[str, ...] = field(default=())

    @property
    def declined(self) -> bool:
        """Whether it says that there is no answer."""
        return self.body.get("status") in ("not_found", "declined")

    @property
    def quotes(self) -> list[str]:
        """The quotations that it cites."""
        return [c["quote"] for c in self.body.get("citations") or []]

    @property
    def prose(self) -> str:
        """Its text and notes."""
        return "\n".join([self.body.get("text") or "", *(self.body.get("notes") or [])])

    @property
    def records(self) -> list[str]:
        """One line an item: when, strand, what and who."""
        return [_record(item) for item in self.body.get("items") or []]


def load(path: Path) -> list[Case]:
    """The cases of a file, one JSON object a line."""
    lines = path.read_text("utf-8").splitlines()
    return [Case.model_validate_json(line) for line in lines if line.strip()]


def _record(item: dict[str, Any]) -> str:
    when = (item.get("when") or {}).get("text") or ""
    return " ".join([when, item.get("strand") or "", item["what"], *item["who"]])
