"""Frameworks as data: areas of self-evaluation with their themes and the words that lead to them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, Field(min_length=1, max_length=120)]

DEFAULT = "ofsted-2025-11"
"""The framework that a draft follows where none is named."""


class BadFramework(Exception):
    """A framework file that cannot be taken as it stands. `str()` is one line that says why."""


class UnknownFramework(LookupError):
    """There is no framework, or no area, of that key. `str()` names those that there are."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSection(_Section):
    """Where a framework was taken from, and whether that was read."""

    title: Words
    address: str = ""
    read: bool = True


class AreaSection(_Section):
    """An area: its name and themes, the words that lead to it, and those that do not.

    `old` is earlier wording for it, which leads here for finding and never for grading;
    `applies` says to which schools it applies, and `certain` whether its wording is sure.
    """

    key: Key
    name: Words
    themes: tuple[Words, ...] = ()
    words: tuple[Words, ...] = ()
    old: tuple[Words, ...] = ()
    excepted: tuple[Words, ...] = Field(default=(), alias="not")
    applies: str = ""
    certain: bool = True

    @property
    def leading(self) -> tuple[str, ...]:
        """Every phrase that leads to the area."""
        return tuple(dict.fromkeys((*self.words, *self.old)))


class Framework(_Section):
    """A framework, dated and sourced."""

    key: Key
    name: Words
    dated: date
    sort: str = ""
    about: str = ""
    source: tuple[SourceSection, ...] = ()
    area: tuple[AreaSection, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _areas_differ(self) -> Framework:
        keys = [a.key for a in self.area]
        if len(set(keys)) < len(keys):
            raise ValueError("two areas have the same key")
        return self

    def areas(self, wanted: Sequence[str] = ()) -> tuple[AreaSection, ...]:
        """The areas of those keys or names, all without any. Raises UnknownFramework."""
        known = {a.key: a for a in self.area} | {a.name.casefold(): a for a in self.area}
        unknown = [w for w in wanted if w.casefold().strip() not in known]
        if unknown:
            keys = ", ".join(a.key for a in self.area)
            raise UnknownFramework(f"{self.key} has no area {unknown[0]!r}: it has {keys}")
        chosen = {known[w.casefold().strip()].key for w in wanted}
        return tuple(a for a in self.area if not wanted or a.key in chosen)


def frameworks(own: Path | None = None) -> dict[str, Framework]:
    """The frameworks that come with the program and those in a folder, by key.

    One of the folder's takes the place of the program's own of its key. Raises BadFramework.
    """
    files: list[Traversable | Path] = [f for f in _packaged() if f.name.endswith(".toml")]
    if own is not None:
        if not own.is_dir():
            raise BadFramework(f"{own} is no folder of frameworks")
        files += sorted(own.glob("*.toml"))
    found = [_read(f) for f in files]
    return {f.key: f for f in found}


def framework(key: str, own: Path | None = None) -> Framework:
    """The framework of that key. Raises UnknownFramework and BadFramework."""
    known = frameworks(own)
    if key not in known:
        raise UnknownFramework(f"there is no framework {key!r}: there are {', '.join(known)}")
    return known[key]


def _packaged() -> Iterable[Traversable]:
    """The files that come with the program: beside its data, or in the corpus it is made from."""
    installed = resources.files("assistant").joinpath("data/frameworks")
    if installed.is_dir():
        return sorted(installed.iterdir(), key=lambda f: f.name)
    return sorted((Path(__file__).parents[2] / "corpus" / "frameworks").glob("*.toml"))


def _read(file: Traversable | Path) -> Framework:
    try:
        return Framework.model_validate(tomllib.loads(file.read_text("utf-8")))
    except UnicodeDecodeError as error:
        raise BadFramework(f"{file.name} is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise BadFramework(f"{file.name} is not TOML: {error}") from error
    except ValidationError as error:
        raise BadFramework(f"{file.name}: {_first(error)}") from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"the key {where!r} is not known"
    return f"{where}: {first['msg']}"
