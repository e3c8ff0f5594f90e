"""A llama.cpp server of one GGUF file on this machine, as a process: for tests and measurements.

python -m evals.model_server FILE [--threads N] [--context TOKENS]
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONTEXT = 4096
"""Tokens of a question with its evidence and the answer together."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until it is ended; its first line says where."""
    parser = argparse.ArgumentParser("python -m evals.model_server", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--context", type=int, default=CONTEXT)
    given = parser.parse_args(arguments)
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(given.file)
    params.n_ctx = given.context
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = given.threads
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}/v1\n")
    sys.stdout.flush()
    signal.pause()
    return 0


@dataclass(frozen=True)
class ModelServer:
    """A server that runs: its address, and the process."""

    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """Ends it at once, whatever it is doing."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(file: Path, *, threads: int = 1, context: int = CONTEXT) -> Iterator[ModelServer]:
    """A server of that model as long as the block lasts. Raises OSError where it does not start."""
    command = [sys.executable, "-m", "evals.model_server", str(file)]
    command += ["--threads", str(threads), "--context", str(context)]
    root = Path(__file__).parents[1]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root
    ) as process:
        try:
            assert process.stdout
            line = next((x for x in process.stdout if x.startswith("http")), "")
            if not line:
                raise OSError(f"no server of {file.name} started")
            yield ModelServer(line.strip(), process)
        finally:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
