"""What the web application is told when it is made: who signs people in, limits, and places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from ingest.embedding import Embedder, open_embedder

if TYPE_CHECKING:
    from assistant.channels.slack import SlackHouse
    from assistant.channels.teams import TeamsHouse

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names by which this machine is asked for."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who signs people in, pinned to one issuer and one tenant."""

    kind: Literal["entra", "google", "oidc"]
    issuer: str
    tenant: str
    client: str
    secret: str = field(repr=False)

    @classmethod
    def named(
        cls, kind: str, *, tenant: str, client: str, secret: str, issuer: str
    ) -> Provider | None:
        """The provider that the settings name; None where nobody signs in."""
        match kind:
            case "entra":
                where = issuer or f"https://login.microsoftonline.com/{tenant}/v2.0"
                return cls("entra", where, tenant, client, secret)
            case "google":
                where = issuer or "https://accounts.google.com"
                return cls("google", where, tenant, client, secret)
            case "oidc":
                return cls("oidc", issuer, tenant or issuer, client, secret)
            case _:
                return None

    @property
    def metadata(self) -> str:
        """Where the provider says what its addresses and keys are."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken on: at once, in a minute, in seconds and in bytes."""

    answers_at_once: int = 4
    answer_seconds: float = 60
    questions_per_minute: int = 30
    requests_per_minute: int = 600
    largest_upload: int = 50 * 1024 * 1024
    largest_body: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class House:
    """Everything that the web application needs besides the library."""

    provider: Provider | None = None
    public_url: str = ""
    uploads: Path = Path("uploads")
    frameworks: Path | None = None
    embedder: Callable[[], Embedder] = open_embedder
    limits: Limits = Limits()
    slack: SlackHouse | None = None
    teams: TeamsHouse | None = None
    now: Callable[[], datetime] = partial(datetime.now, UTC)

    @property
    def hosts(self) -> frozenset[str]:
        """The host names for which it answers."""
        own = urlsplit(self.public_url).hostname
        return LOCAL_HOSTS | {own} if own else LOCAL_HOSTS

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by https."""
        return self.public_url.startswith("https://")
