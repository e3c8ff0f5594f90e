"""A list's records as Slack's data table: to sort, filter and leaf through, under the answer's text."""

from __future__ import annotations

from typing import Any

from assistant.answer import Answer, Citation, Item
from assistant.channels.wording import link

FEWEST = 3
"""Records from which on a table says more than the text."""

_MOST_ROWS = 100
_LONGEST = 9_000
"""Characters in all cells together; Slack takes 10,000."""

_LONGEST_CELL = 300
_HEADINGS = ("What", "Who", "When", "Strand", "Source")
_PAGE = 5

Cell = dict[str, Any]


def table_of(answer: Answer, base: str, *, room: int) -> list[dict[str, Any]]:
    """The table as a block of its own; none for an answer without a list, or one that is too long.

    `room` is how many characters its cells may have.
    """
    if not FEWEST <= len(answer.items) <= _MOST_ROWS:
        return []
    cited = {c.n: c for c in answer.citations}
    rows = [[_raw(words) for words in _HEADINGS], *(_row(i, cited, base) for i in answer.items)]
    if sum(_length(cell) for row in rows for cell in row) > min(room, _LONGEST):
        return []
    caption = f"{len(answer.items)} records"
    return [{"type": "data_table", "caption": caption, "page_size": _PAGE, "rows": rows}]


def _row(item: Item, cited: dict[int, Citation], base: str) -> list[Cell]:
    when = item.when.text if item.when else ""
    source = next((cited[n] for n in item.citations if n in cited), None)
    opens = _link(link(source, base), f"[{source.n}]") if source else _raw("")
    words = (item.what, ", ".join(item.who), when, item.strand.split("\n")[0])
    return [*(_raw(w) for w in words), opens]


def _raw(words: str) -> Cell:
    """A cell of plain text; Slack takes no empty one."""
    words = " ".join(words.split()) or "–"
    short = words if len(words) <= _LONGEST_CELL else words[: _LONGEST_CELL - 1] + "…"
    return {"type": "raw_text", "text": short}


def _link(url: str, words: str) -> Cell:
    section = {
        "type": "rich_text_section",
        "elements": [{"type": "link", "url": url, "text": words}],
    }
    return {"type": "rich_text", "elements": [section]}


def _length(cell: Cell) -> int:
    return len(cell["text"]) if cell["type"] == "raw_text" else 4
