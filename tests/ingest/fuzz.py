"""Sound files changed at random and read: `python tests/ingest/fuzz.py [--minutes N] [--kind .pdf]`.

Whatever comes of a changed file, it is a document or one line that says why it is none. What is
reported otherwise is a finding: its content is kept in the folder that `--keep` names.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import time
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import goodfiles

from ingest.document import Source, Unreadable
from ingest.limits import Limits
from ingest.readers import Readers
from ingest.register import Corrections

UNFORESEEN = ("could not be understood", "made the program that reads it stop", "takes longer")
LIMITS = Limits(seconds=20)


@st.composite
def changed(draw: st.DrawFn, content: bytes) -> bytes:
    """A file with some of its bytes changed, doubled, taken out or put elsewhere."""
    if content.startswith(b"PK") and draw(st.booleans()):
        return draw(changed_inside(content))
    made = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(made) - 1)))
        end = at + draw(st.sampled_from((1, 1, 2, 8, 64, 1024)))
        match draw(st.sampled_from(("set", "cut", "double", "number", "end"))):
            case "set":
                made[at:end] = draw(st.binary(min_size=1, max_size=8))
            case "cut":
                del made[at:end]
            case "double":
                made[at:at] = made[at:end] * draw(st.sampled_from((1, 2, 50)))
            case "number":
                made[at:end] = draw(st.sampled_from((b"-1", b"0", b"99999999999", b"1e308")))
            case _:
                del made[at:]
    return bytes(made)


@st.composite
def changed_inside(draw: st.DrawFn, content: bytes) -> bytes:
    """An archive with one of its parts changed, and packed again."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        parts = {name: held.read(name) for name in held.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    part = parts[name]
    return goodfiles.packed(parts | {name: draw(changed(part)) if part else b"x"})


def unforeseen(readers: Readers, content: bytes, suffix: str) -> str:
    """What went wrong in an unforeseen way; empty where the file was read or properly refused."""
    source = Source(f"fuzz{suffix}", f"fuzz{suffix}", "fuzz")
    try:
        readers.read(content, source, Corrections()).result()
    except Unreadable as error:
        return str(error) if str(error).startswith(UNFORESEEN) else ""
    return ""


def findings(suffix: str, *, seconds: float, most: int, keep: Path | None = None) -> list[str]:
    """What was found in some time, or in some changed files of a kind."""
    found: list[str] = []
    until = time.monotonic() + seconds
    content = goodfiles.GOOD[suffix]()
    with Readers(LIMITS) as readers:

        @settings(
            max_examples=most,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(changed(content))
        def read(made: bytes) -> None:
            if time.monotonic() > until:
                return
            wrong = unforeseen(readers, made, suffix)
            if wrong:
                found.append(wrong)
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{hashlib.sha256(made).hexdigest()[:12]}{suffix}").write_bytes(made)

        read()
    return found


def main() -> int:
    """Reads changed files for some minutes a kind; 1 where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kind", choices=sorted(goodfiles.GOOD), action="append")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    given_ = parser.parse_args()
    failed = False
    for suffix in given_.kind or goodfiles.GOOD:
        until = time.monotonic() + 60 * given_.minutes
        found: list[str] = []
        while (left := until - time.monotonic()) > 0:
            found += findings(suffix, seconds=left, most=500, keep=given_.keep)
        sys.stdout.write(f"{suffix}: {len(found)} findings {sorted(set(found))}\n")
        failed |= bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
