"""Composed -> Answer: every quotation held to its document, word for word, before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import Answer, Citation, Item, Status, When
from assistant.composed import Composed, Line, Record, Said
from assistant.identity import Same
from ingest.document import Cell, Document, Location, Quote, Table
from ingest.entries import Dated

Reading = Callable[[str], Document]
"""A reader's document by its key; raises LookupError where there is none."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer carries besides what it says."""

    conversation: str
    answer: str
    took_ms: float


def verify(composed: Composed, *, reading: Reading, stamp: Stamp) -> Answer:
    """The answer with what does not stand in its document left out.

    A line or record with one quotation that fails is left out whole; where nothing that states
    something is left of an answer that had quotations, it becomes "not_found".
    """
    held = _Held(reading)
    lines = [line for line in composed.lines if all(held.stands(s) for s in _of_line(line))]
    records = [r for r in composed.records if all(held.stands(s) for s in (r.what, *r.who))]
    numbers = _Numbers(held)
    text = _text(lines, numbers)
    items = tuple(_item(r, numbers) for r in records)
    dropped = len(composed.lines) - len(lines)
    status, notes = _after(composed, lines, dropped)
    total = (
        composed.total
        if composed.total is None or len(records) == len(composed.records)
        else len(records)
    )
    return Answer(
        status=status,
        text=text,
        items=items,
        citations=numbers.citations(),
        total=total,
        notes=notes,
        suggestions=composed.suggestions,
        conversation=stamp.conversation,
        answer=stamp.answer,
        took_ms=stamp.took_ms,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is shown: its words, and the numbers of the quotations that it rests on."""

    text: str
    numbers: tuple[int, ...]


class Verifier:
    """Holds lines to their documents one by one, and numbers their quotations as they are told."""

    def __init__(self, reading: Reading) -> None:
        self._held = _Held(reading)
        self._numbers = _Numbers(self._held)

    def holds(self, line: Line) -> bool:
        """Whether a line rests on quotations, every one of which stands in its document."""
        said = _of_line(line)
        return bool(said) and all(self._held.stands(s) for s in said)

    def told(self, line: Line) -> Told:
        """A line that holds, with its quotations numbered."""
        return Told(_words_of(line), self._numbers.of(_of_line(line)))

    def citations(self) -> tuple[Citation, ...]:
        """Every quotation that was told, by number."""
        return self._numbers.citations()


def _after(composed: Composed, lines: list[Line], dropped: int) -> tuple[Status, tuple[str, ...]]:
    if not dropped:
        return composed.status, composed.notes
    quoting = any(_of_line(line) for line in lines)
    status: Status = composed.status if quoting else "not_found"
    return status, (
        *composed.notes,
        f"{dropped} lines were left out because their words could not be found again in the document.",
    )


def _of_line(line: Line) -> tuple[Said, ...]:
    return (*(p for p in line.pieces if isinstance(p, Said)), *line.rests)


class _Held:
    """Holds quotations to their documents, each document read once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._documents: dict[str, Document] = {}

    def document(self, key: str) -> Document:
        """The document of that key."""
        if key not in self._documents:
            self._documents[key] = self._reading(key)
        return self._documents[key]

    def stands(self, said: Said) -> bool:
        """Whether the words stand in their quotation, and that in the document where it says."""
        try:
            document = self.document(said.document)
        except LookupError:
            return False
        place = at(document, said.quote.location)
        return stands(said.quote.text, place) and stands(said.text, said.quote.text)


def at(document: Document, location: Location) -> str:
    """The text of the block, or of the cell of a table, at a location; "" where there is none."""
    return _places(document).get(_key(location), "")


def at_anchor(document: Document, anchor: str) -> Location | None:
    """The location that a document's page has under an anchor; None where it has none."""
    for block in document.blocks:
        parts = block.cells() if isinstance(block, Table) else (block,)
        for part in parts:
            if _anchor(part.location) == anchor:
                return part.location
    return None


def _key(location: Location) -> tuple[int | None, ...]:
    if location.table is not None:
        return (None, location.table, location.row, location.column)
    return (location.block, None, None, None)


@lru_cache(maxsize=64)
def _places_of(document: Same[Document]) -> dict[tuple[int | None, ...], str]:
    out: dict[tuple[int | None, ...], str] = {}
    for block in document.value.blocks:
        if isinstance(block, Table):
            for cell in _cells(block):
                out[_key(cell.location)] = cell.text
        else:
            out[_key(block.location)] = block.text
    return out


def _places(document: Document) -> dict[tuple[int | None, ...], str]:
    return _places_of(Same(document))


def _cells(table: Table) -> Iterable[Cell]:
    return table.cells()


def stands(words: str, text: str) -> bool:
    """Whether `words` stand in `text`, whole words in a row, to the letter but for white space."""
    wanted, held = _words(words), _words(text)
    if not wanted:
        return False
    joined, target = "\0".join(held), "\0".join(wanted)
    return f"\0{target}\0" in f"\0{joined}\0"


_WORD = re.compile(r"[£$€]?\d+(?:[.,:/]\d+)*%?\w*|\w+|[^\w\s]")
"""A word, a whole figure with its sign and unit ("£1,700", "4.5%"), or a mark."""


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


class _Numbers:
    """Numbers the quotations of an answer, each place once."""

    def __init__(self, held: _Held) -> None:
        self._held = held
        self._found: dict[tuple[str, Location, str], tuple[int, Said]] = {}

    def of(self, said: Iterable[Said]) -> tuple[int, ...]:
        """The numbers of some quotations, in order, each once."""
        out: list[int] = []
        for s in said:
            key = (s.document, s.quote.location, s.quote.text)
            n, _ = self._found.setdefault(key, (len(self._found) + 1, s))
            if n not in out:
                out.append(n)
        return tuple(sorted(out))

    def citations(self) -> tuple[Citation, ...]:
        """Every quotation with its place, by number."""
        return tuple(self._citation(n, s) for n, s in self._found.values())

    def _citation(self, n: int, s: Said) -> Citation:
        document = self._held.document(s.document)
        location = s.quote.location
        url = f"/documents/{s.document}#{_anchor(location)}"
        return Citation(n, document.title, s.plan, label(s.quote), location, s.quote.text, url)


def _anchor(location: Location) -> str:
    if location.table is not None:
        return f"t{location.table}r{location.row}c{location.column}"
    return f"b{location.block}"


def label(quote: Quote) -> str:
    """The place of a quotation in words: heading, row and column, the innermost last."""
    parts = [*quote.location.headings[-1:], *(_first_line(a) for a in quote.about)]
    scan = ("read from a scan",) if quote.location.scanned else ()
    return " › ".join(dict.fromkeys(p for p in (*parts, *scan) if p))


def _first_line(text: str) -> str:
    line = text.split("\n")[0].split(" (")[0]
    return line if len(line) <= 80 else line[:77].rsplit(" ", 1)[0] + "…"


def _text(lines: Iterable[Line], numbers: _Numbers) -> str:
    out: list[str] = []
    last = ""
    for line in lines:
        words = _words_of(line)
        marks = "".join(f"[{n}]" for n in numbers.of(_of_line(line)))
        body = f"{words} {marks}".strip()
        shown = {"heading": f"**{words}**", "bullet": f"- {body}", "under": f"  - {body}"}.get(
            line.form, body
        )
        if out and (line.form in ("heading", "text") or last == "text"):
            out.append("")
        out.append(shown)
        last = line.form
    return "\n".join(out)


def _words_of(line: Line) -> str:
    return "".join(p.text.replace("\n", " ") if isinstance(p, Said) else p for p in line.pieces)


def _item(record: Record, numbers: _Numbers) -> Item:
    when = _when(record.when) if record.when else None
    rests = [record.what, *record.who]
    return Item(
        what=record.what.text,
        who=tuple(w.text for w in record.who),
        when=when,
        strand=record.strand,
        plan=record.plan,
        citations=numbers.of(rests),
    )


def _when(dated: Dated) -> When:
    p = dated.period
    return When(p.text, p.start, p.end, p.kind, dated.role, p.year)
