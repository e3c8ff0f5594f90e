"""A language model's server as OpenAI has them, over real HTTP, that says what a test scripts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Script = Callable[[list[dict[str, str]], int], str]
"""What it says to a question's evidence, at the n-th request, counted from 0."""


@dataclass
class Scripted:
    """The server's address, what it was asked, and how it misbehaves."""

    script: Script
    status: int = 200
    delay: float = 0.0
    drip: float = 0.0
    url: str = ""
    asked: list[str] = field(default_factory=list)


def claims(*given: dict[str, Any]) -> str:
    """A model's answer in the form that is asked for."""
    return json.dumps({"claims": list(given)})


def claim(text: str, evidence: dict[str, str], **other: Any) -> dict[str, Any]:
    """A claim that cites a piece of evidence."""
    return {"text": text, "ids": [evidence["id"]], "quotes": [evidence["words"]]} | other


@contextmanager
def serving(script: Script, **how: Any) -> Iterator[Scripted]:
    """A server that follows the script as long as the block lasts."""
    scripted = Scripted(script, **how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = sent["messages"][-1]["content"]
            scripted.asked.append(request)
            time.sleep(scripted.delay)
            if scripted.status != 200:
                self._send({"error": {"message": "no"}}, scripted.status)
                return
            lines = [line for line in request.splitlines() if line.startswith('{"id"')]
            said = script([json.loads(line) for line in lines], len(scripted.asked) - 1)
            self._send(_reply(said))

        def _send(self, body: dict[str, Any], status: int = 200) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if scripted.drip:
                for byte in data:
                    try:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                    except OSError:
                        return
                    time.sleep(scripted.drip)
                return
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    scripted.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield scripted
    finally:
        server.shutdown()
        server.server_close()


def _reply(said: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": said}
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
