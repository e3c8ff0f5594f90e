"""Neighbouring cells that a bar of colour or text runs through."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Cell

_MARK = re.compile(r"[xX✓✔√●•■▪*yY-]|yes|\.", re.I)


def marked(cells: list[tuple[int, Cell]]) -> bool:
    """Whether a row marks its columns with crosses or colours and nothing is written in them."""
    texts = [cell.text.strip() for _, cell in cells]
    filled = [
        cell for _, cell in cells if cell.fill and cell.fill.upper() not in ("#FFFFFF", "#000000")
    ]
    marks = [t for t in texts if t]
    return (bool(marks) and all(_MARK.fullmatch(t) for t in marks)) or (
        not marks and 0 < len(filled) < len(cells)
    )


def coloured_runs(cells: Sequence[tuple[int, Cell]]) -> list[list[int]]:
    """The columns of each bar in a row, from left to right; white and black are no colour."""
    runs: list[list[int]] = []
    for c, cell in cells:
        on = bool(cell.text.strip()) or bool(
            cell.fill and cell.fill.upper() not in ("#FFFFFF", "#000000")
        )
        if on and runs and runs[-1][-1] == c - 1:
            runs[-1].append(c)
        elif on:
            runs.append([c])
    return runs
