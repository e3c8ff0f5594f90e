"""Words, lines and paragraphs of a PDF page: nothing is lost, added or put out of order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pdf_marks import Char
from ingest.formats.pdf_paragraphs import Measure, paragraphs_of
from ingest.formats.pdf_words import Line, colour_of, lines_of, words_of

LETTERS = st.text("abcdefgh", min_size=1, max_size=9)
SIZE = 10.0


def chars(words: list[str], *, left: float = 0.0, top: float = 0.0) -> list[Char]:
    """A line of words in type of one width, with space characters between them."""
    x = left
    found: list[Char] = []
    for letter in " ".join(words):
        found.append(Char(letter, x, top, x + 5, top + SIZE, SIZE))
        x += 5
    return found


def lines(rows: list[list[str]]) -> list[Line]:
    found = [c for n, row in enumerate(rows) for c in chars(row, top=12.0 * n)]
    return lines_of(words_of(found), page=1)


@given(st.lists(st.lists(LETTERS, min_size=1, max_size=8), min_size=1, max_size=8))
def test_lines_hold_the_words_of_their_characters(rows):
    assert [line.text for line in lines(rows)] == [" ".join(row) for row in rows]


@given(
    st.lists(st.lists(LETTERS, min_size=1, max_size=8), min_size=1, max_size=8), st.floats(0, 400)
)
def test_paragraphs_join_back_into_their_lines(rows, right):
    paragraphs = paragraphs_of(lines(rows), Measure(right))
    kept = [line.text for paragraph in paragraphs for line in paragraph.lines]
    assert kept == [" ".join(row) for row in rows]
    whole = " ".join(p.text if p.marker is None else f"{p.marker} {p.text}" for p in paragraphs)
    assert whole == " ".join(" ".join(row) for row in rows)


def test_a_word_drawn_in_pieces_is_one():
    pieces = [*chars(["impro"]), *chars(["vement"], left=25.4)]
    assert [line.text for line in lines_of(words_of(pieces), page=1)] == ["improvement"]


def test_a_word_drawn_twice_for_weight_is_one():
    twice = [c for char in chars(["plan"]) for c in (char, char._replace(x0=char.x0 + 0.3))]
    assert [line.text for line in lines_of(words_of(twice), page=1)] == ["plan"]


def test_ligatures_are_letters():
    assert words_of([Char("ﬁ", 0, 0, 5, 10, SIZE), Char("n", 5, 0, 10, 10, SIZE)])[0].text == "fin"


def test_a_line_whose_next_word_would_have_fitted_ends_its_paragraph():
    rows = [["surveys", "completed"], ["plan", "approved", "by", "all", "the"], ["trustees"]]
    paragraphs = paragraphs_of(lines(rows), Measure(120))
    assert [p.text for p in paragraphs] == [
        "surveys completed",
        "plan approved by all the trustees",
    ]


def test_a_space_left_out_tells_the_end_where_spaces_tell():
    one, two = lines([["a", "full", "line"], ["word"]])
    measure = Measure(64, spaces_tell=True)
    assert len(paragraphs_of([one, two], measure)) == 2
    assert len(paragraphs_of([one, two], Measure(64))) == 1


def test_colours_of_every_kind_are_told_in_one_way():
    assert colour_of(0) == "#000000"
    assert colour_of((1, 0.5, 0)) == "#FF8000"
    assert colour_of((0, 0, 0, 1)) == "#000000"
    assert colour_of("pattern") is None


def test_a_letter_without_a_name_is_marked_and_a_word_of_them_is_left_out():
    named = words_of([*chars(["de\ufffdnition"]), *chars(["\ufffd\ufffd"], left=200)])
    assert [word.text for word in named] == ["de\ufffdnition"]
