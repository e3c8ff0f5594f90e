"""The gate: who is let in, how often, and what every response says of its own safety."""

from __future__ import annotations

import asyncio
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access import MACHINE, NOBODY, Caller
from assistant.channels.caller import TOKEN_HEADER, token_of
from assistant.channels.house import House
from assistant.channels.problems import problem, problem_of
from assistant.library import NotReady, Opening

OPEN = ("/healthz", "/openapi.json", "/static/", "/sign-in", "/signed-in", "/signed-out", "/feeds/")
"""Addresses that need no signing in: what they say is nobody's, or they carry a secret."""

SIGNED = ("/slack/", "/api/messages")
"""Addresses to which chat platforms send what they have signed; the channels check it."""

SAFE = ("GET", "HEAD", "OPTIONS")
DRAFTS = "/api/drafts"
"""Where drafts are made: a key that may ask may have one made."""

ASKING = ("/api/ask", "/v1/chat/completions", "/mcp/")
"""Addresses that questions come to."""

PROGRAMS = ("/v1/", "/mcp")
"""Addresses that only programs use: with a key, never with a browser's session."""

TO_EVERY_KEY = ("/v1/models", "/mcp/")
"""Addresses that any key opens; each of the tools looks for the scope that it needs."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Gate:
    """Finds out who makes each request, and turns away who may not make it.

    It stands before every route, so that one which is forgotten is closed, not open.
    """

    def __init__(self, app: ASGIApp, *, house: House, opening: Opening) -> None:
        self._app = app
        self._house = house
        self._opening = opening
        self._rates = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["session"] = session = _cookie(headers, self.cookie)
        state["caller"] = NOBODY
        safe = _Safe(send, secure=self._house.is_secure, private=_is_private(scope["path"]))
        if self._house.provider is None and not session:
            state["session"] = safe.begins = secrets.token_urlsafe(32)
            safe.cookie = self.cookie
        app = await self._turned_away(scope, headers, state) or self._app
        await app(scope, receive, safe)

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds a browser's session."""
        return cookie_name(self._house)

    async def _turned_away(
        self, scope: Scope, headers: Headers, state: dict[str, Any]
    ) -> Response | None:
        """What to answer instead of the application; None where the request may go on."""
        if scope["method"] not in SAFE and headers.get("sec-fetch-site") == "cross-site":
            return problem(403, "Another site may not send this.")
        if scope["path"].startswith(SIGNED):
            return None
        if self._house.provider is None:
            state["caller"] = MACHINE
            return None
        if self._is_too_often(f"address {_address(scope)}", self._house.limits.requests_per_minute):
            return _too_often()
        if scope["path"].startswith(OPEN) and not _bearer(headers):
            return None
        return await self._known(scope, headers, state)

    async def _known(
        self, scope: Scope, headers: Headers, state: dict[str, Any]
    ) -> Response | None:
        """Puts who makes the request into its state, or says why it may not be made."""
        try:
            caller = await asyncio.to_thread(self._caller, headers, state["session"])
        except NotReady as error:
            return problem_of(error)
        if caller is None:
            return _sign_in(scope, headers)
        state["caller"] = caller
        if refused := _refused(scope, headers, caller, state["session"]):
            return refused
        rate = self._house.limits.questions_per_minute
        if _is_asking(scope) and self._is_too_often(f"person {caller.owner}", rate):
            return _too_often()
        return None

    def _caller(self, headers: Headers, session: str) -> Caller | None:
        office = self._opening().office
        if key := _bearer(headers):
            held = office.keys.holder(key)
            return held.caller() if held else None
        person = office.sessions.person(session) if session else None
        return person.caller() if person else None

    def _is_too_often(self, who: str, per_minute: int) -> bool:
        return not self._rates.hit(RateLimitItemPerMinute(per_minute), who)


class _Safe:
    """Sends a response with the headers that keep a browser safe, and a new session's cookie."""

    def __init__(self, send: Send, *, secure: bool, private: bool) -> None:
        self._send = send
        self._secure = secure
        self._private = private
        self.cookie = ""
        self.begins = ""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if self._private:
                headers.setdefault("cache-control", "private, no-store")
            if self._secure:
                headers.setdefault("strict-transport-security", "max-age=31536000")
            if self.begins and headers.get("content-type", "").startswith("text/html"):
                headers.append("set-cookie", cookie(self.cookie, self.begins, secure=self._secure))
        await self._send(message)


def cookie_name(house: House) -> str:
    """The cookie's name; by https one that other hosts cannot set."""
    return "__Host-plans" if house.is_secure else "plans"


def cookie(name: str, value: str, *, secure: bool, seconds: int | None = None) -> str:
    """A cookie for the browser alone, that goes with no other site's forms."""
    lasting = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Lax{lasting}{'; Secure' * secure}"


def _refused(scope: Scope, headers: Headers, caller: Caller, session: str) -> Response | None:
    """Why this caller may not make this request, or None."""
    asking = _is_asking(scope)
    if _bearer(headers) and scope["path"] in TO_EVERY_KEY:
        return None
    if _bearer(headers):
        wanted = "ask" if asking else "read"
        if wanted not in caller.scopes or (not asking and scope["method"] not in SAFE):
            return problem(403, f"The key is not for this: it is for {_listed(caller)}.")
        return None
    if scope["path"].startswith(PROGRAMS):
        return problem(401, "Send an API key.", {"WWW-Authenticate": "Bearer"})
    sent = headers.get(TOKEN_HEADER, "")
    by_script = scope["path"].startswith("/api/") and scope["method"] not in SAFE
    if by_script and not secrets.compare_digest(sent.encode(), token_of(session).encode()):
        return problem(403, "The page is no longer good: open it again.")
    return None


def _is_asking(scope: Scope) -> bool:
    """Whether the request has something worked out: a question answered, or a draft made."""
    makes = scope["path"] == DRAFTS and scope["method"] == "POST"
    return makes or scope["path"] in ASKING


def _listed(caller: Caller) -> str:
    return " and ".join(sorted(caller.scopes)) or "nothing"


def _sign_in(scope: Scope, headers: Headers) -> Response:
    """Pages lead to signing in; programs are told that they must."""
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        wanted = scope["path"] + (
            f"?{scope['query_string'].decode()}" * bool(scope["query_string"])
        )
        return RedirectResponse(f"/sign-in?to={quote(wanted, safe='')}", 303)
    return problem(401, "Sign in, or send an API key.", {"WWW-Authenticate": "Bearer"})


def _too_often() -> Response:
    words = "That was too many requests in a minute. Wait a minute, then try again."
    return problem(429, words, {"Retry-After": "60"})


def _bearer(headers: Headers) -> str:
    kind, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _address(scope: Scope) -> str:
    return (scope.get("client") or ("nowhere", 0))[0]


def _is_private(path: str) -> bool:
    return not path.startswith(("/static/", "/healthz", "/openapi.json"))


def _cookie(headers: Headers, name: str) -> str:
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""
