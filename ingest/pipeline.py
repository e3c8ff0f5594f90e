"""Files into the index: read, understood, embedded and filed, at no cost where nothing changed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from ingest import naming
from ingest.copies import Candidate, candidate, copies, may_be_same
from ingest.document import Source
from ingest.embedding import Embedder, UnusableModel
from ingest.filing import Filed, Filing, Reader
from ingest.folders import File, files_at, is_under
from ingest.index import Change, Index, View
from ingest.limits import Limits
from ingest.making import Begun, Ready, Told, changes_nothing, corrections, digest, filing_of
from ingest.outcome import Outcome, Progress, Step, untold
from ingest.planfile import Said, said_of
from ingest.readers import AT_ONCE, Readers
from ingest.reasons import reason
from ingest.vectors_ahead import VectorsAhead

_T = TypeVar("_T")
__all__ = ["Outcome", "Progress", "Step", "ingest", "read_again"]


def ingest(
    paths: Iterable[Path],
    *,
    index: Index,
    embedder: Embedder,
    plan: str | None = None,
    audience: str | None = None,
    prune: bool = False,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> tuple[Outcome, ...]:
    """What became of each file at or under `paths`.

    A document goes in in one step, together with its copies; one that fails keeps its old version
    and stops no other. `plan` and `audience` hold for all; what neither they nor a `plans.toml`
    say stays as it was. With `prune`, what was filed from `paths` and is gone is withdrawn.
    `limits` hold for each file.
    """
    progress = progress or untold
    with Readers(limits) as readers, closing(VectorsAhead(embedder, progress)) as vectors:
        run = _Run(index, embedder.name, vectors, readers, plan, audience, progress)
        asked = list(dict.fromkeys(p.resolve() for p in paths))
        outcomes = _ingested(asked, run, prune=prune)
    index.keep_digests(asked)
    return outcomes


def read_again(
    files: Sequence[File],
    *,
    index: Index,
    embedder: Embedder,
    limits: Limits | None = None,
) -> tuple[Outcome, ...]:
    """What became of files of the index that are read again, each as if it had changed."""
    with Readers(limits) as readers, closing(VectorsAhead(embedder, untold)) as vectors:
        run = _Run(index, embedder.name, vectors, readers, None, None, untold)
        return _put_in(files, run)


def _ingested(asked: Sequence[Path], run: _Run, *, prune: bool) -> tuple[Outcome, ...]:
    outcomes = [
        Outcome(p, "failed", "there is no such file or folder")
        for p in asked
        if not p.exists() and not (prune and run.holds(p))
    ]
    files = list({f.path: f for p in asked for f in files_at(p)}.values())
    outcomes += _put_in(files, run)
    if prune:
        outcomes += run.withdraw_gone(asked)
    return (*outcomes, *run.settle())


def _put_in(files: Sequence[File], run: _Run) -> tuple[Outcome, ...]:
    run.expect(files)
    folders = groupby(files, key=lambda f: f.path.parent)
    return tuple(outcome for _, beside in folders for outcome in run.folder(list(beside)))


class _Run:
    """One ingesting: what the index held before it, and what has been said of its files."""

    def __init__(
        self,
        index: Index,
        model: str,
        vectors: VectorsAhead,
        readers: Readers,
        plan: str | None,
        audience: str | None,
        progress: Progress,
    ) -> None:
        self._index = index
        self._model = model
        self._vectors = vectors
        self._stems: Counter[str] = Counter()
        self._readers = readers
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
        return any(is_under(held, [path]) for held in self._held)

    def expect(self, files: Sequence[File]) -> None:
        """Gives every file its key: the one it has, or a new one."""
        self._files = len(files)
        for file in files:
            taken = set(self._keys.values())
            if str(file.path) not in self._keys:
                self._keys[str(file.path)] = naming.document_key(file.path, taken)

    def folder(self, files: Sequence[File]) -> list[Outcome]:
        """What became of the files of one folder."""
        self._stems.update(f.path.stem for f in files)
        tried = [self._attempt(b) for b in self._ahead(files)]
        ready = [t for t in tried if isinstance(t, Ready)]
        beside = self._beside(ready)
        same = copies([*(r.candidate for r in ready), *beside])
        filed = self._file_all(ready, same)
        return [filed[t.path] if isinstance(t, Ready) else t for t in tried]

    def withdraw_gone(self, asked: Sequence[Path]) -> list[Outcome]:
        """Withdraws what was filed from under `asked` and is there no more."""
        held = self._documents().values()
        gone = [d for d in held if is_under(d.path, asked) and not Path(d.path).exists()]
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
        return [f for d in lacking if d.embedder != self._model for f in self._embed(d)]

    def _ahead(self, files: Sequence[File]) -> Iterator[Begun | Outcome]:
        """The files in order, some further ones being read already."""
        begun: deque[Begun | Outcome] = deque()
        for file in files:
            begun.append(self._safely(file.path, lambda f=file: self._begin(f)))
            if len(begun) > 2 * AT_ONCE:
                yield begun.popleft()
        yield from begun

    def _attempt(self, begun: Begun | Outcome) -> Ready | Outcome:
        path = begun.path
        self._progress(Step(f"reading {path.name}", self._done, self._files))
        self._done += 1
        if isinstance(begun, Outcome):
            return begun
        return self._safely(path, lambda: self._finish(begun))

    def _safely(self, path: Path, work: Callable[[], _T]) -> _T | Outcome:
        """What comes of work on one file, whatever is wrong with it; the others still go in."""
        try:
            return work()
        # A hostile file, or its name, may be wrong in ways nobody foresaw.
        except Exception as error:  # noqa: BLE001
            return Outcome(path, "failed", reason(error))

    def _begin(self, file: File) -> Begun | Outcome:
        path = str(file.path)
        path.encode()
        if file.leads_out:
            return Outcome(file.path, "failed", "is a link that leads out of the folder")
        said = said_of(file.path, file.within)
        self._places[path] = said.superseded_by
        content = self._readers.content(file.path)
        now = digest(content, said)
        if changes_nothing(self._told(path, said), now):
            return Outcome(file.path, "unchanged", document=self._keys[path])
        source = Source(path, naming.shown(file.path.name), self._keys[path])
        alone = self._stems[file.path.stem] == 1  # what has a namesake may be a copy of it
        begin = partial(self._vectors.begin, source.key) if alone else None
        reading = self._readers.read(content, source, corrections(said), begin)
        return Begun(file.path, said, now, reading)

    def _finish(self, begun: Begun) -> Ready:
        told = self._told(str(begun.path), begun.said)
        made = begun.reading.result()
        filing = filing_of(made, told, begun.digest)
        self._plans.setdefault(filing.plan, filing.plan_name)
        return Ready(begun.path, filing, candidate(made.document, kept=begun.said.current))

    def _told(self, path: str, said: Said) -> Told:
        return Told(said, self._plan, self._audience, self._held.get(path), self._plans)

    def _beside(self, ready: Sequence[Ready]) -> list[Candidate]:
        """Other documents in the index that these may be copies of, or were."""
        paths = {str(r.path) for r in ready}
        held = (d for d in self._held.values() if d.path not in paths)
        return [self._candidate(d) for d in held if any(may_be_same(d, r.candidate) for r in ready)]

    def _candidate(self, document: Filed) -> Candidate:
        with self._view() as view:
            return candidate(view.document(document.key))

    def _file_all(
        self, ready: Sequence[Ready], same: Mapping[str, str | None]
    ) -> dict[Path, Outcome]:
        """Files each document in one step with its copies."""
        clusters: dict[str, list[Ready]] = {}
        for one in ready:
            clusters.setdefault(same[one.candidate.key] or one.candidate.key, []).append(one)
        filed: dict[Path, Outcome] = {}
        for chief in self._vectors.first(clusters):
            cluster = clusters[chief]
            try:
                self._file(chief, cluster, same)
                filed |= {r.path: self._outcome(r, same[r.candidate.key]) for r in cluster}
            except (OSError, SQLAlchemyError, UnusableModel) as error:
                filed |= {r.path: Outcome(r.path, "failed", reason(error)) for r in cluster}
        return filed

    def _file(self, chief: str, cluster: Sequence[Ready], same: Mapping[str, str | None]) -> None:
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
        of = filing.document
        vectors = self._vectors.of(of.source.key, of.title, filing.passages)
        return replace(filing, vectors=vectors)

    def _embed(self, document: Filed) -> list[Outcome]:
        """Gives a document the vectors that it lacks; what failed, if it did."""
        try:
            with self._view() as view:
                made = view.passages_of(document.key)
            vectors = self._vectors.of(document.key, document.title, made)
            with self._index.changing() as change:
                change.embed(document.key, vectors)
        except (OSError, SQLAlchemyError, UnusableModel) as error:
            return [Outcome(Path(document.path), "failed", reason(error), document.key)]
        return []

    def _outcome(self, ready: Ready, copy_of: str | None) -> Outcome:
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


def _mark(change: Change, documents: Iterable[Filed], same: Mapping[str, str | None]) -> None:
    for one in documents:
        if one.copy_of != same[one.key]:
            change.mark(one.key, copy_of=same[one.key], superseded_by=one.superseded_by)
