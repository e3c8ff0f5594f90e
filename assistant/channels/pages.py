"""The pages of asking: the question, an answer again, and a document at the words quoted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from assistant.answer import Answer
from assistant.channels.body import body
from assistant.channels.caller import Form, caller_of, library_of, view_of
from assistant.channels.page import fragment, page
from assistant.citing import anchor
from assistant.office.audit import UnknownAnswer, document_of
from assistant.page_image import NoPage, PageImages, roomy
from assistant.question import UnknownConversation
from ingest.document import Box, Bullet, Cell, Document, Heading, Paragraph, Table
from ingest.filing import Filed
from ingest.view import View

_HERE = Path(__file__).parent
_PLACE = re.compile(r"b\d{1,9}|t\d{1,9}r\d{1,9}c\d{1,9}")
_LONGEST_REASON = 2000

router = APIRouter(include_in_schema=False)


@router.get("/")
async def ask_page(request: Request) -> HTMLResponse:
    """The page on which questions are asked."""
    return await run_in_threadpool(page, request, "ask.html", earlier=None)


@router.get("/answers/{answer}")
async def answer_page(request: Request, answer: str) -> HTMLResponse:
    """One answer again, for whoever was given it, as long as they may read what it quotes."""
    return await run_in_threadpool(_answer, request, answer)


@router.post("/feedback")
async def feedback(request: Request, form: Form) -> Response:
    """Keeps what a person thinks of an answer of theirs."""
    answer, reason = str(form.get("answer", "")), str(form.get("reason", ""))[:_LONGEST_REASON]
    await run_in_threadpool(_judge, request, answer, form.get("good") == "yes", reason)
    return Response(status_code=204)


@router.get("/documents/{key:path}")
async def document_page(request: Request, key: str) -> HTMLResponse:
    """The document as it was understood, every block and cell with its anchor."""
    return await run_in_threadpool(_document, request, key)


@router.get("/source/{key:path}")
async def source(request: Request, key: str, at: str = "") -> HTMLResponse:
    """A part of a page that shows a place of a document: on its page's picture, or in its text."""
    return await run_in_threadpool(_source, request, key, at)


@router.get("/page-images/{number}/{key:path}")
async def page_image(request: Request, number: int, key: str) -> Response:
    """The picture of a PDF's page."""
    return await run_in_threadpool(_picture, request, key, number)


def serve_files(app: FastAPI) -> None:
    """Serve the pages' own style and script, and keep pictures of documents' pages."""
    app.state.images = PageImages()
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")


def filed_in(view: View, key: str) -> Filed:
    """What is filed under that key. Raises a 404 where this reader has nothing there."""
    for filed in view.documents():
        if filed.key == key:
            return filed
    raise HTTPException(404, "There is no such document.")


def block_values() -> dict[str, Any]:
    """What the template of a document's blocks needs besides the document."""
    return {"kind": _kind, "anchor": _anchor, "place": _place}


def _document(request: Request, key: str) -> HTMLResponse:
    with view_of(request) as view:
        filed = filed_in(view, key)
        document = view.document(key)
    return page(request, "document.html", document=document, filed=filed, at="", **block_values())


def _answer(request: Request, answer: str) -> HTMLResponse:
    asked, held = _held(request, answer)
    with view_of(request) as view:
        mine = {d.key for d in view.documents()}
    if not {document_of(c.url) for c in held.citations} <= mine:
        raise HTTPException(404)
    earlier = {"question": asked, "answer": body(held).model_dump(mode="json")}
    return page(request, "ask.html", earlier=earlier)


def _held(request: Request, answer: str) -> tuple[str, Answer]:
    """The question as it was asked, and its answer. Raises a 404."""
    office, caller = library_of(request).office, caller_of(request)
    try:
        owner = None if caller.everything else caller.owner
        asked = office.audit.answered(answer, owner=owner, shared=True)
        turns = office.conversations.turns(asked.conversation, owner=asked.place or asked.owner)
        return next((t.asked, t.answer) for t in turns if t.answer.answer == answer)
    except (UnknownAnswer, UnknownConversation, StopIteration):
        raise HTTPException(404) from None


def _judge(request: Request, answer: str, good: bool, reason: str) -> None:
    owner = caller_of(request).owner
    try:
        library_of(request).office.audit.judge(answer, owner=owner, good=good, reason=reason)
    except UnknownAnswer:
        raise HTTPException(404) from None


def _source(request: Request, key: str, at: str) -> HTMLResponse:
    with view_of(request) as view:
        filed = filed_in(view, key)
        document = view.document(key)
    found = _part(document, at) if _PLACE.fullmatch(at) else None
    shared = {"filed": filed, "at": at, "found": found}
    number = found.location.page if found else None
    if found and number and found.location.box:
        try:
            paper = request.app.state.images.paper(filed, number)
        except NoPage:
            pass
        else:
            box: Box = roomy(found.location.box, paper)
            return fragment("source_page.html", paper=paper, box=box, number=number, **shared)
    return fragment("source_text.html", document=document, **shared, **block_values())


def _picture(request: Request, key: str, number: int) -> Response:
    with view_of(request) as view:
        filed = filed_in(view, key)
    try:
        picture = request.app.state.images.picture(filed, number)
    except NoPage as error:
        raise HTTPException(404, "There is no such page.") from error
    return Response(
        picture, media_type="image/png", headers={"Cache-Control": "private, max-age=60"}
    )


def _part(document: Document, at: str) -> Heading | Paragraph | Bullet | Table | Cell | None:
    """The block or cell that stands at an anchor."""
    for block in document.blocks:
        if _anchor(block) == at:
            return block
        if isinstance(block, Table):
            for cell in block.cells():
                if _anchor(cell) == at:
                    return cell
    return None


def _kind(block: Heading | Paragraph | Bullet | Table) -> str:
    """The block's name in the template."""
    return type(block).__name__.lower()


def _anchor(part: Heading | Paragraph | Bullet | Table | Cell) -> str:
    """The id under which a block or a cell stands on its document's page."""
    return anchor(part.location) if isinstance(part, Cell) else f"b{part.location.block}"


def _place(block: Heading | Paragraph | Bullet | Table) -> str:
    """Where the block stands in the file, in words; empty where nothing is known."""
    at = block.location
    return f"page {at.page}" if at.page else at.sheet or ""
