"""What no request may be: meant for another host, or too big."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from starlette.datastructures import URL, Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.channels.problems import problem


class Guard:
    """Turns away requests for other host names, and those that announce too big a body.

    Without it a page elsewhere could have its own name point at this machine, and read answers.
    `larger` gives addresses that may have more; they must say how much they have.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str],
        largest: int,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._largest = largest
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            largest = self._larger.get(scope["path"], self._largest)
            if _host(headers) not in self._hosts:
                app = problem(421, "This server does not answer for that host name.")
            elif _announced(headers) > largest:
                app = problem(413, f"A request may have {largest:,} bytes.")
            elif scope["method"] == "POST" and not _is_announced(headers, largest, self._largest):
                app = problem(411, "Say how many bytes are sent (Content-Length).")
        await app(scope, receive, send)


def _is_announced(headers: Headers, largest: int, usual: int) -> bool:
    return largest <= usual or headers.get("content-length", "").isdecimal()


def _host(headers: Headers) -> str:
    """The host name asked for, lower case; empty where there is none, or it is no name."""
    try:
        return URL(f"http://{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length[:19]) if length.isdecimal() else 0
