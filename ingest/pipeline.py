"""Files into the index: read, understood, embedded and filed, at no cost where nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from ingest import naming
from ingest.copies import Candidate, candidate, copies
from ingest.document import Source
from ingest.embedding import Embedder, UnusableModel
from ingest.filing import Filed, Filing, Matrix, Reader
from ingest.formats import SUFFIXES, read
from ingest.index import Change, Index, View
from ingest.making import Told, changes_nothing, digest, filing_of
from ingest.passages import Passage
from ingest.planfile import said_of
from ingest.reasons import reason

Status = Literal["added", "unchanged", "replaced", "withdrawn", "failed", "copy"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `reason` says why it failed, or what it is a copy of."""

    path: Path
    status: Status
    reason: str = ""
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How far ingesting has come: what is being done, and how much of how much is done."""

    what: str
    done: int
    of: int


Progress = Callable[[Step], None]


def ingest(
    paths: Iterable[Path],
    *,
    index: Index,
    embedder: Embedder,
    plan: str | None = None,
    audience: str | None = None,
    prune: bool = False,
    progress: Progress | None = None,
) -> tuple[Outcome, ...]:
    """What became of each file at or under `paths`.

    A document goes in in one step, together with its copies; one that fails keeps its old version
    and stops no other. `plan` and `audience` hold for all; what neither they nor a `plans.toml`
    say stays as it was. With `prune`, what was filed from `paths` and is gone is withdrawn.
    """
    asked = list(dict.fromkeys(p.resolve() for p in paths))
    run = _Run(index, embedder, plan, audience, progress or (lambda _: None))
    outcomes = [_missing(p) for p in asked if not p.exists() and not (prune and run.holds(p))]
    files = list({f.path: f for p in asked for f in _files(p)}.values())
    run.expect(files)
    for _, beside in groupby(files, key=lambda f: f.path.parent):
        outcomes += run.folder(list(beside))
    if prune:
        outcomes += run.withdraw_gone(asked)
    return (*outcomes, *run.settle())


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is to be in the index, and the folder that was asked for."""

    path: Path
    within: Path


@dataclass(frozen=True, slots=True)
class _Ready:
    """A document that was read and understood; its vectors are still to be made."""

    path: Path
    filing: Filing
    candidate: Candidate


def _missing(path: Path) -> Outcome:
    return Outcome(path, "failed", "there is no such file or folder")


def _files(path: Path) -> list[_File]:
    if path.is_file():
        return [_File(path, path.parent)]
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    return [_File(p, path) for p in found if not _is_hidden(p.relative_to(path))]


def _is_hidden(relative: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in relative.parts)


