"""Makes a folder of hostile and awkward files: `python tests/ingest/hostile.py FOLDER`."""

from __future__ import annotations

import io
import os
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf

sys.path.insert(0, str(Path(__file__).parent))

import goodfiles as good

_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)
XML_ATTACKS = {
    "laughs": (f"{_LAUGHS}]>", "&a11;"),
    "outside": ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "&e;"),
    "far": ("<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>", ""),
    "quadratic": (f"<!DOCTYPE x [<!ENTITY q '{'q' * 100_000}'>]>", "&q;" * 5_000),
}
SUFFIXES = (
    *good.GOOD,
    *(".docm", ".xlsm", ".pptm", ".tsv", ".txt", ".htm", ".srt", ".doc", ".xls", ".ppt", ".mht"),
)
Files = Iterator[tuple[str, bytes]]


def make(folder: Path) -> int:
    """Makes the files; how many there are."""
    for family in FAMILIES:
        for name, content in family():
            (folder / name).write_bytes(content)
    _links(folder)
    return sum(1 for _ in folder.iterdir())


def nothing_and_noise() -> Files:
    """Empty files, single bytes and noise under every name."""
    chance = random.Random(6)
    for suffix in SUFFIXES:
        yield f"empty{suffix}", b""
        yield f"byte{suffix}", b"\x80"
        yield f"noise{suffix}", chance.randbytes(5_000)


