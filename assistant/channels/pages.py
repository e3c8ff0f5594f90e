"""The pages: where a question is asked, and where a document is read at the words quoted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException

from assistant.channels.caller import view_of
from ingest.document import Bullet, Cell, Heading, Paragraph, Table

if TYPE_CHECKING:
    from ingest.document import Block

_HERE = Path(__file__).parent
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_TEMPLATES = Environment(
    loader=PackageLoader("assistant.channels"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

router = APIRouter(include_in_schema=False)


@router.get("/")
async def ask_page() -> HTMLResponse:
    """The page on which questions are asked."""
    return _page("ask.html")


@router.get("/documents/{key:path}")
async def document_page(request: Request, key: str) -> HTMLResponse:
    """The document as it was understood, every block and cell with its anchor."""
    return await run_in_threadpool(_document, request, key)


def serve_files(app: FastAPI) -> None:
    """Serve the pages' own style and script."""
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")


def _document(request: Request, key: str) -> HTMLResponse:
    with view_of(request) as view:
        try:
            document = view.document(key)
        except LookupError:
            raise HTTPException(404, "There is no such document.") from None
    return _page("document.html", document=document, kind=_kind, anchor=_anchor, place=_place)


def _page(template: str, **values: Any) -> HTMLResponse:
    return HTMLResponse(_TEMPLATES.get_template(template).render(values), headers=_HEADERS)


def _kind(block: Block) -> str:
    """The block's name in the template."""
    match block:
        case Heading():
            return "heading"
        case Paragraph():
            return "paragraph"
        case Bullet():
            return "bullet"
        case Table():
            return "table"


def _anchor(part: Block | Cell) -> str:
    """The id under which a block or a cell stands on its document's page."""
    at = part.location
    if isinstance(part, Cell):
        return f"t{at.table}r{at.row}c{at.column}"
    return f"b{at.block}"


def _place(block: Block) -> str:
    """Where the block stands in the file, in words; empty where nothing is known."""
    at = block.location
    return f"page {at.page}" if at.page else at.sheet or ""
