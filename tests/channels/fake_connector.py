"""A stand-in for the Bot Connector, with real signed tokens; it records what arrives."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides

from assistant.channels.teams import TeamsHouse

APP = str(uuid.uuid5(uuid.NAMESPACE_DNS, "app"))
TENANT = str(uuid.uuid5(uuid.NAMESPACE_DNS, "tenant"))
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeConnector:
    """`scripted` are replies to be used up before its own; a status of 0 is no reply at all."""

    url: str = ""
    arrived: list[dict] = field(default_factory=list)
    by_talk: dict[str, list[dict]] = field(default_factory=dict)
    scripted: list[tuple[int, dict]] = field(default_factory=list)

    @property
    def app(self) -> FastAPI:
        """What answers in the Connector's place."""
        app = FastAPI()
        app.get("/v1/.well-known/keys")(self._keys)
        for path in (
            "/v3/conversations/{talk}/activities",
            "/v3/conversations/{talk}/activities/{at}",
        ):
            app.api_route(path, methods=["POST", "PUT"])(self._activity)
        return app

    @property
    def house(self) -> TeamsHouse:
        """The registration of a bot that this Connector serves."""
        metadata = f"{self.url}/v1/.well-known/openidconfiguration"
        claims = {"aud": "https://api.botframework.com", "exp": int(time.time()) + 3600}
        outbound = jwt.encode(claims, KEY, algorithm="RS256")

        async def token(scope, tenant_id=None):
            return outbound

        cloud = with_overrides(PUBLIC, openid_metadata_url=metadata)
        options = {"token": token, "client_secret": None, "service_url": self.url}
        return TeamsHouse(APP, "", tenant=TENANT, seconds=2, cloud=cloud, options=options)

    def messages(self) -> list[dict]:
        """The messages that arrived, steps and typing left out."""
        return [a for a in list(self.arrived) if a["type"] == "message" and a["taken"]]

    def send(self, url: str, activity: dict, *, post=httpx.post, **token) -> httpx.Response:
        """Sends it to the bot with a signed token."""
        bearer = {"Authorization": f"Bearer {self.token(**token)}"}
        return post(f"{url}/api/messages", json=activity, headers=bearer, timeout=30)

    def token(self, *, audience=APP, key=KEY, seconds=300, service="") -> str:
        """A token as the Connector's."""
        now = int(time.time())
        claims = {
            "iss": "https://api.botframework.com",
            "aud": audience,
            "serviceurl": service or self.url,
            "iat": now - 600,
            "nbf": now - 600,
            "exp": now + seconds,
        }
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k1"})

    def activity(self, text: str, *, kind="personal", user="", talk="", **more) -> dict:
        """A message as Teams sends it."""
        place = {"id": talk or f"a:{uuid.uuid4()}", "conversationType": kind, "tenantId": TENANT}
        return {
            "type": "message",
            "id": str(uuid.uuid4()),
            "text": text,
            "channelId": "msteams",
            "serviceUrl": self.url,
            "from": {"id": "29:u", "name": "Ada", "aadObjectId": user or str(uuid.uuid4())},
            "recipient": {"id": f"28:{APP}", "name": "Plans"},
            "conversation": place,
            "channelData": {"tenant": {"id": TENANT}},
            "timestamp": "2026-11-21T12:00:00Z",
        } | more

    async def _keys(self):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        key |= {"kid": "k1", "use": "sig", "alg": "RS256", "endorsements": ["msteams"]}
        return {"keys": [key]}

    async def _activity(self, talk: str, request: Request, at: str = ""):
        body = await request.json()
        status, reply = self.scripted.pop(0) if self.scripted else (201, {})
        if not status:
            await asyncio.sleep(3)
            return JSONResponse({}, 500)
        where = {
            "talk": talk,
            "at": time.monotonic(),
            "method": request.method,
            "taken": status < 300,
        }
        sent = at or f"m{len(self.arrived) + 1}"
        self.arrived.append(body | where | {"sent": sent})
        self.by_talk.setdefault(talk, []).append(self.arrived[-1])
        return JSONResponse({"id": sent} | reply, status)
