"""Document -> Passages: verbatim text to retrieve, with its context kept apart from it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.document import Quote


@dataclass(frozen=True, slots=True)
class Passage:
    """Text to retrieve: consecutive quotations from one section or one table row.

    `parts` are the smallest things that are cited (sentence groups, list items, paragraphs of a
    cell). `context` holds, outermost first, the document's title, headings, row label and column
    heading: embedded and searched together with the text, never quoted as part of it.
    """

    key: str
    parts: tuple[Quote, ...]
    context: tuple[str, ...]

    @property
    def text(self) -> str:
        """The parts, one a line."""
        return "\n".join(p.text for p in self.parts)
