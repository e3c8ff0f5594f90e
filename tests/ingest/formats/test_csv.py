"""CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document, Source
from ingest.formats import read
from ingest.formats.csv_file import _delimiter, _rows  # pyright: ignore[reportPrivateUsage]

Reading = Callable[[bytes], Document]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    def read_as_csv(content: bytes) -> Document:
        path = tmp_path / "survey.csv"
        path.write_bytes(content)
        return read(Source(str(path), "survey.csv", "survey"))

    return read_as_csv


def test_a_file_is_one_table_with_addresses(reading: Reading) -> None:
    (table,) = reading(b"School,Pupils,Staff\nNorth,120,9\nSouth,,8\n").tables()
    assert [[c.text for c in row] for row in table.rows] == [
        ["School", "Pupils", "Staff"],
        ["North", "120", "9"],
        ["South", "", "8"],
    ]
    assert (table.heading_rows, table.rows[2][2].location.reference) == (1, "C3")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_delimiter_and_encoding_is_understood(
    reading: Reading, delimiter: str, encoding: str
) -> None:
    rows = [["School", "Fee"], ["North – infants", "£5"], ["South, juniors", "£6"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    (table,) = reading(text.getvalue().encode(encoding)).tables()
    assert [[c.text for c in row] for row in table.rows] == rows


def test_lines_inside_a_value_are_paragraphs(reading: Reading) -> None:
    (table,) = reading(b'School,Note,Year\nNorth,"One\nTwo",2025\n').tables()
    assert table.rows[1][1].paragraphs == ("One", "Two")


def test_a_declared_delimiter_is_believed(reading: Reading) -> None:
    (table,) = reading(b"sep=;\nA,b;C\n1,2;3\n").tables()
    assert [c.text for c in table.rows[1]] == ["1,2", "3"]


def test_blank_rows_are_left_out_but_still_count_in_addresses(reading: Reading) -> None:
    (table,) = reading(b"School,Pupils,Staff\n,,\nNorth,120,9\n").tables()
    assert len(table.rows) == 2
    assert table.rows[1][0].location.reference == "A3"


values = st.text(st.sampled_from("abc ,;\"'\n£1"), max_size=8).map(str.strip)
tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(values, min_size=width, max_size=width), min_size=3, max_size=6)
)


@given(tables, st.sampled_from([",", ";", "\t"]))
def test_what_was_written_is_read_back_with_the_same_delimiter(
    rows: list[list[str]], delimiter: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert _rows(text.getvalue(), delimiter) == rows
    assert _delimiter(text.getvalue()) in ",;\t|"
