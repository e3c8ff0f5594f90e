"""Who makes a request, and what they see: the only way in which a route reads the index."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from assistant.access import Caller
from assistant.channels.house import House
from assistant.library import Library
from ingest.index import Reader
from ingest.view import View

TOKEN_FIELD = "csrf"
TOKEN_HEADER = "x-csrf-token"


def library_of(request: Request) -> Library:
    """The open library. Raises NotReady. May take a while: not to be called in the event loop."""
    return request.app.state.opening()


def house_of(request: Request) -> House:
    """What the application was told when it was made."""
    return request.app.state.house


def caller_of(request: Request) -> Caller:
    """Who makes the request; nobody, where an open address was asked for."""
    return request.state.caller


def reader_of(request: Request) -> Reader:
    """What the one who makes the request may read. Raises NotReady."""
    library = library_of(request)
    return library.office.access.reader(caller_of(request), library.index)


def view_of(request: Request) -> View:
    """The index as it is at this moment, for the one who makes the request. Raises NotReady."""
    return library_of(request).index.seen_by(reader_of(request))


def may_manage(request: Request) -> bool:
    """Whether the one who makes the request is an administrator."""
    return library_of(request).office.access.may_manage(caller_of(request))


def administrators_only(request: Request) -> None:
    """A dependency: to anybody else it is as if the address were not there."""
    if not may_manage(request):
        raise HTTPException(404)


def token_of(session: str) -> str:
    """The token that a form of this browser's session carries."""
    return hashlib.sha256(f"csrf:{session}".encode()).hexdigest() if session else ""


async def checked_form(request: Request) -> AsyncIterator[FormData]:
    """A dependency: the form that was sent, if it carries the token of its session."""
    async with request.form(max_files=20, max_fields=50) as form:
        check_token(request, str(form.get(TOKEN_FIELD) or request.headers.get(TOKEN_HEADER, "")))
        yield form


def check_token(request: Request, given: str) -> None:
    """Raises a 403 unless `given` is the token of the browser's session."""
    expected = token_of(request.state.session)
    if not expected or not compare_digest(given.encode(), expected.encode()):
        raise HTTPException(403, "The form is no longer good: open its page again.")


Form = Annotated[FormData, Depends(checked_form)]