def cut_and_spoilt() -> Files:
    """Sound files cut short, and with bytes changed."""
    chance = random.Random(7)
    for suffix, made in good.GOOD.items():
        content = made()
        for part in (10, 50, 95):
            yield f"cut-{part}{suffix}", content[: len(content) * part // 100]
        for n in range(2):
            spoilt = bytearray(content)
            for _ in range(max(3, len(content) // 500)):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            yield f"spoilt-{n}{suffix}", bytes(spoilt)


def damaged_inside() -> Files:
    """Packed files of which one part is missing, or is another's, while the rest is sound."""
    for suffix in (".docx", ".xlsx", ".pptx", ".odt", ".ods"):
        content = good.GOOD[suffix]()
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            parts = {name: held.read(name) for name in held.namelist()}
        for at, name in enumerate(sorted(parts)):
            without = {n: part for n, part in parts.items() if n != name}
            yield f"without-{at}{suffix}", good.packed(dict(without))
            yield f"other-{at}{suffix}", good.packed({**parts, name: '<x a="1"><y/></x>'})
        rels = {n: p.replace(b"Id=", b"Ix=") for n, p in parts.items()}
        yield f"no-ids{suffix}", good.packed(dict(rels))
        lost = {n: p.replace(b"Target=", b"Torget=") for n, p in parts.items()}
        yield f"no-targets{suffix}", good.packed(dict(lost))
    content = bytearray(good.GOOD[".ods"]())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as held:
        at = {i.filename: i.header_offset + 30 + len(i.filename) for i in held.infolist()}
    for n in range(8):
        content[at["mimetype"] + n : at["mimetype"] + n + 1] = b"\xff"
    yield "garbled-mimetype.ods", bytes(content)


def under_other_names() -> Files:
    """Sound files whose names promise another kind, and files that are two kinds at once."""
    suffixes = list(good.GOOD)
    for at, (suffix, made) in enumerate(good.GOOD.items()):
        yield f"is-a{suffix[1:]}{suffixes[at - 1]}", made()
    yield "page-and.pdf", b"<html><body>" + good.pdf() + b"</body></html>"
    yield "pdf-and-archive.pdf", good.pdf() + good.archive()
    yield "archive-and-pdf.zip", good.archive() + good.pdf()
    yield "word-and-excel.docx", good.packed({"word/document.xml": "<x/>", "xl/workbook.xml": ""})
    yield "program.pdf", b"MZ" + bytes(500)
    yield "picture.docx", b"\x89PNG\r\n\x1a\n" + bytes(500)


def xml_attacks() -> Files:
    """Entities that grow, and that reach outside, in every format made of XML."""
    for name, (declared, used) in XML_ATTACKS.items():
        word = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        word = f"{declared}{word}<w:body><w:p><w:r><w:t>{used}x</w:t></w:r></w:p></w:body>"
        yield f"{name}.docx", _with(good.word(), "word/document.xml", f"{word}</w:document>")
        strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        strings = f"{declared}{strings}<si><t>{used}x</t></si></sst>"
        yield f"{name}.xlsx", _with(good.excel(), "xl/sharedStrings.xml", strings)
        yield (
            f"{name}-styles.xlsx",
            _with(good.excel(), "xl/styles.xml", f"{declared}<x>{used}</x>"),
        )
        yield f"{name}.pptx", _spliced(good.slides(), "ppt/slides/slide1.xml", declared, used)
        content = declared + good.ODF.format(f"<office:text><text:p>{used}x</text:p></office:text>")
        for suffix, kind in ((".odt", "text"), (".ods", "spreadsheet")):
            said = f"application/vnd.oasis.opendocument.{kind}"
            yield f"{name}{suffix}", good.packed({"mimetype": said, "content.xml": content})
        yield f"{name}.html", f"{declared}<html><body><p>{used}x</p></body></html>".encode()


def swollen() -> Files:
    """Archives that unpack to far more than they are, flat, nested, overlapping and lying."""
    zeros = bytes(40_000_000)
    yield "bomb.docx", _with(good.word(), "word/media/big.xml", zeros)
    yield "bomb.xlsx", _with(good.excel(), "xl/worksheets/sheet9.xml", zeros)
    yield "bomb.pptx", _with(good.slides(), "ppt/slides/slide9.xml", zeros)
    yield "bomb.ods", good.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                                   "content.xml": zeros})  # fmt: skip
    flat = good.packed({f"{n}.txt": zeros for n in range(16)})
    yield "bomb.zip", flat
    nested = good.text()
    for _ in range(8):
        nested = good.packed({"in.zip": nested, "more.zip": nested})
    yield "nested.zip", nested
    yield "overlapping.zip", _overlapping()
    yield "lying.zip", _lying()
    yield "many.zip", good.packed({f"{n}.txt": "x" for n in range(3_000)}, zipfile.ZIP_STORED)
    yield "climbing.zip", good.packed({"../../../../tmp/out.txt": good.text(), "/etc/x.md": "# X"})
    yield "absolute.zip", good.packed({"C:\\windows\\x.txt": good.text()})
    yield (
        "mail-bomb.eml",
        (
            b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: application/zip; name=b.zip\r\n"
            b"Content-Disposition: attachment; filename=b.zip\r\nContent-Transfer-Encoding: binary"
            b"\r\n\r\n" + flat
        ),
    )


def broken_pdfs() -> Files:
    """PDF files with loops, claims of enormous size, scripts and locks."""
    tree = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>"
    yield "loop-tree.pdf", _pdf(["<</Type/Catalog/Pages 2 0 R>>", tree, tree.replace("3", "2")])
    kids = "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"
    yield "own-child.pdf", _pdf(["<</Type/Catalog/Pages 2 0 R>>", kids])
    yield "own-catalog.pdf", _pdf(["<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 3>>"])
    page = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>/MediaBox[0 0 {0} {0}]>>"
    for name, size in (("huge-page", "1e9"), ("no-page", "0"), ("less-page", "-50")):
        yield f"{name}.pdf", _pdf([*_HEAD, page.format(size), _stream(b"BT (x) Tj ET")])
    yield "loop-stream.pdf", _pdf([*_HEAD, page.format(600), "4 0 R"])
    yield "loop-form.pdf", _pdf([*_HEAD, page.format(600).replace("<<>>", "<</XObject<</F 4 0 R>>>>"),
        _stream(b"/F Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>"),
    ])  # fmt: skip
    yield "object-streams.pdf", _pdf([*_HEAD, page.format(600),
        _stream(b"4 0 <</A 1>>", "/Type/ObjStm/N 1/First 4/Extends 4 0 R")])  # fmt: skip
    action = "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/{}>>>>"
    for name, does in (("script", "JavaScript/JS(app.alert(1))"), ("launch", "Launch/F(/bin/sh)")):
        yield f"{name}.pdf", _pdf([action.format(does), _HEAD[1], page.format(600), _stream(b"")])
    yield "swollen-stream.pdf", _pdf([*_HEAD, page.format(600), _flate(bytes(60_000_000))])
    yield "many-marks.pdf", _pdf([*_HEAD, page.format(600), _flate(b"0 0 m 9 9 l S " * 300_000)])
    deep = b"[" * 50_000 + b"]" * 50_000
    yield "deep-array.pdf", _pdf([*_HEAD, page.format(600), deep.decode()])
    picture = "/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    shown = page.format(600).replace("<<>>", "<</XObject<</I 5 0 R>>>>")
    yield "huge-picture.pdf", _pdf([*_HEAD, shown, _stream(b"600 0 0 800 0 0 cm /I Do"),
                                    _flate(bytes(1_000), picture)])  # fmt: skip
    font = "<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 0/LastChar 99999999/Widths[1]>>"
    used = page.format(600).replace("<<>>", "<</Font<</F 5 0 R>>>>")
    yield "huge-font.pdf", _pdf([*_HEAD, used, _stream(b"BT /F 1e9 Tf (x) Tj ET"), font])
    kids = " ".join(f"{n} 0 R" for n in range(3, 10_003))
    pages = ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * 10_000
    tree = f"<</Type/Pages/Kids[{kids}]/Count 10000>>"
    yield "ten-thousand-pages.pdf", _pdf(["<</Type/Catalog/Pages 2 0 R>>", tree, *pages])
    yield "loop-xref.pdf", good.pdf().replace(b"/Root", b"/Prev 9 /Root")
    yield "locked.pdf", _locked()
    yield "no-pages.pdf", _pdf(["<</Type/Catalog>>"])
    yield "head-only.pdf", b"%PDF-1.7\n%%EOF"


def awkward_sheets() -> Files:
    """Sheets of a million rows, enormous spans, loose ends and formulas that call out."""
    head = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 1_048_577))
    sheets = {
        "million-rows": rows,
        "million-cells": "".join(
            f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}"><v>1</v></c></row>'
            for n in range(1, 400_000)
        ),
        "wild-reference": '<row r="1"><c r="XFE99999999"><v>1</v></c></row>',
        "lost-string": '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
        "calls-out": '<row r="1"><c r="A1"><f>WEBSERVICE("http://127.0.0.1:9")</f><v>1</v></c></row>',
        "wild-number": '<row r="1"><c r="A1"><v>1e999999</v></c></row>',
        "wild-date": '<row r="1"><c r="A1" t="d"><v>99999-99-99</v></c></row>',
    }
    for name, body in sheets.items():
        sheet = f"{head}{body}</sheetData></worksheet>"
        yield f"{name}.xlsx", _with(good.excel(), "xl/worksheets/sheet1.xml", sheet)
    merged = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    yield "merged.xlsx", _with(good.excel(), "xl/worksheets/sheet1.xml", head + first + merged)
    cell = "<table:table-cell {}><text:p>x</text:p></table:table-cell>"
    for name, row, column in (("rows", 10**9, 1), ("columns", 1, 10**9), ("both", 10**6, 10**4)):
        wide = cell.format(f'table:number-columns-repeated="{column}"')
        row_tag = f'<table:table-row table:number-rows-repeated="{row}">{wide}</table:table-row>'
        yield f"repeated-{name}.ods", good.open_sheet(row_tag)
    yield "wide.csv", b"," * 1_000_000
    yield "quotes.csv", b'a,"b\n' * 20_000
    yield "long-value.csv", b"a,b\n" + b"x" * 15_000_000
    yield "injection.csv", b"name,what\n=cmd|'/c calc'!A1,+1+1\n@SUM(A1),-2\n"
    yield "zeros.csv", b"a,b\x00\nc,d\n"


