"""Times the program as its users meet it, each figure beside its limit.

python -m evals.bench [--corpus PATH...] [--questions FILE] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from evals.cases import Case, load
from evals.reading import embedded_alone, ingested, read_alone

ROOT = Path(__file__).parents[1]
PLANS = Path(sys.executable).with_name("plans")
RUNS = 3
TURNS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure, the most that it may be, and its share of that."""

    name: str
    value: float
    limit: float
    unit: str

    @property
    def ratio(self) -> float:
        """The figure over its limit: good below 1."""
        return self.value / self.limit


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints every figure; 0 when all keep their limits, else 1."""
    given = _given(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        figures = measured(given.corpus, load(given.questions), Path(scratch) / "index")
    _show(figures)
    if given.out:
        given.out.write_text(json.dumps([asdict(f) for f in figures], indent=1), "utf-8")
    return int(any(f.ratio > 1 for f in figures))


def measured(corpus: Sequence[Path], cases: Sequence[Case], data: Path) -> list[Figure]:
    """All figures for these files and questions."""
    _plans(data, "ingest", *map(str, corpus))
    times = _served(data, [c.question for c in cases if not c.follows])
    return [
        Figure("ingest / (libraries + embedding)", _ingest_ratio(corpus), 1.3, "times"),
        Figure("ingest again, beyond start-up", _again(corpus, data), 1.0, "s"),
        Figure("ask, from cold", _cold(data, cases[0].question), 6.0, "s"),
        Figure("ask, served, half within", 1000 * median(times), 150.0, "ms"),
        Figure("ask, served, 95% within", 1000 * _slow(times), 150.0, "ms"),
    ]


def _ingest_ratio(corpus: Sequence[Path]) -> float:
    """Ingesting, over what the libraries and the model take alone on the same.

    They take turns, so that a busy machine slows them alike; the middle turn counts.
    """
    turns = (ingested(corpus) / (read_alone(corpus) + embedded_alone(corpus)) for _ in range(TURNS))
    return median(turns)


def _again(corpus: Sequence[Path], data: Path) -> float:
    """Seconds that ingesting what is unchanged takes beyond ingesting an empty folder."""
    with tempfile.TemporaryDirectory() as empty:
        nothing = _best(lambda: _plans(data, "ingest", empty))
    return _best(lambda: _plans(data, "ingest", *map(str, corpus))) - nothing


def _cold(data: Path, question: str) -> float:
    return _best(lambda: _plans(data, "ask", question))


def _served(data: Path, questions: Sequence[str]) -> list[float]:
    """Seconds for each question, sent one after another to a server of its own."""
    with _server(data) as url:
        place = urlsplit(url)
        connection = HTTPConnection(place.hostname or "", place.port or 0, timeout=60)
        _post(connection, questions[0])
        return [_post(connection, q) for q in questions]


def _post(connection: HTTPConnection, question: str) -> float:
    body = json.dumps({"question": question})
    began = time.perf_counter()
    connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer: dict[str, Any] = json.loads(response.read())
    if response.status != 200:
        raise RuntimeError(f"{question!r}: {answer}")
    return time.perf_counter() - began


@contextmanager
def _server(data: Path) -> Generator[str]:
    """The address of `plans serve` over `data`, as long as the block lasts."""
    command = [PLANS, "--data", data, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().split()[-1]
            _wait(url)
            yield url
        finally:
            server.terminate()


def _wait(url: str) -> None:
    place = urlsplit(url)
    for _ in range(600):
        try:
            connection = HTTPConnection(place.hostname or "", place.port or 0, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{url} was not ready within a minute")


def _plans(data: Path, *arguments: str) -> None:
    command = [str(PLANS), "--data", str(data), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)


def _best(work: Callable[[], None]) -> float:
    times: list[float] = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _slow(times: Sequence[float]) -> float:
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


def _show(figures: Sequence[Figure]) -> None:
    table = Table("Figure", "Measured", "Limit", "Ratio")
    for f in figures:
        limit = f"{f.limit:g} {f.unit}"
        table.add_row(f.name, f"{f.value:.2f} {f.unit}", limit, f"{f.ratio:.2f}")
    Console(width=90).print(table)


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m evals.bench", description=__doc__)
    parser.add_argument("--questions", type=Path, default=ROOT / "evals/questions.jsonl")
    parser.add_argument("--corpus", type=Path, nargs="+", default=[ROOT / "corpus/documents"])
    parser.add_argument("--out", type=Path, help="where to write the figures as JSON")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
