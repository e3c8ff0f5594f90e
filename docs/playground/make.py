"""Asks the bot in Microsoft's Agents Playground, and writes down what it was sent: `make teams-playground`.

The Playground is a tool for development, from npm; it has no tokens, so that this server, on this
machine alone and for as long as this runs, does not check any. It is never started by the program.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import jwt
import uvicorn
import websockets

from assistant.build import opening
from assistant.channels.house import House
from assistant.channels.teams import TeamsHouse
from assistant.channels.web import make_app
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
TRANSCRIPT = ROOT / "docs" / "playground" / "transcript.md"
PLANS = Path(sys.executable).with_name("plans")
PACKAGE = "@microsoft/m365agentsplayground@0.2.28"
BOT = "00000000-0000-0000-0000-00000000000011"
"""The bot that the Playground knows."""

QUESTIONS = (
    "Who leads safeguarding?",
    "What is due in March 2026?",
    "And in April?",
    "What is the capital of France?",
    "🙂",
)

_HEAD = f"""# The bot in Microsoft's Agents Playground

Made by `make teams-playground` with {PACKAGE} over the demonstration documents; run it again to
make this anew. Each question is typed into the Playground's personal chat, by the address that its
own page uses; what follows is every frame that it showed, in order. The Playground has no tokens:
that they are checked is for `tests/channels/test_teams.py`.
"""

Frame = dict[str, Any]


def main() -> int:
    """Writes the transcript; 0 when every question was answered, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node", type=Path, default=ROOT / ".playground", help="npm's folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "index"
        _run(PLANS, "--data", data, "ingest", ROOT / "corpus" / "documents")
        given.node.mkdir(exist_ok=True)
        _run("npm", "install", "--silent", "--prefix", given.node, PACKAGE)
        bot, page = _free(), _free()
        with _bot(data, bot), _playground(given.node, bot, page):
            talks = asyncio.run(_talk(f"http://127.0.0.1:{page}"))
    TRANSCRIPT.write_text(_written(talks), "utf-8")
    return int(any(not frames for _, frames in talks))


@contextmanager
def _bot(data: Path, port: int) -> Iterator[None]:
    """The real application with the Teams channel, its tokens unchecked."""

    async def token(scope: object, tenant_id: object = None) -> str:
        claims = {"aud": "https://api.botframework.com", "exp": int(time.time()) + 3600}
        return jwt.encode(claims, "for the playground alone, which checks none", "HS256")

    unchecked = {
        "token": token,
        "client_secret": None,
        "dangerously_allow_unauthenticated_requests": True,
    }
    house = House(teams=TeamsHouse(BOT, "", options=unchecked))
    app = make_app(opening(Settings(data=data)), house=house)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    _wait(f"http://127.0.0.1:{port}/healthz")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def _playground(node: Path, bot: int, page: int) -> Iterator[None]:
    command = [
        node.resolve() / "node_modules/.bin/agentsplayground",
        *("-e", f"http://127.0.0.1:{bot}/api/messages", "-c", "msteams", "-p", str(page)),
        "--disable-telemetry",
    ]
    quiet = os.environ | {"TEAMSAPPTESTER_BROWSER": "none"}
    with subprocess.Popen(command, env=quiet, cwd=node, stdout=subprocess.DEVNULL) as process:
        _wait(f"http://127.0.0.1:{page}/_internal/v1/config")
        try:
            yield
        finally:
            process.terminate()


async def _talk(url: str) -> list[tuple[str, list[Frame]]]:
    """Each question with the frames that came after it."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        config = (await client.get("/_internal/v1/config")).json()
        chat = config["config"]["personalChat"]["id"]
        stream = f"{url.replace('http', 'ws')}/_ws_conversation/v1/conversations/stream"
        talks: list[tuple[str, list[Frame]]] = []
        async with websockets.connect(stream) as socket_:
            for words in QUESTIONS:
                said = {"from": {"id": "user-id-0"}, "text": words, "textFormat": "plain"}
                await client.post(f"/_conversation/v1/conversations/{chat}/messages", json=said)
                talks.append((words, await _frames(socket_)))
    return talks


async def _frames(stream: Any) -> list[Frame]:
    """What comes until nothing has for two seconds."""
    frames: list[Frame] = []
    with suppress(TimeoutError):
        while True:
            frame = json.loads(await asyncio.wait_for(stream.recv(), 6 if not frames else 2))
            frames.append(frame)
    return frames


def _written(talks: list[tuple[str, list[Frame]]]) -> str:
    """The exchange in Markdown: each question, and each frame that the Playground was sent."""
    lines = [_HEAD]
    for words, frames in talks:
        lines.append(f"## {words}\n")
        for frame in frames:
            message = frame["message"]
            stream = (message.get("streamEntity") or {}).get("streamType", "")
            lines.append(f"`{frame['action']}` {stream}\n".replace(" \n", "\n"))
            if text := message.get("text"):
                lines.append("\n".join(f"> {line}".rstrip() for line in text.splitlines()) + "\n")
            lines += [f"- {said}" for said in _beside(message)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _beside(message: Frame) -> Iterator[str]:
    """What comes with a message's text."""
    entity = message.get("aiEntity") or {}
    if kinds := entity.get("additionalType"):
        yield f"label: {', '.join(kinds)}"
    if message.get("feedbackLoopEnabled"):
        yield "feedback buttons"
    for cited in entity.get("citation", ()):
        about = cited["appearance"]
        yield f"citation {cited['position']}: “{about['abstract']}”, {about['name']}, {about['url']}"
    for attached in message.get("attachments") or ():
        rows = attached["content"]["body"][0]["items"]
        titles = ", ".join(a["title"] for a in attached["content"]["actions"])
        yield f"{attached['contentType']}: {len(rows)} records, closed; buttons: {titles}"


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait(url: str) -> None:
    for _ in range(300):
        with suppress(httpx.TransportError):
            if httpx.get(url, timeout=30).status_code == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(url)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
