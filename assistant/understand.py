"""Question -> Query: what is asked, about what, when, of whom and in which plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistant.knowledge import Stems, askwords, colloquial, stems
from assistant.plans import Named
from assistant.times import Asked, asked_period, moved, without_times
from assistant.vocabulary import Term, Vocabulary
from ingest.calendar import MONTHS
from ingest.people import given_names, is_initials
from ingest.words import stem, stopwords, tokens

Asks = Literal[
    "who", "when", "list", "fact", "define", "claim", "judge", "write", "personal", "start"
]


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. `text` is its standalone wording; `terms` are what it is about.

    `period` is the time asked about, `plans` the keys of the plans meant (none: all of them).
    `people` are full names, first names or initials that stand in it, as the documents have them.
    """

    text: str
    asks: Asks
    terms: tuple[Term, ...]
    plans: tuple[str, ...] = ()
    period: Asked | None = None
    people: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    compares: bool = False
    counts: bool = False
    months: bool = False
    none: bool = False
    amount: bool = False
    often: bool = False
    acronyms: tuple[str, ...] = ()
    dropped: bool = False
    bare: str = ""
    links: bool = False
    told: str = ""
    superseded: bool = False
    documents: tuple[str, ...] = ()
    coming: bool = False
    state: Literal["open", "done", ""] = ""
    rag: str = ""

    @property
    def stems(self) -> tuple[str, ...]:
        """Every stem to search for, those of the question's own words first."""
        return tuple(dict.fromkeys(s for t in self.terms for o in t.options for s in o.stems))