def awkward_texts() -> Files:
    """Texts that are long, deep, or the worst for patterns that look for marks and dates."""
    yield "one-line.txt", b"word " * 10_000_000
    yield "no-spaces.txt", b"x" * 5_000_000
    worst = {
        "stars": "*" * 40_000,
        "brackets": "[" * 20_000 + "](" * 20_000,
        "pipes": "|" * 40_000 + "\n" + "|-" * 20_000,
        "tags": "<b" * 30_000,
        "ticks": "`" * 30_001 + "a",
        "dashes": ("-" * 200 + " ") * 500,
        "comments": "<!--" * 30_000,
        "numbers": "1." * 30_000,
        "dates": "by 1/1/1/" * 10_000,
        "months": "Jan Feb Mar " * 10_000,
        "leads": "Lead: " * 10_000,
        "commas": "A, B & C / " * 10_000,
        "spaces": "a" + " " * 100_000 + "b",
        "tabs": "\t" * 100_000,
        "names": "Mr A B. C. " * 10_000,
        "quotes": "“" * 30_000,
        "colons": "a: " * 30_000,
        "underscores": "_a" * 30_000,
        "accents": "e" + "\u0301" * 50_000,
        "directions": "\u202e\u2066" * 10_000 + "desrever",
    }
    for name, text in worst.items():
        yield f"worst-{name}.md", text.encode()
    yield "rows.txt", b"a\tb\tc\n" * 20_000
    yield "headings.md", b"".join(b"#" * (n % 6 + 1) + b" H\n" for n in range(5_000))
    yield "lists.md", b"".join(b" " * n + b"- x\n" for n in range(1_000))
    yield "odd-unicode.txt", ("\ud7ff\ufffe\U0010ffff\u2028\u0085" * 100).encode()
    yield "utf16.txt", "The roof".encode("utf-16-le")
    yield "half-utf16.txt", b"\xff\xfe\x00"
    yield "latin.txt", "Café £5 – “quoted”".encode("cp1252")


