"""Evidence on the demonstration documents, held to a hand-made answer file.

usage: python -m evals.evidence [--misses]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.evidence.shown import Milestone, Shown, milestones
from ingest.embedding import open_embedder
from ingest.index import Index, Reader
from ingest.pipeline import ingest

HERE = Path(__file__).parent
AS_OF = date(2026, 7, 31)

Quoted = tuple[str, str]


class Known(BaseModel):
    """A milestone with what a person found: a document and words of it for each statement.

    `quotes` have to be shown, `also` may be; what else is shown is wrong.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    what: str
    state: str
    quotes: tuple[Quoted, ...] = ()
    also: tuple[Quoted, ...] = ()
    older: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """One milestone held to what a person found."""

    known: Known
    state: str
    right: tuple[Shown, ...]
    wrong: tuple[Shown, ...]
    lacking: tuple[Quoted, ...]


def known(path: Path = HERE / "evidence.jsonl") -> list[Known]:
    """The answer file."""
    return [Known.model_validate_json(line) for line in path.read_text("utf-8").splitlines()]


def held(answers: Sequence[Known], found: Sequence[Milestone]) -> list[Held]:
    """Each answer with the milestone of its words. Raises LookupError where there is none."""
    return [_held(k, _of(k, found)) for k in answers]


def _of(answer: Known, found: Sequence[Milestone]) -> Milestone:
    for m in found:
        if m.filed.key == answer.document and m.record.what.text.startswith(answer.what):
            return m
    raise LookupError(f"no milestone {answer.what!r} in {answer.document}")


def _held(answer: Known, milestone: Milestone) -> Held:
    allowed = (*answer.quotes, *answer.also)
    right = tuple(s for s in milestone.shown if any(_is(s, q) for q in allowed))
    wrong = tuple(s for s in milestone.shown if s not in right)
    lacking = tuple(q for q in answer.quotes if not any(_is(s, q) for s in milestone.shown))
    return Held(answer, milestone.state, right, wrong, lacking)


def _is(shown: Shown, quoted: Quoted) -> bool:
    document, words = quoted
    return shown.filed.key == document and words in " ".join(shown.statement.text.split())


def measures(results: Sequence[Held]) -> dict[str, str]:
    """Precision and recall of statements, and of the states, as text."""
    right, wrong = (sum(len(getattr(h, n)) for h in results) for n in ("right", "wrong"))
    wanted = sum(len(h.known.quotes) for h in results)
    lacking = sum(len(h.lacking) for h in results)
    return {
        "milestones": str(len(results)),
        "statement precision": _share(right, right + wrong),
        "statement recall": _share(wanted - lacking, wanted),
        **dict(_states(results)),
        "states right": _share(sum(h.state == h.known.state for h in results), len(results)),
    }


def _states(results: Sequence[Held]) -> Iterator[tuple[str, str]]:
    for name, states in (("found", ("found", "conflicting")), ("conflicting", ("conflicting",))):
        said = [h for h in results if h.state in states]
        true = [h for h in results if h.known.state in states]
        both = [h for h in said if h.known.state in states]
        yield f"{name}: precision", _share(len(both), len(said))
        yield f"{name}: recall", _share(len(both), len(true))


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {100 * part / whole:.1f}%" if whole else "none"


def demonstration() -> tuple[Milestone, ...]:
    """The milestones of the demonstration documents, to whoever reads everything."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index.open(Path(folder))
        ingest([HERE.parent / "corpus" / "documents"], index=index, embedder=open_embedder(""))
        with index.seen_by(Reader(index.audiences())) as view:
            found = milestones(view, as_of=AS_OF)
        index.close()
    return found


def main() -> None:
    """Prints the measures of all answers, and of the half that nothing was tuned on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="show what differs")
    misses = parser.parse_args().misses
    results = held(known(), demonstration())
    for name, part in (("all", results), ("tuned on", results[::2]), ("held out", results[1::2])):
        sys.stdout.write(f"{name}: {json.dumps(measures(part), indent=2)}\n")
    for h in results[::2] if misses else ():
        _show(h)


def _show(result: Held) -> None:
    if result.wrong or result.lacking or result.state != result.known.state:
        sys.stdout.write(f"\n{result.known.what}: {result.state}, not {result.known.state}\n")
    for s in result.wrong:
        sys.stdout.write(
            f"  wrong {s.match.score:.2f} {sorted(s.match.words)} {s.statement.text[:90]}\n"
        )
    for document, words in result.lacking:
        sys.stdout.write(f"  lacks {document}: {words}\n")


if __name__ == "__main__":
    main()
