"""Files being read while people wait: one after another, each with how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from assistant.library import Library
from ingest.embedding import Embedder
from ingest.pipeline import Step, ingest

_KEPT = 50


class Work:
    """What is being read, and what became of it."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        self._embedder = embedder
        self._thread = ThreadPoolExecutor(1, "reading")
        self._states: dict[int, dict[str, Any]] = {}
        self._last: Future[None] | None = None

    def begin(self, library: Library, paths: Sequence[Path], *, audience: str) -> int:
        """Begins to read these files; the number by which to ask for them."""
        number = max(self._states, default=0) + 1
        self._states[number] = {"what": "waiting", "done": 0, "of": 0, "files": None}
        self._states.pop(number - _KEPT, None)
        self._last = self._thread.submit(self._read, number, library, paths, audience)
        return number

    def state(self, number: int) -> dict[str, Any]:
        """How far it has come; `files` says what became of each once all is done."""
        return self._states.get(number, {"what": "forgotten", "done": 0, "of": 0, "files": []})

    def wait(self) -> None:
        """Returns when everything has been read."""
        if self._last:
            self._last.result()

    def close(self) -> None:
        """Begins nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _read(self, number: int, library: Library, paths: Sequence[Path], audience: str) -> None:
        state = self._states[number]

        def tell(step: Step) -> None:
            state.update(what=step.what, done=step.done, of=step.of)

        try:
            outcomes = ingest(
                paths,
                index=library.index,
                embedder=self._embedder(),
                audience=audience,
                progress=tell,
            )
        except Exception:  # noqa: BLE001 - whoever waits must be told, whatever it was
            failed = "something went wrong here"
            state["files"] = [{"name": p.name, "status": "failed", "reason": failed} for p in paths]
            return
        state["files"] = [
            {"name": o.path.name, "status": o.status, "reason": o.reason} for o in outcomes
        ]
