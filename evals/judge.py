"""Whether an answer is right, by what it says: points, forbidden words, silence and length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from evals.cases import Case, Reply
from evals.wording import SEASONS, Texts, Vocabulary, letters, plain, words
from ingest.words import stem

ENOUGH = 0.6
"""Share of a point's ordinary words that an answer must have."""
RIGHT = 0.8
"""Share of a case's points that a right answer says."""
ROOM, ROOM_PER_WORD = 120, 6
"""Words that an answer may have, and for each word of its points."""

_ABSENCE = re.compile(
    r"not (stated|listed|in the plan|given|named|expanded|specified|mentioned|say|set out|defined"
    r"|found|clear)|no (named|full name|date|mention|lead|figure)|does(n't| not) (say|give|name"
    r"|expand|state|list|mention|set|describe|pair)|nothing (is )?(listed|scheduled|due|in)"
    r"|only (the )?initials|initials only|out of scope|cannot|can't|couldn't|could not",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(not|never|neither|nor|nobody|none|nothing|cannot|no)\b|n't\b", re.IGNORECASE
)
_SILENCE = re.compile(
    rf"{_ABSENCE.pattern}|{_DENIAL.pattern}|\b(without|silent|blank|empty|unclear)\b", re.IGNORECASE
)
_SPAN = re.compile(r"\b[A-Z][a-z]+ (20\d\d )?(to|-|until) [A-Z][a-z]+ 20\d\d")


@dataclass(frozen=True)
class Verdict:
    """What an answer says of what it should, judged lazily, part by part."""

    case: Case
    reply: Reply
    vocabulary: Vocabulary
    sources: Texts

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        if self.reply.failed or self.forbidden or self.too_long:
            return False
        if self.case.answerable:
            return self._answers
        if self.case.refusable:
            return self._refuses
        return self._answers_honest_part

    @cached_property
    def unmet(self) -> list[str]:
        """The points that it does not say."""
        return [p for p in self.case.answer_points if not (self._says(p) or self._does(p))]

    @cached_property
    def forbidden(self) -> list[str]:
        """What it says and must not."""
        said = "\n".join([self.reply.prose, *self.reply.records])
        return [p for p in self.case.must_not if asserted(p, said)]

    @property
    def share(self) -> float:
        """The share of the points that it says; 1 where there are none."""
        points = len(self.case.answer_points)
        return 1 - len(self.unmet) / points if points else 1.0

    @property
    def too_long(self) -> bool:
        """Whether it buries its points."""
        points = sum(len(words(p)) for p in self.case.answer_points)
        room = ROOM + ROOM_PER_WORD * points
        records = len(words(" ".join(self.reply.records)))
        return len(words(self.reply.prose)) > room or records > 2 * room

    @cached_property
    def valid(self) -> list[bool]:
        """Of each citation, whether its quotation stands in the sources."""
        return [self.sources.hold(q) for q in self.reply.quotes]

    @cached_property
    def found(self) -> list[bool]:
        """Of each source quotation, whether a citation has it, or several words of it."""
        given = [(letters(q), len(words(q))) for q in self.reply.quotes]
        return [
            any(g and (w in g or (n > 1 and g in w)) for g, n in given)
            for w in map(letters, self.case.source_quotes)
        ]

    @property
    def _answers(self) -> bool:
        if self.share < RIGHT:
            return False
        if self.reply.declined:
            absent = [p for p in self.case.answer_points if _ABSENCE.search(p)]
            return bool(absent) and len(absent) == len(self.case.answer_points)
        return self._cites_what_matters

    @property
    def _refuses(self) -> bool:
        if self.reply.declined:
            return bool(self.reply.prose.strip())
        return self._answers_points and self._is_silent_about("")

    @property
    def _answers_honest_part(self) -> bool:
        if self.case.kind == "unanswerable" and self.reply.declined:
            return bool(self.reply.prose.strip())
        declined = self.reply.body.status == "declined"
        return self._answers_points and (declined or self._cites_what_matters)

    @property
    def _answers_points(self) -> bool:
        answering = self.reply.body.status in ("answered", "partial", "declined")
        return answering and bool(self.case.answer_points) and self.share >= RIGHT

    @property
    def _cites_what_matters(self) -> bool:
        """Whether a valid citation shares a word with question, points or source quotations."""
        case = self.case
        wanted = self._stems([case.question, *case.answer_points, *case.source_quotes])
        given = zip(self.valid, self.reply.quotes, strict=True)
        return any(valid and wanted & self._stems([quote]) for valid, quote in given)

    def _says(self, point: str) -> bool:
        lines = _headed(self.reply.body.text)
        lines += [*self.reply.body.notes, *self.reply.records]
        asked = frozenset(self.vocabulary.content(words(self.case.question)))
        return any(_met(p, lines, asked, self.vocabulary) for p in point.split("|"))

    def _does(self, point: str) -> bool:
        """Whether it behaves as the point asks: declines, asks back, or says that it is absent."""
        if point.startswith("ask "):
            return "?" in self.reply.prose
        if point.startswith("declines"):
            return self.reply.declined
        absent = bool(_ABSENCE.search(point))
        return absent and (self.reply.declined or self._is_silent_about(point))

    def _is_silent_about(self, point: str) -> bool:
        """Whether its first sentence, or one about the question or the point, says no."""
        about = self._stems([self.case.question, point]) | {stem("initials")}
        return any(
            _SILENCE.search(plain(s)) and (n == 0 or about & self._stems([s]))
            for n, s in enumerate(_sentences(self.reply.prose))
        )

    def _stems(self, texts: Iterable[str]) -> set[str]:
        return {stem(w) for t in texts for w in words(t) if not self.vocabulary.empty(w)}


