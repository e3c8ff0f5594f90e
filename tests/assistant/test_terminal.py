"""Text of documents on a terminal: shown as it stands, and steering nothing."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from assistant.terminal import Printer, marked, safe

STEERING = st.text(st.characters(categories=["Cc", "Cs"], include_characters="\u202e\u2066\u200f"))


@given(st.text(), STEERING)
def test_nothing_that_steers_a_terminal_is_left(text, steering):
    shown = safe(text + steering + text)
    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") for c in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f\u061c")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_other_text_stays_as_it_is(text):
    assert safe(text) == text


def test_bold_and_numbers_are_marked_and_nothing_else():
    shown = marked("**Estates**\n- Roof [3] [not a number] *one star* [link](http://x)")
    assert shown.plain == "Estates\n- Roof [3] [not a number] *one star* [link](http://x)"
    assert [shown.plain[s.start : s.end] for s in shown.spans] == ["Estates", "[3]"]


def test_a_table_in_a_pipe_keeps_every_word(capsys):
    headings = [f"Month {n}" for n in range(1, 14)]
    Printer().table(headings, [[f"[red]entry{n}[/red]" for n in range(1, 14)]], title="Year\x1b[2J")
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    for n in range(1, 14):
        assert f"[red]entry{n}[/red]" in shown.replace("\n", "")
