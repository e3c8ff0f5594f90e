"""A quotation with its place, for whoever lists records or findings."""

from __future__ import annotations

from assistant.answer import Citation
from assistant.records import place
from assistant.verify import label
from ingest.document import Location, Quote
from ingest.filing import Filed


def cited(quote: Quote, filed: Filed, n: int) -> Citation:
    """The quotation as the citation of that number, from a document that is filed."""
    name = label(quote) or filed.title
    url = f"/documents/{filed.key}#{anchor(quote.location)}"
    return Citation(n, filed.title, filed.plan, name, quote.location, quote.text, url)


def where(citation: Citation) -> str:
    """A citation's place in words: its label, then page, table, row and column or block."""
    return f"{citation.label} ({place(citation.location)})"


def anchor(location: Location) -> str:
    """The id under which a place stands on its document's page."""
    if location.table is not None:
        return f"t{location.table}r{location.row}c{location.column}"
    return f"b{location.block}"
