"""Times Slack and Teams with people asking at once, against stand-ins for both over loopback.

python -m evals.chat [--people 10] [--questions-each 8] [--pause 2]
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import httpx
from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, text

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests" / "channels"))

from fake_connector import FakeConnector  # noqa: E402 - the stand-ins are the tests'
from fake_slack import SECRET, FakeSlack, direct, send  # noqa: E402 - the same
from loopback import serving, until  # noqa: E402 - the same

PLANS = Path(sys.executable).with_name("plans")
Post = Callable[..., httpx.Response]
Ask = Callable[[Post, str, str], tuple[float, float]]

LIMIT = 300.0
"""Milliseconds to the first visible step, and to the answer beyond the core's own time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds from the event to the first step and to the answer, and the core's own time."""

    step: float
    answer: float
    core: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures of both channels; 0 when they keep their limits, else 1."""
    given = _given(arguments)
    if given.serve:
        _serve(*given.serve)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "index"
        subprocess.run(
            [PLANS, "--data", data, "ingest", ROOT / "corpus/documents"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        asked = _measured(data, given.people, given.questions_each, given.pause)
    return _show(asked, given.people)


def _measured(data: Path, people: int, each: int, pause: float) -> dict[str, list[Asked]]:
    slack, teams = FakeSlack(), FakeConnector()
    with serving(slack.app) as slack.url, serving(teams.app) as teams.url:
        command = [sys.executable, "-m", "evals.chat", "--serve", data, slack.url, teams.url]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True) as server:
            try:
                assert server.stdout
                url = server.stdout.readline().strip()
                until(lambda: _is_ready(url), 60)
                ways: dict[str, Ask] = {
                    "slack": partial(_by_slack, slack, url),
                    "teams": partial(_by_teams, teams, url),
                }
                return {
                    name: _people(name, ask, data, people, each, pause)
                    for name, ask in ways.items()
                }
            finally:
                server.terminate()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def _people(
    name: str,
    ask: Ask,
    data: Path,
    people: int,
    each: int,
    pause: float,
) -> list[Asked]:
    """What each of the people measures, who ask one question after another, all at once."""
    lines = (ROOT / "evals" / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    for question in questions[:: len(questions) // 5]:
        ask(httpx.post, "warm", question)

    def person(n: int) -> list[tuple[str, str, float, float]]:
        mine = random.Random(n).sample(questions, each)
        out: list[tuple[str, str, float, float]] = []
        with httpx.Client(timeout=60) as client:
            for question in mine:
                time.sleep(random.uniform(0, 2 * pause))
                out.append((f"p{n}", question, *ask(client.post, f"p{n}", question)))
        return out

    with ThreadPoolExecutor(people) as pool:
        found = [one for of in pool.map(person, range(people)) for one in of]
    core = _core_times(data, name)
    return [Asked(step, done, core[who, question]) for who, question, step, done in found]


def _core_times(data: Path, channel: str) -> dict[tuple[str, str], float]:
    """Milliseconds that the assistant itself took, by person and question."""
    engine = create_engine(f"sqlite:///{data / 'catalogue.sqlite'}")
    with engine.connect() as connection:
        turns = connection.execute(text("SELECT turn FROM conversation_turns")).scalars()
        took = {a["answer"]: a["took_ms"] for a in (json.loads(t)["answer"] for t in turns)}
        asked = connection.execute(
            text("SELECT owner, question, answer FROM questions_asked WHERE channel = :c"),
            {"c": channel},
        ).all()
    engine.dispose()
    return {(owner.split(":")[-1], question): took[answer] for owner, question, answer in asked}


def _by_slack(slack: FakeSlack, url: str, post: Post, who: str, words: str) -> tuple[float, float]:
    event = direct(words, user=who)
    thread = event["event"]["ts"]
    began = time.monotonic()
    send(url, event, post=post)
    until(lambda: slack.seen("chat.stopStream", thread), 60)
    step, answer = (slack.seen(f"chat.{m}Stream", thread) for m in ("start", "stop"))
    assert step
    assert answer
    return 1000 * (step - began), 1000 * (answer - began)


def _by_teams(
    teams: FakeConnector, url: str, post: Post, who: str, words: str
) -> tuple[float, float]:
    activity = teams.activity(words, user=who)
    talk = activity["conversation"]["id"]
    began = time.monotonic()
    teams.send(url, activity, post=post)

    def answers() -> list[float]:
        return [a["at"] for a in list(teams.by_talk.get(talk, ())) if a["type"] == "message"]

    until(answers, 60)
    return 1000 * (teams.by_talk[talk][0]["at"] - began), 1000 * (answers()[0] - began)


def _serve(data: str, slack_url: str, teams_url: str) -> None:
    """Serves both channels over that index, as `plans serve` does, but to the stand-ins."""
    import socket
    from dataclasses import replace

    import uvicorn

    from assistant.build import opening
    from assistant.channels.house import House
    from assistant.channels.slack import SlackHouse
    from assistant.channels.web import make_app
    from assistant.settings import Settings

    bot = SlackHouse(SECRET, token="xoxb-T1", api=f"{slack_url}/api/")
    house = House(slack=bot, teams=replace(FakeConnector(teams_url).house, seconds=20))
    app = make_app(opening(Settings(data=Path(data))), house=house)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(app, log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])


def _show(asked: dict[str, list[Asked]], people: int) -> int:
    table = Table("Channel", "From the event to", "half within", "95% within", "Limit", "Ratio")
    kept = True
    for name, of in asked.items():
        figures = {
            "the first visible step": [a.step for a in of],
            "the answer, beyond the core's own time": [a.answer - a.core for a in of],
            "the answer": [a.answer for a in of],
            "(the core's own time)": [a.core for a in of],
        }
        for n, (what, times) in enumerate(figures.items()):
            high = _slow(times)
            kept &= n > 1 or high <= LIMIT
            limit = ("300 ms", f"{high / LIMIT:.2f}") if n < 2 else ("", "")
            table.add_row(name, what, f"{median(times):.0f} ms", f"{high:.0f} ms", *limit)
    count = sum(map(len, asked.values()))
    Console(width=110).print(f"{people} people asking, {count} questions", table)
    return int(not kept)


def _slow(times: Sequence[float]) -> float:
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m evals.chat", description=__doc__)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--questions-each", type=int, default=8)
    parser.add_argument(
        "--pause", type=float, default=2, help="seconds between two questions, on average"
    )
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
