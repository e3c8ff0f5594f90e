"""Names, positions and initials: who is meant, and who could be, as the documents write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.wordlists import wordlist


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text that name somebody, and where in the text they stand."""

    text: str
    begin: int
    end: int


_INITIALS = re.compile(r"\b[A-Z](?:[A-Z][a-z]?|[a-z]?[A-Z]|[A-Z]{2})\b")
_HONORIFIC = r"(?:(?:Mrs?|Ms|Miss|Mx|Dr|Rev(?:d)?|Prof(?:essor)?|Sir|Dame|Canon|Cllr|Fr|Sr)\.?\s)"
_CAPITAL = (
    r"[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)*|O['’][A-Z][a-z]+|Mc[A-Z][a-z]+|Mac[A-Z][a-z]+|[A-Z]\.?"
)
_SURNAME = (
    r"(?:(?:de|van|von|der|den|le|la|du|bin|al|ap)\s)*"
    r"(?:O['’][A-Z][a-z]+|Ma?c[A-Z][a-z]+|[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)*)"
)
_NAME = re.compile(rf"\b({_HONORIFIC}?)({_CAPITAL})((?:\s[A-Z]\.)?\s{_SURNAME}(?:\s{_SURNAME})?)\b")
_APPOSED = re.compile(
    r"\b([A-Z][a-z]+\s[A-Z][a-z]+(?:-[A-Z][a-z]+)+)\b"
    r"|(?=\b([A-Z][a-z]+\s(?:[A-Z]['’])?[A-Z][a-z]+)(?:,\s(?:(?:the|our|who|a|an|interim|acting|currently|as)\s)?[a-z]|,\s(?:Chair|Chief|Head|Director|Clerk|Principal|Trustee|Vice)\b|\s\((?:the\s|our\s)?[a-z]|\s(?:will|chairs|leads|owns|oversees|manages)\s))"
)
_TITLED = re.compile(rf"\b{_HONORIFIC}(?:[A-Z]\.?\s)?{_SURNAME}(?:[-\s]{_SURNAME})?\b")
_SPLIT = re.compile(r"\s*(?:[/,;&+\n]|\band\b|\bwith\b|(?<=[A-Za-z])\s-\s)\s*")


def given_names() -> frozenset[str]:
    """First names in use in English schools (`ingest/data/given_names.txt`)."""
    return wordlist("given_names")


def role_words() -> frozenset[str]:
    """Words that make a phrase a position (`ingest/data/roles.txt`), lower case."""
    return wordlist("roles")


def names(text: str) -> tuple[Span, ...]:
    """The full names of people in running text: a known first name with a surname, or a title."""
    found = [Span(m[0], m.start(), m.end()) for m in _TITLED.finditer(text)]
    for m in _NAME.finditer(text):
        if m[2] in given_names() and not _is_role_word(m[3]):
            begin, end = m.start(), m.end() - _overshoot(m[3])
            found.append(Span(text[begin:end], begin, end))
    for m in _APPOSED.finditer(text):
        at = 1 if m[1] else 2
        if not any(_is_plain(w) for w in m[at].split()):
            found.append(Span(m[at], m.start(at), m.end(at)))
    found.sort(key=lambda s: (s.begin, -s.end))
    return tuple(s for n, s in enumerate(found) if not any(_covers(o, s) for o in found[:n]))


def _is_plain(word: str) -> bool:
    """Whether a capitalised word is one that schools write so anyway and not part of a name."""
    low = word.lower()
    return low in wordlist("not_surnames") or low in role_words() or low in wordlist("openers")


def _covers(outer: Span, inner: Span) -> bool:
    return outer.begin <= inner.begin and inner.end <= outer.end


def _is_role_word(surname: str) -> bool:
    return surname.split()[0].lower() in role_words() | wordlist("not_surnames")


def _overshoot(surname: str) -> int:
    """How many characters a third word takes that is not part of the name: "Ann Lee Chair"."""
    words = surname.split()
    last = words[-1]
    if len(words) > 1 and (last.lower() in role_words() | wordlist("not_surnames")):
        return len(last) + 1
    return 0