_WHO = re.compile(
    r"\bwho(?:m|'s|se)?\b|\bwhich (?:firm|company|organisation|provider)\b|\bwhich of\b.{0,40}\bleads?\b|\bwhich (?:\w+ ){0,2}(?:person|people|trustees?|governors?|leaders?|leads?|director|officer|executive|"
    r"committees?|member of staff|colleague|manager|helen)\b|\bin charge of\b|\bresponsible for\b|\b(?:lead|owner) (?:for|on|of)\b"
    r"|\bname(?:d)? (?:the |a )?lead\b|^(?:the )?lead\b",
    re.I,
)
_WHEN = re.compile(
    r"\bwhen(?:'s)?\b|\bwhich (?:half[- ]?terms?|terms|weeks?|quarters?|meetings?)\b|\bby when\b|\bwhat (?:date|month|day|time|term)\b|\bwhich (?:date|month|day|term)\b|\bby when\b|\bhow soon\b"
    r"|\bdeadline for\b|\bhow (?:often|frequently)\b|\bwhat(?:'s| is) the (?:deadline|due date)\b|\bdue date\b",
    re.I,
)
_LIST = re.compile(
    r"\blist\b|\bgive (?:me )?(?:all|every)|\beverything\b|\ball (?:the|of)\b|\bwhat(?:'s| is| are)? (?:\w+ ){0,4}?(?:due|scheduled|planned|happening|coming up|listed)\b"
    r"|\bwhich months\b|\bmonth by month\b|\bwhat are the\b|\bevery\b|\bwhat (?:has|have|needs?) to be done\b|\bwhat(?:'s| is) on\b|\bhow many\b",
    re.I,
)
_DEFINE = re.compile(
    r"\bwhat (?:does|do|is meant by) (?:the )?(?:\w|&|[-'’])+(?: \w+){0,3}? (?:mean|stand for)\b|\bstands? for\b|\bmeaning of\b|\bdefine\b|\bwhat do(?:es)? .{1,40} mean\b"
    r"|\bmeaning\b|\bexpand\b|\bin full\b|\bacronym\b|\babbreviation\b",
    re.I,
)
_CLAIM = re.compile(
    r"^(?:so |and |but )?(?:is|are|was|were|does|do|did|has|have|had|will|can|could|should|am i right)\b",
    re.I,
)
_JUDGE = re.compile(
    r"\b(?:weakest|worst|best|laziest|strongest|sack(?:ed)?|be fired|dismiss(?:ed)?|incompetent|underperforming|get rid of|trust(?:worthy)?est)\b",
    re.I,
)
_WRITE = re.compile(
    r"^(?:please |now |just )?(?:write|say|state|confirm|claim|draft|put|add|approve|sign|change|delete|update|email|send|tell everyone)\b",
    re.I,
)
_PERSONAL = re.compile(
    r"\b(?:by name|names of|name (?:the|all))\b.*\b(?:pupils?|students?|child(?:ren)?)\b|\b(?:pupils?|students?|child(?:ren)?)\b.*\b(?:by name|names?|addresses|medical|home address|phone|personal data)\b"
    r"|\bnames? of (?:the )?(?:pupils?|students?|children)\b|\b(?:salary|home address|phone number|mobile number|personal email|date of birth|sickness record) (?:of|for)\b",
    re.I,
)
_START = re.compile(r"\bi(?:'m| am) new\b|\bwhere do i start\b|\bnew governor\b.*\bstart\b", re.I)
_TOLD = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instruction|rule|previous|above|prompt|document|plan|guideline)s?\b|\bsystem prompt\b|\byou are now\b|\bpretend\b"
    r"|\bdelete all\b|\bfrom your answers?\b|\breveal\b|\bact as\b|\bdo not cite\b|\bwithout citations?\b|\byour (?:rules|instructions|prompt)\b|\brole ?play\b|\boverride\b|\bjailbreak\b"
    r"|\b(?:assistant|answer|reply|respond) (?:only|must|should|with)\b|\bnew (?:instruction|rule|policy)s?\b|\bdeveloper mode\b|\badmin mode\b",
    re.I,
)
_MARKER = re.compile(
    r"\[/?(?:system|inst|assistant|user|admin)[^\]]*\]|<\|?/?(?:system|im_start|im_end|assistant)[^>]*>|(?:^|\n)\s*(?:system|assistant)\s*:|<!--.*?-->",
    re.I | re.S,
)
_QUOTED = re.compile(r"(?:[\w ]+:)?\s*[\"“][^\"”]{10,}[\"”]\.?")
_PREAMBLE = re.compile(
    r"^[^?]{5,70}: (.*\b(?:what|who|when|which|how|does|is|are)\b.*\?)\s*$", re.I | re.S
)
_OPEN = re.compile(
    r"\b(?:due|on|happening|happens|planned|scheduled|coming up|listed|deadlines?|to do|to be done|jobs|activities|events|meetings|fall|placed)\b|^(?:and |what about )?(?:in|for|by|before|during) |^anything",
    re.I,
)
_LINKS = re.compile(
    r"\b(?:which|what|who)\b.{0,40}\b(?:trustees?|governors?|committees?|link roles?)\b.{0,40}\b(?:cover|watch|monitor|link|oversee|look|responsible|charge|lead)",
    re.I,
)
_SECTION = re.compile(r"\b(?:in )?section \w{1,4}\b", re.I)
_COMPARE = re.compile(
    r"\bcompare\b|\bboth\b|\beach (?:plan|trust)\b|\b(?:two|either) (?:plans?|trusts?)\b|\bwhich (?:plan|trust|of the)\b|\bversus\b|\bvs\b|\bdiffer(?:s|ence|ent)?\b.*\b(?:plans?|trusts?)\b",
    re.I,
)


def tidy(text: str) -> str:
    """The question with control characters gone and colloquial spellings as words."""
    text = "".join(c if c.isprintable() else " " for c in text)
    words = [
        colloquial().get(w if len(w) == 1 else w.lower(), w)
        for w in re.split(r"(\W+)", text.replace("’", "'"))
    ]
    return _MAY.sub(
        "May", _MONTH.sub(lambda m: m[0].title(), re.sub(r"\s+", " ", "".join(words)))
    ).strip()


