"""Asks every question of a file through the assistant and measures the answers.

python -m evals.run [--questions FILE] [--corpus PATH...] [--sources PATH...] [--out FILE]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from assistant.access import local_reader
from assistant.build import open_for_ingest, open_library
from assistant.channels.body import AnswerBody, body
from assistant.library import Library
from assistant.question import Question
from assistant.settings import Settings
from evals.cases import Case, Reply, load
from evals.judge import Verdict
from evals.report import show, write
from evals.retrieval import FIRST
from evals.wording import Texts, Vocabulary
from ingest import pipeline
from ingest.embedding import Embedder
from ingest.retrieval import retrieve
from ingest.words import terms

ROOT = Path(__file__).parents[1]
TEXTS = {".txt", ".md", ".csv", ".toml", ".yaml", ".json"}
"""Endings of the files that sources are read from."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the evaluation; 0 when every question got an answer, else 1."""
    given = _given(arguments)
    cases = load(given.questions)
    verdicts = measured(open_corpus(given.corpus), cases, given.sources)
    show(verdicts, sys.stdout)
    if given.out:
        write(verdicts, given.out)
    return int(any(v.reply.failed for v in verdicts))


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents that are in an index: what answers from them, and what embeds questions."""

    library: Library
    embedder: Embedder


def open_corpus(
    paths: Sequence[Path], within: Path = ROOT / ".plans-evals", *, set_: Settings | None = None
) -> Corpus:
    """These files and folders in an index, read anew where they or the reading changed.

    `set_` are settings to answer by, other than the defaults.
    """
    data = within / digest([*paths, ROOT / "ingest"])
    settings = (set_ or Settings()).model_copy(update={"data": data})
    index, embedder = open_for_ingest(settings)
    with closing(index):
        for outcome in pipeline.ingest(paths, index=index, embedder=embedder):
            if outcome.status == "failed":
                sys.stderr.write(f"{outcome}\n")
    return Corpus(open_library(settings, serving=True), embedder)


def measured(corpus: Corpus, cases: Sequence[Case], sources: Sequence[Path]) -> list[Verdict]:
    """The verdict on every case, asked in the file's order."""
    return judged(corpus, cases, _asked(corpus, cases), sources)


def judged(
    corpus: Corpus, cases: Sequence[Case], replies: Iterable[Reply], sources: Sequence[Path]
) -> list[Verdict]:
    """The verdict on every case by the reply that was given to it."""
    texts = list(_texts(sources)) or list(_read(corpus.library))
    known = Vocabulary(texts, {c.plan for c in cases if c.plan})
    held = Texts(texts)
    return [Verdict(case, reply, known, held) for case, reply in zip(cases, replies, strict=True)]


def _asked(corpus: Corpus, cases: Sequence[Case]) -> Iterator[Reply]:
    """The reply to each case; one that follows another is asked in its conversation."""
    before = {c.id: c.question for c in cases}
    talks: dict[str, str] = {}
    for case in cases:
        reply = ask(corpus.library, case, talks.get(case.follows or ""))
        talks[case.id] = reply.body.conversation
        searched = f"{before.get(case.follows or '', '')} {case.question}".strip()
        yield replace(reply, found=_found(corpus, searched))


def ask(library: Library, case: Case, conversation: str | None) -> Reply:
    """The reply to a case, in a conversation where it follows another."""
    as_of = date.fromisoformat(case.as_of) if case.as_of else None
    question = Question(case.question, conversation or None, None, as_of, channel="evals")
    began = time.perf_counter()
    try:
        answer = library.assistant.ask(question, reader=local_reader(library.index))
    except Exception as error:  # noqa: BLE001 - one broken question must not hide the others
        return Reply(_NOTHING, 0.0, failed=f"{type(error).__name__}: {error}")
    return Reply(body(answer), 1000 * (time.perf_counter() - began))


def _found(corpus: Corpus, question: str) -> tuple[str, ...]:
    """The passages that retrieval alone finds first."""
    vector = corpus.embedder.query(question)
    index = corpus.library.index
    with index.seen_by(local_reader(index)) as view:
        hits = retrieve(view, terms=terms(question), vector=vector, k=max(FIRST))
    return tuple(hit.passage.text for hit in hits)


def digest(paths: Iterable[Path]) -> str:
    """The same for the same files of the same contents."""
    made = sha256()
    for path in sorted(f for p in paths for f in ([p] if p.is_file() else p.rglob("*"))):
        if path.is_file() and path.suffix != ".pyc":
            made.update(f"{path.name}\0".encode() + sha256(path.read_bytes()).digest())
    return made.hexdigest()[:16]


def _texts(sources: Iterable[Path]) -> Iterator[str]:
    """The text files among the sources, markup and all."""
    for source in sources:
        for path in [source] if source.is_file() else sorted(source.rglob("*")):
            if path.suffix in TEXTS:
                yield path.read_text("utf-8", "ignore")


def _read(library: Library) -> Iterator[str]:
    """The documents as they were read, for want of sources."""
    with library.index.seen_by(local_reader(library.index)) as view:
        for filed in view.documents():
            for passage in view.passages_of(filed.key):
                yield "\n".join([*passage.context, passage.text])


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m evals.run", description=__doc__)
    parser.add_argument("--questions", type=Path, default=ROOT / "evals/questions.jsonl")
    parser.add_argument("--corpus", type=Path, nargs="+", default=[ROOT / "corpus/documents"])
    parser.add_argument("--sources", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, help="where to write the report as JSON")
    return parser.parse_args(arguments)


_NOTHING = AnswerBody(
    status="not_found",
    text="",
    items=[],
    citations=[],
    total=None,
    notes=[],
    suggestions=[],
    conversation="",
    answer="",
    took_ms=0,
)


if __name__ == "__main__":
    sys.exit(main())
