"""Two real plans, each as text and as a Word file: read alike, and to the letter."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ingest.document import Bullet, Document, Heading, Paragraph, Source, Table
from ingest.formats import read

ROOT = Path(__file__).parents[3]
PLANS = ROOT / os.environ.get("PLANS_SHARED", "../shared") / "plans"
TEXTS = sorted(PLANS.glob("*.txt"))

pytestmark = pytest.mark.shared


def opened(path: Path) -> Document:
    return read(Source(str(path), path.name, path.stem))


def squeezed(text: str) -> str:
    text = re.sub(r"\]\([^)\s]*\)|<[^>]+>", " ", text)
    return re.sub(r"[\s*#\[\]]+", "", text)


def parts(document: Document) -> list[str]:
    return [
        text
        for block in document.blocks
        for text in ([c.text for c in block.cells()] if isinstance(block, Table) else [block.text])
    ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_every_part_stands_in_the_source_to_the_letter(path: Path) -> None:
    source = squeezed(path.read_text("utf-8"))
    assert [p for p in parts(opened(path)) if squeezed(p) not in source] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_the_word_file_has_the_same_tables_under_the_same_headings(path: Path) -> None:
    text, word = opened(path), opened(path.with_suffix(".docx"))
    for one, other in zip(text.tables(), word.tables(), strict=True):
        assert (len(one.rows), one.columns) == (len(other.rows), other.columns)
        assert one.heading_rows == other.heading_rows
        assert one.location.headings == other.location.headings
        assert [[c.column_heading for c in row] for row in one.rows] == [
            [c.column_heading for c in row] for row in other.rows
        ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_the_word_file_has_the_same_cells_or_repeats_their_first_words(path: Path) -> None:
    text, word = opened(path), opened(path.with_suffix(".docx"))
    different = [
        (one.text, other.text)
        for a, b in zip(text.tables(), word.tables(), strict=True)
        for row, others in zip(a.rows, b.rows, strict=True)
        for one, other in zip(row, others, strict=True)
        if squeezed(one.text) != squeezed(other.text)
    ]
    assert len(different) <= 4
    assert all(squeezed(one)[:30] == squeezed(other)[:30] for one, other in different)


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_the_word_file_has_the_same_headings_paragraphs_and_items(path: Path) -> None:
    def running(document: Document) -> list[tuple[str, str]]:
        kinds = Heading | Paragraph | Bullet
        return [(type(b).__name__, b.text) for b in document.blocks if isinstance(b, kinds)]

    assert running(opened(path)) == running(opened(path.with_suffix(".docx")))


@pytest.mark.parametrize("suffix", [".txt", ".docx"])
def test_a_monitoring_schedule_is_one_grid_of_strands_by_months(suffix: str) -> None:
    tables = [t for path in TEXTS for t in opened(path.with_suffix(suffix)).tables()]
    (schedule,) = [t for t in tables if t.columns == 13]
    assert len(schedule.rows) == 7
    assert schedule.heading_rows == 1
    march = [c.column_heading for row in schedule.body() for c in row[7:8]]
    assert march == [("March",)] * 6
