"""Markdown and plain text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Bullet, Document, Heading, Paragraph, Source, Table
from ingest.formats import read
from ingest.formats.text_markup import paragraphs, plain
from ingest.formats.text_tables import tab_table

Reading = Callable[[str], Document]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    def read_as_text(text: str) -> Document:
        path = tmp_path / "plan.txt"
        path.write_text(text, encoding="utf-8")
        return read(Source(str(path), "plan.txt", "plan"))

    return read_as_text


def kinds(document: Document) -> list[tuple[str, str]]:
    return [
        (type(b).__name__, b.title if isinstance(b, Table) else b.text) for b in document.blocks
    ]


def cells(table: Table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows]


def test_headings_lists_and_paragraphs_stand_in_order_with_their_headings(reading: Reading) -> None:
    document = reading("# Plan\n\nOne line\nand the next.\n\n## Aims\n\n- Read\n  more\n1. Count\n")
    assert kinds(document) == [
        ("Heading", "Plan"),
        ("Paragraph", "One line and the next."),
        ("Heading", "Aims"),
        ("Bullet", "Read more"),
        ("Bullet", "Count"),
    ]
    assert [b.location.block for b in document.blocks] == [1, 2, 3, 4, 5]
    assert document.blocks[-1].location.headings == ("Plan", "Aims")
    assert [b.marker for b in document.blocks if isinstance(b, Bullet)] == ["-", "1."]
    assert document.title == "Plan"


def test_emphasis_links_and_entities_leave_only_their_words(reading: Reading) -> None:
    document = reading("**Lead:** Jo *and* [Al](http://x.org) &amp; 5\\* `so` snake_case 2*3*4\n")
    assert kinds(document) == [("Paragraph", "Lead: Jo and Al & 5* so snake_case 2*3*4")]


def test_labelled_lines_stay_paragraphs_of_their_own(reading: Reading) -> None:
    document = reading("# Plan\n\n**Lead:** Jo Bloggs\n**Position:** Head\n\nProse.\n")
    assert kinds(document)[1:3] == [
        ("Paragraph", "Lead: Jo Bloggs"),
        ("Paragraph", "Position: Head"),
    ]


def test_a_sentence_that_a_blank_line_cuts_is_one_paragraph(reading: Reading) -> None:
    first = "The board is confident in the strategy. Its committees, link roles and board"
    document = reading(f"# Plan\n\n{first}\n\nmeetings will:\n\n- Check\n")
    assert kinds(document)[1] == ("Paragraph", f"{first} meetings will:")


def test_tab_separated_rows_are_a_table_with_blank_cells_in_place(reading: Reading) -> None:
    document = reading("# Plan\n\nArea\tMay\tJune\t\nMusic\t\tConcert\nArt\tShow\n")
    (table,) = document.tables()
    assert cells(table) == [
        ["Area", "May", "June", ""],
        ["Music", "", "Concert", ""],
        ["Art", "Show", "", ""],
    ]
    assert table.location.table == 1
    assert table.rows[1][2].location.headings == ("Plan",)


def test_a_short_line_before_a_table_is_its_heading(reading: Reading) -> None:
    rows = "Area\tAction\tLead\nA\tTo do this at last.\tJK\n"
    document = reading(f"# Plan\n\n1 Vision\n\n{rows}\n2 People\t\t\n{rows}\nAfter it all.\n")
    headings = [(b.text, b.level) for b in document.blocks if isinstance(b, Heading)]
    assert headings == [("Plan", 1), ("1 Vision", 2), ("2 People", 2)]
    first, second = document.tables()
    assert first.location.headings == ("Plan", "1 Vision")
    assert second.location.headings == ("Plan", "2 People")
    assert (second.title, second.heading_rows) == ("2 People", 2)


def test_a_table_said_to_be_continued_stands_under_the_headings_before_it(reading: Reading) -> None:
    document = reading(
        "2 People\t\t\nArea\tAction\tLead\na) Find\tSeek them out.\tJK\n\n"
        "2 People continued\t\t\nb) Keep\tTreat them very well, and tell them so.\tSD\n"
    )
    second = document.tables()[1]
    assert [c.column_heading for c in second.rows[1]] == [("Area",), ("Action",), ("Lead",)]


def test_cells_keep_paragraphs_items_and_wide_gaps_apart(reading: Reading) -> None:
    document = reading(
        "Area\tAction\tLead\n"
        "A\t<p><b>One.</b> Two.</p> <ul style='x'><li>three</li><li>four</li></ul>\tJK  SD\n"
        "B\tFirst: • one • two &lt;5%\tx\n"
    )
    (table,) = document.tables()
    assert table.rows[1][1].paragraphs == ("One. Two.", "three", "four")
    assert table.rows[1][2].paragraphs == ("JK", "SD")
    assert table.rows[2][1].paragraphs == ("First:", "• one", "• two <5%")


def test_a_cell_with_a_line_break_in_it_stays_one_cell(reading: Reading) -> None:
    document = reading(
        'Area\tAction\tLead\nA\t"one\ntwo"\tJK\nB\t<ul><li>three</li>\n<li>four</li></ul>\tSD\n'
        "C\tgoes on\nand on\tAB\n"
    )
    (table,) = document.tables()
    assert [row[1].paragraphs for row in table.body()] == [
        ("one", "two"),
        ("three", "four"),
        ("goes on", "and on"),
    ]
    assert [row[2].text for row in table.body()] == ["JK", "SD", "AB"]


def test_pipe_tables_have_one_heading_row(reading: Reading) -> None:
    document = reading("| Name | Role |\n|:--|--:|\n| Jo \\| Al | **Head** |\n|  | Chair |\n")
    (table,) = document.tables()
    assert cells(table) == [
        ["Name", "Role"],
        ["Jo \\| Al".replace("\\", ""), "Head"],
        ["", "Chair"],
    ]
    assert table.heading_rows == 1


def test_fields_before_the_text_give_title_and_date(reading: Reading) -> None:
    document = reading("---\ntitle: 'Our plan'\ndate: 1 May 2026\n---\n\nWords here.\n")
    assert (document.title, document.dated) == ("Our plan", "1 May 2026")
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["Words here."]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_office_programs_write(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes("Fees of £5 – “soon”.".encode(encoding))
    document = read(Source(str(path), "plan.txt", "plan"))
    assert kinds(document) == [("Paragraph", "Fees of £5 – “soon”.")]


letters = st.text(st.sampled_from("ab <>*_`[]()&;#|-•.\"'\\"), max_size=60)


@given(letters)
def test_taking_markup_off_twice_changes_nothing_more_than_white_space_and_marks(text: str) -> None:
    assert "".join(paragraphs(text)).replace(" ", "").count("a") <= text.count("a")
    assert plain(text) == " ".join(plain(text).split())


@given(
    st.lists(
        st.lists(st.sampled_from(["", "Word", "Two words"]), min_size=3, max_size=3), min_size=2
    )
)
def test_a_table_keeps_every_cell_in_its_place(rows: list[list[str]]) -> None:
    taken = tab_table(["\t".join(row) for row in rows], 0)
    assert taken is not None
    grid, end = taken
    assert end == len(rows)
    assert [[" ".join(c.paragraphs) if c else None for c in row] for row in grid.rows] == rows
