"""Errors on the command line: one line that says what is wrong, exit status 1, and no trace."""

from __future__ import annotations

import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from assistant.terminal import safe


class Plans(TyperGroup):
    """The commands; what any of them raises is said in one line."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command. An error becomes a line on standard error and exit status 1."""
        try:
            return super().invoke(ctx)
        except (typer.TyperException, typer.Exit, typer.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - the last place where it can be said plainly
            if _debugging():
                traceback.print_exc()
            typer.echo(f"plans: {safe(reason(error))}", err=True)
            raise typer.Exit(1) from None


class Failure(Exception):
    """Something that a command could not do. `str()` says why, in one line."""


def reason(error: Exception) -> str:
    """What `error` says to a person, in one line."""
    # Importing pydantic takes longer than showing help.
    from pydantic import ValidationError

    match error:
        case ValidationError():
            return "; ".join(_setting(e) for e in error.errors())
        case OSError() if error.strerror:
            return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        case KeyError():
            return _one_line(str(error.args[0]) if error.args else "")
        case _ if database := getattr(error, "orig", None):
            return f"the index: {_one_line(str(database))}"
        case _:
            return _one_line(str(error)) or type(error).__name__


def _setting(error: Any) -> str:
    name = "_".join(str(part) for part in error["loc"]).upper()
    return f"PLANS_{name}: {error['msg']}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _debugging() -> bool:
    from pydantic import ValidationError

    from assistant.settings import Settings

    try:
        return Settings().debug
    except ValidationError:
        return False