def is_initials(text: str) -> bool:
    """Whether `text` is one person's initials as plans write them: "PQ", "PQu", "ABC"."""
    return bool(
        re.fullmatch(
            r"[A-Z]{2,3}|[A-Z]{1,2}[a-z][A-Z]?|[A-Z][a-z][A-Z][a-z]?|[A-Z]{2}[a-z]{1,2}|[A-Z]{2}-[A-Z]|[A-Z]-[A-Z]{2}",
            text,
        )
    ) and (text not in wordlist("not_initials"))


_SMALL = frozenset(["of", "for", "and", "the", "&", "to", "at", "in", "on"])


def is_position(text: str) -> bool:
    """Whether a short phrase is a position: "Director of Operations", "CFO", "Chair of Trustees"."""
    words = re.findall(r"[A-Za-z&’'-]+", text)
    if re.search(r"\d", text):
        return False
    return 0 < len(words) <= 9 and all(in_position(w) for w in words) and any(map(_is_role, words))


def in_position(word: str) -> bool:
    """Whether a word can stand in a position: capitalised, a role word or a small word."""
    return (
        word[:1].isupper()
        or word in _SMALL
        or _is_role(word)
        or word.lower() in wordlist("post_adjectives")
    )


def _is_role(word: str) -> bool:
    low = word.lower().removesuffix("'s").removesuffix("’s")
    return low in role_words() or low.removesuffix("s") in role_words()


def listed(text: str) -> tuple[str, ...]:
    """Who a lead cell's paragraph names, in order, when it holds nothing but people; else none.

    "JK/KH" is two, "JM SD" is two, "Head of Estates" is one, "A Shah and B Cole" two.
    """
    text = text.strip().strip("•·-–: ").rstrip(".")
    if not text or len(text) > 120:
        return ()
    out = list[str]()
    for piece in _pieces(text):
        found = _one(piece)
        if not found:
            return ()
        out.extend(found)
    return tuple(out)


def _pieces(text: str) -> list[str]:
    whole = [p for p in _SPLIT.split(text) if p and p.strip()]
    if is_position(text) and not all(is_initials(p) or _full(p) for p in whole):
        return [p for p in re.split(r"\s*[/;\n]\s*", text) if p.strip()]
    return whole


def _one(piece: str) -> tuple[str, ...]:
    piece = piece.strip()
    words = piece.split()
    if words and all(is_initials(w) for w in words):
        return tuple(words)
    bare = re.sub(r"\s*\([^)]*\)\s*$", "", piece)
    if _full(bare) or is_position(bare) or bare.lower() in wordlist("collectives"):
        return (piece,)
    return ()


def _full(text: str) -> bool:
    """Whether `text` looks like one person's name, in a cell that is known to hold people."""
    if re.fullmatch(rf"{_HONORIFIC}?(?:[A-Z]\.?\s){{1,2}}{_SURNAME}", text):
        return True
    if _TITLED.fullmatch(text):
        return True
    words = text.split()
    if not 2 <= len(words) <= 4 or not all(re.match(r"[A-Z]|de|van|von|le|la", w) for w in words):
        return False
    return (
        words[0] in given_names()
        or not (any(w.lower() in role_words() | wordlist("not_surnames") for w in words))
        and all(re.fullmatch(r"[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)?", w) for w in words)
        and len(words) == 2
    )


def fits(initials: str, name: str) -> bool:
    """Whether initials could stand for a full name: "PQu" for "Pia Quill", "PQ" too."""
    parts = [p for p in re.split(r"[\s-]+", name) if p[:1].isupper()]
    letters = re.findall(r"[A-Z][a-z]*", initials)
    if len(parts) < 2 or len(letters) < 2:
        return False
    ends = [parts[0], parts[-1]] if len(letters) == 2 else parts
    return len(ends) == len(letters) and all(
        p.startswith(i) for p, i in zip(ends, letters, strict=True)
    )
