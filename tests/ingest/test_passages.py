"""Passages: verbatim, whole together, and each in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import (
    Block,
    Bullet,
    Cell,
    Document,
    Heading,
    Location,
    Paragraph,
    Source,
    Table,
)
from ingest.embedding import open_embedder
from ingest.formats import read
from ingest.passages import CONTEXT_TOKENS, LABEL_WORDS, SECTION_WORDS, TOKENS, passages, tokens

TITLE = "Oak Trust Plan"


def document(*blocks: Block) -> Document:
    """A document of these blocks."""
    return Document(Source("/oak.md", "oak.md", "oak"), "md", TITLE, blocks)


def paragraph(text: str, block: int, *headings: str) -> Paragraph:
    """A paragraph under headings."""
    return Paragraph(text, Location("oak", headings=headings, block=block))


def table(rows: list[list[str]], *, heading_rows: int = 1, block: int = 1) -> Table:
    """A table whose cells' paragraphs are divided by line breaks; its first column is the label."""
    where = Location("oak", headings=("Actions",), block=block, table=1)
    made = tuple(
        tuple(
            Cell(
                tuple(p for p in text.split("\n") if p),
                Location("oak", headings=("Actions",), block=block, table=1, row=r, column=c),
                row_label=row[0] if r > heading_rows else "",
                column_heading=(rows[0][c - 1],) if r > heading_rows > 0 else (),
            )
            for c, text in enumerate(row, 1)
        )
        for r, row in enumerate(rows, 1)
    )
    return Table(made, heading_rows, where)


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


WORDS = st.text(alphabet="abc défg.!;\n\t😀'", min_size=1, max_size=300)
LONG = st.builds(lambda t, n: t * n, WORDS, st.integers(1, 40))
TEXTS = st.lists(st.one_of(WORDS, LONG), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS)
def test_the_passages_of_a_section_join_back_into_it(texts: list[str]) -> None:
    section = [paragraph(t, n, "Aims") for n, t in enumerate(texts, 1)]
    made = passages(document(*section))
    assert squeezed("".join(p.text for p in made)) == squeezed("".join(texts))


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS)
def test_each_part_stands_in_the_block_that_it_names(texts: list[str]) -> None:
    section = [paragraph(t, n, "Aims") for n, t in enumerate(texts, 1)]
    for made in passages(document(*section)):
        for part in made.parts:
            assert part.text in texts[(part.location.block or 0) - 1]


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(1, 4).flatmap(
        lambda n: st.lists(
            st.lists(st.one_of(WORDS, LONG, st.just("")), min_size=n, max_size=n),
            min_size=1,
            max_size=4,
        )
    ),
    heading_rows=st.integers(0, 4),
)
def test_no_word_of_a_table_is_lost_or_said_twice(rows: list[list[str]], heading_rows: int) -> None:
    headings = min(heading_rows, len(rows))
    made = passages(document(table(rows, heading_rows=headings)))
    names = rows[:headings] if headings < len(rows) else []
    wordy = [row for row in names if any(len(t.split()) > LABEL_WORDS for t in row)]
    body = wordy + rows[len(names) :]
    said = "".join(p.text for p in made)
    assert squeezed(said) == squeezed("".join(t for row in body for t in row))


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS, heading=LONG)
def test_no_passage_is_longer_than_the_model_reads(texts: list[str], heading: str) -> None:
    section = [paragraph(t, n, heading) for n, t in enumerate(texts, 1)]
    for made in passages(document(*section)):
        assert tokens(" ".join(made.context)) <= CONTEXT_TOKENS
        assert tokens(made.embedded) <= TOKENS + len(made.context) + len(made.parts)


def test_a_long_section_is_divided_between_its_paragraphs() -> None:
    words = "The estates team looks after every building. " * 10
    section = [paragraph(words, n, "Estates") for n in range(1, 7)]
    made = passages(document(*section))
    assert [len(p.parts) for p in made] == [3, 3]
    assert all(len(p.text.split()) <= SECTION_WORDS for p in made)


