"""How long the register takes to answer at the size of a large trust.

`python evals/scale.py [--ask] [DOCUMENTS] [RECORDS EACH]` makes an index of invented documents (2,000 of
100 records unless told otherwise) and prints each query's median and 95th percentile, in
milliseconds, for a reader who may read four documents in five. With `--ask` it is whole questions
that are asked, of an assistant whose embedding model is left out, since its time does not depend
on how much is in the index.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from assistant.ask import Assistant
from assistant.conversations import Conversations
from assistant.question import Question
from ingest.catalogue import open_catalogue
from ingest.document import Document, Heading, Location, Paragraph, Quote, Source
from ingest.embedding import Progress
from ingest.entries import Commitment, Dated, Entry, Measure, Period, Responsibility
from ingest.filing import EVERY_AUDIENCE, Filing, Matrix, Reader
from ingest.index import Index, View
from ingest.passages import passages
from ingest.words import terms

ROUNDS = 40
FIRST_DAY = date(2023, 9, 1)
READER = Reader(frozenset(EVERY_AUDIENCE[:4]))
STRANDS = ("Finance", "Estates", "People", "Curriculum", "Governance", "Inclusion", "Safeguarding")
VERBS = ("Review", "Publish", "Agree", "Audit", "Launch", "Train", "Report", "Replace", "Survey")
THINGS = (
    "roof", "boiler", "policy", "budget", "reserves", "lettings", "attendance", "behaviour",
    "curriculum", "assessment", "phonics", "reading", "staff", "survey", "governors", "clerk",
    "website", "wifi", "devices", "network", "training", "induction", "appraisal", "workload",
    "census", "admissions", "uniform", "catering", "energy", "solar", "library", "playground",
)  # fmt: skip
ASKED = (
    "Who leads on the {thing} at {school}?",
    "What is due in March 2026 at {school}?",
    "When will {school} review the {thing}?",
    "List all the leads at {school}",
    "What does KPI mean?",
    "Who leads on the {thing}?",
    "What is due in March 2026?",
)
ENDINGS = ("for every school", "with the trust board", "before the audit", "in all year groups")


def main(documents: int, records: int, *, ask: bool) -> None:
    """Makes the index, asks, and prints."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index.open(Path(folder))
        began = time.perf_counter()
        fill(index, documents=documents, records=records)
        took = time.perf_counter() - began
        sys.stdout.write(
            f"{documents} documents, {documents * records} records, made in {took:.0f} s\n"
        )
        for name, one in (questions(index, Path(folder)) if ask else lookups(index)).items():
            times = [timed(one, random.Random(n)) for n in range(ROUNDS)]
            p95 = sorted(times)[int(0.95 * ROUNDS) - 1]
            sys.stdout.write(f"{name:32} median {statistics.median(times):7.1f}  p95 {p95:7.1f}\n")
        index.close()


def lookups(index: Index) -> dict[str, Callable[[random.Random], object]]:
    """The queries, each in a view of its own, by a name for the report."""

    def viewed(query: Callable[[View, random.Random], object]) -> Callable[[random.Random], object]:
        def run(chance: random.Random) -> object:
            with index.seen_by(READER) as view:
                return query(view, chance)

        return run

    return {name: viewed(query) for name, query in queries().items()}


def questions(index: Index, folder: Path) -> dict[str, Callable[[random.Random], object]]:
    """Questions that the register answers, by a name for the report; the first ask is not timed."""
    assistant = Assistant(
        index=index,
        embedder=Meaningless(),
        conversations=Conversations(open_catalogue(folder)),
        today=lambda: date(2025, 11, 3),
    )

    def asked(words: str) -> Callable[[random.Random], object]:
        def run(chance: random.Random) -> object:
            school = f"School {chance.randrange(400)}"
            text = words.format(school=school, thing=chance.choice(THINGS))
            return assistant.ask(Question(text, None, None, None), reader=READER)

        return run

    began = time.perf_counter()
    asked("Who leads on lettings at {school}?")(random.Random(0))
    sys.stdout.write(f"first question {1000 * (time.perf_counter() - began):.0f} ms\n")
    return {words: asked(words) for words in ASKED}


class Meaningless:
    """Stands in for the embedding model: every text means the same."""

    name = "meaningless"
    dimensions = 4

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """The same vector for each text."""
        return np.ones((len(texts), self.dimensions), dtype=np.float32)

    def query(self, text: str) -> Matrix:
        """The same vector again."""
        return np.ones(self.dimensions, dtype=np.float32)


