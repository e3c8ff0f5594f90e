"""Slack workspaces that installed the app: their tokens encrypted, and installing under way."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from logging import Logger, getLogger
from typing import Any

from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from assistant.office.post import Post

_INSTALLED = "slack installation"
_UNDER_WAY = "slack installing"
_LOG = getLogger(__name__)

GetPost = Callable[[], Post]


class Installs(AsyncInstallationStore):
    """The workspaces' tokens, readable only with the key of the settings."""

    def __init__(self, post: GetPost, *, key: str) -> None:
        self._post = post
        digest = hashlib.sha256(key.encode()).digest()
        self._box = Fernet(base64.urlsafe_b64encode(digest))

    @property
    def logger(self) -> Logger:
        """Where the store tells of itself."""
        return _LOG

    async def async_save(self, installation: Installation) -> None:
        """Keeps the installation in the place of the workspace's earlier one."""
        held = json.dumps(installation.to_dict(), default=str).encode()
        sealed = {"sealed": self._box.encrypt(held).decode()}
        name = _name(installation.enterprise_id, installation.team_id)
        await asyncio.to_thread(lambda: self._post().keep_address(_INSTALLED, name, sealed))

    async def async_save_bot(self, bot: Bot) -> None:
        """Nothing: a bot is kept with its installation."""

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The workspace's bot; None where it has not installed the app."""
        found = await self.async_find_installation(enterprise_id=enterprise_id, team_id=team_id)
        return found.to_bot() if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The workspace's installation; None where there is none."""
        name = _name(enterprise_id, team_id)
        kept = await asyncio.to_thread(lambda: self._post().address(_INSTALLED, name))
        if not kept or "sealed" not in kept:
            return None
        values: dict[str, Any] = json.loads(self._box.decrypt(kept["sealed"].encode()))
        values = {k: v for k, v in values.items() if k not in ("installed_at", "token_type")}
        return Installation(**values)

    async def async_delete_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
    ) -> None:
        """Forgets the workspace's tokens."""
        name = _name(enterprise_id, team_id)
        await asyncio.to_thread(lambda: self._post().keep_address(_INSTALLED, name, {}))

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forgets the workspace's tokens."""
        await self.async_delete_installation(enterprise_id=enterprise_id, team_id=team_id)


class Installing(AsyncOAuthStateStore):
    """Installing that has begun: each state is good once, for ten minutes, in any process."""

    def __init__(self, post: GetPost) -> None:
        self._post = post

    @property
    def logger(self) -> Logger:
        """Where the store tells of itself."""
        return _LOG

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state."""
        state = secrets.token_urlsafe(32)
        letter = {"installing": True}
        await asyncio.to_thread(lambda: self._post().take(state, channel=_UNDER_WAY, letter=letter))
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether the state was issued here, lately, and has not been used."""
        within = timedelta(minutes=10)
        return await asyncio.to_thread(
            lambda: self._post().finish(state, channel=_UNDER_WAY, within=within)
        )


def _name(enterprise: str | None, team: str | None) -> str:
    return f"{enterprise or ''}:{team or ''}"
