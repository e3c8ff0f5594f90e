"""Writes the tables read from every PDF of a folder, one JSON file a PDF, for a scorer of tables.

Each file is a list of tables, each a list of rows, each a list of cell texts; a position that a
merged cell covers is empty.

usage: python -m evals.icdar FOLDER OUTPUTS
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ingest.document import Cell, Source, Table, Unreadable
from ingest.formats.pdf import read_pdf


def main() -> None:
    """Reads each PDF of a folder and writes its tables beside its name in another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the PDF files are")
    parser.add_argument("outputs", type=Path, help="where the JSON files go")
    arguments = parser.parse_args()
    arguments.outputs.mkdir(parents=True, exist_ok=True)
    for path in sorted(arguments.folder.glob("*.pdf")):
        target = arguments.outputs / f"{path.stem}.json"
        target.write_text(json.dumps(tables_of(path), ensure_ascii=False), encoding="utf-8")


def tables_of(path: Path) -> list[list[list[str]]]:
    """The tables of one PDF as texts; none where the file cannot be read."""
    try:
        document = read_pdf(Source(path=str(path), name=path.name, key=path.stem))
    except Unreadable as error:
        sys.stderr.write(f"{path.name}: {error}\n")
        return []
    return [_texts(table) for table in document.tables()]


def _texts(table: Table) -> list[list[str]]:
    return [
        [_text(cell, row=r, column=c) for c, cell in enumerate(row, 1)]
        for r, row in enumerate(table.rows, 1)
    ]


def _text(cell: Cell, *, row: int, column: int) -> str:
    """A cell's words at the first of its positions."""
    first = (cell.location.row, cell.location.column) == (row, column)
    return " ".join(cell.paragraphs) if first else ""


if __name__ == "__main__":
    main()
