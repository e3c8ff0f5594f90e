"""Legends, and the coloured cells that they explain."""

from __future__ import annotations

from ingest.document import Block, Cell, Location, Paragraph, Table
from ingest.legend import apply_legend
from ingest.tables import Grid, GridCell, whole

HERE = Location(document="plan")


def coloured(*fills: str | None) -> Table:
    rows = tuple((GridCell((f"Row {i}",)), GridCell(("x",), fill=f)) for i, f in enumerate(fills))
    return whole(Grid(rows), location=HERE)


def table(*rows: tuple[str, ...]) -> Table:
    return whole(Grid(tuple(tuple(GridCell((t,)) for t in r) for r in rows)), location=HERE)


def meanings(blocks: tuple[Block, ...]) -> list[str | None]:
    found = next(b for b in blocks if isinstance(b, Table) and b.rows[0][0].text == "Row 0")
    return [row[1].means for row in found.rows]


def test_a_row_of_colour_names_and_meanings_explains_fills_by_the_nearest_colour() -> None:
    legend = table(("Green", "School", "Blue", "Trust", "Red", "Both"))
    blocks = apply_legend((coloured("92D050", "BDD7EE", "FFC7CE", None), legend))
    assert meanings(blocks) == ["School", "Trust", "Both", None]


def test_a_line_of_text_is_a_legend_too() -> None:
    line = Paragraph("Colour code: Green school based, Amber trust based", HERE)
    assert meanings(apply_legend((line, coloured("00B050", "FFC000")))) == [
        "school based",
        "trust based",
    ]


def test_paragraphs_that_begin_with_colours_are_a_legend_together() -> None:
    lines = [Paragraph(t, HERE) for t in ("Key: Red: late", "Green - done", "Anything else.")]
    assert meanings(apply_legend((*lines, coloured("FF0000", "00FF00")))) == ["late", "done"]


def test_colours_beside_their_meaning_explain_just_those_fills() -> None:
    rows = (
        (GridCell(fill="aabbcc"), GridCell(("On track",))),
        (GridCell(fill="ddeeff"), GridCell(("Late",))),
    )
    key = whole(Grid(rows), location=HERE)
    assert meanings(apply_legend((coloured("AABBCC", "DDEEFF"), key))) == ["On track", "Late"]


def test_a_colour_that_no_legend_names_means_nothing() -> None:
    legend = table(("Green", "School"), ("Blue", "Trust"))
    assert meanings(apply_legend((legend, coloured("FF0000", "404040")))) == [None, None]


def test_without_a_legend_the_blocks_stay_as_they_are() -> None:
    blocks = (Paragraph("Green spaces are for all.", HERE), coloured("00FF00"))
    assert apply_legend(blocks) == blocks


def test_a_merged_cell_stays_one_cell() -> None:
    cell = GridCell(("x",), columns=2, fill="00FF00")
    calendar = whole(Grid(((GridCell(("Row 0",)), cell, None),)), location=HERE)
    legend = table(("Green", "School"), ("Blue", "Trust"))
    explained = apply_legend((legend, calendar))[1]
    assert isinstance(explained, Table)
    first: Cell = explained.rows[0][1]
    assert first.means == "School"
    assert explained.rows[0][2] is first