_MONTH = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december|christmas|easter)\b"
)
_MAY = re.compile(
    r"(?<=\b(?:in|by) )may\b|(?<=\b(?:for|and|due|end) )may\b(?=\W*$)|(?<=\b(?:of) )may\b"
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
        pieces = re.split(r"(?<=[.!?:])\s+|\n+", unquoted)
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


def understand(text: str, *, words: Vocabulary, named: Named, today: date) -> Query:
    """The query that a standalone question makes."""
    honest, dropped = honest_part(tidy(text))
    mentioned = named.within(honest)
    plans, rest = mentioned.plans, mentioned.rest
    unplanned = rest
    if any(k in named.superseded for k in plans) and re.search(
        r"\bchanged?\b|\bsince\b|\bnow\b|\bcompare|\bnew\b", honest, re.I
    ):
        plans = tuple(
            dict.fromkeys(
                (*plans, *(d.plan for d in named.documents if d.current and d.sort == "plan"))
            )
        )
    rest = _SECTION.sub(" ", rest)
    asks = _asks(honest)
    period = asked_period(rest, today)
    if period:
        rest = without_times(rest.replace(period.text, " "))
    people, rest = _people(rest, words, named.people)
    if (
        asks == "fact"
        and period
        and _is_list(honest, period)
        and not (people or named.initials_in(rest))
    ):
        asks = "list"
    initials = named.initials_in(honest)
    for one in initials:
        rest = re.sub(rf"\b{re.escape(one)}\b", " ", rest)
    topic_asks = {"who": "who", "when": "when", "list": "list"}.get(asks, "")
    links = bool(_LINKS.search(honest))
    terms = _terms(rest, words, topic_asks)
    if links:
        terms = tuple(t for t in terms if t.word.lower() not in askwords("link")) or terms
    return Query(
        text=honest,
        asks=asks,
        terms=terms,
        plans=plans,
        period=period,
        people=people,
        initials=initials,
        documents=mentioned.documents,
        coming=bool(re.search(r"\bnext\b", honest, re.I)) and not period,
        state=_state(honest),
        rag=_rag(honest),
        superseded=any(k in named.superseded for k in plans),
        compares=bool(_COMPARE.search(honest))
        or mentioned.several
        or len(plans) > len(mentioned.plans),
        counts=bool(re.search(r"\bhow many\b", honest, re.I)),
        months=bool(
            re.search(
                r"\bwhich months?\b|\bwhat months?\b|\bmonth by month\b|\bin which months?\b",
                honest,
                re.I,
            )
        ),
        none=bool(
            re.search(
                r"\b(?:have|has|with|is|are) (?:no|nothing)\b|\bwithout\b|\bempty\b", honest, re.I
            )
        ),
        amount=bool(
            re.search(
                r"\bhow much\b|\bin pounds\b|£|\bhow much\b|\bcosts?\b|\bwhat percentage\b|\bfigure\b|\bscore\b",
                honest,
                re.I,
            )
        ),
        often=bool(re.search(r"\bhow (?:often|frequently)\b", honest, re.I)),
        acronyms=_acronyms(honest, named),
        dropped=dropped,
        bare=re.sub(r"\s+", " ", unplanned).strip(),
        links=links,
        told=honest,
    )


def _is_list(text: str, period: Asked) -> bool:
    """Whether a question with a time asks what falls in it: not for a whole year's figure or outcome."""
    if _OPEN.search(text):
        return True
    whole_year = bool(
        re.fullmatch(
            r"\W*(?:in |during |for )?(?:20\d\d(?:\s?[-/–]\s?\d{2,4})?|.*\byear)\W*",
            period.text,
            re.I,
        )
    )
    return not whole_year and not re.search(
        r"\bhow (?:much|many|was|did|has)\b|\b(?:results?|outcomes?|score|share|percentage|figure)\b",
        text,
        re.I,
    )


def _asks(text: str) -> Asks:
    table: Sequence[tuple[re.Pattern[str], Asks]] = (
        (_PERSONAL, "personal"), (_JUDGE, "judge"), (_START, "start"), (_WRITE, "write"), (_DEFINE, "define"),
    )  # fmt: skip
    for pattern, asks in table:
        if pattern.search(text):
            return asks
    who, when, listed = _WHO.search(text), _WHEN.search(text), _LIST.search(text)
    if listed and re.search(
        r"\bwhich months|month by month|\bmonths have\b|\ball the .* leads\b|^list\b|^give\b",
        text,
        re.I,
    ):
        return "list"
    first = min((m for m in (who, when) if m), key=lambda m: m.start(), default=None)
    if first is not None and not (_CLAIM.match(text) and first.start() > 25):
        return "who" if first is who else "when"
    if _CLAIM.match(text):
        return (
            "when"
            if re.search(r"\bagree (?:on |about )?(?:when|the date)|\bsame date\b", text, re.I)
            else "claim"
        )
    if listed:
        return "list"
    if _is_short_term(text):
        return "define"
    return "fact"


def _state(text: str) -> Literal["open", "done", ""]:
    """Whether only what is still to do, or only what is done, is asked for."""
    if re.search(
        r"\b(?:still|currently) (?:open|outstanding|to do|live)\b|\boutstanding actions?\b|\bopen actions?\b|\bnot (?:yet )?(?:done|complete[d]?|finished|closed)\b|\bincomplete\b",
        text,
        re.I,
    ):
        return "open"
    return (
        "done"
        if re.search(r"\b(?:been|are|is|already) (?:done|completed?|closed|finished)\b", text, re.I)
        else ""
    )


def _rag(text: str) -> str:
    """The colour of a rating that is asked for: "red", "amber" or "green"; "" for none."""
    m = re.search(r"\b(red|amber|green)\b", text, re.I)
    rated = (
        re.search(r"\b(?:rated|rag|rating|actions?|marked|flagged|status)\b", text, re.I)
        or len(text.split()) <= 4
    )
    return m[1].lower() if m and rated else ""


def _is_short_term(text: str) -> bool:
    """Whether the question is "what is X?" of an acronym or one odd word."""
    if re.fullmatch(r"\W*[A-Z][A-Za-z&]*[A-Z][A-Za-z&]*\W*", text):
        return True
    m = re.match(
        r"^(?:so |and )?(?:what(?:'s| is| are)|explain)(?: an?| the)? ([\w&-]+(?: [\w&-]+)?)(?: thing)?(?: (?:in|on|for|at) .*)?\??$",
        text,
        re.I,
    )
    return bool(
        m and any(w.isupper() or sum(c.isupper() for c in w) > 1 for w in m[1].split())
    ) or bool(m and re.search(r"'[^']+'|\"[^\"]+\"", text))


def _acronyms(text: str, named: Named) -> tuple[str, ...]:
    found = re.findall(r"\b[A-Z][A-Za-z&]*[A-Z][A-Za-z&]*s?\b|\b[A-Z]\d?[A-Za-z]?As\b", text)
    return tuple(dict.fromkeys(f for f in found if not (named.is_plan(f) and len(found) > 1)))


def _people(text: str, words: Vocabulary, known: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The documents' people who stand in a question, misspelt or by first name, and the rest of it."""
    found: dict[str, None] = {}
    low = text.lower()
    for name in known:
        if name.lower() in low:
            found[name] = None
    parts = {p: n for n in known for p in n.split() if len(p) > 2}
    for token in tokens(text):
        if found and any(token in n for n in found):
            continue
        if not (token[:1].isupper() and not stopwords() & {token.lower()}):
            continue
        hit = [n for n in known if token in n.split()]
        if not hit and token in given_names() or (not hit and not words.has(token)):
            near = words.spelt(token)
            hit = [n for p, n in parts.items() if p.lower() in near]
        found |= dict.fromkeys(hit)
    both = [n for n in found if all(any(_alike(p, t) for t in tokens(text)) for p in n.split())]
    chosen = tuple(both or found)
    rest = " ".join(
        t
        for t in re.split(r"\s+", text)
        if not any(_alike(re.sub(r"\W", "", t), p) for n in chosen for p in n.split())
    )
    return chosen, rest


def _alike(one: str, two: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(one.lower(), two.lower()) >= 84


def _terms(text: str, words: Vocabulary, asks: str) -> tuple[Term, ...]:
    """What a question is about: its words that neither ask nor join, phrases kept together."""
    said = [t for t in tokens(text)]
    lead = [stem(t) for t in said]
    ask = askwords(asks)
    phrases = words.phrases()
    out: list[Term] = []
    n = 0
    while n < len(said):
        length = _phrase(lead, n, phrases)
        word = " ".join(said[n : n + length])
        if length > 1 or _tells(said[n], lead[n], ask):
            out.append(words.term(word, name=said[n][:1].isupper() and n > 0))
        n += length
    unique: dict[Stems, Term] = {stems(t.word): t for t in out}
    return tuple(unique.values())


def terms_of(text: str, words: Vocabulary) -> tuple[Term, ...]:
    """What some words are about, whatever is asked."""
    return _terms(text, words, "")


def _phrase(lead: Sequence[str], at: int, phrases: frozenset[Stems]) -> int:
    for length in (5, 4, 3, 2):
        if tuple(lead[at : at + length]) in phrases and at + length <= len(lead):
            return length
    return 1


def _tells(word: str, stemmed: str, ask: frozenset[str]) -> bool:
    low = word.lower().replace("'s", "")
    if word == "IT":
        return True
    return (
        low not in stopwords()
        and word.lower() not in stopwords()
        and low not in ask
        and (len(low) > 1 or low.isdigit())
    )


_SHIFT = re.compile(
    r"\b(?:the )?(?P<unit>month|year|term|half[- ]?term|week) (?P<way>before|after)(?: that)?\b|\bthe (?P<way2>previous|next|following) (?P<unit2>month|year|term|week)\b",
    re.I,
)


def _shifted(text: str, before: Asked | None) -> Asked | None:
    """The time that "the year before that" means beside the time asked about before."""
    m = _SHIFT.search(text)
    if m is None or before is None or before.span is None:
        return None
    back = (m["way"] or m["way2"]).lower() in ("before", "previous")
    return moved(before, -1 if back else 1)


def follow(query: Query, before: Query) -> Query:
    """A follow-up made whole: what it leaves out is taken from the question before it."""
    asks = (
        before.asks
        if query.asks in ("fact", "define") or (query.asks == "list" and before.asks != "fact")
        else query.asks
    )
    return replace(
        query,
        asks=asks,
        terms=query.terms or before.terms,
        plans=query.plans or before.plans,
        documents=query.documents or (before.documents if not query.plans else ()),
        period=_shifted(query.text, before.period)
        or query.period
        or (before.period if asks == "list" else None),
        people=query.people or (before.people if not query.terms else ()),
        links=query.links or (before.links and asks == "who"),
        told=f"{before.told} {query.text}",
        superseded=query.superseded or (before.superseded and not query.plans),
        months=query.months or (before.months and asks == "list"),
    )


_FOLLOWS = re.compile(
    r"^(?:and|but|so|or|what about|how about|also|then|ok|okay)\b|^(?:who by|by whom|by who|when|who|why|where|how)\??$"
    r"|^(?:in|for|by|at|on) \w+(?: \w+)?\??$",
    re.I,
)


_PREPOSED = re.compile(
    r"^(?:and |what about |how about |but )*(?P<prep>at|in|for|of|by|on|under) (?P<rest>.+?)\??$",
    re.I,
)


def standalone(text: str, before: str) -> str:
    """A follow-up that only changes a question's last phrase ("and at X?"), as that question with it.

    Else the follow-up as it is. A month or year is left to the period that it changes.
    """
    m = _PREPOSED.match(tidy(text))
    if (
        m is None
        or re.search(r"\b(?:[A-Z][a-z]+ )?20\d\d\b", m["rest"])
        or _MONTH.search(m["rest"].lower())
    ):
        return text
    held = list(re.finditer(rf"\b{m['prep']}\b", before, re.I))
    return f"{before[: held[-1].start()]}{m['prep']} {m['rest']}?" if held else text


def is_follow_up(text: str) -> bool:
    """Whether a question leans on the one before it."""
    words = tidy(text)
    return (
        bool(_FOLLOWS.search(words))
        or bool(
            re.search(
                r"\b(?:it|that|this one|they|them|he|she|those|the other(?: one)?)\b", words, re.I
            )
        )
        and len(words.split()) < 12
    )


def month_named(text: str) -> bool:
    """Whether a month's name stands in a text."""
    return any(re.search(rf"\b{m}\b", text) for m in MONTHS)


def has_initials(text: str) -> bool:
    """Whether any word of a text could be somebody's initials."""
    return any(is_initials(t) for t in tokens(text))
