"""Signing in by OpenID Connect: code flow with PKCE, and issuer, audience and tenant pinned."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportMissingTypeStubs=false, reportUnknownArgumentType=false
# (Authlib is untyped)

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.starlette_client import OAuth, OAuthError
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from httpx import HTTPError
from joserfc.errors import JoseError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.channels import gate
from assistant.channels.caller import Form, house_of, library_of
from assistant.channels.house import House, Provider
from assistant.channels.page import page
from assistant.office.people import Identity, Person
from assistant.office.tables import secret

_WITHIN = 600
"""Seconds in which who began to sign in must come back."""

_MOST = 10_000
_FAILED = "You could not be signed in. Try again; if it happens again, tell your administrator."

router = APIRouter(include_in_schema=False)


class Arrivals:
    """Those who were sent to the provider and have not come back yet, by their browser's cookie."""

    def __init__(self, house: House) -> None:
        self._waiting: dict[str, tuple[float, dict[str, Any]]] = {}
        self.client = _client(house.provider) if house.provider else None

    def begin(self) -> tuple[str, dict[str, Any]]:
        """A new arrival: the cookie's value, and what is to be remembered for it."""
        self._forget()
        name, kept = secret(), dict[str, Any]()
        self._waiting[name] = (time.monotonic() + _WITHIN, kept)
        return name, kept

    def take(self, name: str) -> dict[str, Any]:
        """What was remembered for that cookie, once; nothing where it is too late."""
        until, kept = self._waiting.pop(name, (0.0, {}))
        return kept if until > time.monotonic() else {}

    def _forget(self) -> None:
        now = time.monotonic()
        for name in [n for n, (until, _) in self._waiting.items() if until < now]:
            del self._waiting[name]
        while len(self._waiting) >= _MOST:
            del self._waiting[next(iter(self._waiting))]


@router.get("/sign-in")
async def sign_in(request: Request, to: str = "/") -> Response:
    """Sends the browser to the provider."""
    house, client = house_of(request), request.app.state.arrivals.client
    if client is None:
        return RedirectResponse("/", 303)
    name, kept = request.app.state.arrivals.begin()
    kept["to"] = to if _is_ours(to) else "/"
    request.scope["session"] = kept
    try:
        response = await client.authorize_redirect(request, f"{house.public_url}/signed-in")
    except (OAuthError, HTTPError) as error:
        raise HTTPException(503, "The sign-in service cannot be reached.") from error
    _remember(response, house, name, _WITHIN)
    return response


@router.get("/signed-in")
async def signed_in(request: Request) -> Response:
    """Where the provider sends the browser back to: begins its session."""
    house, arrivals = house_of(request), request.app.state.arrivals
    if house.provider is None:
        raise HTTPException(404)
    kept = arrivals.take(request.cookies.get(_arriving(house), ""))
    request.scope["session"] = kept
    claims = await _claims(request, arrivals.client, house.provider)
    session, seconds = await run_in_threadpool(_begin, request, house.provider, claims)
    response = RedirectResponse(kept.get("to", "/"), 303)
    _remember(response, house, "", 0)
    value = gate.cookie(gate.cookie_name(house), session, secure=house.is_secure, seconds=seconds)
    response.headers.append("set-cookie", value)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, form: Form) -> Response:
    """Ends the browser's session."""
    del form
    house = house_of(request)
    await run_in_threadpool(lambda: library_of(request).office.sessions.end(request.state.session))
    # A form may not lead to the provider, only to a page of ours that links there.
    response = RedirectResponse("/signed-out" if house.provider else "/", 303)
    gone = gate.cookie(gate.cookie_name(house), "", secure=house.is_secure, seconds=0)
    response.headers.append("set-cookie", gone)
    return response


@router.get("/signed-out")
async def signed_out(request: Request) -> Response:
    """Where signing out ends."""
    return page(request, "signed_out.html")


async def _claims(request: Request, client: Any, provider: Provider) -> dict[str, Any]:
    """What the provider says of who came, all of it checked. Raises HTTPException."""
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client},
        "sub": {"essential": True},
        "nonce": {"essential": True},
    }
    try:
        token = await client.authorize_access_token(request, claims_options=options)
    except (OAuthError, JoseError, HTTPError) as error:
        raise HTTPException(400, _FAILED) from error
    claims = token.get("userinfo") or {}
    if not _is_pinned(claims, provider):
        raise HTTPException(403, "Your account is not one of this trust's.")
    return claims


def _is_pinned(claims: dict[str, Any], provider: Provider) -> bool:
    """Whether the claims are of the issuer and tenant that the settings name, and no other."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != provider.issuer or audiences != [provider.client]:
        return False
    match provider.kind:
        case "entra":
            return claims.get("tid") == provider.tenant and bool(claims.get("oid"))
        case "google":
            return claims.get("hd") == provider.tenant and claims.get("email_verified") is True
        case "oidc":
            return True


def _begin(request: Request, provider: Provider, claims: dict[str, Any]) -> tuple[str, int]:
    """The secret of a new session of whoever the claims are about, and the seconds it lasts."""
    office = library_of(request).office
    person = _person(request, provider, claims)
    return office.sessions.begin(person), int(office.sessions.lasting.total_seconds())


def _person(request: Request, provider: Provider, claims: dict[str, Any]) -> Person:
    subject = claims["oid"] if provider.kind == "entra" else claims["sub"]
    # Entra lets an address be written by its owner, but a user name only by the tenant itself.
    entra = provider.kind == "entra"
    email = str(claims.get("preferred_username" if entra else "email") or "")
    return library_of(request).office.people.arrived(
        Identity(provider.kind, provider.tenant, str(subject)),
        name=str(claims.get("name") or email or "Somebody")[:200],
        email=email[:320],
        proven=bool(email) and (entra or claims.get("email_verified") is True),
    )


def _client(provider: Provider) -> Any:
    oauth = OAuth()
    return oauth.register(
        provider.kind,
        client_id=provider.client,
        client_secret=provider.secret,
        server_metadata_url=provider.metadata,
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "timeout": 10,
        },
    )


def _is_ours(to: str) -> bool:
    """Whether an address leads to a page of ours and nowhere else."""
    try:
        parts = urlsplit(to)
    except ValueError:
        return False
    plain = not any(c in to for c in "\\\r\n\t")
    return not parts.scheme and not parts.netloc and to.startswith("/") and plain


def _arriving(house: House) -> str:
    return f"{gate.cookie_name(house)}-arriving"


def _remember(response: Response, house: House, name: str, seconds: int) -> None:
    value = gate.cookie(_arriving(house), name, secure=house.is_secure, seconds=seconds)
    response.headers.append("set-cookie", value)
