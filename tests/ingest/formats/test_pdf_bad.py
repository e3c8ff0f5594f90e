"""PDF files that cannot be read give one clear line each and no other noise."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, Source, Unreadable
from ingest.formats.pdf import read_pdf


def good(path: Path) -> bytes:
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "A plan with words in it.")
    canvas.showPage()
    canvas.save()
    return path.read_bytes()


def locked(path: Path) -> None:
    good(path)
    writer = pypdf.PdfWriter(str(path))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(str(path))


def without_pages(path: Path) -> None:
    pypdf.PdfWriter().write(str(path))


def cut_short(path: Path) -> None:
    content = good(path)
    path.write_bytes(content[: len(content) // 2])


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda p: p.write_bytes(b""), "is empty"),
    "mislabelled": (lambda p: p.write_text("Just words."), "is named .pdf but is no such file"),
    "cut short": (cut_short, "is damaged: the file is cut short"),
    "locked": (locked, "is protected by a password"),
    "no pages": (without_pages, "has no pages"),
    "rubbish": (
        lambda p: p.write_bytes(b"%PDF-1.4\n" + b"\x00\x01rubbish" * 99 + b"\nstartxref\n9\n%%EOF"),
        "is damaged: it is no whole PDF file",
    ),
}


def read(path: Path) -> Document:
    return read_pdf(Source(path=str(path), name=path.name, key="doc"))


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_gives_one_clear_line(case, tmp_path, capfd, caplog):
    make, reason = BROKEN[case]
    path = tmp_path / "plan.pdf"
    make(path)
    with pytest.raises(Unreadable, match=reason) as raised:
        read(path)
    assert "\n" not in str(raised.value)
    assert str(tmp_path) not in str(raised.value)
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(Unreadable, match="cannot be opened: No such file"):
        read(tmp_path / "none.pdf")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_file_damaged_anywhere_is_read_or_refused_but_never_fails(data, tmp_path):
    content = bytearray(good(tmp_path / "good.pdf"))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.pdf"
    path.write_bytes(bytes(content))
    with suppress(Unreadable):
        assert isinstance(read(path), Document)