def test_sections_and_rows_are_never_mixed() -> None:
    made = passages(
        document(
            Heading("Aims", 1, Location("oak", block=1)),
            paragraph("Be kind.", 2, "Aims"),
            Bullet("Be bold.", Location("oak", headings=("Aims",), block=3)),
            Heading("Estates", 1, Location("oak", block=4)),
            paragraph("Mend the roof.", 5, "Estates"),
            table([["Action", "Lead"], ["Paint", "JA"], ["Sweep", "KB"]], block=6),
        )
    )
    assert [p.text for p in made] == [
        "Be kind.\nBe bold.",
        "Mend the roof.",
        "Paint\nJA",
        "Sweep\nKB",
    ]
    assert [p.context for p in made] == [
        (TITLE, "Aims"),
        (TITLE, "Estates"),
        (TITLE, "Actions", "Action", "Lead"),
        (TITLE, "Actions", "Action", "Lead"),
    ]
    assert made[2].parts[1].about == ("Paint", "Lead")


def test_a_row_too_long_for_one_passage_is_divided_at_its_cells() -> None:
    cell = "Every school reviews its plan with the board. " * 20
    made = passages(document(table([["Action", "Milestones"], [f"{cell}\n{cell}", cell]])))
    assert len(made) == 3
    assert {p.parts[0].location.column for p in made} == {1, 2}
    assert made[-1].context[-1] == "Milestones"


def test_a_merged_cell_stands_in_its_first_row_and_is_context_below() -> None:
    plain = table([["Area", "Action"], ["Estates", "Mend"], ["", "Paint"]])
    head, first, second = plain.rows
    merged = Table((head, first, (first[0], second[1])), 1, plain.location)
    made = passages(document(merged))
    assert [p.text for p in made] == ["Estates\nMend", "Paint"]
    assert "Estates" in made[1].context


def test_a_table_that_is_all_headings_does_not_vanish() -> None:
    made = passages(document(table([["Mission", "Vision"]], heading_rows=1)))
    assert [p.text for p in made] == ["Mission\nVision"]


def test_a_heading_row_that_says_something_is_a_passage_too() -> None:
    says = "Milestones (what we will have seen by then; the chief executive tells the board of it)"
    made = passages(document(table([["Action", says], ["Mend", "Done"]])))
    assert [p.text for p in made] == [f"Action\n{says}", "Mend\nDone"]


def test_a_heading_that_nothing_stands_under_is_a_passage() -> None:
    made = passages(
        document(
            Heading("Plan", 1, Location("oak", block=1)),
            Heading("To be written", 2, Location("oak", headings=("Plan",), block=2)),
            Heading("Aims", 2, Location("oak", headings=("Plan",), block=3)),
            paragraph("Be kind.", 4, "Plan", "Aims"),
        )
    )
    assert [p.text for p in made] == ["To be written", "Be kind."]


def test_the_same_words_in_two_places_have_two_keys_and_the_same_each_time() -> None:
    twice = document(
        paragraph("Termly.", 1, "A"), paragraph("Termly.", 2, "B"), table([["x"], ["Termly."]])
    )
    keys = [p.key for p in passages(twice)]
    assert len(set(keys)) == 3
    assert keys == [p.key for p in passages(twice)]


@pytest.mark.shared
def test_the_passages_of_outside_plans_fit_the_packaged_model(shared: Path) -> None:
    tokenizer = open_embedder()._tokenizer  # type: ignore[attr-defined]
    tokenizer.no_truncation()
    for path in sorted((shared / "plans").glob("*.txt")):
        made = passages(read(Source(str(path), path.name, path.name)))
        lengths = [len(e.ids) for e in tokenizer.encode_batch([p.embedded for p in made])]
        assert max(lengths) <= 512
