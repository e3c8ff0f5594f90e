"""What goes to a model and what comes back of it: evidence, claims, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.composed import Said


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotation under the id by which a claim cites it."""

    id: str
    said: Said

    @property
    def labels(self) -> tuple[str, ...]:
        """Where it stands: its row, its column and its innermost heading."""
        quote = self.said.quote
        return (*quote.about, *quote.location.headings[-1:])


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that was held to the quotations on which it `rests`."""

    text: str
    rests: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that went in and came out, and what they cost in the settings' currency."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True)
class Worded:
    """What a model made of evidence: claims that held, how many did not, and why there are none.

    `problem` is "" where the model answered in form, else what went wrong, fit to be shown.
    """

    claims: tuple[Claim, ...]
    refused: int
    problem: str
    model: str
    prompt: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's own words, unchecked, and what they used."""

    text: str
    usage: Usage


class ModelFailed(Exception):
    """The model gave nothing: down, too slow, or refusing. `str()` is fit to be shown."""


class Model(Protocol):
    """A language model that answers once, whole, within its time."""

    @property
    def name(self) -> str:
        """The model's name, as answers record it."""
        ...

    def reply(
        self, system: str, request: str, *, shape: Mapping[str, Any], seconds: float
    ) -> Reply:
        """What it says, asked to keep to a JSON schema. Raises ModelFailed."""
        ...

    @property
    def seconds(self) -> float:
        """How long it may take for one answer, a second attempt included."""
        ...
