"""Which evidence belongs to which plan."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.plans import Named
from ingest.document import Bullet, Heading, Paragraph
from ingest.filing import Filed, Plan
from ingest.view import View

_OPENING = 12
"""How many blocks at the head of a document may name its trust."""


def evidence_of(view: View, plan: Plan) -> tuple[Filed, ...]:
    """The current evidence that belongs to a plan: under its key, or naming it, or the only plan's."""
    plans = plans_of(view)
    found = [f for f in view.documents() if f.current and f.sort == "evidence"]
    return tuple(f for f in found if plan.key in _plans(view, f, plans))


def plans_of(view: View) -> tuple[Plan, ...]:
    """The plans that have a plan among their current documents, and not evidence alone."""
    having = {f.plan for f in view.documents() if f.current and f.sort == "plan"}
    return tuple(p for p in view.plans() if p.key in having)


def _plans(view: View, filed: Filed, plans: Sequence[Plan]) -> tuple[str, ...]:
    if any(p.key == filed.plan for p in plans):
        return (filed.plan,)
    if len(plans) == 1:
        return (plans[0].key,)
    named = Named(tuple(plans), (), ())
    if found := named.within(f"{filed.title} {filed.plan_name}").plans:
        return found
    blocks = view.document(filed.key).blocks[:_OPENING]
    words = " ".join(b.text for b in blocks if isinstance(b, Heading | Paragraph | Bullet))
    return named.within(words).plans
