"""Rich Text files (.rtf) -> Document: paragraphs, outline headings, lists and tables."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ingest.document import Document, Source, Unreadable
from ingest.formats.outline import Line, Outline, Piece
from ingest.limits import Allowance
from ingest.tables import Grid, GridCell

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)
_UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer headerl headerr headerf footerl"
    b" footerr footerf fldinst themedata colorschememapping latentstyles datastore listtable"
    b" listoverridetable rsidtbl generator xmlnstbl bkmkstart bkmkend annotation atnid atnauthor"
    b" deleted pntext listtext nonshppict filetbl revtbl mmathPr tc xe".split()
)
_SPACES = {
    b"tab": "\t",
    b"line": "\n",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
_LISTED = (b"pntext", b"listtext")
_DEEPEST = 500
_PAGES = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}


class _State(NamedTuple):
    """What holds inside a group."""

    unseen: bool = False
    skip: int = 1
    hidden: bool = False


def read_rich_text(source: Source, allowance: Allowance) -> Document:
    """The file as a Document; raises Unreadable where its groups never close properly."""
    reading = _Reading()
    for token in _TOKEN.finditer(Path(source.path).read_bytes()):
        reading.take(token)
    outline = Outline(source)
    outline.add(reading.pieces())
    if reading.pictures:
        outline.problem(f"{reading.pictures} pictures could not be read")
    return outline.document("rtf")


class _Reading:
    """A Rich Text file's state from token to token."""

    def __init__(self) -> None:
        self.pictures = 0
        self._codepage = "cp1252"
        self._state = _State()
        self._outer: list[_State] = []
        self._words: list[str] = []
        self._bytes = bytearray()
        self._skipping = 0
        self._star = False
        self._level: int | None = None
        self._listed = False
        self._in_table = False
        self._paragraphs: list[str] = []
        self._cells: list[GridCell] = []
        self._rows: list[tuple[GridCell, ...]] = []
        self._pieces: list[Piece] = []

    def pieces(self) -> list[Piece]:
        """Everything read, the last paragraph too."""
        self._end_paragraph()
        self._end_table()
        return self._pieces

    def take(self, token: re.Match[bytes]) -> None:
        """Takes in one token."""
        word, number, coded, sign, brace, text = token.groups()
        if coded is None and self._bytes:
            self._decode()
        if brace is not None:
            self._group(brace)
        elif word is not None:
            self._word(word, int(number) if number else None)
        elif coded is not None:
            self._coded(int(coded, 16))
        elif sign is not None:
            self._sign(sign)
        elif text is not None:
            self._say(text.decode(self._codepage, "replace"))

    def _group(self, brace: bytes) -> None:
        self._skipping = 0
        if brace == b"{":
            if len(self._outer) >= _DEEPEST:
                raise Unreadable("is nested too deep to be read")
            self._outer.append(self._state)
        elif self._outer:
            self._state = self._outer.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        starred, self._star = self._star, False
        if word in _UNSEEN or (starred and word not in (b"shppict", b"fldrslt", b"shptxt")):
            self.pictures += word == b"pict" and not self._state.unseen
            self._listed |= word in _LISTED
            self._state = self._state._replace(unseen=True)
        elif word == b"u" and number is not None:
            self._say(_character(number))
            self._skipping = self._state.skip
        elif word == b"uc":
            self._state = self._state._replace(skip=max(0, min(number or 0, 16)))
        elif word == b"v":
            self._state = self._state._replace(hidden=number != 0)
        elif word == b"ansicpg" and number:
            self._codepage = _known(f"cp{number}")
        elif word in _PAGES:
            self._codepage = _PAGES[word]
        elif word in _SPACES:
            self._say(_SPACES[word])
        elif not self._state.unseen:
            self._layout(word, number)

    def _layout(self, word: bytes, number: int | None) -> None:
        """What a word says of paragraphs and tables."""
        match word:
            case b"par" | b"sect" | b"page":
                self._end_paragraph()
            case b"pard":
                self._level, self._in_table = None, False
            case b"outlinelevel" if number is not None and 0 <= number < 9:
                self._level = number + 1
            case b"intbl":
                self._in_table = True
            case b"cell" | b"nestcell":
                self._end_paragraph(in_cell=True)
                self._cells.append(GridCell(tuple(self._paragraphs)))
                self._paragraphs.clear()
            case b"row" | b"nestrow":
                if self._cells:
                    self._rows.append(tuple(self._cells))
                self._cells.clear()
            case _:
                pass

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._star = True
        elif sign in (b"\n", b"\r") and not self._state.unseen:
            self._end_paragraph()
        elif sign in (b"\\", b"{", b"}"):
            self._say(sign.decode())
        elif sign in (b"~", b"_"):
            self._say("\xa0" if sign == b"~" else "-")

    def _coded(self, code: int) -> None:
        if self._skipping:
            self._skipping -= 1
        elif not self._state.unseen and not self._state.hidden:
            self._bytes.append(code)

    def _decode(self) -> None:
        self._words.append(bytes(self._bytes).decode(self._codepage, "replace"))
        self._bytes.clear()

    def _say(self, text: str) -> None:
        skipped, self._skipping = min(self._skipping, len(text)), 0
        if not self._state.unseen and not self._state.hidden:
            self._words.append(text[skipped:])

    def _end_paragraph(self, *, in_cell: bool = False) -> None:
        if self._bytes:
            self._decode()
        texts = [t for t in (" ".join(s.split()) for s in "".join(self._words).split("\n")) if t]
        self._words.clear()
        if in_cell or self._in_table:
            self._paragraphs += texts
        elif texts:
            self._end_table()
            self._pieces += self._lines(texts)
        self._listed = False

    def _lines(self, texts: list[str]) -> Iterator[Line]:
        if self._level is not None:
            yield Line(" ".join(texts), level=self._level)
        elif self._listed:
            yield Line(" ".join(texts), marker="-")
        else:
            yield from (Line(text) for text in texts)

    def _end_table(self) -> None:
        if self._cells or self._paragraphs:
            self._rows.append((*self._cells, GridCell(tuple(self._paragraphs))))
        if self._rows:
            self._pieces.append(Grid(tuple(self._rows)))
        self._rows, self._cells, self._paragraphs = [], [], []


def _character(number: int) -> str:
    """The character of a signed 16-bit number; � for half of one."""
    code = number % 65536
    return "�" if 0xD800 <= code <= 0xDFFF else chr(code)


def _known(codepage: str) -> str:
    try:
        return codecs.lookup(codepage).name
    except LookupError:
        return "cp1252"
