"""Prompts, one a file: each with a version, and filled in whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from string import Template

_PARTING = "\n=====\n"


class MissingVariable(LookupError):
    """A prompt was filled in without a variable that it needs. `str()` names both."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: its standing orders, and a request with `$variables` to fill in."""

    name: str
    version: int
    system: str
    request: str

    @property
    def stamp(self) -> str:
        """Its name and version, as answers record them: "wording/1"."""
        return f"{self.name}/{self.version}"

    def filled(self, **variables: str) -> str:
        """The request with every variable in its place. Raises MissingVariable."""
        try:
            return Template(self.request).substitute(variables)
        except KeyError as error:
            raise MissingVariable(f"the prompt {self.stamp} needs {error.args[0]!r}") from None


@lru_cache(maxsize=16)
def prompt(name: str) -> Prompt:
    """The prompt of that name. Raises FileNotFoundError, and ValueError for a misshapen file."""
    first, _, rest = files(__name__).joinpath(f"{name}.md").read_text("utf-8").partition("\n")
    key, _, version = first.partition(":")
    system, parted, request = rest.partition(_PARTING)
    if key != "version" or not version.strip().isdigit() or not parted:
        raise ValueError(f"the prompt {name!r} does not begin with its version, or has one part")
    return Prompt(name, int(version), system.strip(), request.strip())
