"""What a reader may see of the index, at one moment: the only way to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Unpack
from weakref import finalize

from sqlalchemy import Row, Select, TableClause, func, literal_column, select

from ingest import catalogue as c
from ingest.document import Document
from ingest.encoding import unpack_document, unpack_entry, unpack_filed, unpack_passage
from ingest.filing import Filed, Hit, Kept, Matrix, Plan, Reader, plan_of
from ingest.lexical import CANDIDATES, Found, Readable, ranked, rarer, searched
from ingest.matching import Condition, Match, entries_matching, holding, readable, searchable, seen
from ingest.memory import Memory
from ingest.passages import Passage
from ingest.vectors import CopyBehind, Near, Wanted, nearest
from ingest.versions import Version, versions_of

CONTEXT_WEIGHT = 0.5
"""How much a word in a text's context counts beside one in the text itself (measured)."""


class View:
    """One moment of the index, as far as its reader may read: the same until it is closed.

    Every query carries the reader's audiences. Take a new view for each question; it closes by
    itself when nothing holds it any more. Searches leave out copies, and what was superseded
    unless `superseded` is set.
    """

    def __init__(self, memory: Memory, reader: Reader) -> None:
        self._memory = memory
        self._audiences = tuple(sorted(reader.audiences))
        self._connection = memory.engine.connect()
        # A connection refers to itself, so that it alone would be let go of only now and then.
        self._let_go = finalize(self, self._connection.close)
        self._let_go.atexit = False
        self.generation = self._connection.execute(select(c.state.c.generation)).scalar_one()

    def __enter__(self) -> View:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets the moment go."""
        self._let_go()

    def documents(self) -> tuple[Filed, ...]:
        """Every document that the reader may read, copies and superseded ones too, by plan."""
        moment = ("documents", self.generation, self._audiences)
        return self._memory.moments.get(moment, self._documents)

    def document(self, key: str) -> Document:
        """The whole document as it was understood. Raises `LookupError` where there is none."""
        query = select(c.documents.c.body).where(
            c.documents.c.key == key, readable(self._audiences)
        )
        body = self._connection.scalar(query)
        if body is None:
            raise LookupError(f"there is no document {key!r}")
        return unpack_document(body)

    def versions(self, key: str) -> tuple[Version, ...]:
        """The last few earlier versions of a document, the latest first."""
        return versions_of(self._connection, self._audiences, key)

    def plans(self) -> tuple[Plan, ...]:
        """The plans of the current documents, by key; evidence belongs to its plan."""
        groups: dict[str, list[Filed]] = {}
        for filed in self.documents():
            if filed.current:
                groups.setdefault(filed.plan, []).append(filed)
        return tuple(plan_of(key, of) for key, of in sorted(groups.items()))

    def vocabulary(self) -> Mapping[str, int]:
        """Each word, in lower case, with the number of current passages that hold it."""
        moment = ("vocabulary", self.generation, self._audiences)
        return self._memory.moments.get(moment, self._vocabulary)

    def strands(self) -> tuple[str, ...]:
        """The names of the strands in the current documents."""
        query = select(c.entries.c.strand).where(entries_matching(self._audiences, {})).distinct()
        moment = ("strands", self.generation, self._audiences)
        return self._memory.moments.get(moment, lambda: tuple(self._connection.scalars(query)))

    def entries(
        self, *, limit: int | None = None, offset: int = 0, **match: Unpack[Match]
    ) -> tuple[Kept, ...]:
        """The records that match all that is given: every one, or `limit` from `offset` on.

        With `terms` the best come first; else they come in their documents' order.
        """
        if match.get("terms") is not None:
            return self._kept(self._entries_by_words(match, limit, offset))
        query = (
            select(c.entries.c.id)
            .where(entries_matching(self._audiences, match))
            .order_by(c.entries.c.id)
            .limit(limit)
            .offset(offset)
        )
        return self._kept(list(self._connection.scalars(query)))

    def count(self, **match: Unpack[Match]) -> int:
        """How many records `entries` finds without a limit."""
        query = select(func.count()).select_from(c.entries)
        query = query.where(entries_matching(self._audiences, match))
        terms = match.get("terms")
        if terms is not None:
            asked = searched(terms, self._entry_stats(match))
            if not asked:
                return 0
            query = query.join(c.entry_words, c.entry_words.c.rowid == c.entries.c.id)
            query = query.where(holding("entry_words", asked))
        return self._connection.execute(query).scalar_one()

    def passages_of(self, document: str) -> tuple[Passage, ...]:
        """A document's passages in order; none where it may not be read."""
        query = (
            select(c.passages.c.body)
            .join(c.documents)
            .where(c.documents.c.key == document, readable(self._audiences))
            .order_by(c.passages.c.ordinal)
        )
        return tuple(unpack_passage(b) for b in self._connection.scalars(query))

    def passages_by_words(
        self,
        terms: Sequence[str],
        *,
        plans: Sequence[str] | None = None,
        k: int = 50,
        superseded: bool = False,
    ) -> tuple[Hit, ...]:
        """The `k` passages that hold `terms` (stems) best, by BM25 over what the reader may read."""
        within = searchable(self._audiences, plans, superseded=superseded)
        stats = self._stats("passage", terms, within)
        asked = searched(terms, stats)
        if not asked:
            return ()
        found = self._found_passages(within, rarer(asked, stats), k)
        if len(found) < k:
            found = self._found_passages(within, asked, k)
        return self._hits(ranked(found, asked, stats, context_weight=CONTEXT_WEIGHT)[:k])

    def passages_by_vector(
        self,
        vector: Matrix,
        *,
        plans: Sequence[str] | None = None,
        k: int = 50,
        superseded: bool = False,
    ) -> tuple[Hit, ...]:
        """The `k` passages most alike to a normalised vector, by the cosine."""
        near: list[Near] | None = None
        if plans is None and not superseded and self._memory.has_copy:
            near = self._near_in_copy(vector, k)
        if near is None:
            near = self._near(vector, plans, superseded, k)
        return self._hits([(n.id, n.score) for n in near])

    def _documents(self) -> tuple[Filed, ...]:
        columns = [c.documents.c[name] for name in Filed.__dataclass_fields__]
        query = select(*columns).where(readable(self._audiences))
        rows = self._connection.execute(query.order_by(c.documents.c.plan, c.documents.c.key))
        return tuple(unpack_filed(row) for row in rows.mappings())

    def _vocabulary(self) -> Mapping[str, int]:
        query = (
            select(c.words.c.word, func.sum(c.words.c.count))
            .join(c.documents)
            .where(c.words.c.sort == "word", searchable(self._audiences))
            .group_by(c.words.c.word)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _found_passages(self, within: Condition, asked: Sequence[str], k: int) -> list[Found]:
        query = (
            _found(c.passage_words)
            .join(c.passages, c.passages.c.id == c.passage_words.c.rowid)
            .join(c.documents)
            .where(holding("passage_words", asked), within)
            .order_by(func.bm25(literal_column("passage_words"), CONTEXT_WEIGHT, 1.0))
            .limit(max(k, CANDIDATES))
        )
        return [Found(*row) for row in self._connection.execute(query)]

    def _entries_by_words(self, match: Match, limit: int | None, offset: int) -> list[int]:
        stats = self._entry_stats(match)
        asked = searched(match.get("terms") or (), stats)
        if not asked:
            return []
        last = None if limit is None else offset + limit
        found = self._found_entries(match, asked if last is None else rarer(asked, stats), last)
        if last is not None and len(found) < last:
            found = self._found_entries(match, asked, last)
        best = ranked(found, asked, stats, context_weight=CONTEXT_WEIGHT)
        return [i for i, _ in best[offset:last]]

    def _found_entries(self, match: Match, asked: Sequence[str], last: int | None) -> list[Found]:
        query = (
            _found(c.entry_words)
            .join(c.entries, c.entries.c.id == c.entry_words.c.rowid)
            .where(holding("entry_words", asked), entries_matching(self._audiences, match))
            .order_by(func.bm25(literal_column("entry_words"), CONTEXT_WEIGHT, 1.0))
            .limit(None if last is None else max(last, CANDIDATES))
        )
        return [Found(*row) for row in self._connection.execute(query)]

    def _entry_stats(self, match: Match) -> Readable:
        superseded = match.get("superseded", False)
        within = searchable(self._audiences, match.get("plans"), superseded=superseded)
        return self._stats("entry", match.get("terms") or (), within)

    def _stats(self, sort: str, terms: Sequence[str], within: Condition) -> Readable:
        texts, stems = (
            (c.documents.c.passages, c.documents.c.text_stems)
            if sort == "passage"
            else (c.documents.c.entries, c.documents.c.entry_stems)
        )
        number, length = self._connection.execute(
            select(func.coalesce(func.sum(texts), 0), func.coalesce(func.sum(stems), 0)).where(
                within
            )
        ).one()
        having = self._connection.execute(
            select(c.words.c.word, func.sum(c.words.c.count))
            .join(c.documents)
            .where(c.words.c.sort == sort, c.words.c.word.in_(set(terms)), within)
            .group_by(c.words.c.word)
        )
        return Readable(number, length / max(number, 1), {row[0]: row[1] for row in having})

    def _near_in_copy(self, vector: Matrix, k: int) -> list[Near] | None:
        query = select(c.documents.c.id, c.documents.c.audience).where(
            c.documents.c.current, c.documents.c.embedder == self._memory.embedder
        )
        held = {row.id: row.audience for row in self._connection.execute(query)}
        wanted = Wanted(self.generation, self._memory.embedder, held)
        try:
            return self._memory.nearest_in_copy(
                self._connection, wanted, self._audiences, vector, k
            )
        except CopyBehind:
            return None

    def _near(
        self, vector: Matrix, plans: Sequence[str] | None, superseded: bool, k: int
    ) -> list[Near]:
        query = select(c.documents.c.id).where(
            searchable(self._audiences, plans, superseded=superseded),
            c.documents.c.embedder == self._memory.embedder,
        )
        documents = self._connection.scalars(query.order_by(c.documents.c.id)).all()
        held = [self._memory.vectors(self._connection, d) for d in documents]
        return nearest(held, vector, k=k)

    def _hits(self, scored: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
        query = (
            select(c.passages.c.id, c.passages.c.body, c.documents.c.key, c.documents.c.plan)
            .join(c.documents)
            .where(c.passages.c.id.in_([i for i, _ in scored]), seen(self._audiences))
        )
        rows = {row.id: row for row in self._connection.execute(query)}
        held = [(rows[i], score) for i, score in scored if i in rows]
        return tuple(
            Hit(row.id, unpack_passage(row.body), row.key, row.plan, score, rank)
            for rank, (row, score) in enumerate(held, 1)
        )

    def _kept(self, ids: Sequence[int]) -> tuple[Kept, ...]:
        rows: dict[int, Row[Any]] = {}
        entry, document = c.entries.c, c.documents.c
        for at in range(0, len(ids), 10_000):
            query = (
                select(entry.id, entry.kind, entry.body, document.key, document.plan)
                .join(c.documents)
                .where(c.entries.c.id.in_(ids[at : at + 10_000]), seen(self._audiences))
            )
            rows |= {row.id: row for row in self._connection.execute(query)}
        return tuple(self._one_kept(rows[i]) for i in ids)

    def _one_kept(self, row: Row[Any]) -> Kept:
        entry = self._memory.entries.get(row.id, lambda: unpack_entry(row.kind, row.body))
        return Kept(row.id, row.key, row.plan, row.kind, entry)


def _found(full_text: TableClause) -> Select[Any, Any, Any]:
    return select(full_text.c.rowid, full_text.c.context, full_text.c.words)
