"""Reading apart: each file within its limits, whatever becomes of the process that reads it."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import goodfiles

from ingest.document import Source, Unreadable
from ingest.limits import Limits
from ingest.readers import Readers, _unpacked  # pyright: ignore[reportPrivateUsage]
from ingest.reading_room import FRAME
from ingest.register import Corrections

MANY_ROWS = b"".join(b"a%d\tb\tc\n" % n for n in range(200_000))


def read(readers: Readers, content: bytes, name: str):
    """What is understood of a file of that content and name."""
    return readers.read(content, Source(f"/files/{name}", name, "doc"), Corrections()).result()


@pytest.mark.parametrize("suffix", goodfiles.GOOD)
def test_a_sound_file_of_each_kind_is_read_apart(suffix):
    with Readers() as readers:
        made = read(readers, goodfiles.GOOD[suffix](), f"plan{suffix}")
    assert made.document.source == Source(f"/files/plan{suffix}", f"plan{suffix}", "doc")
    assert made.document.blocks
    assert made.passages


def test_what_takes_too_long_is_stopped_and_the_next_file_is_read():
    with Readers(Limits(seconds=1)) as readers:
        began = time.monotonic()
        with pytest.raises(Unreadable, match="takes longer than 1 seconds"):
            read(readers, MANY_ROWS * 2, "rows.txt")
        assert time.monotonic() - began < 10
    with Readers() as readers:
        assert read(readers, goodfiles.text(), "plan.md").document.blocks


def test_what_needs_too_much_memory_fails_in_one_line():
    with Readers(Limits(memory_mb=300)) as readers, pytest.raises(Unreadable, match="300 MB"):
        read(readers, b"a,b\n" * 9_000_000, "rows.csv")


@pytest.mark.parametrize(
    ("limits", "content", "name", "setting"),
    [
        (Limits(pages=3), goodfiles.pdf(4), "plan.pdf", "read_pages"),
        (Limits(cells=5), b"a,b,c\nd,e,f\n", "plan.csv", "read_cells"),
        (Limits(cells=2), goodfiles.excel(), "plan.xlsx", "read_cells"),
        (Limits(members=1), goodfiles.archive(), "plan.zip", "read_members"),
        (Limits(unpacked_mb=0), goodfiles.archive(), "plan.zip", "nothing could be read|safe"),
        (Limits(pages=0), goodfiles.text(), "plan.md", "read_pages"),
    ],
)
def test_each_limit_is_named_in_the_line_that_says_what_exceeds_it(limits, content, name, setting):
    with Readers(limits) as readers, pytest.raises(Unreadable, match=setting):
        read(readers, content, name)


def test_a_file_larger_than_the_limit_is_not_taken_up(tmp_path):
    (tmp_path / "plan.md").write_bytes(b"x" * 1_048_577)
    with Readers(Limits(file_mb=1)) as readers, pytest.raises(Unreadable, match="read_file_mb"):
        readers.content(tmp_path / "plan.md")


def test_a_process_that_is_killed_costs_its_file_only():
    with Readers() as readers:
        first = readers.read(MANY_ROWS * 3, Source("a.txt", "a.txt", "a"), Corrections())
        time.sleep(1.5)
        room = readers._room._process.pid  # pyright: ignore
        children = Path(f"/proc/{room}/task/{room}/children").read_text().split()
        assert children
        for child in children:
            os.kill(int(child), 9)
        with pytest.raises(Unreadable, match="made the program that reads it stop"):
            first.result()
        assert read(readers, goodfiles.text(), "plan.md").document.blocks


def test_what_comes_back_is_taken_as_values_and_never_as_code():
    class Evil:
        def __reduce__(self):
            return os.system, ("touch /tmp/evil",)

    answer = pickle.dumps(Evil())
    assert "made the program that reads it stop" in _unpacked(memoryview(answer))
    dotted = b"\x80\x04\x8c\x0eingest.readers\x8c\x09os.system\x93."
    assert "made the program that reads it stop" in _unpacked(memoryview(dotted))
    assert FRAME.size == 9


CONFINED = """
import socket, sys
from pathlib import Path
from ingest.confined import confine, leave_the_network
own = Path(sys.argv[1])
left = leave_the_network()
confine(own)
(own / "in.txt").write_text("x")
for outside in (sys.argv[2], str(own.parent / "new.txt")):
    try:
        open(outside, "a" if outside.endswith("new.txt") else "r")
        print("opened", outside)
    except PermissionError:
        print("refused")
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[3])), timeout=2)
    print("connected")
except OSError:
    print("refused")
"""


def test_a_reader_reaches_neither_the_network_nor_other_files(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        arguments = [own, tmp_path / "secret.txt", server.getsockname()[1]]
        done = subprocess.run(
            [sys.executable, "-c", CONFINED, *map(str, arguments)], capture_output=True, text=True
        )
    assert done.stdout.split() == ["refused"] * 3, done.stderr
    assert (own / "in.txt").read_text() == "x"


def test_nothing_is_left_behind(tmp_path):
    with Readers() as readers:
        read(readers, goodfiles.text(), "plan.md")
        scratch = readers._room.scratch  # pyright: ignore
        assert scratch.is_dir()
        assert list(scratch.iterdir()) == []
    assert not scratch.exists()


def test_bytes_of_no_known_encoding_are_shown_as_such():
    content = b"From: a@b.example\r\nSubject: caf\xe9 \xff\r\n\r\nThe roof is mended.\r\n"
    with Readers() as readers:
        assert read(readers, content, "a.eml").document.title == "caf� �"


def test_a_document_that_cannot_be_stored_is_refused():
    from ingest import reading_room
    from ingest.document import Document, Location, Paragraph
    from ingest.understood import Understood

    block = Paragraph("half \ud800 a letter", Location())
    made = Understood(Document(Source("", "", ""), "txt", "", (block,)), None, None, (), ())
    with pytest.raises(Unreadable, match="no letters"):
        reading_room._storable(made)  # pyright: ignore[reportPrivateUsage]
