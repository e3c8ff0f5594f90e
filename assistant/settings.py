"""The settings, from the environment: the only place that reads it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set by `PLANS_…` variables. Raises pydantic's ValidationError on a bad value."""

    model_config = SettingsConfigDict(env_prefix="PLANS_", extra="ignore", frozen=True)

    data: Path = Field(default=Path(".plans"), description="the folder in which the index lives")
    embedding: str = Field(
        default="", description="a sentence-transformers model; the packaged one if blank"
    )
    host: str = Field(default="127.0.0.1", description="the address that `plans serve` listens on")
    port: int = Field(
        default=8000, ge=0, le=65535, description="the port that `plans serve` listens on"
    )
    answers_at_once: int = Field(
        default=4, ge=1, le=64, description="questions answered at the same time"
    )
    debug: bool = Field(default=False, description="show the trace of an unexpected error")
