"""An answer in words for places that are not our own page: sources, links that open, notes."""

from __future__ import annotations

import re

from assistant.answer import Answer, Citation

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")


def link(citation: Citation, base: str) -> str:
    """The whole address at which the document opens at the quoted words."""
    return base.rstrip("/") + citation.url


def place(citation: Citation) -> str:
    """The document's title, then the page and the place in words, as far as they are known."""
    page = citation.location.page
    parts = (citation.document, f"page {page}" if page else "", citation.label)
    return ", ".join(dict.fromkeys(p for p in parts if p))


def escaped(words: str) -> str:
    """`words` in one line, as plain text inside Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(words.split()))


def sources(answer: Answer, base: str) -> str:
    """The sources as a Markdown list under a heading; empty where nothing is cited."""
    if not answer.citations:
        return ""
    lines = [
        f"- [{c.n}] [{escaped(place(c))}]({link(c, base)}): “{escaped(c.quote)}”"
        for c in answer.citations
    ]
    return "\n".join(("**Sources**", "", *lines))


def whole(answer: Answer, base: str) -> str:
    """The answer's text, its notes and its sources as one piece of Markdown."""
    notes = "\n".join(f"*{escaped(n)}*" for n in answer.notes)
    return "\n\n".join(p for p in (answer.text, notes, sources(answer, base)) if p)
