"""Looking around: who leads what, what words stand for, and the plans with their documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from assistant.changes import changes, outline
from assistant.channels.caller import view_of
from assistant.channels.page import page
from assistant.channels.pages import filed_in
from assistant.records import HEADINGS, PLURALS, row
from ingest.entries import Definition, EntryKind, Responsibility
from ingest.filing import Filed, Kept, Plan

router = APIRouter(include_in_schema=False)

_Words = Annotated[str, Query(max_length=300)]


@router.get("/people")
async def people_page(request: Request, plan: _Words = "", q: _Words = "") -> HTMLResponse:
    """Who leads what, with the place that says so."""
    return await run_in_threadpool(_people, request, plan, q)


@router.get("/words")
async def words_page(request: Request, q: _Words = "") -> HTMLResponse:
    """What terms stand for."""
    return await run_in_threadpool(_terms, request, q)


@router.get("/plans")
async def plans_page(request: Request) -> HTMLResponse:
    """The plans with their documents."""
    return await run_in_threadpool(_plans, request)


@router.get("/plans/{key:path}")
async def understood_page(
    request: Request, key: str, since: Annotated[int | None, Query(ge=0, le=10**9)] = None
) -> HTMLResponse:
    """What of one document was understood, what was not, and what changed since a version."""
    return await run_in_threadpool(_understood, request, key, since)


def _people(request: Request, plan: str, words: str) -> HTMLResponse:
    with view_of(request) as view:
        found = view.entries(kinds=("responsibility",), plans=[plan] if plan else None)
        plans = view.plans()
    held = [(k, k.entry) for k in found if isinstance(k.entry, Responsibility)]
    wanted = words.casefold().strip()
    groups: dict[str, list[tuple[Kept, Responsibility]]] = {}
    for kept, entry in held:
        who = entry.person or entry.position
        if who and wanted in _said(entry).casefold():
            groups.setdefault(" ".join(who.text.split()), []).append((kept, entry))
    ordered = sorted(groups.items(), key=lambda g: g[0].casefold())
    names = _names(plans)
    return page(
        request, "people.html", groups=ordered, plans=plans, names=names, plan=plan, q=words
    )


def _said(entry: Responsibility) -> str:
    quotes = (entry.person, entry.position, entry.area, entry.school)
    return " ".join((*(q.text for q in quotes if q), entry.strand))


def _terms(request: Request, words: str) -> HTMLResponse:
    with view_of(request) as view:
        found = view.entries(kinds=("definition",))
        plans = view.plans()
    wanted = words.casefold().strip()
    terms: dict[str, list[tuple[Kept, Definition]]] = {}
    for kept in found:
        entry = kept.entry
        if isinstance(entry, Definition) and wanted in f"{entry.term} {entry.expansion}".casefold():
            terms.setdefault(entry.term, []).append((kept, entry))
    outside = [
        (term, means, plan.name)
        for plan in plans
        for term, means in (*plan.glossary.items(), *plan.people.items())
        if wanted in f"{term} {means}".casefold()
    ]
    ordered = sorted(terms.items(), key=lambda t: t[0].casefold())
    return page(
        request, "words.html", terms=ordered, outside=sorted(outside), names=_names(plans), q=words
    )


def _plans(request: Request) -> HTMLResponse:
    with view_of(request) as view:
        documents = view.documents()
        plans = view.plans()
    groups: dict[str, list[Filed]] = {}
    for filed in documents:
        groups.setdefault(filed.plan, []).append(filed)
    names = {f.plan: f.plan_name for f in documents} | _names(plans)
    spans = {p.key: (p.start, p.end) for p in plans}
    titles = {f.key: f.title for f in documents}
    return page(request, "plans.html", groups=groups, names=names, spans=spans, titles=titles)


def _understood(request: Request, key: str, since: int | None) -> HTMLResponse:
    with view_of(request) as view:
        filed = filed_in(view, key)
        document = view.document(key)
        records = view.entries(documents=[key], superseded=True)
        versions = view.versions(key)
    before = next((v for v in versions if v.number == since), None)
    tables = [
        (PLURALS[kind], headings, _rows(records, kind))
        for kind, headings in HEADINGS.items()
        if any(k.kind == kind for k in records)
    ]
    return page(
        request,
        "understood.html",
        filed=filed,
        document=document,
        outline=outline(document),
        tables=tables,
        versions=versions,
        before=before,
        changes=changes(before.document, document) if before else None,
    )


def _rows(records: Sequence[Kept], kind: EntryKind) -> list[tuple[str, ...]]:
    return [row(k.entry) for k in records if k.kind == kind]


def _names(plans: Sequence[Plan]) -> dict[str, str]:
    return {p.key: p.name for p in plans}
