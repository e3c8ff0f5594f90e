"""Question -> Query: what is asked, about what, when, of whom and in which plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from assistant.intents import asks_for, is_list, rating_asked, state_asked
from assistant.knowledge import askwords
from assistant.plans import Named
from assistant.query import Query
from assistant.times import asked_period, without_times
from assistant.topic import topic_terms
from assistant.vocabulary import Vocabulary
from assistant.wording import honest_part, question_alone, tidy, without_self
from ingest.people import given_names
from ingest.words import stopwords, tokens

_LINKS = re.compile(
    r"\b(?:which|what|who)\b.{0,40}\b(?:trustees?|governors?|committees?|link roles?)\b.{0,40}\b(?:cover|watch|monitor|link|oversee|look|responsible|charge|lead|answerable|accountable|scrutini|follow)",
    re.I,
)
_ON_BOARD = re.compile(
    r"\bwho\b.{0,20}\b(?:monitors?|oversees?|watch(?:es)?|scrutinises?|looks? after)\b.*\b(?:board|trustees|governors)\b",
    re.I,
)
_LINK_ROLE = re.compile(r"\blink (?:trustee|governor|director|member|role)s?\b", re.I)
_WHO_IN_NAME = re.compile(r"(?<=\w )(?:[A-Z]\w+ )+(?:Who|What|When|Which|How)(?: [A-Z]\w+)+")
"""A name in capitals that holds a word of asking: "the success measures for Children Who Thrive"."""
_DOING = re.compile(r"\b(?:do|does|doing|have|has|work|working|got|deliver\w*)\b", re.I)
_SECTION = re.compile(r"\b(?:in )?section \w{1,4}\b", re.I)
_SINCE_OLD = re.compile(r"\bchanged?\b|\bsince\b|\bnow\b|\bcompare|\bnew\b", re.I)
"""What asks of an old plan how the one in its place differs."""
_NEXT = re.compile(r"\bnext\b", re.I)
_COUNTS = re.compile(r"\bhow many\b", re.I)
_OFTEN = re.compile(r"\bhow (?:often|frequently)\b", re.I)
_MONTHS = re.compile(
    r"\bwhich months?\b|\bwhat months?\b|\bmonth by month\b|\bin which months?\b", re.I
)
_NONE = re.compile(r"\b(?:have|has|with|is|are) (?:no|nothing)\b|\bwithout\b|\bempty\b", re.I)
_AMOUNT = re.compile(
    r"\bhow much\b|\bwhat(?:'s| is| was)(?: the| our)? [\w' -]{0,30}?budget\b|\bin pounds\b|£"
    r"|\bwhat\b[\w' -]{0,40}?\brates?\b(?! of pay)|\bcosts?\b|\bwhat percentage\b|\bfigure\b|\bscore\b",
    re.I,
)
_COMPARE = re.compile(
    r"\bcompare\b|\bboth\b|\beach (?:plan|trust)\b|\b(?:two|either) (?:plans?|trusts?)\b|\bwhich (?:plan|trust|of the)\b|\bdiffer(?:s|ence|ent)?\b.*\b(?:plans?|trusts?)\b",
    re.I,
)


def understand(text: str, *, words: Vocabulary, named: Named, today: date) -> Query:
    """The query that a standalone question makes."""
    told, dropped = honest_part(tidy(text))
    honest = re.sub(r"\b[a-z]+\b", lambda m: words.mended(m[0]), question_alone(told))
    mentioned = named.within(honest)
    rest = without_self(mentioned.rest)
    plans = mentioned.plans or (named.within(told).plans if told != honest else ())
    honest = without_self(honest)
    unplanned = rest
    if any(k in named.superseded for k in plans) and _SINCE_OLD.search(honest):
        plans = tuple(
            dict.fromkeys(
                (*plans, *(d.plan for d in named.documents if d.current and d.sort == "plan"))
            )
        )
    rest = _SECTION.sub(" ", rest)
    asks = asks_for(_WHO_IN_NAME.sub(" it", honest), rest)
    period = asked_period(rest, today)
    if period:
        rest = without_times(rest.replace(period.text, " "))
    people, rest = _people(rest, words, named.people)
    if (
        asks == "fact"
        and period
        and is_list(honest, period)
        and (not (people or named.initials_in(rest)) or _DOING.search(honest))
    ):
        asks = "list"
    initials = named.initials_in(honest)
    for one in initials:
        rest = re.sub(rf"\b{re.escape(one)}\b", " ", rest)
    topic_asks = {"who": "who", "when": "when", "list": "list", "claim": "claim"}.get(asks, "")
    links = bool(_LINKS.search(honest) or _ON_BOARD.search(honest)) or (
        asks in ("who", "list", "fact") and not period and bool(_LINK_ROLE.search(honest))
    )
    terms, documents = topic_terms(rest, words, topic_asks), mentioned.documents
    if links:
        terms = tuple(t for t in terms if t.word.lower() not in askwords("link")) or terms
    if people or initials:
        terms = tuple(t for t in terms if t.word.lower() not in askwords("who"))
    if not (terms or people or initials or period or asks == "list") and documents:
        terms = topic_terms(honest, words, topic_asks)
        documents = () if asks in ("who", "when") else documents  # its name is the topic
    return Query(
        text=honest,
        asks=asks,
        terms=terms,
        plans=plans,
        period=period,
        people=people,
        initials=initials,
        documents=documents,
        coming=bool(_NEXT.search(honest)) and not period,
        state=state_asked(honest),
        rag=rating_asked(honest),
        superseded=any(k in named.superseded for k in plans),
        compares=bool(_COMPARE.search(honest))
        or mentioned.several
        or len(plans) > len(mentioned.plans),
        counts=bool(_COUNTS.search(honest)),
        months=bool(_MONTHS.search(honest)),
        none=bool(_NONE.search(honest)),
        amount=bool(_AMOUNT.search(honest)),
        often=bool(_OFTEN.search(honest)),
        acronyms=_acronyms(honest, named),
        dropped=dropped,
        bare=re.sub(r"\s+", " ", unplanned).strip(),
        links=links,
        told=honest,
    )


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
    return fuzz.ratio(one.lower(), two.lower()) >= 84
