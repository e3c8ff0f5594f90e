"""The settings, from the environment: the only place that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set by `PLANS_…` variables. Raises pydantic's ValidationError on a bad value."""

    model_config = SettingsConfigDict(env_prefix="PLANS_", extra="ignore", frozen=True)

    data: Path = Field(default=Path(".plans"), description="the folder in which the index lives")
    embedding: str = Field(
        default="", description="a sentence-transformers model; the packaged one if blank"
    )
    frameworks: Path | None = Field(
        default=None, description="a folder of frameworks of one's own, as TOML files"
    )
    host: str = Field(default="127.0.0.1", description="the address that `plans serve` listens on")
    port: int = Field(
        default=8000, ge=0, le=65535, description="the port that `plans serve` listens on"
    )
    answers_at_once: int = Field(
        default=4, ge=1, le=64, description="questions answered at the same time"
    )
    answer_seconds: int = Field(
        default=60, ge=1, le=600, description="seconds after which an answer is given up"
    )
    debug: bool = Field(default=False, description="show the trace of an unexpected error")

    public_url: str = Field(
        default="", pattern=r"^$|^https?://[^/?#]+$", description="where people reach the pages"
    )
    proxy: str = Field(
        default="", description="the address of the proxy in front, whose word is taken"
    )
    signin: Literal["", "entra", "google", "oidc"] = Field(
        default="",
        description="who signs people in; blank: nobody, and only this machine is served",
    )
    signin_tenant: str = Field(
        default="", description="the Entra tenant's id, or the Google Workspace domain"
    )
    signin_client: str = Field(default="", description="the application's client id there")
    signin_secret: SecretStr = Field(default=SecretStr(""), description="its client secret")
    signin_issuer: str = Field(default="", description="another provider's issuer address")
    roles: Mapping[str, tuple[str, ...]] = Field(
        default_factory=dict, description="roles and the audiences that they read, as JSON"
    )
    first_roles: tuple[str, ...] = Field(
        default=("public",), description="the roles of who signs in for the first time, as JSON"
    )
    session_hours: int = Field(default=12, ge=1, le=720, description="hours that a session lasts")
    audit_days: int = Field(default=365, ge=1, description="days that questions are kept")
    conversation_days: int = Field(default=90, ge=1, description="days that conversations are kept")
    questions_per_minute: int = Field(
        default=30, ge=1, description="questions that one person may ask in a minute"
    )
    requests_per_minute: int = Field(
        default=600, ge=1, description="requests that one address may make in a minute"
    )
    largest_upload: int = Field(
        default=50, ge=1, le=500, description="megabytes that a document put in may have"
    )

    chat_roles: Mapping[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="roles of shared chat places (slack:TEAM:CHANNEL), as JSON",
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""), description="Slack's signing secret; blank: no Slack"
    )
    slack_token: SecretStr = Field(
        default=SecretStr(""), description="the bot's token, for one workspace"
    )
    slack_app_token: SecretStr = Field(
        default=SecretStr(""), description="the app's token, for Socket Mode"
    )
    slack_client: str = Field(default="", description="the app's client id, for many workspaces")
    slack_client_secret: SecretStr = Field(default=SecretStr(""), description="its client secret")
    slack_key: SecretStr = Field(
        default=SecretStr(""), description="a long secret that seals the workspaces' tokens"
    )
    slack_owner: str = Field(
        default="", description="the channel to which open questions can be passed on"
    )
    teams_client: str = Field(default="", description="the Teams bot's id; blank: no Teams")
    teams_secret: SecretStr = Field(default=SecretStr(""), description="its client secret")
    teams_tenant: str = Field(default="", description="the tenant whose people it answers")

    model: Literal["", "openai", "anthropic"] = Field(
        default="", description="the kind of language model that words answers; blank: none"
    )
    model_name: str = Field(default="", description="the model's name at its server")
    model_url: str = Field(
        default="", pattern=r"^$|^https?://", description="its server's address, such as …/v1"
    )
    model_key: SecretStr = Field(default=SecretStr(""), description="its server's key")
    model_seconds: float = Field(
        default=20, ge=0.1, le=300, description="seconds after which it is not waited for"
    )
    model_tokens: int = Field(default=800, ge=50, description="tokens that it may answer with")
    model_price_in: float = Field(
        default=0, ge=0, description="price of a million tokens that go to it"
    )
    model_price_out: float = Field(
        default=0, ge=0, description="price of a million tokens that come back"
    )

    read_memory_mb: int = Field(
        default=1000, ge=300, description="megabytes of memory that reading one file may take"
    )
    read_seconds: int = Field(
        default=60, ge=5, description="seconds that reading one file may take, scans apart"
    )
    read_seconds_a_scan: int = Field(
        default=20, ge=1, description="seconds that reading one scanned page may take"
    )
    read_file_mb: int = Field(default=200, ge=1, description="megabytes that a file may have")
    read_pages: int = Field(default=2000, ge=1, description="pages or slides that a file may have")
    read_cells: int = Field(default=500_000, ge=1, description="cells that a spreadsheet may have")
    read_unpacked_mb: int = Field(
        default=500, ge=1, description="megabytes that an archive may unpack to"
    )
    read_members: int = Field(default=2000, ge=1, description="files that an archive may hold")

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Settings:
        """Slack is configured whole or not at all."""
        if not self.slack_signing_secret.get_secret_value():
            return self
        if self.slack_client:
            if len(self.slack_key.get_secret_value()) < 32:
                raise ValueError("many workspaces need PLANS_SLACK_KEY, of 32 characters or more")
            if not self.slack_client_secret.get_secret_value():
                raise ValueError("many workspaces also need PLANS_SLACK_CLIENT_SECRET")
        elif not self.slack_token.get_secret_value():
            raise ValueError("Slack also needs PLANS_SLACK_TOKEN, or PLANS_SLACK_CLIENT")
        return self

    @model_validator(mode="after")
    def _teams_is_whole(self) -> Settings:
        """Teams is configured whole or not at all."""
        if self.teams_client and not (self.teams_secret.get_secret_value() and self.teams_tenant):
            raise ValueError("Teams also needs PLANS_TEAMS_SECRET and PLANS_TEAMS_TENANT")
        return self

    @model_validator(mode="after")
    def _model_is_whole(self) -> Settings:
        """A language model is configured whole or not at all."""
        if self.model and not self.model_name:
            raise ValueError("a language model also needs PLANS_MODEL_NAME")
        if self.model == "openai" and not self.model_url:
            raise ValueError("an OpenAI-compatible model also needs PLANS_MODEL_URL")
        if self.model == "anthropic" and not self.model_key.get_secret_value():
            raise ValueError("Anthropic also needs PLANS_MODEL_KEY")
        return self

    @model_validator(mode="after")
    def _signin_is_whole(self) -> Settings:
        """Signing in is configured whole or not at all: half of it would let in the wrong people."""
        if not self.signin:
            return self
        whole = {
            "signin_client": self.signin_client,
            "signin_secret": self.signin_secret.get_secret_value(),
            "public_url": self.public_url,
            "signin_issuer" if self.signin == "oidc" else "signin_tenant": (
                self.signin_issuer if self.signin == "oidc" else self.signin_tenant
            ),
        }
        missing = [f"PLANS_{name.upper()}" for name, value in whole.items() if not value]
        if missing:
            raise ValueError(f"signing in also needs {', '.join(missing)}")
        return self
