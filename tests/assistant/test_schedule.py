"""Outside plans' months and terms: each list complete, and nothing of its neighbours in it."""

from __future__ import annotations

import os
import re
from calendar import month_name
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.conversations import Conversations
from assistant.question import Question
from ingest.catalogue import open_catalogue
from ingest.index import Index, Reader
from ingest.pipeline import ingest

ROOT = Path(__file__).parents[2]
PLANS = ROOT / os.environ.get("PLANS_SHARED", "../shared") / "plans"
TEXTS = sorted(PLANS.glob("*.txt"))
MONTHS = [*month_name[9:], *month_name[1:9]]
SEASON = r"\b(Autumn|Spring|Summer)(?: term)? (?:20)?(\d\d)\b"
TIME = re.compile(rf"{SEASON}|\b20\d\d\b|\b(?:{'|'.join(MONTHS)})\b|\b(?:Easter|term)\b")

Ask = Callable[[str, str], Answer]

pytestmark = pytest.mark.shared


class NoEmbedder:
    """Vectors that say nothing: what is asked here is looked up."""

    name = "none"
    dimensions = 2

    def passages(self, texts, progress=None):
        """The same vector for every text."""
        return np.full((len(texts), self.dimensions), 0.5, np.float32)

    def query(self, text):
        """The same vector for every question."""
        return np.full(self.dimensions, 0.5, np.float32)


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Iterator[Index]:
    """The outside plans' text files, filed."""
    index = Index.open(tmp_path_factory.mktemp("index"), embedder_name="none")
    outcomes = ingest(TEXTS, index=index, embedder=NoEmbedder())
    assert {o.status for o in outcomes} == {"added"}
    yield index
    index.close()


@pytest.fixture(scope="module")
def ask(index, tmp_path_factory) -> Iterator[Ask]:
    """Asks one plan one question on 10 March 2026."""
    engine = open_catalogue(tmp_path_factory.mktemp("talk"))
    assistant = Assistant(
        index=index,
        embedder=NoEmbedder(),
        conversations=Conversations(engine),
        today=lambda: date(2026, 3, 10),
    )
    reader = Reader(index.audiences())
    yield lambda text, plan: assistant.ask(Question(text, plan=plan), reader=reader)
    engine.dispose()


@pytest.fixture(scope="module")
def keys(index) -> dict[str, str]:
    """Each text file's plan key, as the index gave it."""
    view = index.seen_by(Reader(index.audiences()))
    return {document.key: document.plan for document in view.documents()}


def squeezed(text: str) -> str:
    """A text's letters and figures and nothing else, for comparing across mark-up."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]+>|\[\d+\]", " ", text)
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def schedule() -> tuple[str, dict[str, list[str]]]:
    """The name of the file that has a month-by-month table, and each month's entries."""
    for path in TEXTS:
        lines = path.read_text("utf-8").split("\n")
        for n, line in enumerate(lines):
            if [c.strip() for c in line.split("\t")][1:13] == MONTHS:
                rows = [r.split("\t") for r in lines[n + 1 :]]
                body = rows[: next(i for i, r in enumerate(rows) if len(r) < 2)]
                return path.name, {m: entries(body, c) for c, m in enumerate(MONTHS, 1)}
    raise LookupError("no text has a row of twelve months")


def entries(body: list[list[str]], column: int) -> list[str]:
    """The entries of one column: what two spaces or more divide in its cells."""
    cells = [row[column] for row in body if len(row) > column]
    return [e.strip() for cell in cells for e in re.split(r"\s{2,}", cell) if squeezed(e)]


def shown(answer: Answer) -> str:
    return " | ".join([squeezed(answer.text), *(squeezed(i.what) for i in answer.items)])


@pytest.mark.parametrize("month", MONTHS)
def test_everything_in_a_months_column_is_in_its_answer(ask, keys, month):
    name, columns = schedule()
    answer = ask(f"What is scheduled for {month} in the monitoring schedule?", keys[name])
    text = shown(answer)
    assert [e for e in columns[month] if squeezed(e) not in text] == []


@pytest.mark.parametrize("month", MONTHS)
def test_nothing_of_another_months_column_is_in_its_answer(ask, keys, month):
    name, columns = schedule()
    answer = ask(f"What is scheduled for {month} in the monitoring schedule?", keys[name])
    own = " | ".join(map(squeezed, columns[month]))
    others = {squeezed(e) for m, column in columns.items() if m != month for e in column}
    text = shown(answer)
    assert [e for e in others if e not in own and e in text] == []
    assert answer.total == len(answer.items)


def termly() -> tuple[str, dict[tuple[str, str], list[str]]]:
    """The file that dates by terms, and the words that stand before each term and year alone."""
    counted = {p: len(re.findall(SEASON, p.read_text("utf-8"))) for p in TEXTS}
    path = max(TEXTS, key=lambda p: counted[p])
    text = re.sub(rf"({SEASON}\)?)(?=\s+[A-Z])", r"\1\n", path.read_text("utf-8"))
    found: dict[tuple[str, str], list[str]] = {}
    for piece in re.split(r"\t|\n|</?p>|</?[uo]l[^>]*>|</?li>|\s{2,}", text):
        dated = re.fullmatch(rf"(?P<what>.{{12,}}?)[\s.,(-]*{SEASON}[.)\s]*", piece)
        if dated and not TIME.search(dated["what"]):
            words = squeezed(dated["what"]).split()[-8:]
            found.setdefault((dated[2], dated[3]), []).append(" ".join(words))
    return path.name, found


TERMS = [
    (season, year)
    for year in ("24", "25", "26", "27")
    for season in ("Spring", "Summer", "Autumn")
    if TEXTS and (season, year) in termly()[1]
]


def test_the_terms_were_found():
    assert len(TERMS) >= 5
    assert sum(map(len, termly()[1].values())) >= 25


@pytest.mark.parametrize(("season", "year"), TERMS, ids=[f"{s}-{y}" for s, y in TERMS])
def test_everything_dated_by_a_term_is_in_that_terms_answer(ask, keys, season, year):
    name, found = termly()
    answer = ask(f"What is due in {season} 20{year}?", keys[name])
    text = shown(answer)
    assert [what for what in found[season, year] if what not in text] == []
    assert answer.total == len(answer.items)
