"""Asks every question with no language model and with one, and sets the measures side by side.

python -m evals.llm [--limit N] [--questions FILE] [--corpus PATH...] [--sources PATH...]
                    [--model FILE.gguf] [--threads N] [--out FILE]

Without --questions it takes the outside plans and questions (PLANS_SHARED, else ../shared), or
the demonstration's where they are absent. Replies are kept as they come: a run that was stopped
goes on where it was, as long as documents, questions, program and model are the same.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from assistant.channels.body import AnswerBody
from assistant.settings import Settings
from evals.cases import Case, Reply, load
from evals.judge import Verdict
from evals.measures import citation_validity
from evals.model_server import serving
from evals.packaged_models import large
from evals.run import ROOT, Corpus, ask, digest, judged, open_corpus

WITHIN = ROOT / ".plans-evals"
SECONDS = 300
"""How long the model may take: what it says is measured here, not the machine's other work."""

Arm = Literal["without", "with"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what has not been run yet and prints the comparison; 1 where a model's answers are worse."""
    given = _given(arguments)
    cases = load(given.questions)[: given.limit]
    model = given.model or large(WITHIN)
    kept = Kept(WITHIN / f"llm-{_same(given, model)}.jsonl")
    plain = open_corpus(given.corpus, WITHIN)
    asked = {"without": _replies(plain, cases, kept, "without")}
    with serving(model, threads=given.threads) as server:
        worded = open_corpus(given.corpus, WITHIN, set_=_settings(server.url))
        asked["with"] = _replies(worded, cases, kept, "with")
    verdicts = {arm: judged(plain, cases, r, given.sources) for arm, r in asked.items()}
    found = compared(verdicts["without"], verdicts["with"])
    show(found, model.name)
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(found.__dict__, indent=1, ensure_ascii=False), "utf-8")
    return int(found.worse)


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    arm: Arm
    ms: float
    failed: str
    body: AnswerBody


