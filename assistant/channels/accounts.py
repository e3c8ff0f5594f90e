"""Chat accounts and people: the address at which somebody says that an account is theirs."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import urlencode

from cryptography.fernet import Fernet, InvalidToken
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.channels.caller import Form, caller_of, house_of, library_of
from assistant.channels.house import Provider
from assistant.channels.page import page
from assistant.library import Library
from assistant.office.people import Identity, TakenIdentity

_GOOD_FOR = 24 * 3600
_PLATFORMS = {"slack": "Slack", "entra": "Microsoft Teams"}
_TOO_LATE = "This address is no longer good. Ask the assistant again where you came from."

router = APIRouter(include_in_schema=False)


class Accounts:
    """Gives each chat account the address at which a person makes it known as theirs."""

    def __init__(self, provider: Provider | None, base: str) -> None:
        self._provider = provider
        self._base = base.rstrip("/")

    def address(self, library: Library, who: Identity, name: str) -> str:
        """The address for that account, good for a day; blank where nobody signs in.

        `name` is what the account is called, for people to know it by.
        """
        if self._provider is None:
            return ""
        # Whoever signs in by Entra is known in its Teams too.
        if (who.provider, who.tenant) == (self._provider.kind, self._provider.tenant):
            return f"{self._base}/sign-in"
        told = json.dumps([who.provider, who.tenant, who.subject, name[:80]]).encode()
        return f"{self._base}/account?{urlencode({'of': _box(library).encrypt(told).decode()})}"


@router.get("/account")
async def account(request: Request, of: str = "") -> Response:
    """Asks whoever has signed in whether that chat account is theirs."""
    who, name = await run_in_threadpool(_told, request, of)
    platform = _PLATFORMS.get(who.provider, who.provider)
    return page(request, "account.html", of=of, who=who, name=name, platform=platform, done=False)


@router.post("/account")
async def link(request: Request, form: Form) -> Response:
    """Makes the account known as the person's who has signed in."""
    who, name = await run_in_threadpool(_told, request, str(form.get("of", "")))
    try:
        await run_in_threadpool(_link, request, who)
    except TakenIdentity as error:
        raise HTTPException(409, str(error)) from error
    platform = _PLATFORMS.get(who.provider, who.provider)
    return page(request, "account.html", of="", who=who, name=name, platform=platform, done=True)


def _told(request: Request, of: str) -> tuple[Identity, str]:
    """The account that an address tells of, and what it is called. Raises HTTPException."""
    if house_of(request).provider is None:
        raise HTTPException(404)
    try:
        told = json.loads(_box(library_of(request)).decrypt(of.encode(), ttl=_GOOD_FOR))
    except InvalidToken:
        raise HTTPException(400, _TOO_LATE) from None
    provider, tenant, subject, name = map(str, told)
    return Identity(provider, tenant, subject), name


def _link(request: Request, who: Identity) -> None:
    office, owner = library_of(request).office, caller_of(request).owner
    person = next((p for p in office.people.everybody() if p.owner == owner), None)
    if person is None:
        raise HTTPException(403, "Only a person has accounts.")
    office.link(person, who)


def _box(library: Library) -> Fernet:
    key = hashlib.sha256(library.office.post.secret("accounts").encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
