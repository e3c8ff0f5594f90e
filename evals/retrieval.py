"""How much of what settles a question stands in the first passages found for it.

`python evals/retrieval.py QUESTIONS FOLDER` reads the files in FOLDER and prints, for each way of
searching and each k, the share of the questions' source quotes that stand whole in the first k
passages: of all kinds, and of fact, date, lead and definition together.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Source
from ingest.embedding import Embedder, open_embedder
from ingest.filing import Filing, Hit, Matrix
from ingest.formats import read
from ingest.index import EVERY_AUDIENCE, Index, Reader, View
from ingest.passages import passages
from ingest.retrieval import retrieve
from ingest.words import terms

FIRST = (1, 5, 10)
SINGLE = ("fact", "date", "lead", "definition")
EVERYBODY = Reader(frozenset(EVERY_AUDIENCE))


@dataclass(frozen=True, slots=True)
class Sought:
    """A quote that settles a question, and what is searched for to find it."""

    search: str
    kind: str
    quote: str


Found = list[tuple[Sought, tuple[Hit, ...]]]


def main(questions: Path, folder: Path) -> None:
    """Prints the shares for the questions on the files of a folder."""
    embedder = open_embedder()
    wanted = sought(questions)
    with tempfile.TemporaryDirectory() as scratch:
        index = Index.open(Path(scratch), embedder_name=embedder.name)
        for path in sorted(folder.iterdir()):
            index.replace(filing(path, embedder))
        view = index.seen_by(EVERYBODY)
        total = sum(d.passages for d in view.documents())
        sys.stdout.write(f"{len(wanted)} quotes, {total} passages\n")
        vectors = {q: embedder.query(q) for q in {s.search for s in wanted}}
        for name, search in searches(view, vectors).items():
            found = [(s, search(s.search)) for s in wanted]
            sys.stdout.write(f"{name:8} {line(found)}\n")
        view.close()
        index.close()


def searches(
    view: View, vectors: Mapping[str, Matrix]
) -> dict[str, Callable[[str], tuple[Hit, ...]]]:
    """Each way of searching by its name."""
    return {
        "words": lambda q: view.passages_by_words(terms(q), k=max(FIRST)),
        "vector": lambda q: view.passages_by_vector(vectors[q], k=max(FIRST)),
        "both": lambda q: retrieve(view, terms=terms(q), vector=vectors[q], k=max(FIRST)),
    }


def line(found: Found) -> str:
    """The shares of a way of searching in one line."""
    shares = [f"R@{k} all {share(found, k):5.1f}" for k in FIRST]
    shares += [f"R@{k} four {share(found, k, SINGLE):5.1f}" for k in FIRST]
    return "  ".join(shares)


def share(found: Found, k: int, kinds: Collection[str] = ()) -> float:
    """The per cent of the quotes, of these kinds, that stand in the first `k` passages."""
    held = [
        stands(s.quote, [h.passage.text for h in hits[:k]])
        for s, hits in found
        if not kinds or s.kind in kinds
    ]
    return 100 * sum(held) / max(len(held), 1)


def stands(quote: str, texts: Iterable[str]) -> bool:
    """Whether all of the quote stands in the texts: whole, or each of its lines and cells."""
    held = [plain(t) for t in texts]
    pieces = [p for p in map(plain, re.split(r"[\t\n]", quote)) if p]
    return any(plain(quote) in t for t in held) or all(any(p in t for t in held) for p in pieces)


def plain(text: str) -> str:
    """The text without white space and markup, in lower case: how quotes are compared."""
    bare = re.sub(r"<[^>]*>|\]\([^)]*\)|[*_#|\[\]\\]", "", text)
    return re.sub(r"\s+", "", bare).lower()


def sought(path: Path) -> list[Sought]:
    """Every source quote of a question file; a follow-up is searched for with what it follows."""
    lines = [json.loads(row) for row in path.read_text("utf-8").splitlines() if row.strip()]
    asked = {q["id"]: q["question"] for q in lines}
    return [
        Sought(f"{asked.get(q.get('follows'), '')} {q['question']}".strip(), q["kind"], quote)
        for q in lines
        for quote in q.get("source_quotes", ())
    ]


def filing(path: Path, embedder: Embedder) -> Filing:
    """A file as it is filed for searching, its records left out."""
    document = read(Source(str(path), path.name, path.name))
    made = passages(document)
    vectors = embedder.passages([p.embedded for p in made])
    return Filing(document, path.stem, document.title, "public", "", passages=made, vectors=vectors)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
