"""A stand-in for Slack: its Web API, OAuth, Socket Mode and response URLs, on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from slack_sdk.signature import SignatureVerifier

SECRET = "s3cret"


@dataclass
class FakeSlack:
    """Records what arrives; `scripted` gives replies by method, to be used up before its own.

    `never` says how often a method is not answered at all, `lost` how often it is done and its
    reply does not come: a failure of that status, none at all where that is 0, and where it is 1
    the connection breaks.
    """

    url: str = ""
    calls: list[tuple[str, dict, str]] = field(default_factory=list)
    scripted: dict[str, list[tuple[int, dict, dict]]] = field(default_factory=dict)
    users: dict[str, dict] = field(default_factory=dict)
    to_push: list[dict] = field(default_factory=list)
    acknowledged: list[dict] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    never: dict[str, int] = field(default_factory=dict)
    lost: dict[str, list[int]] = field(default_factory=dict)
    shown: list[dict] = field(default_factory=list)
    streams: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def got(self, method: str) -> list[dict]:
        """The bodies that arrived for that method."""
        return [b for m, b, _ in list(self.calls) if m == method]

    def fail(self, method: str, status: int = 200, body: dict | None = None, times: int = 1):
        """From now on that method fails so often."""
        headers = {"Retry-After": "0"} if status == 429 else {}
        reply = (status, body or {"ok": False, "error": "ratelimited"}, headers)
        self.scripted.setdefault(method, []).extend([reply] * times)

    @property
    def app(self) -> FastAPI:
        """What answers in Slack's place."""
        app = FastAPI()
        app.post("/api/{method}")(self._api)
        app.get("/api/{method}")(self._api)
        app.post("/respond/{name}")(self._respond)
        app.websocket("/link")(self._link)
        return app

    def seen(self, method: str, thread: str) -> float | None:
        """When that method was first called in that thread; None where it was not."""
        return self.seconds.get(f"{method} {thread}")

    def ended(self) -> dict[str, dict]:
        """How each stream ended, by the thread in which it was begun."""
        return {self.streams[b["ts"]]: b for b in self.got("chat.stopStream")}

    def seen_by_people(self) -> list[str]:
        """The texts of the messages that stand in Slack, steps left out."""
        return [m["text"] for m in self.shown if m["text"]]

    def message(self) -> str:
        """The text of the one answer that was sent, whichever way."""
        (text,) = self.messages()
        return text

    def messages(self) -> list[str]:
        """The texts of all answers that were sent, whichever way."""
        stopped = [markdown(b.get("chunks")) for b in self.got("chat.stopStream")]
        posted = [_text(b) for b in self.got("chat.postMessage") + self.got("chat.update")]
        return stopped + posted + [_text(b) for b in self.got("response_url")]

    async def _api(self, method: str, request: Request):
        raw = await request.body()
        if request.headers.get("content-type", "").startswith("application/json"):
            body = json.loads(raw or b"{}")
        else:
            given = {**request.query_params, **(await request.form())}
            body = {k: _read(v) for k, v in given.items()}
        if self.never.get(method):
            self.never[method] -= 1
            await asyncio.sleep(3)
            return JSONResponse({}, 500)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        with self.lock:
            self.calls.append((method, body, token))
            thread = body.get("thread_ts") or self.streams.get(body.get("ts", ""))
            self.seconds.setdefault(f"{method} {thread}", time.monotonic())
            scripted = self.scripted.get(method)
            reply = scripted.pop(0) if scripted else None
        if reply:
            status, content, headers = reply
            return JSONResponse(content, status, headers=headers)
        done = self._reply(method, body, token)
        if lost := self.lost.get(method):
            status = lost.pop(0)
            if status == 1:
                request.receive.__self__.transport.abort()
            if status > 1:
                return JSONResponse({"ok": False, "error": "fatal_error"}, status)
            await asyncio.sleep(3)
        return done

    def _reply(self, method: str, body: dict, token: str) -> dict:
        team = token.removeprefix("xoxb-")
        match method:
            case "auth.test":
                return {
                    "ok": True,
                    "url": "http://slack.test",
                    "team": team,
                    "team_id": team,
                    "user": "plans",
                    "user_id": f"UBOT{team}",
                    "bot_id": f"B{team}",
                }
            case "apps.connections.open":
                return {"ok": True, "url": self.url.replace("http", "ws") + "/link"}
            case "users.info":
                user = {"id": body["user"], "team_id": team} | self.users.get(body["user"], {})
                return {"ok": True, "user": user}
            case "oauth.v2.access":
                return _installed(body["code"])
            case "chat.startStream" | "chat.postMessage":
                at = f"{time.time():.6f}{len(self.shown)}"
                self.streams[at] = body.get("thread_ts", "")
                streaming = method == "chat.startStream"
                self.shown.append(_shown(body, at, "" if streaming else _text(body), streaming))
                return {"ok": True, "ts": at, "channel": body["channel"]}
            case "chat.stopStream" | "chat.update" | "chat.delete":
                return self._changed(method, body)
            case "conversations.replies" | "conversations.history":
                return self._leafed(method, body)
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D{body['users']}"}}
            case _:
                return {"ok": True, "ts": f"{time.time():.6f}", "channel": body.get("channel")}

    def _changed(self, method: str, body: dict) -> dict:
        """What becomes of a message that is there; a stream that has ended cannot be ended again."""
        (there,) = [m for m in self.shown if m["ts"] == body["ts"]]
        if method == "chat.delete":
            self.shown.remove(there)
        elif method == "chat.stopStream":
            if not there["streaming"]:
                return {"ok": False, "error": "message_not_in_streaming_state"}
            text = markdown(body.get("chunks"))
            there |= {"text": text, "metadata": body.get("metadata"), "streaming": False}
        else:
            there |= {"text": _text(body), "metadata": body.get("metadata"), "streaming": False}
        return {"ok": True, "ts": body["ts"], "channel": body["channel"]}

    def _leafed(self, method: str, body: dict) -> dict:
        """One page of a thread or of a place, of two messages, with the metadata if asked for."""
        whole = bool(body.get("include_all_metadata"))
        thread = str(body.get("ts", ""))
        found = [m for m in self.shown if m["channel"] == body["channel"]]
        if method == "conversations.replies":
            found = [m for m in found if m["thread"] == thread]
        else:
            found = [m for m in reversed(found) if not m["thread"]]
        begin = int(body.get("cursor") or 0)
        page = [m if whole else m | {"metadata": None} for m in found[begin : begin + 2]]
        after = str(begin + 2) if found[begin + 2 :] else ""
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": after}}

    async def _respond(self, name: str, request: Request):
        self.calls.append(("response_url", await request.json(), ""))
        if scripted := self.scripted.get("response_url"):
            status, content, headers = scripted.pop(0)
            return JSONResponse(content, status, headers=headers)
        return {"ok": True}

    async def _link(self, socket: WebSocket):
        await socket.accept()
        info = {"app_id": "A1"}
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": info})
        for envelope in self.to_push:
            await socket.send_json(envelope)
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                words = await socket.receive_text()
                with contextlib.suppress(ValueError):
                    self.acknowledged.append(json.loads(words))