def fill(index: Index, *, documents: int, records: int, at_once: int = 50) -> None:
    """Files the invented documents."""
    for at in range(0, documents, at_once):
        with index.changing() as change:
            for n in range(at, min(at + at_once, documents)):
                change.replace(filing(n, records))


def filing(number: int, records: int) -> Filing:
    """An invented document: the same for the same number."""
    chance = random.Random(number)
    key = f"plan-{number}"
    document = Document(
        Source(f"/invented/{key}.md", f"{key}.md", key),
        "md",
        f"Plan of school {number}",
        (
            Heading("Actions", 1, Location(key, block=1)),
            *(
                Paragraph(f"{sentence(chance)}.", Location(key, headings=("Actions",), block=b))
                for b in range(2, 8)
            ),
        ),
    )
    return Filing(
        document,
        plan=f"school-{number // 4}",
        plan_name=f"School {number // 4}",
        audience=EVERY_AUDIENCE[number % len(EVERY_AUDIENCE)],
        digest=str(number),
        entries=tuple(record(chance, key, row) for row in range(records)),
        passages=passages(document),
    )


def record(chance: random.Random, key: str, row: int) -> Entry:
    """An invented record: mostly commitments."""
    where = Location(key, headings=("Actions",), table=1, row=row + 2, column=2)
    what, strand = Quote(sentence(chance), where), chance.choice(STRANDS)
    name = Quote(person(chance), where)
    dice = chance.random()
    if dice < 0.15:
        return Responsibility(name, None, what, "own", strand)
    if dice < 0.3:
        return Measure(what, (dated(chance, where),), (name,), strand)
    return Commitment(what, (name,), "own", (dated(chance, where),), strand)


def sentence(chance: random.Random) -> str:
    """A few words of a plan."""
    things = " and ".join(chance.sample(THINGS, 2))
    return f"{chance.choice(VERBS)} the {things} {chance.choice(ENDINGS)}"


def person(chance: random.Random) -> str:
    """One of some thousand invented names."""
    return f"{chance.choice('ABCDEFGHJK')}. Surname{chance.randrange(100)}"


def dated(chance: random.Random, where: Location) -> Dated:
    """A deadline on some day of four years."""
    day = FIRST_DAY + timedelta(days=chance.randrange(4 * 365))
    return Dated(Period(str(day), None, day, "deadline", "stated"), Quote(str(day), where))


def queries() -> dict[str, Callable[[View, random.Random], object]]:
    """What is asked of the register, by a name for the report."""
    return {
        "due in a month, all": lambda v, r: v.entries(
            kinds=("commitment",), between=month(r), limit=200
        ),
        "due in a month, count": lambda v, r: v.count(kinds=("commitment",), between=month(r)),
        "due in a month, one plan": lambda v, r: v.entries(
            between=month(r), plans=(f"school-{r.randrange(400)}",)
        ),
        "a person's": lambda v, r: v.entries(people=(person(r),)),
        "a strand of a plan": lambda v, r: v.entries(
            strand=r.choice(STRANDS), plans=(f"school-{r.randrange(400)}",)
        ),
        "a strand, first 200": lambda v, r: v.entries(strand=r.choice(STRANDS), limit=200),
        "responsibilities, page 5": lambda v, r: v.entries(
            kinds=("responsibility",), limit=50, offset=200
        ),
        "words": lambda v, r: v.entries(terms=terms(sentence(r)), limit=50),
        "words, responsibilities": lambda v, r: v.entries(
            terms=terms(f"who leads {r.choice(THINGS)}"), kinds=("responsibility",), limit=50
        ),
        "words, counted": lambda v, r: v.count(terms=terms(f"when is {r.choice(THINGS)} due")),
        "words in a month": lambda v, r: v.entries(
            terms=terms(r.choice(THINGS)), between=month(r), limit=50
        ),
        "documents": lambda v, r: v.documents(),
        "passages by words": lambda v, r: v.passages_by_words(terms(sentence(r)), k=10),
    }


def month(chance: random.Random) -> tuple[date, date]:
    """A month, nearly, of the four years."""
    start = FIRST_DAY + timedelta(days=chance.randrange(4 * 365))
    return start, start + timedelta(days=29)


def timed(ask: Callable[[random.Random], object], chance: random.Random) -> float:
    """How many milliseconds it takes to answer."""
    began = time.perf_counter()
    ask(chance)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    given = [int(a) for a in sys.argv[1:] if a != "--ask"]
    main(
        given[0] if given else 2_000,
        given[1] if len(given) > 1 else 100,
        ask="--ask" in sys.argv,
    )
