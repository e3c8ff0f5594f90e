"""What a question asks for: who, when, a list, a definition, a judgement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.query import Asks
from assistant.times import Asked

_WHO = re.compile(
    r"\bwho(?:m|'s|se)?\b|\bwhich (?:firm|company|organisation|provider)\b|\bwhich of\b.{0,40}\bleads?\b|\bwhich (?:\w+ ){0,2}(?:person|people|trustees?|governors?|leaders?|leads?|director|officer|executive|"
    r"committees?|member of staff|colleague|manager|exec)\b(?! (?:actions?|activit|kpis?|indicators?|measures?|targets?|milestones?|priorit|objectives?|goals?|tasks?|jobs?|work|polic|strateg|plans?|risks?|items?|meetings?|dates?|reports?))|\bin charge of\b|\bresponsible for\b|\b(?:lead|owner) (?:for|on|of)\b"
    r"|\bname(?:d)? (?:the |a )?lead\b|\b(?:need|have|get) (?:a|the) name (?:for|of)\b|\bsame person\b|\bwhich (?-i:[A-Z][a-z]+) (?:should|do|can|must) (?:i|we)\b|^(?:the )?lead\b"
    r"|\bwhat (?:else )?(?:does|do|is|are) [\w' -]{1,40}? (?:lead(?:ing)?|own|look(?:ing)? after|oversee(?:ing)?|run|manage)\b\W*(?:$|in\b|at\b|on\b|under\b|for\b)",
    re.I,
)
_WHEN = re.compile(
    r"\bwhen(?:'s)?\b|\bwhich (?:half[- ]?terms?|terms|weeks?|quarters?|meetings?)\b|\bby when\b|\bwhat (?:date|month|day|time|term)\b|\b(?:which|what) (?:dates|days|months?)\b|\bwhich (?:date|day|term)\b|\bby when\b|\bhow soon\b"
    r"|\bdeadline for\b|\bhow (?:often|frequently)\b|\bwhat(?:'s| is) the (?:deadline|due date)\b|\bdue date\b|\btimings?\b|\bdates\b(?! (?:of|for)\b)",
    re.I,
)
_LIST = re.compile(
    r"\blist\b|\bgive (?:me )?(?:all|every|each|the)|\beverything\b|\ball (?:the|of)\b|\bwh(?:at|ich)(?:'s| is| are)? (?:\w+ ){0,4}?(?:due|ongoing|on-going|scheduled|planned|happening|coming up|listed)\b"
    r"|\bwhich months\b|\bmonth by month\b|\bwhat are the\b|\bevery\b|\bwhat (?:has|have|needs?) to be done\b|\bwhat(?:'s| is) on\b|\bhow many\b",
    re.I,
)
_DEFINE = re.compile(
    r"\bwhat (?:does|do|is meant by) (?!we\b|you\b|they\b|i\b)(?:the )?(?:\w|&|[-'’])+(?: \w+){0,3}? (?:mean|stand for)\b|(?<!we )(?<!you )(?<!they )\bstands? for\b|\bmeaning of\b|\bdefine\b|\bwhat do(?:es)? .{1,40} mean\b"
    r"|^\W*(?-i:[A-Z][A-Za-z&]{1,6})\W+what (?:is|does|do)\b|^\W*(?-i:[A-Z][A-Za-z&]{1,6})\W+what's\b"
    r"|\bwhat do(?:es)? the colou?rs?\b|\bmeaning\b|\bexpand\b|\bin full\b|\bacronym\b|\babbreviation\b",
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
    r"|\bwhich (?:pupils?|students?|children) (?:was|were|got|have been|has been|had been)\b"
    r"|\bnames? of (?:the )?(?:pupils?|students?|children)\b|\b(?:salary|sickness record) (?:of|for)\b|\b(?:home address|mobile number|personal (?:email|phone)|date of birth|private number|(?:address|phone|number) and (?:phone|mobile|address))\b",
    re.I,
)
_START = re.compile(
    r"\bi(?:['’]m| am) (?:a |the )?new\b|\b(?:i(?:['’]ve| have)? )?just (?:joined|started|become)\b"
    r"|\bwhere (?:do|should|can) i (?:start|begin)\b|\bwhat should i read first\b"
    r"|\bnew (?:governor|trustee|head ?teacher|teacher|leader|member of staff)s?\b.*\b(?:start|begin|read first)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:due|on|happening|happens|planned|scheduled|coming up|listed|deadlines?|to do|to be done|jobs|activities|events|meetings|fall|placed)\b|^(?:and |what about )?(?:in|for|by|before|during) |^anything",
    re.I,
)


_FIGURE = re.compile(
    r"\b(?:surplus|deficit|budget|reserves|income|turnover|targets?|rate|percentage|numbers?|PAN|cost)\b",
    re.I,
)
"""What has a figure for a whole year."""


def is_list(text: str, period: Asked) -> bool:
    """Whether a question with a time asks what falls in it: not for a whole year's figure or outcome."""
    whole_year = bool(
        re.fullmatch(
            r"\W*(?:in |during |for )?(?:20\d\d(?:\s?[-/–]\s?\d{2,4})?|.*\byear)\W*",
            period.text,
            re.I,
        )
    )
    if _OPEN.search(text):
        return not (whole_year and _FIGURE.search(text))
    return not whole_year and not re.search(
        r"\bhow (?:much|many|was|did|has)\b|\b(?:results?|outcomes?|score|share|percentage|figure)\b",
        text,
        re.I,
    )


def asks_for(text: str, unplanned: str = "") -> Asks:
    """What a question asks for. `unplanned` is the question without the names of plans."""
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
    if _CLAIM.match(text) and re.search(r"\b(?:anything|something)\b", text, re.I):
        return "list"
    if _CLAIM.match(text):
        return (
            "when"
            if re.search(r"\bagree (?:on |about )?(?:when|the date)|\bsame date\b", text, re.I)
            else "claim"
        )
    if listed:
        return "list"
    if _is_short_term(text) and not (_COUNTED.search(text) or _is_plain(unplanned)):
        return "define"
    return "fact"


def state_asked(text: str) -> Literal["open", "done", ""]:
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


def rating_asked(text: str) -> str:
    """The colour of a rating that is asked for: "red", "amber" or "green"; "" for none."""
    m = re.search(r"\b(red|amber|green)\b", text, re.I)
    rated = (
        re.search(r"\b(?:rated|rag|rating|actions?|marked|flagged|status)\b", text, re.I)
        or len(text.split()) <= 4
    )
    return m[1].lower() if m and rated else ""


_COUNTED = re.compile(r"\d|£|%")
"""What no term whose meaning is asked for has in it."""


def _is_plain(unplanned: str) -> bool:
    """Whether a question without the names of plans asks of a plain word: "what is the … budget?" """
    m = re.match(
        r"^\W*(?:so |and )?what(?:'s| is| are)(?: an?| the)?(?P<rest>.*)$", unplanned, re.I
    )
    words = re.findall(r"[A-Za-z&]+", m["rest"]) if m else []
    return bool(words) and all(w.islower() for w in words)


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
