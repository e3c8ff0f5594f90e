"""What ingesting takes, and what its reading libraries and its model take alone."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (pdfplumber, python-docx and openpyxl are typed in part)

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ingest import pipeline
from ingest.document import Source
from ingest.embedding import open_embedder
from ingest.formats import SUFFIXES, read
from ingest.index import Index
from ingest.passages import passages


def ingested(corpus: Sequence[Path]) -> float:
    """Seconds that ingesting takes into an empty index, the model loaded."""
    embedder = open_embedder()
    embedder.query("warm")
    with tempfile.TemporaryDirectory() as scratch:
        index = Index.open(Path(scratch), embedder_name=embedder.name)
        began = time.perf_counter()
        outcomes = pipeline.ingest(corpus, index=index, embedder=embedder)
        taken = time.perf_counter() - began
        index.close()
    failed = [o for o in outcomes if o.status == "failed"]
    if failed:
        raise RuntimeError(str(failed))
    return taken


def read_alone(corpus: Sequence[Path]) -> float:
    """Seconds that the reading libraries take to give all that they find in the files."""
    began = time.perf_counter()
    for path in _files(corpus):
        _LIBRARIES.get(path.suffix.lower(), _text)(path)
    return time.perf_counter() - began


def embedded_alone(corpus: Sequence[Path]) -> float:
    """Seconds that the model takes for the files' passages, loaded before."""
    documents = [read(Source(str(p), p.name, p.name)) for p in _files(corpus)]
    texts = [p.embedded for d in documents for p in passages(d)]
    embedder = open_embedder()
    embedder.query("warm")
    began = time.perf_counter()
    embedder.passages(texts)
    return time.perf_counter() - began


def _files(corpus: Iterable[Path]) -> list[Path]:
    found = (f for p in corpus for f in ([p] if p.is_file() else sorted(p.rglob("*"))))
    return [f for f in found if f.suffix.lower() in SUFFIXES]


def _pdf(path: Path) -> None:
    import pdfplumber
    import pypdf

    _ = pypdf.PdfReader(path).outline
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.extract_tables()


def _word(path: Path) -> None:
    import docx

    document = docx.Document(str(path))
    _ = [p.text for p in document.paragraphs]
    _ = [c.text for t in document.tables for row in t.rows for c in row.cells]


def _excel(path: Path) -> None:
    import openpyxl

    for sheet in openpyxl.load_workbook(path).worksheets:
        _ = [(c.value, c.fill.fgColor.rgb) for row in sheet.iter_rows() for c in row]


def _csv(path: Path) -> None:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        _ = list(csv.reader(file))


def _text(path: Path) -> None:
    path.read_text("utf-8", "replace")


_LIBRARIES: dict[str, Callable[[Path], None]] = {
    ".pdf": _pdf,
    ".docx": _word,
    ".xlsx": _excel,
    ".csv": _csv,
}
