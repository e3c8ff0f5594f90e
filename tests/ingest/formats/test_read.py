"""The one door in front of the readers."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from ingest.document import Document, Source, Unreadable
from ingest.formats import read


def word_file() -> bytes:
    content = io.BytesIO()
    word = docx.Document()
    word.add_paragraph("Words.")
    word.save(content)
    return content.getvalue()


def excel_file() -> bytes:
    content = io.BytesIO()
    book = Workbook()
    book.worksheets[0].append(["a", "b", "c"])
    book.save(content)
    return content.getvalue()


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "/"), data)
    return content.getvalue()


def opened(tmp_path: Path, name: str, content: bytes) -> Document:
    path = tmp_path / name
    path.write_bytes(content)
    return read(Source(str(path), name, "key"))


@pytest.mark.parametrize("name", ["plan.txt", "plan.pdf", "plan.xlsx", "plan"])
def test_a_file_is_read_by_what_it_holds_and_not_by_its_name(tmp_path: Path, name: str) -> None:
    assert opened(tmp_path, name, word_file()).format == "docx"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\n ", "holds no text"),
        ("a.docx", b"plain words", "is named .docx but is no such file"),
        ("a.pdf", b"plain words", "is named .pdf but is no such file"),
        ("a.docx", word_file()[:900], "is damaged"),
        ("a.xlsx", excel_file()[:900], "is damaged"),
        ("a.docx", archive(other=b"x"), "is an archive"),
        ("a.docx", archive(word__styles=b"x"), "is damaged"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), ("is an old", "is damaged")),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), ("is an old", "is damaged")),
        ("a.txt", b"ab\x00\x01\x02", "is not a document"),
        ("a.txt", b"\x89PNG\r\n", "is a picture"),
        ("a.txt", b"<!DOCTYPE html><p>", "holds no text"),
        ("a.json", b"{}", "is of an unsupported kind (.json)"),
        ("a.pptx", archive(ppt__presentation=b"x"), "is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, reason: str | tuple[str, ...]
) -> None:
    with pytest.raises(Unreadable) as refused:
        opened(tmp_path, name, content)
    assert str(refused.value).startswith(reason)
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(Unreadable, match="cannot be opened"):
            read(Source(str(path), "x", "key"))


def test_an_archive_that_swells_is_refused(tmp_path: Path) -> None:
    swollen = archive(**{"word__document.xml": b"0" * (60 * 1024 * 1024)})
    with pytest.raises(Unreadable, match="too much to be safe"):
        opened(tmp_path, "a.docx", swollen)


@pytest.mark.parametrize("seed", range(12))
def test_a_broken_part_never_raises_anything_else(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    name, content = chance.choice([("a.docx", word_file()), ("a.xlsx", excel_file())])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = {n: packed.read(n) for n in packed.namelist()}
    victim = chance.choice([n for n in members if n.endswith((".xml", ".rels"))])
    members[victim] = members[victim][: chance.randrange(len(members[victim]))]
    broken = archive(**{n.replace("/", "__"): data for n, data in members.items()})
    with contextlib.suppress(Unreadable):
        assert opened(tmp_path, name, broken).source.key == "key"
