"""A draft as its reader may see it, and as Markdown: areas, sections, sentences, notes, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.drafting.draft import (
    SECTIONS,
    UNREVIEWED,
    Area,
    Body,
    Cited,
    LeftOut,
    Section,
    Sentence,
)
from assistant.drafting.holding import Seen, seen
from assistant.office.drafts import Draft
from ingest.filing import Reader
from ingest.index import Index


@dataclass(frozen=True, slots=True)
class Paper:
    """A draft with the sentences that its reader may see, each held to its sources."""

    draft: Draft
    sentences: tuple[Seen, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def body(self) -> Body:
        """What was drafted."""
        return self.draft.body

    @property
    def status(self) -> str:
        """Whether a person has signed it off, in words."""
        if not self.draft.signed_by or self.draft.signed_at is None:
            return UNREVIEWED
        day = _day(self.draft.signed_at)
        stale = sum(bool(s.stale) for s in self.standing())
        after = f"; {stale} sentences no longer match their sources" if stale else ""
        return f"Signed off by {self.draft.signed_by} on {day}{after}"

    @property
    def undecided(self) -> int:
        """How many sentences nobody has accepted, edited or struck."""
        return sum(s.sentence.state == "proposed" for s in self.sentences)

    def standing(self) -> tuple[Seen, ...]:
        """The sentences that were not struck."""
        return tuple(s for s in self.sentences if s.sentence.state != "struck")

    def sections(
        self, *, struck: bool = False
    ) -> Iterator[tuple[Area, list[tuple[Section, str, list[Seen]]]]]:
        """Each area with its sections and their sentences; of a section without any, none."""
        held = self.sentences if struck else self.standing()
        for area in self.body.areas:
            own = [s for s in held if s.sentence.area == area.key]
            parts: list[tuple[Section, str, list[Seen]]] = [
                (key, words, [s for s in own if s.sentence.section == key])
                for key, words in SECTIONS.items()
            ]
            yield area, [p for p in parts if p[2]]


def paper(draft: Draft, index: Index, reader: Reader) -> Paper:
    """The draft as that reader may see it now."""
    known = frozenset(index.known())
    with index.seen_by(reader) as view:
        mine = {f.key for f in view.documents()}
        found = seen(draft.body, view, reader.audiences, known)
    left = tuple(x for x in draft.body.left_out if x.document in mine)
    return Paper(draft, tuple(found), left)


def sources(found: Sequence[Seen]) -> tuple[str, ...]:
    """The titles of the documents that some sentences rest on, each once."""
    titles = dict.fromkeys(c.title for s in found for c in s.sentence.cited)
    return tuple(sorted(titles))


def note(sentence: Sentence) -> str:
    """What a footnote says of a sentence's citations: each document once, with the places.

    Words that the sentence itself does not quote stand in it too.
    """
    titles: dict[str, dict[str, None]] = {}
    for c in sentence.cited:
        quote = " ".join(c.quote.split())
        shown = quote.rstrip(".;,:") in " ".join(sentence.text.split())
        words = place(c) if shown else f"{place(c)}: “{quote}”"
        titles.setdefault(c.title, {})[words] = None
    return "; ".join(f"{title}, {'; '.join(places)}" for title, places in titles.items())


def place(cited: Cited) -> str:
    """A citation's place in words."""
    page = f"page {cited.page}" if cited.page else ""
    return ", ".join(p for p in (page, cited.label) if p) or "in the text"


def marks(one: Seen) -> str:
    """What has to be said beside a sentence: that its source changed, that words are a person's."""
    said = (*one.stale, *one.unborne)
    return f" [Check: {'; '.join(said)}]" if said else ""


def markdown(shown: Paper) -> str:
    """The draft as Markdown, its citations as footnotes."""
    body = shown.body
    lines = [f"# {line(body.title)}", "", f"**{shown.status}**", "", line(body.about), ""]
    lines += [f"As of {body.asked.as_of.day} {body.asked.as_of:%B %Y}.", ""]
    notes: list[str] = []
    for area, parts in shown.sections():
        lines += [f"## {line(area.name)}", ""]
        for _, words, found in parts:
            lines += [f"### {words}", ""]
            for one in found:
                mark = ""
                if one.sentence.cited:
                    notes.append(note(one.sentence))
                    mark = f"[^{len(notes)}]"
                lines.append(f"- {line(one.sentence.text)}{mark}{marks(one)}")
            lines.append("")
    lines += ["## Sources", "", *(f"- {line(t)}" for t in sources(shown.standing())), ""]
    lines += ["## Notes", "", *(f"- {line(n)}" for n in (*body.notes, *left(shown))), ""]
    lines += [f"[^{n}]: {line(text)}" for n, text in enumerate(notes, 1)]
    return "\n".join(lines) + "\n"


def left(shown: Paper) -> list[str]:
    """What was left out, by its place and never in its words."""
    return [
        f"Left out: a statement in {x.title}{f', {x.label}' if x.label else ''}, because {x.reason}."
        for x in shown.left_out
    ]


_MARKUP = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|!"})


def line(text: str) -> str:
    """Text of documents and people on one line, none of it markup."""
    return " ".join(text.split()).translate(_MARKUP)


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
