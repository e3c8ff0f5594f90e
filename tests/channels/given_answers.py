"""Answers written out by hand, as cases for what people see: each kind that is shown differently."""

from __future__ import annotations

from datetime import date

from assistant.answer import Answer, Citation, Item, When
from assistant.channels.chat import Reply
from ingest.document import Location

BASE = "https://plans.example.org"


def citation(n: int, quote: str, label: str = "Estates › Fire doors") -> Citation:
    where = Location(table=2, row=n + 1, column=3, page=4, headings=("Estates",))
    url = f"/documents/oak-plan#t2r{n + 1}c3"
    return Citation(n, "Oak Trust Action Plan", "oak", label, where, quote, url)


def item(n: int, what: str, who: tuple[str, ...], when: str) -> Item:
    day = date(2026, 3, n % 28 + 1)
    time = When(when, None, day, "deadline", None, "stated") if when else None
    return Item(what, who, time, "Estates", "oak", (n,))


def answer(text: str, **more) -> Answer:
    given = {
        "status": "answered",
        "items": (),
        "citations": (),
        "total": None,
        "notes": (),
        "suggestions": (),
        "conversation": "c_1",
        "answer": "a_1",
        "took_ms": 12.5,
    }
    return Answer(text=text, **(given | more))


def listed(count: int) -> Answer:
    whats = [f"Survey fire door {n} & <close> it" for n in range(1, count + 1)]
    lines = [f"- {n} March 2026: {what} – Mara Quill [{n}]" for n, what in enumerate(whats, 1)]
    who = ("Mara Quill", "Jo Ashby")
    items = [item(n, what, who[: n % 3], f"{n} March 2026") for n, what in enumerate(whats, 1)]
    return answer(
        f"Oak: {count} items for March 2026.\n\n**Estates**\n" + "\n".join(lines),
        items=tuple(items),
        citations=tuple(citation(n, what) for n, what in enumerate(whats, 1)),
        total=count,
        notes=("Oak: the schedule covers September 2025 to August 2026 only.",),
        suggestions=("And in April?",),
    )


CASES: dict[str, Reply] = {
    "who-leads": Reply(
        answer("Mara Quill leads Estates [1].", citations=(citation(1, "Lead: Mara Quill"),)),
        more_in_private=False,
    ),
    "list": Reply(listed(4), more_in_private=False),
    "long-list": Reply(listed(150), more_in_private=False),
    "more-in-private": Reply(
        answer("Nothing is stated about *that* here.", status="not_found"), more_in_private=True
    ),
    "unknown": Reply(
        answer("Mara Quill leads Estates [1].", citations=(citation(1, "Lead: Mara Quill"),)),
        more_in_private=False,
        sign_in=f"{BASE}/account?of=sealed",
    ),
    "awkward-words": Reply(
        answer(
            "The plan says “a < b & c | d” [1].",
            citations=(citation(1, "a < b & c | d *e* `f` " * 20, "A | B › <C> & [D]"),),
        ),
        more_in_private=False,
    ),
}
