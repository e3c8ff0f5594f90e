"""Makes the documents of a folder from its readable sources.

usage: make.py [FOLDER]     FOLDER/sources/*.md become FOLDER/documents/*; this folder by default
"""

import csv
import sys
from io import StringIO
from pathlib import Path

from maker.excel import excel
from maker.paper import paper
from maker.source import Source, Table, read
from maker.word import word


def table(source: Source) -> bytes:
    """The source's only table as comma-separated values."""
    file = StringIO()
    rows = next(block.rows for block in source.blocks if isinstance(block, Table))
    csv.writer(file).writerows([" ".join(cell.paragraphs) for cell in row] for row in rows)
    return file.getvalue().encode()


MAKERS = {".docx": word, ".xlsx": excel, ".pdf": paper, ".csv": table}


def make(folder: Path) -> list[Path]:
    """The documents made, one for each source, in the order of the sources' names."""
    made: list[Path] = []
    for path in sorted((folder / "sources").glob("*.md")):
        source = read(path)
        made.append(folder / "documents" / source.settings["document"])
        made[-1].write_bytes(MAKERS[made[-1].suffix](source))
    return made


if __name__ == "__main__":
    for document in make(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent):
        sys.stdout.write(f"{document}\n")
