"""Digests that the trust's `plans.toml` files name, as the catalogue keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select

from ingest.catalogue import digests, writing
from ingest.folders import is_hidden, is_under
from ingest.planfile import NAME, BadPlanFile, DigestSection, PlanFile, read_planfile


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest, the file that names it, that file's term dates, and since when it is so (UTC)."""

    file: str
    said: DigestSection
    terms: Mapping[str, tuple[date, date]]
    since: datetime

    @property
    def name(self) -> str:
        """What the file calls it."""
        return self.said.name


def keep_digests(engine: Engine, asked: Sequence[Path]) -> None:
    """Keeps what the `plans.toml` files at or under these paths name, in the place of before.

    Those of a file that cannot be taken as it stands stay as they were.
    """
    found = {str(f): _wanted(f) for f in dict.fromkeys(f for p in asked for f in _files(p))}
    with engine.connect() as connection:
        held = _held(connection)
    gone = {f for f, _ in held if is_under(f, asked) and not Path(f).exists()}
    wanted = {(f, n): body for f, named in found.items() for n, body in (named or {}).items()}
    settled = gone | {f for f, named in found.items() if named is not None}
    stale = [k for k, body in held.items() if k[0] in settled and wanted.get(k) != body]
    new = {k: body for k, body in wanted.items() if held.get(k) != body}
    if stale or new:
        with writing(engine).begin() as connection:
            _replace(connection, stale, new)


def kept_digests(engine: Engine) -> tuple[Digest, ...]:
    """Every digest, by its file and name."""
    query = select(digests).order_by(digests.c.file, digests.c.name)
    with engine.connect() as connection:
        return tuple(_digest(r.file, r.body, r.since) for r in connection.execute(query))


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield from (f for f in (path.parent / NAME,) if f.is_file())
        return
    yield from (f for f in sorted(path.rglob(NAME)) if not is_hidden(f.relative_to(path)))


def _wanted(file: Path) -> Mapping[str, str] | None:
    """What the file names, by name; None where it cannot be taken as it stands."""
    try:
        said = read_planfile(file)
    except BadPlanFile:
        return None
    return {d.name: _body(d, said) for d in said.digest}


def _body(section: DigestSection, said: PlanFile) -> str:
    terms = {name: [d.isoformat() for d in span] for name, span in said.terms.items()}
    return json.dumps({"digest": section.model_dump(mode="json"), "terms": terms}, sort_keys=True)


def _held(connection: Connection) -> dict[tuple[str, str], str]:
    query = select(digests.c.file, digests.c.name, digests.c.body)
    return {(r.file, r.name): r.body for r in connection.execute(query)}


def _replace(
    connection: Connection,
    stale: Sequence[tuple[str, str]],
    new: Mapping[tuple[str, str], str],
) -> None:
    for file, name in stale:
        mine = (digests.c.file == file) & (digests.c.name == name)
        connection.execute(delete(digests).where(mine))
    now = datetime.now(UTC).replace(tzinfo=None)
    for (file, name), body in new.items():
        row = {"file": file, "name": name, "body": body, "since": now}
        connection.execute(insert(digests), row)


def _digest(file: str, body: str, since: datetime) -> Digest:
    held = json.loads(body)
    terms = {
        name: (date.fromisoformat(first), date.fromisoformat(last))
        for name, (first, last) in held["terms"].items()
    }
    return Digest(file, DigestSection.model_validate(held["digest"]), terms, since)
