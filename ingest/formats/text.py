"""Markdown and plain text -> Document: headings, lists, paragraphs, and tables by tabs or pipes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.document import Document, Source, Unreadable
from ingest.formats.outline import Line, Outline, Piece
from ingest.formats.text_markup import is_bold, plain
from ingest.formats.text_tables import pipe_table, tab_table
from ingest.limits import Allowance, Limits, too_long
from ingest.tables import Grid

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(\S.*)")
_ITEM = re.compile(
    r"(\s*)([-*+•▪●◦]|\(?(?:\d{1,3}|[a-z])[.)]|\d{1,2}(?:\.\d{1,2})+[.)]?(?=\s+[^\W\d_]))\s+(\S.*)"
)
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|`{3,}.*|~{3,}.*)\s*")
_UNDERLINE = re.compile(r"\s*(=+|-{3,})\s*")
_LABEL = re.compile(r"\s*(?:\*\*|__)?[A-Z][\w &/'’-]{0,30}:(?:\*\*|__)?\s+\S")
_QUOTED = re.compile(r"^\s*>+\s?")
_FIELD = re.compile(r"(\w+):\s*(.*\S)\s*")
_LONGEST_FRONT_MATTER = 40

_Taken = tuple[Piece | None, int]


def read_text(source: Source, allowance: Allowance) -> Document:
    """The text file as a Document; raises Unreadable where it cannot be opened."""
    path = Path(source.path)
    lines = _lines(path, allowance.limits)
    fields, start = _front_matter(lines)
    outline = Outline(source)
    outline.add(_pieces(lines, start))
    markdown = path.suffix.lower() in (".md", ".markdown")
    return outline.document(
        "md" if markdown else "txt", title=fields.get("title", ""), dated=fields.get("date")
    )


def decoded(content: bytes) -> str:
    """Text in UTF-8 or UTF-16 with its mark, else in the Windows code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(path: Path, limits: Limits) -> list[str]:
    """The file's lines without their ends."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror or 'the system refused'}") from error
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    too_long(text, limits)
    return text.replace("\f", "\n").split("\n")


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The fields between two `---` lines at the start, and the number of the line after them."""
    if not lines or lines[0].strip() != "---":
        return {}, 0
    for end in range(1, min(len(lines), _LONGEST_FRONT_MATTER)):
        if lines[end].strip() == "---":
            found = [_FIELD.fullmatch(line) for line in lines[1:end]]
            return {f[1].lower(): f[2].strip("\"'") for f in found if f}, end + 1
    return {}, 0


def _pieces(lines: Sequence[str], start: int) -> list[Piece]:
    """The lines from `start` as headings, list items, paragraphs and grids."""
    takers: tuple[Callable[[Sequence[str], int], _Taken | None], ...] = (
        _blank,
        _heading,
        tab_table,
        pipe_table,
        _rule,
        _item,
    )
    pieces: list[Piece] = []
    at = start
    while at < len(lines):
        taken = next((t for take in takers if (t := take(lines, at))), None) or _paragraph(
            lines, at
        )
        piece, at = taken
        if isinstance(piece, Grid) or (piece and piece.text):
            pieces.append(piece)
    return pieces


def _blank(lines: Sequence[str], at: int) -> _Taken | None:
    return None if lines[at].strip() else (None, at + 1)


def _rule(lines: Sequence[str], at: int) -> _Taken | None:
    return (None, at + 1) if _RULE.fullmatch(lines[at]) else None


def _heading(lines: Sequence[str], at: int) -> _Taken | None:
    """A heading marked with `#`, or underlined."""
    marked = _HEADING.fullmatch(lines[at])
    if marked:
        text = marked[2].rstrip()
        closed = text.rstrip("#")
        text = closed if closed.endswith(" ") else text
        return Line(plain(text), level=len(marked[1])), at + 1
    under = _UNDERLINE.fullmatch(lines[at + 1]) if at + 1 < len(lines) else None
    alone = at == 0 or not lines[at - 1].strip()
    if not under or not alone or "\t" in lines[at] or _ITEM.fullmatch(lines[at]):
        return None
    if _RULE.fullmatch(lines[at]) or "|" in lines[at]:
        return None
    return Line(plain(lines[at]), level=1 if "=" in under[1] else 2), at + 2


def _item(lines: Sequence[str], at: int) -> _Taken | None:
    """A list item with the lines that go on with it."""
    found = _ITEM.fullmatch(lines[at])
    if not found:
        return None
    end = _end_of_paragraph(lines, at)
    text = plain(" ".join([found[3], *lines[at + 1 : end]]))
    depth = len(found[1].expandtabs(4)) // 2
    return Line(text, marker=found[2], depth=depth), end


def _paragraph(lines: Sequence[str], at: int) -> tuple[Piece, int]:
    """Lines up to the next blank line or block, as one paragraph."""
    end = _end_of_paragraph(lines, at)
    raw = " ".join(_QUOTED.sub("", line, count=1) for line in lines[at:end])
    return Line(plain(raw), bold=is_bold(raw)), end


def _end_of_paragraph(lines: Sequence[str], at: int) -> int:
    """The number of the first line that no longer belongs to the paragraph begun at a line."""
    end = at + 1
    while end < len(lines) and lines[end].strip():
        labels = _LABEL.match(lines[end]) and _LABEL.match(lines[end - 1])
        broken = lines[end - 1].endswith("  ") or labels
        if broken or _begins(lines, end):
            break
        end += 1
    return end


def _begins(lines: Sequence[str], at: int) -> bool:
    """Whether another block begins at a line."""
    line = lines[at]
    return bool(
        _HEADING.fullmatch(line)
        or _ITEM.fullmatch(line)
        or _RULE.fullmatch(line)
        or tab_table(lines, at)
        or pipe_table(lines, at)
    )