def asserted(phrase: str, said: str) -> bool:
    """Whether `phrase` stands in `said` as whole words, but not denied earlier in its clause."""
    tokens = re.findall(r"[\w£$%]+", plain(phrase))
    if not tokens:
        return False
    in_a_row = r"[^\w£$%]+".join(map(re.escape, tokens))
    pattern = re.compile(rf"(?<!\w){in_a_row}(?!\w)", re.IGNORECASE)
    month = phrase.lower() in SEASONS
    for sentence in _sentences(said):
        text = _SPAN.sub(" ", plain(sentence)) if month else plain(sentence)
        clauses = (re.split(r"[,:]", text[: f.start()])[-1] for f in pattern.finditer(text))
        if not all(_DENIAL.search(c) for c in clauses):
            return True
    return False


def _met(point: str, lines: Sequence[str], asked: frozenset[str], known: Vocabulary) -> bool:
    """Whether `lines` say `point`; a point with one month says it all on one line."""
    wanted = words(re.sub(r"\(([^()]*)\)", lambda m: _needed(m, known), point)) or words(point)
    exact = [w for w in wanted if known.exact(w)]
    content = known.content(wanted)
    months = sum(w.lower() in SEASONS for w in exact)
    if (content and months == 1) or not (content or exact):
        return any(_stand(wanted, words(line), frozenset(), known) for line in lines)
    return _stand(wanted, words("\n".join(lines)), asked, known)


def _needed(bracket: re.Match[str], known: Vocabulary) -> str:
    """A remark in brackets, where a number, initials or a name stands in it."""
    return bracket[0] if any(map(known.exact, words(bracket[1]))) else ""


def _stand(
    wanted: Sequence[str], said: Sequence[str], asked: frozenset[str], known: Vocabulary
) -> bool:
    """Whether words say what is wanted: all that is exact, and enough of the rest."""
    if _in_a_row(wanted, said):
        return True
    small = {w.lower() for w in said if w != "may"}
    stems = {stem(w) for w in small}
    exact = [w.lower() for w in wanted if known.exact(w)]
    if any(w not in small and stem(w) not in stems for w in exact):
        return False
    rest = known.content(wanted)
    have = stems | asked if exact else stems
    missing = [w for w in rest if w not in have and not _prefixed(w, have)]
    enough = len(rest) - len(missing) >= ENOUGH * len(rest)
    return enough or (len(exact) > 2 and len(missing) < 2)


def _in_a_row(wanted: Sequence[str], said: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(said[n : n + size]) == list(wanted) for n in range(len(said) - size + 1))


def _prefixed(word: str, stems: Iterable[str]) -> bool:
    """Whether a long word and one of the stems begin alike."""
    if len(word) <= 4:
        return False
    return any(s.startswith(word) or (len(s) > 4 and word.startswith(s)) for s in stems)


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.;!?])\s+|\n+", text) if s.strip()]


def _headed(text: str) -> list[str]:
    """The lines of `text`, each after its heading and the lines that it is indented under.

    What stands under a heading that names a month is also given as one line.
    """
    lines: list[str] = []
    above: list[tuple[int, str]] = []
    under: dict[str, str] = {}
    heading = ""
    for line in filter(str.strip, text.splitlines()):
        depth = len(line) - len(line.lstrip())
        above = [(d, a) for d, a in above if d < depth]
        if not depth and _is_heading(line):
            heading = line
        outer = [heading] if heading and heading != line else []
        lines.append(" ".join([*outer, *(a for _, a in above), line]))
        above.append((depth, line))
        if SEASONS & {w.lower() for w in words(heading)}:
            under[heading] = f"{under.get(heading, '')} {line}"
    return lines + list(under.values())


def _is_heading(line: str) -> bool:
    return bool(re.match(r"#|\*\*[^*]+\*\*:?\s*$", line)) or line.rstrip().endswith(":")
