"""What no request may be: meant for another host, or said to be too big."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import URL, Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.channels.problems import problem


class Guard:
    """Turns away requests for other host names, and those that announce too big a body.

    Without it a page elsewhere could have its own name point at this machine, and read answers.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], largest: int) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if _host(headers) not in self._hosts:
                app = problem(421, "This server does not answer for that host name.")
            elif _announced(headers) > self._largest:
                app = problem(413, f"A request may have {self._largest} bytes.")
        await app(scope, receive, send)


def _host(headers: Headers) -> str:
    """The host name asked for, lower case; empty where there is none, or it is no name."""
    try:
        return URL(f"http://{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length[:19]) if length.isdecimal() else 0
