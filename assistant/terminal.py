"""Words on a terminal: text of documents made safe to print, and tables drawn as tables."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

_MARKED = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|(?P<number>\[\d+\])")
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_PIPE_WIDTH = 160
_COLUMN_WIDTH = 24


class Printer:
    """Prints on standard output: as wide as the terminal, and wide enough for tables in a pipe."""

    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()

    def line(self, text: str | Text, style: str = "") -> None:
        """Prints `text` as a line of its own."""
        shown = words(text, style) if isinstance(text, str) else text
        self._console(0).print(shown, soft_wrap=not self._terminal)

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[str | Text]], *, title: str = ""
    ) -> None:
        """Prints a table with lines between its rows."""
        if title:
            self.line(title, "bold")
        table = Table(show_lines=True)
        for heading in headings:
            table.add_column(words(heading), overflow="fold")
        for row in rows:
            table.add_row(*(words(cell) if isinstance(cell, str) else cell for cell in row))
        self._console(len(headings)).print(table)

    def _console(self, columns: int) -> Console:
        width = None if self._terminal else max(_PIPE_WIDTH, columns * _COLUMN_WIDTH)
        return Console(highlight=False, markup=False, emoji=False, width=width)


def safe(text: str) -> str:
    """`text` without what would steer a terminal: controls and marks of direction become �."""
    return "".join("�" if c not in "\n\t" and _steers(c) else c for c in text)


def words(text: str, style: str = "") -> Text:
    """`text` as it stands, in one style."""
    return Text(safe(text), style)


def marked(text: str) -> Text:
    """`text` with what stands between two stars in bold, and citations' numbers quiet."""
    text, shown, end = safe(text), Text(), 0
    for found in _MARKED.finditer(text):
        shown.append(text[end : found.start()])
        shown.append(found["bold"] or found["number"], "bold" if found["bold"] else "dim")
        end = found.end()
    shown.append(text[end:])
    return shown


def _steers(character: str) -> bool:
    """Whether it is a control, a mark of direction, or half a character."""
    return character in _DIRECTIONS or unicodedata.category(character) in ("Cc", "Cs")
