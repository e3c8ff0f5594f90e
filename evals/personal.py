"""How well personal data is told in statements: an invented sample, half of it with such data.

usage: python -m evals.personal [--misses]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.drafting.leaving_out import left_out

SAMPLE = Path(__file__).with_name("personal.jsonl")


@dataclass(frozen=True, slots=True)
class Told:
    """A statement, whether a person says that it has personal data, and whether it was told."""

    text: str
    personal: bool
    told: bool


def told(path: Path = SAMPLE) -> list[Told]:
    """The sample with what the rules say of it."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Told(x["text"], x["personal"], left_out(x["text"]) in ("personal", "judgement"))
        for x in lines
    ]


def measures(results: Sequence[Told]) -> dict[str, str]:
    """Precision and recall as text."""
    right = sum(r.personal and r.told for r in results)
    said, true = sum(r.told for r in results), sum(r.personal for r in results)
    return {
        "statements": str(len(results)),
        "precision": f"{right}/{said} = {100 * right / max(said, 1):.1f}%",
        "recall": f"{right}/{true} = {100 * right / max(true, 1):.1f}%",
    }


def main() -> None:
    """Prints the measures of all statements, and of the half that no rule was tuned on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="show what is told wrongly")
    misses = parser.parse_args().misses
    results = told()
    for name, part in (("all", results), ("tuned on", results[::2]), ("held out", results[1::2])):
        sys.stdout.write(f"{name}: {json.dumps(measures(part))}\n")
    for r in results[::2] if misses else ():
        if r.personal != r.told:
            sys.stdout.write(f"{'missed' if r.personal else 'wrongly told'}: {r.text}\n")


if __name__ == "__main__":
    main()
