"""Records of the register as other programs read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from assistant.channels.body import Citation, When, citation
from assistant.register_view import Listed, Page
from ingest.document import Quote
from ingest.entries import Basis, Commitment, Dated, Definition, Measure, Responsibility


class Meant(BaseModel):
    """The days that the period was taken to mean."""

    start: date
    end: date
    plans: list[str] = Field(description="plans in which it means these days; empty for all")


class _Page(BaseModel):
    """A page of records."""

    total: int = Field(description="how many records match")
    period: list[Meant] = Field(description="the days asked about; empty where none were")


class _Record(BaseModel):
    """What every record has."""

    plan: str = Field(description="key of the plan")
    document: str = Field(description="title of the document")
    strand: str = Field(description="the part of the plan that it stands under; may be empty")
    citations: list[Citation] = Field(description="the words of its parts, each with its place")


class ResponsibilityBody(_Record):
    """Who is responsible for what."""

    person: str | None = Field(description="name or initials as written")
    position: str | None
    area: str | None = Field(description="what they are responsible for")
    role: str = Field(description="lead, link, committee, post …")
    basis: Basis = Field(description="how they belong together in the document")
    school: str | None
    support: list[str]


class CommitmentBody(_Record):
    """Something that is to be done or happens."""

    what: str
    who: list[str] = Field(description="names or initials as written; empty where none is given")
    basis: Basis = Field(
        description="own: its own leads; block: one of several that cannot be paired; "
        "section: only the section has a lead"
    )
    when: list[When]
    serves: list[str] = Field(description="aims and priorities that it stands beside")
    origin: Literal["calendar", "action", "milestone", "meeting", "return"]
    status: str | None = Field(description="what the document says of its progress")
    done: bool | None = Field(description="null where the document does not say")
    school: str | None


class MeasureBody(_Record):
    """What will show success."""

    what: str
    when: list[When] = Field(description="when it is looked at")
    who: list[str] = Field(description="who looks at it")
    serves: list[str]
    school: str | None


class TermBody(_Record):
    """What a term stands for, by the document's own words."""

    term: str
    expansion: str


class ResponsibilitiesPage(_Page):
    """Responsibilities that match."""

    items: list[ResponsibilityBody]


class CommitmentsPage(_Page):
    """Commitments that match."""

    items: list[CommitmentBody]


class MeasuresPage(_Page):
    """Measures that match."""

    items: list[MeasureBody]


class TermsPage(_Page):
    """Terms that match."""

    items: list[TermBody]


def responsibilities_page(page: Page) -> ResponsibilitiesPage:
    """A page of responsibilities in the form that leaves the program."""
    items = [
        ResponsibilityBody(
            plan=r.plan,
            document=r.document,
            strand=e.strand,
            citations=[citation(c) for c in r.citations],
            person=_text(e.person),
            position=_text(e.position),
            area=_text(e.area),
            role=e.role,
            basis=e.basis,
            school=_text(e.school),
            support=_texts(e.support),
        )
        for r in page.records
        if isinstance(e := r.entry, Responsibility)
    ]
    return ResponsibilitiesPage(total=page.total, period=_meant(page), items=items)


def commitments_page(page: Page) -> CommitmentsPage:
    """A page of commitments in the form that leaves the program."""
    items = [
        CommitmentBody(
            plan=r.plan,
            document=r.document,
            strand=e.strand,
            citations=[citation(c) for c in r.citations],
            what=e.what.text,
            who=_texts(e.who),
            basis=e.who_basis,
            when=_when(e.when),
            serves=_texts(e.serves),
            origin=e.origin,
            status=_text(e.status),
            done=e.done,
            school=_text(e.school),
        )
        for r in page.records
        if isinstance(e := r.entry, Commitment)
    ]
    return CommitmentsPage(total=page.total, period=_meant(page), items=items)


def measures_page(page: Page) -> MeasuresPage:
    """A page of measures in the form that leaves the program."""
    items = [
        MeasureBody(
            plan=r.plan,
            document=r.document,
            strand=e.strand,
            citations=[citation(c) for c in r.citations],
            what=e.what.text,
            when=_when(e.when),
            who=_texts(e.who),
            serves=_texts(e.serves),
            school=_text(e.school),
        )
        for r in page.records
        if isinstance(e := r.entry, Measure)
    ]
    return MeasuresPage(total=page.total, period=_meant(page), items=items)


def terms_page(page: Page) -> TermsPage:
    """A page of terms in the form that leaves the program."""
    items = [
        TermBody(
            plan=r.plan,
            document=r.document,
            strand=e.strand,
            citations=[citation(c) for c in r.citations],
            term=e.term,
            expansion=e.expansion,
        )
        for r in page.records
        if isinstance(e := r.entry, Definition)
    ]
    return TermsPage(total=page.total, period=_meant(page), items=items)


def _meant(page: Page) -> list[Meant]:
    return [Meant(start=d.span[0], end=d.span[1], plans=list(d.plans)) for d in page.days]


def _when(when: Sequence[Dated]) -> list[When]:
    return [
        When(
            text=d.period.text,
            start=d.period.start,
            end=d.period.end,
            kind=d.period.kind,
            role=d.role,
            year=d.period.year,
        )
        for d in when
    ]


def _texts(quotes: Sequence[Quote]) -> list[str]:
    return [q.text for q in quotes]


def _text(quote: Quote | None) -> str | None:
    return quote.text if quote else None


PAGES: Mapping[Listed, Callable[[Page], BaseModel]] = {
    "responsibility": responsibilities_page,
    "commitment": commitments_page,
    "measure": measures_page,
    "definition": terms_page,
}
"""How a page of each kind of record leaves the program."""
