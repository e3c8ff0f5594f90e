"""A stand-in that speaks OpenID Connect on loopback: whoever comes is whom the test says."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey
from loopback import serving

CLIENT = "plans-client"


class OpenID:
    """The provider. `claims` are those of who comes next; they stand over what it says itself."""

    def __init__(self) -> None:
        self.url = ""
        self.issuer = ""
        self.claims: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig", "alg": "RS256"})
        self.signs_with = self.key
        self.asked: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self._metadata)
        self.app.get("/{tenant}/v2.0/.well-known/openid-configuration")(self._metadata)
        self.app.get("/keys")(self._keys)
        self.app.get("/authorize")(self._authorize)
        self.app.post("/token")(self._token)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def _authorize(self, request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        back = f"{asked['redirect_uri']}?code={code}&state={asked['state']}"
        return RedirectResponse(back, 303)

    async def _token(self, request: Request) -> dict[str, Any]:
        form = await request.form()
        asked = self._codes.pop(str(form["code"]))
        made = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        assert base64.urlsafe_b64encode(made).rstrip(b"=").decode() == asked["code_challenge"]
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "s-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims | self.claims, self.signs_with)
        return {"access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": token}


@contextmanager
def openid() -> Iterator[OpenID]:
    """The provider, served."""
    provider = OpenID()
    with serving(provider.app) as url:
        provider.url = provider.issuer = url
        yield provider
