"""The administrators' page: documents in and out, what the plans lack, people and keys."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from assistant.access import SCOPES, Scope
from assistant.channels.caller import (
    Form,
    administrators_only,
    house_of,
    library_of,
    view_of,
)
from assistant.channels.page import page
from assistant.channels.pages import filed_in
from assistant.channels.work import Work
from assistant.lacking import grouped
from assistant.office.keys import UnknownKey
from assistant.office.people import UnknownPerson
from ingest.filing import EVERY_AUDIENCE
from ingest.formats import SUFFIXES

router = APIRouter(
    prefix="/manage", include_in_schema=False, dependencies=[Depends(administrators_only)]
)

_AUDIENCE = re.compile(r"[a-z0-9]+([-_ ][a-z0-9]+)*")


@router.get("")
async def manage_page(request: Request) -> HTMLResponse:
    """Everything that an administrator looks after."""
    return await run_in_threadpool(_page, request)


@router.post("/documents")
async def put_in(request: Request, form: Form) -> Response:
    """Begins to read the files that were sent; a program is told where to ask how far it is."""
    audience = _audience(str(form.get("audience", "")))
    files = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
    if not files:
        raise HTTPException(422, "Choose at least one file.")
    paths = await run_in_threadpool(_saved, request, files)
    return _begun(request, paths, audience)


@router.get("/work/{number}")
async def work_state(request: Request, number: int) -> JSONResponse:
    """How far the reading of files has come."""
    return JSONResponse(_work(request).state(number))


@router.post("/documents/audience")
async def set_audience(request: Request, form: Form) -> Response:
    """Reads a document again, for another audience."""
    audience = _audience(str(form.get("audience", "")))
    with await run_in_threadpool(view_of, request) as view:
        filed = filed_in(view, str(form.get("document", "")))
    return _begun(request, [Path(filed.path)], audience)


@router.post("/documents/withdraw")
async def withdraw(request: Request, form: Form) -> Response:
    """Takes a document out; a file that was put in here is deleted."""
    await run_in_threadpool(_withdraw, request, str(form.get("document", "")))
    return RedirectResponse("/manage#documents", 303)


@router.post("/people")
async def give_roles(request: Request, form: Form) -> Response:
    """Gives somebody their roles, or adds them."""
    await run_in_threadpool(_give, request, dict(form))
    return RedirectResponse("/manage#people", 303)


@router.post("/keys")
async def make_key(request: Request, form: Form) -> HTMLResponse:
    """Makes a key and shows it once."""
    return await run_in_threadpool(_make_key, request, dict(form), form.getlist("scopes"))


@router.post("/keys/{number}/revoke")
async def revoke_key(request: Request, number: int, form: Form) -> Response:
    """Makes a key unusable."""
    del form
    library = await run_in_threadpool(library_of, request)
    try:
        await run_in_threadpool(library.office.keys.revoke, number)
    except UnknownKey:
        raise HTTPException(404) from None
    return RedirectResponse("/manage#keys", 303)


def _page(request: Request, *, secret: str = "") -> HTMLResponse:
    library = library_of(request)
    office = library.office
    with view_of(request) as view:
        documents = view.documents()
    own = {d.audience for d in documents} - set(EVERY_AUDIENCE)
    return page(
        request,
        "manage.html",
        documents=documents,
        audiences=(*EVERY_AUDIENCE, *sorted(own)),
        suffixes=",".join(sorted(SUFFIXES)),
        largest=house_of(request).limits.largest_upload // 1024 // 1024,
        lacking=grouped(office.audit.unanswered()),
        marked=grouped(office.audit.marked_down()),
        model_use=office.model_use.months(),
        people=office.people.everybody(),
        keys=office.keys.every(),
        roles=office.access.known_roles(),
        scopes=SCOPES,
        secret=secret,
    )


def _work(request: Request) -> Work:
    return request.app.state.work


def _begun(request: Request, paths: Sequence[Path], audience: str) -> Response:
    number = _work(request).begin(library_of(request), paths, audience=audience)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"work": number}, 202)
    return RedirectResponse("/manage#documents", 303)


def _audience(name: str) -> str:
    """The audience's name, if it can be one. Raises a 422."""
    if not _AUDIENCE.fullmatch(name) or len(name) > 60:
        raise HTTPException(422, "Choose who may read it.")
    return name


def _saved(request: Request, files: Sequence[UploadFile]) -> list[Path]:
    """The files where they are kept, by their own names without any folder. Raises a 422."""
    folder = house_of(request).uploads
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / _name(f.filename or "") for f in files]
    for file, path in zip(files, paths, strict=True):
        part = path.with_name(f".{path.name}.part")
        with part.open("wb") as out:
            shutil.copyfileobj(file.file, out)
        part.replace(path)
    return paths


def _name(given: str) -> str:
    name = re.split(r"[/\\]", given)[-1].strip().lstrip(".")
    name = "".join(c if c.isprintable() else "_" for c in name)[-150:]
    if Path(name).suffix.lower() not in SUFFIXES:
        kinds = ", ".join(sorted(s.lstrip(".") for s in SUFFIXES))
        raise HTTPException(422, f"{name or 'A file'} cannot be read here: it must be {kinds}.")
    return name


def _withdraw(request: Request, key: str) -> None:
    with view_of(request) as view:
        filed = filed_in(view, key)
    library_of(request).index.withdraw(filed.key)
    file = Path(filed.path)
    if file.parent == house_of(request).uploads.resolve():
        file.unlink(missing_ok=True)


def _give(request: Request, form: dict[str, Any]) -> None:
    office = library_of(request).office
    roles = [r for r in re.split(r"[,\s]+", str(form.get("roles", ""))) if r]
    if not roles or not all(office.access.is_role(r) for r in roles):
        raise HTTPException(422, "Name the roles, such as staff or leaders.")
    email = str(form.get("email", ""))[:320].strip()
    try:
        office.people.give(office.people.person(str(form.get("person") or email)), roles)
    except UnknownPerson:
        if not email:
            raise HTTPException(404) from None
        office.people.add(name=email, email=email, roles=roles)


def _make_key(request: Request, form: dict[str, Any], scopes: Sequence[Any]) -> HTMLResponse:
    office = library_of(request).office
    role, name = str(form.get("role", "")), str(form.get("name", "")).strip()[:200]
    if not name or not office.access.is_role(role) or not scopes:
        raise HTTPException(422, "Give the key a name, a role and what it is for.")
    chosen: list[Scope] = [s for s in SCOPES if s in scopes]
    _, secret = office.keys.create(name=name, roles=[role], scopes=chosen, days=365)
    return _page(request, secret=secret)
