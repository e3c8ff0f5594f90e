"""Grids made whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Location, Table
from ingest.tables import Grid, GridCell, whole

HERE = Location(document="plan", headings=("Plan",), table=1)


def cell(text: str | None, rows: int = 1, columns: int = 1, bold: bool = False) -> GridCell | None:
    if text is None:
        return None
    return GridCell((text,) if text else (), rows=rows, columns=columns, bold=bold)


def made(*lines: str, heading_rows: int | None = None) -> Table:
    rows = tuple(tuple(cell(t.strip()) for t in line.split("|")) for line in lines)
    return whole(Grid(rows, heading_rows), location=HERE)


def texts(table: Table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows]


def test_a_cell_knows_its_place_its_label_and_its_heading() -> None:
    table = made(
        "Priority | Action | Lead", "Attendance | Ring home | JK", "Reading | Buy books | SD"
    )
    books = table.rows[2][1]
    assert table.heading_rows == 1
    assert (books.location.row, books.location.column, books.location.table) == (3, 2, 1)
    assert (books.row_label, books.column_heading) == ("Reading", ("Action",))


def test_a_blank_cell_keeps_its_place_and_rows_are_padded() -> None:
    table = made("Area | May | June", "Music || Concert", "Art")
    assert texts(table) == [["Area", "May", "June"], ["Music", "", "Concert"], ["Art", "", ""]]
    assert table.rows[2][2].column_heading == ("June",)


def test_a_merged_cell_is_the_same_cell_wherever_it_reaches() -> None:
    rows = (
        (cell("Aim"), cell("Action"), cell("Lead")),
        (cell("Safe", rows=2), cell("Train all staff"), cell("AB")),
        (None, cell("Check the gates"), cell("CD")),
    )
    table = whole(Grid(rows), location=HERE)
    assert table.rows[1][0] is table.rows[2][0]
    assert table.rows[2][1].row_label == "Safe"
    assert [c.text for c in table.cells()].count("Safe") == 1


def test_a_second_heading_row_divides_a_heading_that_spans() -> None:
    rows = (
        (cell("Area", rows=2), cell("Implementation", columns=2), None, cell("Measure", rows=2)),
        (None, cell("Activities"), cell("Lead"), None),
        (cell("Reading"), cell("Buy books by May."), cell("SD"), cell("Scores rise.")),
    )
    table = whole(Grid(rows), location=HERE)
    assert table.heading_rows == 2
    assert [c.column_heading for c in table.rows[2]] == [
        ("Area",),
        ("Implementation", "Activities"),
        ("Implementation", "Lead"),
        ("Measure",),
    ]


def test_a_heading_without_a_span_reaches_over_the_blanks_that_a_second_row_fills() -> None:
    table = made(
        "Area (what for) | Implementation || Measure",
        "| Activities (how and by when) | Lead |",
        "Reading | Buy books for every class in the school by May. | SD | Scores rise",
    )
    assert table.heading_rows == 2
    assert table.rows[2][2].column_heading == ("Implementation", "Lead")
    assert table.rows[2][3].column_heading == ("Measure",)


def test_a_lone_first_row_is_the_title_and_counts_among_the_heading_rows() -> None:
    table = made("2 People and learning ||", "Area | Action | Lead", "Staff | Train everyone. | JK")
    assert (table.title, table.heading_rows) == ("2 People and learning", 2)
    assert table.rows[2][1].column_heading == ("Action",)
    assert table.rows[2][1].location.row == 3


def test_a_titled_table_that_goes_on_without_headings_has_none() -> None:
    table = made(
        "2 People continued |||",
        "b) Systems to find and keep leaders | Increase career options for all. | Set up training. | JK",
    )
    assert table.heading_rows == 1
    assert {c.column_heading for c in table.rows[1]} == {()}


def test_the_label_above_carries_on_under_it_while_the_cell_stays_blank() -> None:
    table = made("Area | Action | Lead", "Safe | Train staff. | AB", "| Check gates. | CD")
    assert table.rows[2][0].text == ""
    assert [c.row_label for c in table.rows[2]] == ["Safe"] * 3


def test_months_head_a_calendar_and_its_corner_may_be_blank() -> None:
    table = made("| September | October | November", "Finance | Budget || Audit", "Workforce |||")
    assert table.heading_rows == 1
    assert table.rows[1][3].column_heading == ("November",)
    assert table.rows[2][1].row_label == "Workforce"
    assert table.rows[2][1].column_heading == ("September",)


def test_a_year_over_months_is_the_outer_heading() -> None:
    rows = (
        (cell(""), cell("2025", columns=2), None, cell("2026")),
        (cell("Strand"), cell("Nov"), cell("Dec"), cell("Jan")),
        (cell("Finance"), cell("Audit"), cell(""), cell("Return")),
    )
    table = whole(Grid(rows), location=HERE)
    assert table.heading_rows == 2
    assert table.rows[2][2].column_heading == ("2025", "Dec")


def test_a_table_with_bands_heads_each_band_by_its_own_row() -> None:
    table = made(
        "Our Mission || Our Vision || Our Values |",
        f"{'To serve every child. ' * 8}|| To work together. || Kindness and hope. |",
        "Strategic aims |||||",
        "1 Vision | 2 People | 3 Teaching | 4 Quality | 5 Money |",
        "1.1 A shared vision | 2.1 Good staff | 3.1 One approach | 4.1 Data | 5.1 Balance |",
    )
    assert table.heading_rows == 1
    assert table.rows[1][2].column_heading == ("Our Vision",)
    assert table.rows[4][1].column_heading == ("Strategic aims", "2 People")
    assert table.rows[4][1].row_label == ""
    assert table.rows[4][1].location.row == 5


def test_a_merged_row_inside_a_table_stands_over_the_headings_it_goes_on_under() -> None:
    rows = (
        (cell("Action"), cell("Lead"), cell("Due")),
        (cell("Theme 1: Attendance", columns=3), None, None),
        (cell("Ring home."), cell("AB"), cell("1 May 2026")),
        (cell("Theme 2: Reading", columns=3), None, None),
        (cell("Buy books."), cell("CD"), cell("2 May 2026")),
    )
    table = whole(Grid(rows), location=HERE)
    assert table.rows[2][1].column_heading == ("Theme 1: Attendance", "Lead")
    assert table.rows[4][2].column_heading == ("Theme 2: Reading", "Due")


def test_headings_said_again_further_down_are_headings_there() -> None:
    table = made("Who | What | When", "AB | Ring | May", "Who | What | When", heading_rows=1)
    assert table.rows[1][1].column_heading == ("What",)
    again = made("Who|What|When", "AB|Ring|May", "Who|What|When", "CD|Ask|June", heading_rows=1)
    assert [c.column_heading for c in again.rows[2]] == [(), (), ()]
    assert again.rows[3][1].column_heading == ("What",)


def test_a_list_of_names_and_values_has_no_heading_row() -> None:
    table = made("Sponsor | Jo Bloggs", "Start | 1 May 2026", "Budget | £500")
    assert table.heading_rows == 0
    assert table.rows[1][1].row_label == "Start"


def test_rows_of_dashes_go_and_the_row_above_them_is_a_heading() -> None:
    table = made("Green | Blue", "----- | ----", "a | b")
    assert (texts(table), table.heading_rows) == ([["Green", "Blue"], ["a", "b"]], 1)
    assert made("Green | School", "----- | ----").heading_rows == 0


def test_a_column_of_numbers_gives_the_label_to_the_next() -> None:
    table = made("No | Aim | Lead", "1.1 | Read well | AB", "1.2 | Count well | CD")
    assert table.rows[2][2].row_label == "Count well"


def test_an_empty_grid_is_an_empty_table() -> None:
    table = whole(Grid(()), location=HERE)
    assert (table.rows, table.columns, table.heading_rows) == ((), 0, 0)


def test_fills_are_written_one_way_and_white_is_none() -> None:
    rows = ((GridCell(("a",), fill="FF92D050"), GridCell(("b",), fill="FFFFFF")),)
    table = whole(Grid(rows), location=HERE)
    assert [c.fill for c in table.rows[0]] == ["#92d050", None]


words = st.sampled_from(["", "Lead", "May", "Read well.", "£5", "1 Vision", "A longer text. " * 12])
grid_cells = st.none() | st.builds(cell, words, st.integers(1, 4), st.integers(1, 4), st.booleans())
grids = st.builds(
    Grid,
    st.lists(st.lists(grid_cells, max_size=5).map(tuple), max_size=6).map(tuple),
    st.none() | st.integers(0, 8),
)


@given(grids)
def test_every_cell_survives_once_at_its_own_place(grid: Grid) -> None:
    table = whole(grid, location=HERE)
    begins = {(c.location.row, c.location.column): c.paragraphs for c in table.cells()}
    for r, row in enumerate(grid.rows, 1):
        for c, given_cell in enumerate(row, 1):
            if given_cell is not None:
                assert begins[r, c] == given_cell.paragraphs
    filled = sum(len(p) for p in begins.values())
    assert filled == sum(len(g.paragraphs) for row in grid.rows for g in row if g)


@given(grids)
def test_a_table_is_a_rectangle_and_each_cell_covers_its_span(grid: Grid) -> None:
    table = whole(grid, location=HERE)
    assert {len(row) for row in table.rows} <= {table.columns}
    assert 0 <= table.heading_rows <= len(table.rows)
    covered = sum(c.rows * c.columns for c in table.cells())
    assert covered == len(table.rows) * table.columns