def awkward_pages() -> Files:
    """Web pages, messages, captions and Rich Text that are deep, endless or full of scripts."""
    yield "deep.html", b"<div>" * 50_000 + b"x"
    yield "deep-lists.html", b"<html>" + b"<ul><li>" * 20_000
    yield "deep-tables.html", b"<html>" + b"<table><tr><td>" * 3_000
    yield (
        "script.html",
        (
            b"<html><script>while(1){}</script><img src='http://127.0.0.1:9/x.png'>"
            b"<iframe src='file:///etc/passwd'></iframe><link rel=stylesheet href='//127.0.0.1:9'>"
            b"<p onclick='x()'>" + good.WORDS.encode() + b"<p style='display:none'>unseen"
        ),
    )
    span = b"<html><table><tr><th>a<th>b<tr><td colspan=999999999 rowspan=999999999>x"
    yield "span.html", span + b"<tr><td>y" * 500
    yield "wild-charset.html", b"<html><meta charset=utf-99><p>" + good.WORDS.encode()
    yield "attributes.html", b"<html><p " + b"a=1 " * 200_000 + b">x"
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(2_000)
    )
    yield "deep.eml", b"From: a@b.example\r\nMIME-Version: 1.0\r\n" + parts
    yield "headers.eml", b"From: a@b.example\r\n" + b"X-A: " + b"b" * 2_000_000 + b"\r\n\r\nx"
    yield (
        "many-headers.eml",
        b"From: a@b.example\r\nSubject: s\r\n" + b"X: y\r\n" * 50_000 + b"\r\nx",
    )
    yield (
        "charset.eml",
        b"From: a\r\nSubject: =?utf-99?b?!!!?=\r\nContent-Type: text/plain; charset=no\r\n\r\nRoof",
    )
    yield (
        "dates.eml",
        b"From: a\r\nDate: Thu, 99 Zzz 99999 99:99:99 +9999\r\nSubject: x\r\n\r\nRoof",
    )
    yield "cues.vtt", b"WEBVTT\n\n" + b"00:00:01.000 --> 00:00:02.000\n" * 50_000
    yield "times.vtt", b"WEBVTT\n\n99999:99:99.999 --> 00:00:00.000\nRoof\n"
    yield "deep.rtf", b"{\\rtf1" + b"{" * 200_000
    yield "closed.rtf", b"{\\rtf1" + b"}" * 50_000 + b"Roof"
    yield "binary.rtf", b"{\\rtf1 \\bin999999999 Roof\\u99999999999 \\uc99999 x}"
    yield "cells.rtf", b"{\\rtf1 \\intbl " + b"x\\cell " * 50_000 + b"\\row}"
    lists = "<text:list><text:list-item>" * 3_000 + "</text:list-item></text:list>" * 3_000
    yield "deep.odt", good.open_text(f"<office:text>{lists}</office:text>")
    spaces = '<office:text><text:p>a<text:s text:c="999999999"/>b</text:p></office:text>'
    yield "spaces.odt", good.open_text(spaces)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    yield "locked.docx", old + "EncryptedPackage".encode("utf-16-le")
    yield "outlook.doc", old + "__substg1.0_".encode("utf-16-le")
    yield "old.ppt", old + bytes(100)
    tables = "<w:tbl><w:tr><w:tc>" * 300 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 300
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = f"<w:document {space}><w:body>{tables}</w:body></w:document>"
    yield "deep-tables.docx", _with(good.word(), "word/document.xml", deep)
    grid = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc></w:tr>'
    wide = f"<w:document {space}><w:body>{grid}</w:tbl></w:body></w:document>"
    yield "wide.docx", _with(good.word(), "word/document.xml", wide)


