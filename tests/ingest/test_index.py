"""The index: one step, one moment, and nothing that a reader may not read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, create_engine, text

from ingest.catalogue import HEAD, NewerCatalogue, metadata, open_catalogue
from ingest.document import Document, Heading, Location, Paragraph, Quote, Source
from ingest.entries import Aim, Commitment, Dated, Entry, Measure, Period, PeriodKind
from ingest.filing import EVERY_AUDIENCE, Filing, Reader
from ingest.index import Index
from ingest.passages import passages
from ingest.words import terms

EVERYBODY = Reader(frozenset(EVERY_AUDIENCE))
PUBLIC = Reader(frozenset({"public"}))
DIMENSIONS = 8


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    index = Index.open(tmp_path / "data", embedder_name="stand-in")
    yield index
    index.close()


def filing(
    key: str,
    *texts: str,
    audience: str = "public",
    plan: str = "plan",
    entries: tuple[Entry, ...] = (),
    copy_of: str | None = None,
    superseded_by: str | None = None,
) -> Filing:
    """A document of one section, a paragraph for each text, with vectors made of their letters."""
    blocks = tuple(
        Paragraph(t, Location(key, headings=("Aims",), block=n)) for n, t in enumerate(texts, 2)
    )
    heading = Heading("Aims", 1, Location(key, block=1))
    document = Document(Source(f"/{key}.md", f"{key}.md", key), "md", key, (heading, *blocks))
    made = passages(document)
    return Filing(
        document,
        plan=plan,
        plan_name=f"The {plan}",
        audience=audience,
        digest="+".join(texts),
        entries=entries,
        passages=made,
        vectors=np.stack([vector(p.text) for p in made]),
        copy_of=copy_of,
        superseded_by=superseded_by,
    )


def vector(of: str) -> np.ndarray:
    """A direction that hangs on the text alone."""
    made = np.random.default_rng(list(of.encode())).normal(size=DIMENSIONS)
    return (made / np.linalg.norm(made)).astype(np.float32)


def commitment(
    what: str,
    *,
    who: str = "",
    start: date | None = None,
    end: date | None = None,
    kind: PeriodKind = "deadline",
    months: tuple[int, ...] = (),
    strand: str = "",
) -> Commitment:
    """Something to be done."""
    place = Location("", block=1)
    when = Dated(Period("then", start, end, kind, "stated", months=months), Quote("then", place))
    return Commitment(
        Quote(what, place),
        (Quote(who, place),) if who else (),
        when=(when,) if start or end or months or kind != "deadline" else (),
        strand=strand,
    )


def whats(index: Index, reader: Reader = EVERYBODY, **match: object) -> list[str]:
    """What the matching records say."""
    with index.seen_by(reader) as view:
        found = view.entries(**match)  # type: ignore[arg-type]
        assert view.count(**match) == len(found)  # type: ignore[arg-type]
    return [k.entry.what.text for k in found if isinstance(k.entry, Commitment | Measure | Aim)]


def test_what_was_filed_comes_out_as_it_went_in(index: Index) -> None:
    one = filing("one", "The roof is mended.", entries=(commitment("Mend the roof", who="J. Doe"),))
    index.replace(one)
    with index.seen_by(PUBLIC) as view:
        assert view.document("one") == one.document
        assert view.passages_of("one") == one.passages
        assert tuple(k.entry for k in view.entries()) == one.entries
        assert [d.key for d in view.documents()] == ["one"]
        assert [(p.key, p.name) for p in view.plans()] == [("plan", "The plan")]


def test_a_replaced_document_leaves_nothing_of_itself_behind(index: Index) -> None:
    index.replace(filing("one", "Old wording.", entries=(commitment("Old task", who="Old Name"),)))
    index.replace(filing("one", "New text.", entries=(commitment("New task"),)))
    with index.seen_by(PUBLIC) as view:
        assert view.passages_by_words(terms("old wording")) == ()
        assert set(view.vocabulary()) == {"new", "text", "one", "aims"}
        assert [d.version for d in view.documents()] == [2]
    assert whats(index) == ["New task"]
    assert whats(index, people=("Old Name",)) == []
    assert whats(index, terms=terms("old")) == []


def test_a_withdrawn_document_is_gone_from_every_search(index: Index) -> None:
    index.replace(filing("one", "The roof.", entries=(commitment("Mend the roof"),)))
    index.withdraw("one")
    with index.seen_by(EVERYBODY) as view:
        assert view.documents() == ()
        assert view.passages_by_words(["roof"]) == ()
        assert view.passages_by_vector(vector("The roof.")) == ()
        with pytest.raises(LookupError):
            view.document("one")
    assert whats(index) == []


def test_a_view_stays_at_its_moment_and_the_next_one_sees_the_change(index: Index) -> None:
    index.replace(filing("one", "Before."))
    with index.seen_by(PUBLIC) as view:
        before = view.passages_of("one")
        index.replace(filing("one", "After."))
        assert view.passages_of("one") == before
        assert view.passages_by_words(terms("before"))
    with index.seen_by(PUBLIC) as view:
        assert view.passages_of("one")[0].text == "After."


def test_a_view_that_nothing_holds_lets_its_moment_go_at_once(index: Index) -> None:
    index.replace(filing("one", "Text."))
    for _ in range(30):
        assert index.seen_by(PUBLIC).passages_by_words(["text"])
    assert "Connections in pool: 1 " in index._engine.pool.status()


def test_a_change_that_raises_is_not_seen_at_all(index: Index) -> None:
    index.replace(filing("one", "Before."))

    def broken_off() -> None:
        with index.changing() as change:
            change.replace(filing("one", "After."))
            change.withdraw("one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    with index.seen_by(PUBLIC) as view:
        assert view.generation == 1
        assert view.passages_of("one")[0].text == "Before."


def test_copies_are_kept_but_found_by_no_search(index: Index) -> None:
    index.replace(filing("one", "The roof.", entries=(commitment("Mend the roof"),)))
    index.replace(filing("two", "The roof.", entries=(commitment("Mend the roof"),), copy_of="one"))
    with index.seen_by(PUBLIC) as view:
        assert [h.document for h in view.passages_by_words(["roof"])] == ["one"]
        assert [h.document for h in view.passages_by_vector(vector("x"))] == ["one"]
        assert [d.key for d in view.documents()] == ["one", "two"]
        assert view.vocabulary()["roof"] == 1
    assert whats(index) == ["Mend the roof"]


def test_a_superseded_document_is_found_only_when_asked_for(index: Index) -> None:
    index.replace(filing("old", "The roof.", entries=(commitment("Mend"),), superseded_by="new"))
    index.replace(filing("new", "The door.", entries=(commitment("Paint"),)))
    assert whats(index) == ["Paint"]
    assert whats(index, superseded=True) == ["Mend", "Paint"]
    with index.seen_by(PUBLIC) as view:
        assert view.passages_by_words(["roof"]) == ()
        assert len(view.passages_by_words(["roof"], superseded=True)) == 1
        assert len(view.passages_by_vector(vector("x"), superseded=True)) == 2


def test_withdrawing_the_new_document_brings_back_the_one_it_superseded(index: Index) -> None:
    index.replace(filing("old", "Roof.", entries=(commitment("Mend"),), superseded_by="new"))
    index.replace(filing("new", "Door."))
    index.withdraw("new")
    assert whats(index) == ["Mend"]


def test_records_are_found_by_each_of_their_sides(index: Index) -> None:
    index.replace(
        filing(
            "one",
            "Text.",
            entries=(
                commitment("Mend the roof", who="Jo Ashby", strand="Estates"),
                commitment("Close the books", who="JA", strand="Finance"),
                Aim(Quote("Be kind", Location()), "value"),
            ),
        )
    )
    assert whats(index, kinds=("aim",)) == ["Be kind"]
    assert whats(index, people=("Jo Ashby",)) == ["Mend the roof"]
    assert whats(index, people=("ashby",)) == ["Mend the roof"]
    assert whats(index, people=("JA", "Ashby")) == ["Mend the roof", "Close the books"]
    assert whats(index, people=("Jo Smith",)) == []
    assert whats(index, strand="finance") == ["Close the books"]
    assert whats(index, plans=("other",)) == []
    assert whats(index, documents=("one",), kinds=("aim",)) == ["Be kind"]
    assert whats(index, terms=terms("roofs being mended")) == ["Mend the roof"]
    assert whats(index, terms=terms("finance")) == ["Close the books"]
    assert whats(index, terms=()) == []


MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("entry", "falls"),
    [
        (commitment("x", end=date(2026, 3, 31)), True),
        (commitment("x", end=date(2026, 4, 1)), False),
        (commitment("x", end=date(2026, 2, 28)), False),
        (commitment("x", start=date(2026, 1, 1), end=date(2026, 4, 5), kind="window"), True),
        (commitment("x", start=date(2025, 9, 1), kind="start"), True),
        (commitment("x", start=date(2026, 9, 1), kind="start"), False),
        (commitment("x", kind="ongoing"), True),
        (commitment("x", months=(3, 7), kind="recurrence"), True),
        (commitment("x", months=(2, 7), kind="recurrence"), False),
        (commitment("x", start=date(2026, 9, 1), months=(3,), kind="recurrence"), False),
        (commitment("x", kind="none"), False),
        (commitment("x"), False),
    ],
)
def test_a_record_falls_in_a_month_as_its_period_does(
    index: Index, entry: Commitment, falls: bool
) -> None:
    index.replace(filing("one", "Text.", entries=(entry,)))
    assert whats(index, between=MARCH) == (["x"] if falls else [])


def test_records_come_in_order_and_by_the_page(index: Index) -> None:
    tasks = tuple(commitment(f"Task {n}") for n in range(7))
    index.replace(filing("one", "Text.", entries=tasks))
    with index.seen_by(PUBLIC) as view:
        page = view.entries(limit=3, offset=2)
    assert [k.entry for k in page] == list(tasks[2:5])


AUDIENCES = st.sampled_from(EVERY_AUDIENCE)
WORDS = st.lists(
    st.sampled_from(["roof", "door", "wall", "budget", "lead", "audit", "plan"]), min_size=1
)


@settings(max_examples=25, deadline=None)
@given(
    documents=st.lists(st.tuples(AUDIENCES, WORDS), min_size=1, max_size=6),
    may=st.frozensets(AUDIENCES),
    asked=WORDS,
)
def test_what_may_not_be_read_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    documents: list[tuple[str, list[str]]],
    may: frozenset[str],
    asked: list[str],
) -> None:
    reader = Reader(may)
    everything = [
        filing(
            f"d{n}",
            " ".join([*words, f"canary{n}"]),
            audience=audience,
            entries=(commitment(" ".join(words), who=f"Canary{n}"),),
        )
        for n, (audience, words) in enumerate(documents)
    ]
    readable = [f for f in everything if f.audience in may]
    seen = [
        _all_that_is_seen(tmp_path_factory.mktemp("data"), filings, reader, asked)
        for filings in (everything, readable)
    ]
    assert seen[0] == seen[1]


def _all_that_is_seen(
    folder: Path, filings: list[Filing], reader: Reader, asked: list[str]
) -> list[object]:
    index = Index.open(folder, embedder_name="stand-in")
    for one in filings:
        index.replace(one)
    with index.seen_by(reader) as view:
        hits = [
            *view.passages_by_words(terms(" ".join(asked))),
            *view.passages_by_vector(vector(" ".join(asked))),
        ]
        seen: list[object] = [
            [(h.passage, h.document, h.score, h.rank) for h in hits],
            [k.entry for k in view.entries()],
            [k.entry for k in view.entries(terms=terms(" ".join(asked)))],
            [d.key for d in view.documents()],
            view.plans(),
            dict(view.vocabulary()),
            view.count(),
        ]
    index.close()
    return seen


@pytest.mark.parametrize(
    "asked",
    ['"', "roof OR", "NEAR(a b)", "roof*", "-roof", "a:b", "^roof", "'; DROP TABLE documents; --"],
)
def test_operators_in_a_search_are_only_words(index: Index, asked: str) -> None:
    index.replace(filing("one", "The roof.", entries=(commitment("Mend the roof"),)))
    with index.seen_by(PUBLIC) as view:
        view.passages_by_words([asked, "roof"])
        view.entries(terms=[asked], people=(asked,), strand=asked, plans=(asked,))
        assert len(view.passages_by_words([asked, "roof"])) == 1


def test_vectors_of_another_model_are_not_searched(tmp_path: Path) -> None:
    index = Index.open(tmp_path, embedder_name="stand-in")
    index.replace(filing("one", "The roof."))
    index.close()
    other = Index.open(tmp_path, embedder_name="another")
    with other.seen_by(PUBLIC) as view:
        assert view.passages_by_vector(vector("The roof.")) == ()
    other.close()


def test_an_index_whose_copy_cannot_be_used_still_answers(tmp_path: Path) -> None:
    index = Index.open(tmp_path, embedder_name="stand-in", copied=True)
    index.replace(filing("one", "The roof."))
    (tmp_path / "vectors").write_text("not a folder")
    with index.seen_by(PUBLIC) as view:
        assert [h.document for h in view.passages_by_vector(vector("The roof."))] == ["one"]
    index.close()


def test_many_new_documents_are_copied_in_the_background_and_searched_meanwhile(
    tmp_path: Path,
) -> None:
    index = Index.open(tmp_path, embedder_name="stand-in", copied=True)
    with index.changing() as change:
        for n in range(60):
            change.replace(filing(f"d{n}", f"Text {n}."))
    found: set[tuple[str, ...]] = set()
    for _ in range(100):
        with index.seen_by(PUBLIC) as view:
            found.add(tuple(h.document for h in view.passages_by_vector(vector("Text 7."), k=5)))
        if (tmp_path / "vectors.json").exists():
            break
        time.sleep(0.1)
    assert (tmp_path / "vectors.json").exists()
    with index.seen_by(PUBLIC) as view:
        found.add(tuple(h.document for h in view.passages_by_vector(vector("Text 7."), k=5)))
    assert len(found) == 1
    assert next(iter(found))[0] == "d7"
    index.close()


def test_the_main_searches_of_the_register_never_scan_its_records(index: Index) -> None:
    index.replace(filing("one", "Text.", entries=(commitment("Mend", strand="Estates"),)))
    plans: list[str] = []
    engine = index._engine

    def explain(
        conn: object, cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        if "FROM entries" in statement and not statement.startswith("EXPLAIN"):
            cursor.execute("EXPLAIN QUERY PLAN " + statement, parameters)  # type: ignore[attr-defined]
            plans.extend(row[3] for row in cursor.fetchall())  # type: ignore[attr-defined]

    from sqlalchemy import event

    event.listen(engine, "before_cursor_execute", explain)
    for match in (
        {"kinds": ("commitment",)},
        {"plans": ("plan",)},
        {"people": ("Ashby",)},
        {"between": MARCH},
        {"strand": "Estates"},
        {"terms": ("mend",)},
    ):
        whats(index, **match)
    assert plans
    assert not [p for p in plans if p.startswith(("SCAN entries", "SCAN periods", "SCAN people"))]


def test_an_index_of_a_newer_program_is_refused_in_one_line(tmp_path: Path) -> None:
    open_catalogue(tmp_path).dispose()
    engine = create_engine(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerCatalogue, match="newer version") as refused:
        Index.open(tmp_path)
    assert "\n" not in str(refused.value)


def test_the_head_that_the_program_knows_is_the_newest_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "ingest:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_migrations_make_the_tables_that_the_program_knows(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from assistant.office.tables import draft_deeds, drafts

    whole = MetaData()
    for table in (*metadata.tables.values(), drafts, draft_deeds):
        table.to_metadata(whole)
    engine = open_catalogue(tmp_path)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), whole)
    engine.dispose()
    full_text = ("passage_words", "entry_words")
    assert not [
        d for d in differences if d[0] != "remove_table" or not d[1].name.startswith(full_text)
    ]
