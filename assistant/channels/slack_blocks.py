"""Answers as Slack's blocks: the text, numbered sources, feedback, and a plain text behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.answer import Answer, Citation
from assistant.channels.chat import Reply
from assistant.channels.slack_table import table_of
from assistant.channels.wording import link, place, shown
from assistant.register_view import Page
from ingest.entries import Commitment

LONGEST_TEXT = 9_000
"""Characters of an answer's text: the whole message may have some 13,000."""

_LONGEST_MESSAGE = 12_500
_LONGEST_SOURCES = 2_700
_LONGEST_QUOTE = 160
_LONGEST_VALUE = 1_900

Blocks = list[dict[str, Any]]


def text_of(answer: Answer, base: str) -> str:
    """The answer in Markdown, no longer than a message may be."""
    return shown(answer, most=LONGEST_TEXT, base=base)


def under(reply: Reply, question: str, *, base: str, pass_on: bool, tables: bool = True) -> Blocks:
    """What stands under an answer's text: its list as a table, its sources and its buttons.

    Without `tables` there is none, as where Slack does not take one.
    """
    buttons: Blocks = []
    if reply.more_in_private:
        buttons.append(_button("answer_privately", "Answer me privately", question))
    if pass_on and reply.answer.status == "not_found":
        buttons.append(_button("pass_on", "Pass it on", question))
    actions: Blocks = [{"type": "actions", "elements": buttons}] if buttons else []
    if reply.sign_in:
        actions.append(_section(_sign_in(reply.sign_in)))
    sources = _sources(reply.answer, base)
    room = _LONGEST_MESSAGE - len(text_of(reply.answer, base)) - _LONGEST_SOURCES
    table = table_of(reply.answer, base, room=room) if tables else []
    return [*table, *sources, *actions, _feedback(reply.answer.answer)]


def whole(reply: Reply, question: str, *, base: str, pass_on: bool, tables: bool = True) -> Blocks:
    """The answer with everything under it."""
    text: dict[str, Any] = {"type": "markdown", "text": text_of(reply.answer, base)}
    return [text, *under(reply, question, base=base, pass_on=pass_on, tables=tables)]


def plain(answer: Answer, base: str) -> str:
    """The answer without blocks, for notifications and for when a block is refused."""
    lines = [f"[{c.n}] {escaped(place(c))} {link(c, base)}" for c in answer.citations[:20]]
    return "\n".join((escaped(text_of(answer, base)), *lines))[:LONGEST_TEXT]


def home(upcoming: Page, *, name: str, base: str, sign_in: str) -> dict[str, Any]:
    """The App Home: what is coming up, for the person where they are known by a name.

    `sign_in` is the address for one who nobody is known to be; else blank.
    """
    heading = f"Coming up for {name}" if name else "Coming up"
    blocks: Blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": heading[:150]}},
        *(_section(line) for line in _upcoming(upcoming, base)),
    ]
    if not upcoming.records:
        blocks.append(_section("Nothing is listed for the next four weeks."))
    below = [_section(_sign_in(sign_in))] if sign_in else []
    return {"type": "home", "blocks": [*blocks[:49], *below]}


def escaped(words: str) -> str:
    """`words` with the three characters escaped that mean something in Slack's own markup."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sources(answer: Answer, base: str) -> Blocks:
    """The numbered sources, as many as there is room for."""
    held, lines = 0, list[str]()
    for citation in answer.citations:
        line = _source(citation, base)
        if held + len(line) > _LONGEST_SOURCES:
            left = len(answer.citations) - len(lines)
            lines.append(f"… and {left} more sources: <{base}/answers/{answer.answer}|open>")
            break
        lines.append(line)
        held += len(line)
    return [_section("\n".join(lines))] if lines else []


def _source(citation: Citation, base: str) -> str:
    quote = " ".join(citation.quote.split())
    quote = quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"
    where = escaped(place(citation)).replace("|", "¦")[:200]
    return f"[{citation.n}] <{link(citation, base)}|{where}>: “{escaped(quote)}”"


def _feedback(answer: str) -> dict[str, Any]:
    def button(words: str, label: str, value: str) -> dict[str, Any]:
        text = {"type": "plain_text", "text": words}
        return {"text": text, "accessibility_label": label, "value": f"{value}:{answer}"}

    element = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": button("Good answer", "Mark this answer as good", "up"),
        "negative_button": button("Bad answer", "Mark this answer as bad", "down"),
    }
    return {"type": "context_actions", "elements": [element]}


def _button(action: str, words: str, value: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": words}
    return {"type": "button", "action_id": action, "text": text, "value": value[:_LONGEST_VALUE]}


def _sign_in(address: str) -> str:
    return f"You see what is public. <{address}|Sign in> to see all that you may."


def _section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words[:3000]}}


def _upcoming(upcoming: Page, base: str) -> Sequence[str]:
    lines = list[str]()
    for record in upcoming.records:
        entry = record.entry
        if isinstance(entry, Commitment) and record.citations:
            when = "; ".join(dict.fromkeys(d.period.text for d in entry.when))
            opens = link(record.citations[0], base)
            lines.append(f"• <{opens}|{escaped(entry.what.text)[:300]}> {escaped(when)}")
    return lines
