"""What a language model was used for: answers, tokens and costs, kept as long as questions are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update

from assistant.answer import Wording
from assistant.office import tables as t


@dataclass(frozen=True, slots=True)
class Month:
    """A month's use of one model. `worded` are the answers that have some of its words."""

    month: str
    model: str
    answers: int = 0
    worded: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0


class ModelUse:
    """The account of what models were used for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def months(self) -> tuple[Month, ...]:
        """The use of each model in each month, the latest month first."""
        u = t.model_uses.c
        found = select(u.at, u.model, u.used, u.tokens_in, u.tokens_out, u.cost)
        months: dict[tuple[str, str], Month] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(found):
                key = f"{row.at:%Y-%m}", row.model
                m = months.get(key, Month(*key))
                months[key] = replace(
                    m,
                    answers=m.answers + 1,
                    worded=m.worded + (row.used > 0),
                    tokens_in=m.tokens_in + row.tokens_in,
                    tokens_out=m.tokens_out + row.tokens_out,
                    cost=m.cost + row.cost,
                )
        return tuple(months[k] for k in sorted(months, key=lambda k: (k[0], k[1]), reverse=True))


def keep(connection: Connection, answer: str, wording: Wording) -> None:
    """Keeps what a model did for an answer."""
    row: dict[str, Any] = {
        "at": t.now(),
        "answer": answer,
        "model": wording.model,
        "prompt": wording.prompt,
        "used": wording.used,
        "refused": wording.refused,
        "problem": wording.problem,
        "tokens_in": wording.tokens_in,
        "tokens_out": wording.tokens_out,
        "cost": wording.cost,
    }
    connection.execute(insert(t.model_uses), row)


def part(connection: Connection, whose: ColumnElement[bool]) -> None:
    """Parts the account of some questions' answers from them: the sums stay, whose they were goes."""
    answers = select(t.questions.c.answer).where(whose)
    of = t.model_uses.c.answer.in_(answers)
    connection.execute(update(t.model_uses).where(of).values(answer=""))


def of_answers(connection: Connection, whose: ColumnElement[bool]) -> Sequence[dict[str, Any]]:
    """What is kept of some questions' answers, as plain values."""
    answers = select(t.questions.c.answer).where(whose)
    found = select(t.model_uses).where(t.model_uses.c.answer.in_(answers))
    rows = connection.execute(found).mappings()
    return [{k: v for k, v in row.items() if k != "id"} for row in rows]
