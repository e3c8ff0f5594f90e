"""What was given before the command's own name, and the settings that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Given:
    """The options that stand before the command."""

    data: Path | None


def settings_of(context: typer.Context) -> Settings:
    """The settings, with what was given on the command line in the place of the environment's."""
    # Importing pydantic takes longer than showing help.
    from assistant.settings import Settings

    given = context.find_object(Given)
    return Settings(data=given.data) if given and given.data else Settings()
