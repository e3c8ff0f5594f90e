"""The pages of drafts: made, and each sentence accepted, edited or struck by a person."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from assistant.channels.caller import Form, house_of, view_of
from assistant.channels.drafts import worked
from assistant.channels.page import page
from assistant.drafting.draft import Asked
from assistant.drafting.framework import DEFAULT, frameworks
from assistant.drafting.gathered import schools
from assistant.drafting.paper import Paper
from assistant.evidence.belonging import plans_of
from assistant.office.drafts import Act, Deed

router = APIRouter(prefix="/drafts", include_in_schema=False)

_ACTS: dict[str, Act] = {
    "accept": "accept",
    "edit": "edit",
    "strike": "strike",
    "reset": "reset",
    "rest": "accept",
}
_LONGEST = 4000
"""Characters that an edited sentence may have."""


@router.get("")
async def drafts_page(request: Request) -> HTMLResponse:
    """The drafts that a person may see, and a form to make one."""
    papers = await worked(request, lambda desk: desk.every())
    return await run_in_threadpool(_drafts, request, papers)


@router.post("")
async def make(request: Request, form: Form) -> Response:
    """Makes a draft and opens it."""
    asked = Asked(
        framework=str(form.get("framework", DEFAULT))[:60],
        school=str(form.get("school", ""))[:200],
        plan=str(form.get("plan", ""))[:60],
        as_of=date.today(),
    )
    made = await worked(request, lambda desk: desk.make(asked))
    return _to(made.draft.id)


@router.get("/{draft}")
async def draft_page(
    request: Request, draft: str, area: Annotated[str, Query(max_length=60)] = ""
) -> HTMLResponse:
    """One area of a draft, sentence by sentence."""
    paper, deeds = await worked(request, lambda desk: (desk.paper(draft), desk.deeds(draft)))
    return await run_in_threadpool(_draft, request, paper, deeds, area)


@router.post("/{draft}/sentences")
async def act(request: Request, draft: str, form: Form) -> Response:
    """Accepts, edits, strikes or takes back a sentence; or accepts the rest of an area."""
    chosen, area = _ACTS.get(str(form.get("act", ""))), str(form.get("area", ""))[:60]
    key, text = str(form.get("sentence", "")), str(form.get("text", ""))[:_LONGEST]
    if chosen is None or (chosen == "edit" and not text.strip()):
        raise HTTPException(422, "Say what to do with the sentence.")
    rest = form.get("act") == "rest"
    revision = int(str(form.get("revision", "0"))) if _is_number(form.get("revision")) else 0

    def work(desk: Any) -> Paper:
        paper: Paper = desk.paper(draft)
        keys = _rest(paper, area) if rest else [key]
        return desk.act(draft, keys, chosen, text=text, revision=revision) if keys else paper

    await worked(request, work)
    return _to(draft, area, "" if rest else key)


@router.post("/{draft}/refresh")
async def refresh(request: Request, draft: str, form: Form) -> Response:
    """Makes the draft anew from the documents as they are."""
    del form
    await worked(request, lambda desk: desk.refresh(draft))
    return _to(draft)


@router.post("/{draft}/sign")
async def sign(request: Request, draft: str, form: Form) -> Response:
    """Signs the draft off in the person's name."""
    del form
    await worked(request, lambda desk: desk.sign(draft))
    return _to(draft)


@router.post("/{draft}/remove")
async def remove(request: Request, draft: str, form: Form) -> Response:
    """Forgets a draft of the person's own."""
    del form
    await worked(request, lambda desk: desk.remove(draft))
    return RedirectResponse("/drafts", 303)


def _drafts(request: Request, papers: tuple[Paper, ...]) -> HTMLResponse:
    with view_of(request) as view:
        plans, known = plans_of(view), schools(view)
    kinds = frameworks(house_of(request).frameworks).values()
    return page(
        request,
        "drafts.html",
        papers=papers,
        plans=plans,
        schools=known,
        frameworks=kinds,
        chosen=DEFAULT,
    )


def _draft(request: Request, paper: Paper, deeds: tuple[Deed, ...], area: str) -> HTMLResponse:
    areas = list(paper.sections(struck=True))
    shown = next(((a, parts) for a, parts in areas if a.key == area), areas[0])
    waiting = {
        a.key: sum(s.sentence.state == "proposed" for _, _, found in parts for s in found)
        for a, parts in areas
    }
    own = {s.sentence.key for _, _, found in shown[1] for s in found}
    return page(
        request,
        "draft.html",
        paper=paper,
        areas=[a for a, _ in areas],
        area=shown[0],
        parts=shown[1],
        waiting=waiting,
        deeds=[d for d in deeds if d.sentence in own or not d.sentence][-50:],
    )


def _rest(paper: Paper, area: str) -> list[str]:
    """The sentences of an area that nobody has decided on, and that match their sources."""
    return [
        s.sentence.key
        for s in paper.sentences
        if s.sentence.area == area and s.sentence.state == "proposed" and not s.stale
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, str) and value.isdecimal() and len(value) < 10


def _to(draft: str, area: str = "", key: str = "") -> Response:
    safe = "".join(c for c in area if c.isalnum() or c == "-")
    at = "".join(c for c in key if c.isalnum())
    where = f"?area={safe}" * bool(safe) + f"#s{at}" * bool(at)
    return RedirectResponse(f"/drafts/{draft}{where}", 303)
