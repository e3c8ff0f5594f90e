"""Drafts held to their sources and to hand-made lists of gaps.

usage: python -m evals.drafts [DOCUMENT…] [--framework KEY]    the demonstration documents by default
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from assistant.drafting.draft import Asked, Body
from assistant.drafting.framework import DEFAULT, framework
from assistant.drafting.holding import faults, standing
from assistant.drafting.make import make
from ingest.embedding import Progress
from ingest.filing import Matrix
from ingest.index import Index, Reader
from ingest.pipeline import ingest
from ingest.view import View

HERE = Path(__file__).parent
DEMONSTRATION = HERE.parent / "corpus" / "documents"


class Blank:
    """An embedder whose vectors say nothing: drafts are looked up."""

    name = "none"
    dimensions = 2

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """The same vector for every text."""
        del progress
        return np.full((len(texts), self.dimensions), 0.5, np.float32)

    def query(self, text: str) -> Matrix:
        """The same vector for every question."""
        del text
        return np.full(self.dimensions, 0.5, np.float32)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many sentences and citations a draft has, and what does not hold."""

    sentences: int
    uncited: int
    citations: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """An area's gaps: those of the hand-made list that the draft has, lacks, and has besides."""

    area: str
    right: tuple[str, ...]
    lacking: tuple[str, ...]
    besides: tuple[str, ...]


@contextmanager
def reading(paths: Sequence[Path]) -> Iterator[View]:
    """What whoever reads everything sees of some documents."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index.open(Path(folder), embedder_name="none")
        ingest(paths, index=index, embedder=Blank())
        with index.seen_by(Reader(index.audiences())) as view:
            yield view
        index.close()


def drafted(view: View, key: str, as_of: date, areas: Sequence[str] = ()) -> Body:
    """The draft of a framework's areas."""
    return make(view, framework(key), Asked(framework=key, areas=tuple(areas), as_of=as_of))


def checked(body: Body, view: View) -> Checked:
    """Every citation looked up in its document again, and every sentence held to its citations."""
    wrong = [
        f"{c.document}: {c.quote}"
        for s in body.sentences
        for c in s.cited
        if standing(c, view.document(c.document)) != "stands"
    ]
    wrong += [f"{s.text}: {f}" for s in body.sentences for f in faults(s.text, s)]
    bare = [s for s in body.sentences if not s.cited]
    wrong += [s.text for s in bare if not s.text.startswith("Gap: no document that can be read")]
    return Checked(
        len(body.sentences), len(bare), sum(len(s.cited) for s in body.sentences), tuple(wrong)
    )


def gaps(view: View) -> list[Gaps]:
    """The hand-made lists beside the demonstration's drafts."""
    known = json.loads((HERE / "gaps.json").read_text("utf-8"))
    body = drafted(view, known["framework"], date.fromisoformat(known["as_of"]), [*known["areas"]])
    return [_gaps(area, wanted, body) for area, wanted in known["areas"].items()]


def _gaps(area: str, wanted: Sequence[str], body: Body) -> Gaps:
    found = [
        s.text
        for s in body.sentences
        if s.area == area and s.text.startswith("Gap: no evidence was found")
    ]
    right = tuple(w for w in wanted if any(w in f for f in found))
    besides = tuple(f for f in found if not any(w in f for w in wanted))
    return Gaps(area, right, tuple(w for w in wanted if w not in right), besides)


def main() -> None:
    """Prints what holds and what does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path, metavar="DOCUMENT")
    parser.add_argument("--framework", default=DEFAULT, metavar="KEY")
    given = parser.parse_args()
    with reading(given.documents or [DEMONSTRATION]) as view:
        found = checked(drafted(view, given.framework, date(2026, 7, 31)), view)
        listed = [] if given.documents else gaps(view)
    sys.stdout.write(
        f"{found.sentences} sentences, {found.citations} citations, {len(found.wrong)} that do not "
        f"hold; {found.uncited} sentences say that nothing speaks to an area and cite nothing\n"
    )
    sys.stdout.writelines(f"  {w}\n" for w in found.wrong)
    for one in listed:
        sys.stdout.write(
            f"gaps of {one.area}: {len(one.right)} of {len(one.right) + len(one.lacking)} listed "
            f"by hand; {len(one.besides)} besides\n"
        )
        sys.stdout.writelines(f"  lacks: {w}\n" for w in one.lacking)
        sys.stdout.writelines(f"  besides: {w}\n" for w in one.besides)


if __name__ == "__main__":
    main()