def odd_names() -> Files:
    """Sound files under names that would steer a screen, or are as long as can be."""
    for name in (
        "new\nline.md",
        "escape\x1b[31mred.md",
        "bell\x07.md",
        "left\u202egpj.md",
        "isolate\u2066x\u2069.md",
        "tab\there.md",
        " spaces .md",
        "-rf.md",
        "*?[x].md",
        "quote'\"`$(id).md",
        "<b>bold<b>.md",
        "n" * 252 + ".md",
        "\u00e9" * 126 + ".md",
        "CON.md",
        "plan..md",
    ):
        yield (
            name,
            good.text().replace(b"Estates", f"Estates {zlib.crc32(name.encode()) % 999}".encode()),
        )


FAMILIES: tuple[Callable[[], Files], ...] = (
    nothing_and_noise,
    cut_and_spoilt,
    damaged_inside,
    under_other_names,
    xml_attacks,
    swollen,
    broken_pdfs,
    awkward_sheets,
    awkward_texts,
    awkward_pages,
    odd_names,
)

_HEAD = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]


def _links(folder: Path) -> None:
    """Links that lead out, round and nowhere, a pipe, a folder with a file's name."""
    (folder / "out.md").symlink_to("/etc/passwd")
    (folder / "round.md").symlink_to(folder / "round.md")
    (folder / "nowhere.md").symlink_to(folder / "not-there")
    (folder / "outside").symlink_to("/etc")
    (folder / "again").symlink_to(folder)
    os.mkfifo(folder / "pipe.pdf")
    (folder / "folder.pdf").mkdir()
    (folder / os.fsdecode(b"half\xff.md")).write_bytes(good.text())


def _with(archive: bytes, name: str, content: str | bytes) -> bytes:
    """An archive with a part put in, in the place of any of that name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        parts = {n: held.read(n) for n in held.namelist()}
    return good.packed(parts | {name: content})


def _spliced(archive: bytes, name: str, declared: str, used: str) -> bytes:
    """An archive with entities declared in a part, and used in place of its first words."""
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        xml = held.read(name).decode()
    start = xml.index("?>") + 2 if xml.startswith("<?xml") else 0
    xml = xml[start:].replace("Estates", used or "x", 1)
    return _with(archive, name, declared + xml)


def _overlapping() -> bytes:
    """An archive whose many names all stand for one swollen part."""
    one = good.packed({"0.txt": bytes(20_000_000)})
    with zipfile.ZipFile(io.BytesIO(one)) as held:
        directory = held.start_dir
    entry = one[directory:-22]
    entries = b"".join(entry.replace(b"0.txt", b"%d.txt" % (n % 10)) for n in range(400))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 400, 400, len(entries), directory, 0)
    return one[:directory] + entries + end


def _lying() -> bytes:
    """An archive that states a small size for a part that is large."""
    made = bytearray(good.packed({"x.txt": bytes(30_000_000)}))
    size = struct.pack("<L", 30_000_000)
    return bytes(made).replace(size, struct.pack("<L", 10))


def _pdf(objects: list[str]) -> bytes:
    """A PDF of these objects, numbered from 1, with a table of where they stand."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body.encode("latin-1"))
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _stream(content: bytes, more: str = "") -> str:
    held = content.decode("latin-1")
    return f"<</Length {len(content)}{more}>>\nstream\n{held}\nendstream"


def _flate(content: bytes, more: str = "") -> str:
    return _stream(zlib.compress(content, 9), f"/Filter/FlateDecode{more}")


def _locked() -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(good.pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"{make(target)} files in {target}\n")