class _Run:
    """One ingesting: what the index held before it, and what has been said of its files."""

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        plan: str | None,
        audience: str | None,
        progress: Progress,
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._plan = plan
        self._audience = audience
        self._progress = progress
        self._held = self._documents()
        self._keys = {path: d.key for path, d in self._held.items()}
        self._plans = {d.plan: d.plan_name for d in self._held.values()}
        self._places: dict[str, str | None] = {}
        self._files = 0
        self._done = 0

    def holds(self, path: Path) -> bool:
        """Whether something in the index came from this path, or from under it."""
        return any(Path(held).is_relative_to(path) for held in self._held)

    def expect(self, files: Sequence[_File]) -> None:
        """Gives every file its key: the one it has, or a new one."""
        self._files = len(files)
        for file in files:
            taken = set(self._keys.values())
            if str(file.path) not in self._keys:
                self._keys[str(file.path)] = naming.document_key(file.path, taken)

    def folder(self, files: Sequence[_File]) -> list[Outcome]:
        """What became of the files of one folder."""
        tried = [self._attempt(f) for f in files]
        ready = [t for t in tried if isinstance(t, _Ready)]
        beside = self._beside(ready)
        same = copies([*(r.candidate for r in ready), *beside])
        filed = self._file_all(ready, same)
        return [filed[t.path] if isinstance(t, _Ready) else t for t in tried]

    def withdraw_gone(self, asked: Sequence[Path]) -> list[Outcome]:
        """Withdraws what was filed from under `asked` and is there no more."""
        held = self._documents().values()
        gone = [d for d in held if _is_under(d, asked) and not Path(d.path).exists()]
        keys = {d.key for d in gone}
        orphans = [d for d in held if d.copy_of in keys and d.key not in keys]
        same = copies([self._candidate(d) for d in orphans])
        if gone:
            with self._index.changing() as change:
                for document in gone:
                    change.withdraw(document.key)
                _mark(change, orphans, same)
        return [Outcome(Path(d.path), "withdrawn", document=d.key) for d in gone]

    def settle(self) -> list[Outcome]:
        """Says which documents took which others' place, and makes the vectors that lack."""
        held = self._documents()
        places = [(held[p], held.get(new or "")) for p, new in self._places.items() if p in held]
        moved = [(d, new) for d, new in places if d.superseded_by != (new and new.key)]
        if moved:
            with self._index.changing() as change:
                for old, new in moved:
                    change.mark(old.key, copy_of=old.copy_of, superseded_by=new and new.key)
        lacking = [d for d in held.values() if d.passages and not d.copy_of]
        return [f for d in lacking if d.embedder != self._embedder.name for f in self._embed(d)]

    def _attempt(self, file: _File) -> _Ready | Outcome:
        self._progress(Step(f"reading {file.path.name}", self._done, self._files))
        self._done += 1
        try:
            return self._prepare(file)
        # A reader may stumble over a hostile file in ways nobody foresaw; the others still go in.
        except Exception as error:  # noqa: BLE001
            return Outcome(file.path, "failed", reason(error))

    def _prepare(self, file: _File) -> _Ready | Outcome:
        path = str(file.path)
        said = said_of(file.path, file.within)
        self._places[path] = said.superseded_by
        now = digest(file.path.read_bytes(), said)
        told = Told(said, self._plan, self._audience, self._held.get(path), self._plans)
        if changes_nothing(told, now):
            return Outcome(file.path, "unchanged", document=self._keys[path])
        document = read(Source(path, file.path.name, self._keys[path]))
        filing = filing_of(document, told, now)
        self._plans.setdefault(filing.plan, filing.plan_name)
        return _Ready(file.path, filing, candidate(document, kept=said.current))

    def _beside(self, ready: Sequence[_Ready]) -> list[Candidate]:
        """Other documents in the index that these may be copies of, or were."""
        paths = {str(r.path) for r in ready}
        held = (d for d in self._held.values() if d.path not in paths)
        return [self._candidate(d) for d in held if any(_may_be_same(d, r) for r in ready)]

    def _candidate(self, document: Filed) -> Candidate:
        with self._view() as view:
            return candidate(view.document(document.key))

    def _file_all(
        self, ready: Sequence[_Ready], same: Mapping[str, str | None]
    ) -> dict[Path, Outcome]:
        """Files each document in one step with its copies."""
        clusters: dict[str, list[_Ready]] = {}
        for one in ready:
            clusters.setdefault(same[one.candidate.key] or one.candidate.key, []).append(one)
        filed: dict[Path, Outcome] = {}
        for chief, cluster in clusters.items():
            try:
                self._file(chief, cluster, same)
                filed |= {r.path: self._outcome(r, same[r.candidate.key]) for r in cluster}
            except (OSError, SQLAlchemyError, UnusableModel) as error:
                filed |= {r.path: Outcome(r.path, "failed", reason(error)) for r in cluster}
        return filed

    def _file(self, chief: str, cluster: Sequence[_Ready], same: Mapping[str, str | None]) -> None:
        keys = {r.candidate.key for r in cluster}
        read = (r.filing for r in cluster if r.candidate.key == chief)
        plan = next(chain(read, (d for d in self._held.values() if d.key == chief)))
        filings = [self._complete(r.filing, same[r.candidate.key], plan) for r in cluster]
        others = [d for d in self._held.values() if d.key in same and d.key not in keys]
        with self._index.changing() as change:
            for filing in filings:
                change.replace(filing)
            _mark(change, [d for d in others if chief in (d.key, d.copy_of, same[d.key])], same)

    def _complete(self, filing: Filing, copy_of: str | None, chief: Filing | Filed) -> Filing:
        """The filing with its vectors, or as a copy, which is never searched, without them."""
        new = self._keys.get(self._places[filing.document.source.path] or "")
        filing = replace(filing, superseded_by=new)
        if copy_of is not None:
            return replace(filing, copy_of=copy_of, plan=chief.plan, plan_name=chief.plan_name)
        return replace(filing, vectors=self._vectors(filing.document.title, filing.passages))

    def _vectors(self, title: str, made: Sequence[Passage]) -> Matrix:
        done = 0

        def embedded(more: int) -> None:
            nonlocal done
            done += more
            self._progress(Step(f"embedding {title}", done, len(made)))

        return self._embedder.passages([p.embedded for p in made], embedded)

    def _embed(self, document: Filed) -> list[Outcome]:
        """Gives a document the vectors that it lacks; what failed, if it did."""
        try:
            with self._view() as view:
                made = view.passages_of(document.key)
            vectors = self._vectors(document.title, made)
            with self._index.changing() as change:
                change.embed(document.key, vectors)
        except (OSError, SQLAlchemyError, UnusableModel) as error:
            return [Outcome(Path(document.path), "failed", reason(error), document.key)]
        return []

    def _outcome(self, ready: _Ready, copy_of: str | None) -> Outcome:
        key = ready.candidate.key
        if copy_of is not None:
            return Outcome(ready.path, "copy", f"the same as {copy_of}", key)
        status = "replaced" if str(ready.path) in self._held else "added"
        return Outcome(ready.path, status, document=key)

    def _documents(self) -> dict[str, Filed]:
        with self._view() as view:
            return {d.path: d for d in view.documents()}

    def _view(self) -> View:
        return self._index.seen_by(Reader(self._index.audiences()))


def _is_under(document: Filed, asked: Sequence[Path]) -> bool:
    return any(Path(document.path).is_relative_to(a) for a in asked)


def _may_be_same(held: Filed, ready: _Ready) -> bool:
    """Whether they were copies, or their folder and their names or titles are the same."""
    new, key = ready.candidate, ready.candidate.key
    beside = Path(held.path).parent == new.path.parent
    same_name = Path(held.path).stem.casefold() == new.path.stem.casefold()
    return held.copy_of == key or (beside and (same_name or held.title == new.title))


def _mark(change: Change, documents: Iterable[Filed], same: Mapping[str, str | None]) -> None:
    for one in documents:
        if one.copy_of != same[one.key]:
            change.mark(one.key, copy_of=same[one.key], superseded_by=one.superseded_by)
