"""Tables inside plain text: rows of cells between tabs, and Markdown's pipe tables -> grids."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.formats.text_markup import is_bold, paragraphs
from ingest.tables import Grid, GridCell

_MARKER_TAB = re.compile(r"\s*(?:[-*+•▪·]|\(?(?:\d{1,3}|[a-z])[.)])\t[^\t]*")
_PIPE_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_PIPE = re.compile(r"(?<!\\)\|")
_GOES_ON = re.compile(r"\s*</?(?:li|ul|ol|p|div|br|b|strong|u|i|em)\b", re.IGNORECASE)
_OPENING = re.compile(r"<(?:p|li|b|strong|u|i|em|div)\b[^<>/]*>", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:p|li|b|strong|u|i|em|div)>", re.IGNORECASE)
_LONGEST_QUOTED_CELL = 60
_FURTHEST_LOOK = 500


def tab_table(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """The table of tab-separated rows that begins at a line, and the number of the line after it."""
    if not _is_row(lines[at]):
        return None
    rows: list[str] = []
    width = _width(lines, at)
    end = at
    while end < len(lines):
        line = lines[end]
        if rows and line.strip() and _continues(rows[-1], line, width):
            rows[-1] += f"\n{line}"
        elif _is_row(line):
            rows.append(line)
        else:
            break
        end += 1
        end = _close_quotes(rows, lines, end)
    if len(rows) == 1 and len([c for c in rows[0].split("\t") if c.strip()]) < 3:
        return None
    return _grid([row.split("\t") for row in rows]), end


def pipe_table(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """The pipe table that begins at a line (heading, rule of dashes, rows), and the line after it."""
    ruled = (
        at + 1 < len(lines) and "-" in lines[at + 1] and _PIPE_RULE.fullmatch(lines[at + 1].strip())
    )
    if "|" not in lines[at] or not ruled or "|" not in lines[at + 1]:
        return None
    end = at + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    kept = [lines[at], *lines[at + 2 : end]]
    return _grid([_pipe_cells(line) for line in kept], heading_rows=1), end


def _is_row(line: str) -> bool:
    """Whether a line holds cells between tabs."""
    return "\t" in line.strip("\n ") and not _MARKER_TAB.fullmatch(line)


def _width(lines: Sequence[str], at: int) -> int:
    """How many tabs the widest line of a run has."""
    width = 0
    for line in lines[at : at + _FURTHEST_LOOK]:
        if not line.strip(" "):
            break
        width = max(width, line.count("\t"))
    return width


def _continues(row: str, line: str, width: int) -> bool:
    """Whether a line goes on with the last cell of a row that is not yet full."""
    tabs = row.count("\t")
    if _is_row(line) and tabs + line.count("\t") > width:
        return False
    last = row.rsplit("\t", 1)[-1]
    unclosed = len(_OPENING.findall(last)) > len(_CLOSING.findall(last))
    signs = unclosed or bool(_GOES_ON.match(line)) or line.lstrip()[:1].islower()
    return signs if tabs == width or _is_row(line) else tabs < width


def _close_quotes(rows: list[str], lines: Sequence[str], end: int) -> int:
    """Add to the last row the lines up to where its open quotation mark closes."""
    last = rows[-1].rsplit("\t", 1)[-1]
    if not last.startswith('"') or last.count('"') % 2 == 0:
        return end
    for close in range(end, min(end + _LONGEST_QUOTED_CELL, len(lines))):
        first = lines[close].split("\t", 1)[0]
        if first.rstrip().endswith('"') and first.count('"') % 2:
            row = "\n".join([rows[-1], *lines[end : close + 1]])
            rows[-1] = row
            return close + 1
    return end


def _pipe_cells(line: str) -> list[str]:
    """The cells of a pipe table's row."""
    line = line.strip()
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return _PIPE.split(line)


def _grid(rows: Sequence[Sequence[str]], *, heading_rows: int | None = None) -> Grid:
    """Rows of cells' source text as a grid."""
    return Grid(tuple(tuple(_cell(text) for text in row) for row in rows), heading_rows)


def _cell(text: str) -> GridCell:
    """A cell; quotation marks that only hold its line breaks together are no part of it."""
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"' and "\n" in stripped:
        stripped = stripped[1:-1].replace('""', '"')
    return GridCell(paragraphs(stripped), bold=is_bold(stripped))
