"""A page: a template filled in, with what every page has around it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.access import MACHINE
from assistant.channels.caller import caller_of, house_of, may_manage, token_of
from assistant.citing import anchor
from assistant.library import NotReady
from assistant.planner import Column, Placed
from ingest.document import Location

_PAGES = (
    ("/", "Ask"),
    ("/start", "Start"),
    ("/year", "Year"),
    ("/people", "People"),
    ("/words", "Words"),
    ("/plans", "Plans"),
    ("/evidence", "Evidence"),
    ("/drafts", "Drafts"),
)
_MANAGE = ("/manage", "Manage")


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The template with these values, between the page's head and foot. Raises NotReady."""
    caller = caller_of(request)
    around = {
        "section": _section(request.url.path),
        "sections": (*_PAGES, _MANAGE) if _manages(request) else _PAGES,
        "csrf": token_of(request.state.session),
        "caller": None if caller is MACHINE else caller,
        "signs_in": house_of(request).provider is not None,
    }
    return HTMLResponse(_TEMPLATES.get_template(template).render(around | values), status)


def _section(path: str) -> str:
    """The address of the section that a page belongs to."""
    first = f"/{path.split('/')[1]}"
    return {"/documents": "/plans", "/answers": "/"}.get(first, first)


def _manages(request: Request) -> bool:
    try:
        return may_manage(request)
    except NotReady:
        return False


def fragment(template: str, **values: Any) -> HTMLResponse:
    """The template with these values alone, to stand within a page."""
    return HTMLResponse(_TEMPLATES.get_template(template).render(values))


def day(value: date | datetime | str | None) -> str:
    """A day as people write it; empty where there is none."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return f"{value.day} {value:%B %Y}" if value else ""


def document_url(key: str, location: Location | None = None) -> str:
    """Where a document is read; at a place in it, where one is given."""
    place = f"#{anchor(location)}" if location else ""
    return f"/documents/{quote(key)}{place}"


def place_words(location: Location) -> str:
    """A place in words: the page or sheet and the headings over it."""
    page = f"page {location.page}" if location.page else location.sheet or ""
    return " › ".join(part for part in (page, *location.headings[-2:]) if part)


_TEMPLATES = Environment(
    loader=PackageLoader("assistant.channels"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _paired(values: Sequence[str]) -> list[tuple[str, str]]:
    """Each value as an option that shows itself."""
    return [(v, v) for v in values]


def _falling(dated: Sequence[Placed], column: Column) -> list[Placed]:
    """Of what has a date, what falls in the column."""
    return [p for p in dated if column.span[0] <= p.day <= column.span[1]]


_FILTERS: dict[str, Any] = {
    "paired": _paired,
    "falling": _falling,
    "day": day,
    "document_url": document_url,
    "place_words": place_words,
    "anchor": anchor,
}
_TEMPLATES.filters.update(_FILTERS)
