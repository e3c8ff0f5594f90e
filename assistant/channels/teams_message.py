"""Answers as Teams' messages: the text, citations, the label that a machine made it, feedback."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# The SDK leaves parts of its messages untyped.

from __future__ import annotations

from microsoft_teams.api import CitationAppearance, MessageActivityInput

from assistant.answer import Answer, Citation
from assistant.channels.chat import Reply
from assistant.channels.teams_card import card_of
from assistant.channels.wording import link, place, shown

LONGEST_TEXT = 20_000
"""Characters of a message's text: the whole message may have some 28,000 bytes."""

_LONGEST_MESSAGE = 25_000
_LONGEST_NAME = 80
_LONGEST_QUOTE = 160
_MOST_CITATIONS = 10
_PRIVATELY = "_You may read more than this place: ask me in a chat of our own._"


def text_of(answer: Answer, base: str) -> str:
    """The answer in Markdown, no longer than a message may be."""
    return shown(answer, most=LONGEST_TEXT, base=base)


def message_of(reply: Reply, *, base: str, cards: bool = True) -> MessageActivityInput:
    """The message that holds the answer with its citations, labelled, with feedback buttons.

    Without `cards` a list has none, as where Teams does not take one.
    """
    text = text_of(reply.answer, base)
    if reply.more_in_private:
        text += f"\n\n{_PRIVATELY}"
    if reply.sign_in:
        text += (
            f"\n\n_You see what is public._ [Sign in]({reply.sign_in}) _to see all that you may._"
        )
    cited = [c for c in reply.answer.citations if f"[{c.n}]" in text]
    if len(cited) > _MOST_CITATIONS:
        whole = f"{base.rstrip('/')}/answers/{reply.answer.answer}"
        text += f"\n\n[The other {len(cited) - _MOST_CITATIONS} sources]({whole})"
    message = MessageActivityInput(text=text).add_ai_generated()
    for citation in cited[:_MOST_CITATIONS]:
        message.add_citation(citation.n, _appearance(citation, base))
    card = card_of(reply.answer, base, room=_LONGEST_MESSAGE - _size(message)) if cards else None
    if card:
        message.add_card(card)
    return message.add_feedback()


def _size(message: MessageActivityInput) -> int:
    return len(message.model_dump_json(by_alias=True, exclude_none=True).encode())


def _appearance(citation: Citation, base: str) -> CitationAppearance:
    return CitationAppearance(
        name=_short(place(citation), _LONGEST_NAME),
        abstract=_short(citation.quote, _LONGEST_QUOTE),
        url=link(citation, base),
    )


def _short(words: str, most: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"
