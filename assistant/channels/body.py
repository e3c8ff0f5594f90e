"""An answer as other programs read it: the body of `POST /api/ask` and of `plans ask --json`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant import answer as answers
from assistant.answer import Answer, Status
from ingest import document
from ingest.entries import PeriodKind, Role, Year


class Location(BaseModel):
    """Where quoted words stand, as far as is known. Everything counts from 1."""

    model_config = ConfigDict(title="Location")

    page: int | None = Field(None, description="page, in formats that have pages")
    headings: list[str] = Field(description="headings that it stands under, the outermost first")
    table: int | None = Field(None, description="number of the table in the document")
    row: int | None = Field(None, description="row of the table, heading rows counted")
    column: int | None = Field(None, description="column of the table, the label column counted")
    block: int | None = Field(None, description="number of the block in the document's order")
    sheet: str | None = Field(None, description="sheet, in a spreadsheet")
    reference: str | None = Field(None, description="cell, in a spreadsheet's own numbering")


class Citation(BaseModel):
    """A quotation by its number in the text."""

    n: int = Field(description="the number by which the text and the items refer to it")
    document: str = Field(description="title of the document")
    plan: str = Field(description="key of the plan")
    label: str = Field(description="the place in words")
    location: Location
    quote: str = Field(description="words of the document, to the letter")
    url: str = Field(description="where the document can be opened at these words")


class When(BaseModel):
    """A record's time: the plan's phrase and the interval that it means."""

    text: str = Field(description="the phrase as the plan has it")
    start: date | None = None
    end: date | None = None
    kind: PeriodKind
    role: Role | None = None
    year: Year


class Item(BaseModel):
    """One record of an answer that is made of records."""

    what: str
    who: list[str] = Field(description="names or initials as written; empty where none is given")
    when: When | None = None
    strand: str
    plan: str
    citations: list[int]


class Wording(BaseModel):
    """What a language model did for an answer, where one is configured."""

    model: str
    prompt: str = Field(description="the prompt and its version")
    used: int = Field(description="lines that are in its words, each checked")
    refused: int = Field(description="claims that did not hold and were left out")
    problem: str = Field(
        description="why nothing of it stands in the answer; blank where some does"
    )
    tokens_in: int
    tokens_out: int
    cost: float = Field(description="by the prices in the settings")


class AnswerBody(BaseModel):
    """What was found: checked quotations, and the text that arranges them."""

    status: Status = Field(description="answered, partial, not_found or declined")
    text: str = Field(description="Markdown; each statement ends in its citations' numbers")
    items: list[Item] = Field(description="all records that match, up to 200")
    citations: list[Citation]
    total: int | None = Field(None, description="for lists: how many records match")
    notes: list[str] = Field(description="caveats")
    suggestions: list[str] = Field(description="questions that could follow")
    conversation: str = Field(description="send it with the next question to follow up")
    answer: str = Field(description="this answer's own id")
    took_ms: float = Field(description="milliseconds from question to answer")
    wording: Wording | None = Field(None, description="null where no language model was asked")


def body(answer: Answer) -> AnswerBody:
    """`answer` in the form that leaves the program."""
    return AnswerBody(
        status=answer.status,
        text=answer.text,
        items=[_item(i) for i in answer.items],
        citations=[citation(c) for c in answer.citations],
        total=answer.total,
        notes=list(answer.notes),
        suggestions=list(answer.suggestions),
        conversation=answer.conversation,
        answer=answer.answer,
        took_ms=answer.took_ms,
        wording=Wording(**asdict(answer.wording)) if answer.wording else None,
    )


def _item(item: answers.Item) -> Item:
    return Item(
        what=item.what,
        who=list(item.who),
        when=_when(item.when) if item.when else None,
        strand=item.strand,
        plan=item.plan,
        citations=list(item.citations),
    )


def _when(when: answers.When) -> When:
    return When(
        text=when.text,
        start=when.start,
        end=when.end,
        kind=when.kind,
        role=when.role,
        year=when.year,
    )


def citation(citation: answers.Citation) -> Citation:
    """A citation in the form that leaves the program."""
    return Citation(
        n=citation.n,
        document=citation.document,
        plan=citation.plan,
        label=citation.label,
        location=_location(citation.location),
        quote=citation.quote,
        url=citation.url,
    )


def _location(location: document.Location) -> Location:
    return Location(
        page=location.page,
        headings=list(location.headings),
        table=location.table,
        row=location.row,
        column=location.column,
        block=location.block,
        sheet=location.sheet,
        reference=location.reference,
    )


EXAMPLE: dict[str, Any] = {
    "status": "answered",
    "text": "One thing is listed for March 2026.\n\n**Estates**\n- Fire door survey due [1]",
    "items": [
        {
            "what": "Fire door survey due",
            "who": [],
            "when": {
                "text": "March",
                "start": None,
                "end": "2026-03-31",
                "kind": "deadline",
                "role": "target",
                "year": "inferred",
            },
            "strand": "Estates",
            "plan": "oak",
            "citations": [1],
        }
    ],
    "citations": [
        {
            "n": 1,
            "document": "Oak Trust Strategic Plan 2025-2028",
            "plan": "oak",
            "label": "Monitoring Schedule › Estates › March",
            "location": {
                "page": 11,
                "headings": ["Monitoring", "Monitoring Schedule 2025-2026"],
                "table": 8,
                "row": 5,
                "column": 8,
                "block": 61,
                "sheet": None,
                "reference": None,
            },
            "quote": "Fire door survey due",
            "url": "/documents/oak-plan#t8r5c8",
        }
    ],
    "total": 1,
    "notes": ["The plan's schedule covers September 2025 to August 2026 only."],
    "suggestions": ["And in April?"],
    "conversation": "c_5f0c",
    "answer": "a_91d2",
    "took_ms": 18.4,
    "wording": None,
}
"""An answer for the documentation of the API."""
