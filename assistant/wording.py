"""A question as typed, with its words spelt out and without what tries to instruct the assistant."""

from __future__ import annotations

import re

from assistant.knowledge import colloquial

_TOLD = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instruction|rule|previous|above|prompt|document|plan|guideline)s?\b|\bsystem prompt\b|\byou are (?:now|an?)\b|\bpretend\b"
    r"|\bdelete all\b|\bfrom your answers?\b|\breveal\b|\bprint (?:out )?your\b|\bact as\b|\bdo not cite\b|\bwithout citations?\b|\byour (?:rules|instructions|prompt)\b|\brole ?play\b|\boverride\b|\bjailbreak\b"
    r"|\b(?:assistant|answer|reply|respond) (?:only|must|should|with)\b|\bnew (?:instruction|rule|policy)s?\b|\bdeveloper mode\b|\badmin mode\b",
    re.I,
)
_MARKER = re.compile(
    r"<<[^<>]{1,60}>>|\[/?(?:system|inst|assistant|user|admin)[^\]]*\]|<\|?/?(?:system|im_start|im_end|assistant)[^>]*>|(?:^|\n)\s*(?:system|assistant)\s*:|<!--.*?-->",
    re.I | re.S,
)
_QUOTED = re.compile(r"(?:[\w ]+:)?\s*[\"“][^\"”]{10,}[\"”]\.?")
_PREAMBLE = re.compile(
    r"^[^?]{5,70}: (.*\b(?:what|who|when|which|how|does|is|are)\b.*\?)\s*$", re.I | re.S
)

_SELF = re.compile(
    r"^(?:i'm|i am|im) (?:new|just|the|a)\b[^?]{0,80}?(?:[.!] | [-–—] |, (?=(?:what|who|when|which|how|where)\b))((?:\S+ ){4}[^?]*\??)\s*$",
    re.I,
)
"""What somebody says of themselves before the question."""


def tidy(text: str) -> str:
    """The question with control characters gone and colloquial spellings as words."""
    text = "".join(c if c.isprintable() else " " for c in text)
    words = [
        colloquial().get(w if len(w) == 1 else w.lower(), w)
        for w in re.split(r"(\W+)", text.replace("’", "'"))
    ]
    text = re.sub(r"\s+", " ", _YEARS.sub(_whole_years, "".join(words)))
    return _MAY.sub("May", MONTH.sub(lambda m: m[0].title(), text)).strip()


_YEARS = re.compile(
    r"(?<![\d/£.-])(?<!items )(?<!rows )(?<!pages )(?<!risks )(?<!ages )(2\d)\s?[/–-]\s?(2\d)(?![\d/%.-])"
    r"(?!(?:st|nd|rd|th)\b| (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.I,
)


def _whole_years(m: re.Match[str]) -> str:
    """An academic year written short, "26/27", in full; other pairs of figures as they are."""
    return f"20{m[1]}/{m[2]}" if int(m[2]) == int(m[1]) + 1 else m[0]


MONTH = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december|christmas|easter)\b"
)
_MAY = re.compile(
    r"(?<=\b(?:in|by) )may\b|(?<=\b(?:for|and|due|end) )may\b(?=\W*$)|(?<=\b(?:of) )may\b"
)


def without_self(text: str) -> str:
    """The question without what somebody says of themselves before it."""
    m = _SELF.match(text.strip())
    return m[1] if m else text


_ASKS = re.compile(
    r"^(?:so |and |but |now |please )?(?:who|what|when|where|which|how|why)\b.*\?\W*$", re.I
)
_MEANT = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|he|him|his|she|her|there|one|ones|then|so)\b",
    re.I,
)


_PLACE = re.compile(
    r"^(?:i|we|my school|our school)(?:'m| am| is| are| work| teach| joined| started)\b[^.!]{0,30}?\b(?:at|in|from|for)\s(?-i:[A-Z])",
    re.I,
)
"""Where somebody says that they work, which the question after it is about."""


def question_alone(text: str) -> str:
    """The question that stands whole after other sentences, without them; else the text."""
    pieces = re.split(r"(?<=[.!])\s+", text.strip())
    last = pieces[-1]
    if _PLACE.match(pieces[0]):
        return text
    whole = len(pieces) > 1 and _ASKS.match(last) and not _MEANT.search(last)
    return last if whole and len(last.split()) >= _WHOLE else text


_WHOLE = 3
"""Words that a question has at least to stand alone."""


def instructs(text: str) -> bool:
    """Whether a document's words try to instruct whatever reads them."""
    return bool(_TOLD.search(text) and _COMMANDS.search(text))


_COMMANDS = re.compile(
    r"\b(?:ignore|disregard|forget|override|reveal|pretend|assistant|computer|AI|system prompt)\b",
    re.I,
)


def honest_part(text: str) -> tuple[str, bool]:
    """The question without what tries to instruct the assistant, and whether anything was dropped."""
    bare = _MARKER.sub(" ", text)
    pieces = re.split(r"(?<=[.!?])\s+|\n+", bare)
    joined = bare
    if bare != text and any(p.strip().endswith("?") for p in pieces):
        joined = " ".join(p for p in pieces if p.strip().endswith("?"))
    if _TOLD.search(bare):
        unquoted = _QUOTED.sub(" ", bare)
        pieces = re.split(r"(?<=[.!?:])\s+|\n+|,?\s(?:and\s)?then\s", unquoted)
        kept = [p for p in pieces if p.strip() and not _TOLD.search(p)]
        joined = " ".join(kept)
    if m := _PREAMBLE.match(joined):
        joined = m[1]
    joined = re.sub(
        r"^\W*(?:retrieved text follows|note to (?:the )?assistant)\W*",
        "",
        joined.strip(),
        flags=re.I,
    )
    return joined.strip(), joined.strip() != text.strip()
