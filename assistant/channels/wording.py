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


def shortened(text: str, most: int) -> tuple[str, int]:
    """The first lines of `text` that fit into `most` characters, and how many records are left."""
    if len(text) <= most:
        return text, 0
    lines, held = text.split("\n"), 0
    for number, line in enumerate(lines):
        held += len(line) + 1
        if held > most:
            left = sum(rest.lstrip().startswith("- ") for rest in lines[number:])
            return "\n".join(lines[:number]).rstrip() or text[: most - 1] + "…", left
    return text, 0


def shown(answer: Answer, *, most: int, base: str) -> str:
    """The answer's text and notes; a long one ends at a record, with how many there are more."""
    notes = "\n".join(f"_{escaped(n)}_" for n in answer.notes)
    text, left = shortened(answer.text, most - len(notes) - 200)
    if text != answer.text:
        more = f"and {left} more" if left else "There is more"
        text += f"\n\n… [{more}]({base.rstrip('/')}/answers/{answer.answer})"
    return "\n\n".join(p for p in (text, notes) if p)
