"""Evidence to claims: a model words it, one more try where its form is wrong, each claim held."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.verify import Reading
from assistant.worded.held import Offered, held
from assistant.worded.types import Claim, Evidence, Model, ModelFailed, Usage, Worded
from prompts import Prompt, prompt

_Words = Annotated[str, Field(min_length=1, max_length=2000)]


class OfferedClaim(BaseModel):
    """A claim as a model gives it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(min_length=1, max_length=600)]
    ids: Annotated[list[Annotated[str, Field(max_length=20)]], Field(min_length=1, max_length=6)]
    quotes: Annotated[list[_Words], Field(min_length=1, max_length=6)]


class OfferedClaims(BaseModel):
    """A model's whole answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    claims: Annotated[list[OfferedClaim], Field(max_length=8)]


def worded(
    task: str,
    evidence: Sequence[Evidence],
    *,
    model: Model,
    reading: Reading,
    using: str = "wording",
) -> Worded:
    """The claims that a model makes of the evidence, those that hold; it never raises for a model.

    `task` is the question, or what is to be written; `using` names the prompt, which has the
    variables `question` and `evidence`.
    """
    asked = prompt(using)
    offered, usage, problem = _offered(task, evidence, model, asked)
    found = [held(o, evidence, reading=reading) for o in offered]
    claims = tuple(dict.fromkeys(c for c in found if isinstance(c, Claim)))
    return Worded(claims, len(found) - len(claims), problem, model.name, asked.stamp, usage)


def _offered(
    task: str, evidence: Sequence[Evidence], model: Model, asked: Prompt
) -> tuple[list[Offered], Usage, str]:
    """What the model offers, at the first or the second attempt, within one time for both."""
    ends = time.monotonic() + model.seconds
    request = asked.filled(question=task, evidence=_listed(evidence))
    usage = Usage()
    for _ in range(2):
        left = ends - time.monotonic()
        if left <= 0:
            return [], usage, "the language model took too long"
        try:
            reply = model.reply(
                asked.system, request, shape=OfferedClaims.model_json_schema(), seconds=left
            )
        except ModelFailed as error:
            return [], usage, str(error)
        usage += reply.usage
        try:
            got = OfferedClaims.model_validate_json(reply.text)
        except ValidationError:
            continue
        return [Offered(c.text, tuple(c.ids), tuple(c.quotes)) for c in got.claims], usage, ""
    return [], usage, "the language model's answer did not have the form that was asked for"


def _listed(evidence: Sequence[Evidence]) -> str:
    """The evidence, a JSON object a line, so that nothing in it can end it."""
    return "\n".join(
        json.dumps(
            {"id": e.id, "place": " › ".join(e.labels), "words": e.said.text}, ensure_ascii=False
        )
        for e in evidence
    )
