"""`plans serve`: the pages and the API, for this machine alone unless people sign in."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_errors import Failure
from assistant.cli_given import settings_of

if TYPE_CHECKING:
    from assistant.settings import Settings

app = typer.Typer()


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on [127.0.0.1].")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on [8000]; 0 for any.")
    ] = None,
) -> None:
    """Serve the web page and the API."""
    settings = settings_of(context)
    where = host or settings.host
    if not settings.signin and not _this_machine(where):
        raise Failure(
            f"{where} can be reached from other machines, and signing in is not configured: "
            "without it only this machine is served (--host 127.0.0.1)"
        )
    listening = _listen(where, settings.port if port is None else port)
    name, number = listening.getsockname()[:2]
    typer.echo(f"Plan Assistant: http://{f'[{name}]' if ':' in name else name}:{number}")
    _run(listening, settings)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises Failure where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Failure(f"cannot listen on {host} port {port}: {error.strerror}") from error
    return listening


def _this_machine(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _run(listening: socket.socket, settings: Settings) -> None:
    import uvicorn

    from assistant.build import web

    config = uvicorn.Config(
        web(settings),
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.proxy),
        forwarded_allow_ips=settings.proxy or None,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listening])