def event(kind: str, text: str, *, team="T1", user="U1", channel="C1", **more) -> dict:
    """An event as Slack sends it."""
    inner = {
        "type": kind,
        "user": user,
        "text": text,
        "ts": f"{uuid.uuid4().int % 10**10}.{uuid.uuid4().int % 10**6:06}",
        "channel": channel,
    } | more
    return {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "A1",
        "event_id": f"Ev{uuid.uuid4().hex[:10]}",
        "event_time": 1,
        "authorizations": [{"team_id": team, "user_id": f"UBOT{team}", "is_bot": True}],
        "event": inner,
    }


def direct(text: str, **more) -> dict:
    """A direct message."""
    return event("message", text, channel="D1", channel_type="im", **more)


def send(
    url: str,
    body: dict,
    *,
    secret: str = SECRET,
    at: int | None = None,
    form: bool = False,
    post=httpx.post,
):
    """Sends it to the app, signed."""
    raw = urlencode(body) if form else json.dumps(body)
    stamp = str(at or int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=raw)
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    headers = {
        "content-type": kind,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature or "",
    }
    return post(f"{url}/slack/events", content=raw, headers=headers, timeout=30)


def _installed(code: str) -> dict:
    return {
        "ok": True,
        "access_token": f"xoxb-{code}",
        "token_type": "bot",
        "scope": "chat:write",
        "bot_user_id": f"UBOT{code}",
        "app_id": "A1",
        "team": {"id": code, "name": code},
        "enterprise": None,
        "authed_user": {"id": "U1"},
    }


def _shown(body: dict, at: str, text: str, streaming: bool) -> dict:
    """A message as it stands in Slack; one to a person stands in the chat with them."""
    channel = body["channel"]
    return {
        "ts": at,
        "channel": f"D{channel}" if channel.startswith("U") else channel,
        "thread": str(body.get("thread_ts") or ""),
        "text": text,
        "metadata": body.get("metadata"),
        "streaming": streaming,
    }


def _read(value):
    """The value of a form's field: JSON where it is a structure, else its words."""
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, dict | list | bool) else value


def markdown(chunks) -> str:
    """The text of a stream's pieces."""
    return "".join(c.get("text", "") for c in chunks or [] if c["type"] == "markdown_text")


def _text(body: dict) -> str:
    shown = [b["text"] for b in body.get("blocks") or [] if b["type"] == "markdown"]
    return shown[0] if shown else body["text"]