class Kept:
    """The replies that were given so far, in a file that grows by a line a reply."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: dict[tuple[str, Arm], Reply] = {}
        lines = path.read_text("utf-8").splitlines(keepends=True) if path.is_file() else []
        for line in lines:
            if line.endswith("\n"):
                one = _Line.model_validate_json(line)
                self._held[one.id, one.arm] = Reply(one.body, one.ms, failed=one.failed)
        if lines and not lines[-1].endswith("\n"):
            path.write_text("".join(lines[:-1]), "utf-8")

    def get(self, case: Case, arm: Arm) -> Reply | None:
        """The reply to that case, if there is one."""
        return self._held.get((case.id, arm))

    def add(self, case: Case, arm: Arm, reply: Reply) -> None:
        """Keeps the reply."""
        self._held[case.id, arm] = reply
        line = _Line(id=case.id, arm=arm, ms=reply.ms, failed=reply.failed, body=reply.body)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line.model_dump_json() + "\n")


def _replies(corpus: Corpus, cases: Sequence[Case], kept: Kept, arm: Arm) -> list[Reply]:
    """The reply to each case, asked where it is not kept yet."""
    talks: dict[str, str] = {}
    out: list[Reply] = []
    for n, case in enumerate(cases, 1):
        reply = kept.get(case, arm)
        if reply is None:
            reply = ask(corpus.library, case, talks.get(case.follows or ""))
            kept.add(case, arm, reply)
            took = reply.body.wording
            sys.stderr.write(f"{arm} {n}/{len(cases)} {case.id} {reply.ms / 1000:.1f} s {took}\n")
        talks[case.id] = reply.body.conversation
        out.append(reply)
    return out


@dataclass(frozen=True)
class Compared:
    """The measures of both, and what the model did. `changed` are cases right in one alone."""

    questions: int
    right_without: int
    right_with: int
    valid_without: float | None
    valid_with: float | None
    asked: int
    worded: int
    fell_back: Mapping[str, int]
    refused: int
    seconds: float
    tokens_in: int
    tokens_out: int
    changed: Sequence[str]

    @property
    def worse(self) -> bool:
        """Whether fewer answers are right with the model, or a citation of them is not valid."""
        return self.right_with < self.right_without or (self.valid_with or 1.0) < 1.0


def compared(without: Sequence[Verdict], with_: Sequence[Verdict]) -> Compared:
    """The verdicts on the same cases without a model and with one, side by side."""
    asked = [(v, w) for v in with_ if (w := v.reply.body.wording)]
    return Compared(
        questions=len(without),
        right_without=sum(v.right for v in without),
        right_with=sum(v.right for v in with_),
        valid_without=citation_validity(without),
        valid_with=citation_validity(with_),
        asked=len(asked),
        worded=sum(w.used > 0 for _, w in asked),
        fell_back=Counter(w.problem for _, w in asked if not w.used),
        refused=sum(w.refused for _, w in asked),
        seconds=sum(v.reply.ms for v, _ in asked) / 1000 / (len(asked) or 1),
        tokens_in=sum(w.tokens_in for _, w in asked),
        tokens_out=sum(w.tokens_out for _, w in asked),
        changed=list(_changed(without, with_)),
    )


def _changed(without: Sequence[Verdict], with_: Sequence[Verdict]) -> Iterator[str]:
    for a, b in zip(without, with_, strict=True):
        if a.right != b.right:
            better = "better" if b.right else "worse"
            yield f"{a.case.id} is {better} with the model: {a.case.question}"


def show(found: Compared, model: str) -> None:
    """Prints the comparison."""
    console = Console(highlight=False, markup=False, emoji=False, width=110)
    table = Table("", "no model", model, title=f"{found.questions} questions")
    of = found.questions or 1
    a, b = found.right_without, found.right_with
    table.add_row("right", f"{a} ({a / of:.1%})", f"{b} ({b / of:.1%})")
    table.add_row("citations valid", _share(found.valid_without), _share(found.valid_with))
    console.print(table)
    console.print(
        f"The model was asked for {found.asked} answers; {found.worded} are in its words."
    )
    for why, times in sorted(found.fell_back.items()):
        console.print(f"  {times} in the documents' own words: {why}")
    console.print(f"Claims refused: {found.refused}.")
    console.print(f"A question it was asked took {found.seconds:.1f} s.")
    console.print(f"Tokens: {found.tokens_in} in, {found.tokens_out} out.")
    for line in found.changed:
        console.print(line, soft_wrap=True)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _settings(url: str) -> Settings:
    return Settings(model="openai", model_name="local", model_url=url, model_seconds=SECONDS)


def _same(given: argparse.Namespace, model: Path) -> str:
    """The same for runs that would answer the same."""
    rooms = [ROOT / room for room in ("ingest", "assistant", "prompts")]
    return f"{digest([*given.corpus, given.questions, *rooms])}-{model.stem[:20]}"


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m evals.llm", description=__doc__)
    parser.add_argument("--limit", type=int, help="the first questions only")
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--corpus", type=Path, nargs="+")
    parser.add_argument("--sources", type=Path, nargs="*")
    parser.add_argument("--model", type=Path, help="another GGUF file")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, help="where to write the comparison as JSON")
    given = parser.parse_args(arguments)
    shared = Path(os.environ.get("PLANS_SHARED", ROOT.parent / "shared"))
    outside = given.questions is None and (shared / "questions/seed_plans.jsonl").is_file()
    if outside:
        given.questions = shared / "questions/seed_plans.jsonl"
        given.corpus = given.corpus or sorted((shared / "plans").glob("*.txt"))
        given.sources = given.sources or [shared / "plans"]
    given.questions = given.questions or ROOT / "evals/questions.jsonl"
    given.corpus = given.corpus or [ROOT / "corpus/documents"]
    given.sources = given.sources or []
    return given


if __name__ == "__main__":
    sys.exit(main())
