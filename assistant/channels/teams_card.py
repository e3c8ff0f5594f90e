"""A list's records as an adaptive card: who, when and the place of each, under the answer's text."""

from __future__ import annotations

from microsoft_teams.cards.core import (
    AdaptiveCard,
    CardElement,
    Container,
    Fact,
    FactSet,
    OpenUrlAction,
    TextBlock,
    ToggleVisibilityAction,
)

from assistant.answer import Answer, Citation, Item
from assistant.channels.wording import escaped, link, place

FEWEST = 3
"""Records from which on a card says more than the text."""

_RECORDS = "records"
_LONGEST = 300
_VERSION = "1.2"
"""The newest that Teams shows on telephones too."""


def card_of(answer: Answer, base: str, *, room: int) -> AdaptiveCard | None:
    """The card, of as many records as fit into `room` bytes; None for an answer without a list."""
    if len(answer.items) < FEWEST:
        return None
    cited = {c.n: c for c in answer.citations}
    held, rows = 0, list[CardElement]()
    for item in answer.items:
        row = _row(item, cited, base)
        held += len(row.model_dump_json(by_alias=True, exclude_none=True).encode())
        if held > room:
            break
        rows.append(row)
    return _card(answer, rows, base) if len(rows) >= FEWEST else None


def _card(answer: Answer, rows: list[CardElement], base: str) -> AdaptiveCard:
    """Closed at first: the text above says the same in other words."""
    left = len(answer.items) - len(rows)
    if left:
        rows = [*rows, TextBlock(text=f"… and {left} more", is_subtle=True, wrap=True)]
    actions = [
        ToggleVisibilityAction(title=f"Records ({len(answer.items)})", target_elements=[_RECORDS]),
        OpenUrlAction(title="Open as a page", url=f"{base.rstrip('/')}/answers/{answer.answer}"),
    ]
    records = Container(id=_RECORDS, is_visible=False, items=rows)
    return AdaptiveCard(version=_VERSION, body=[records], actions=[*actions])


def _row(item: Item, cited: dict[int, Citation], base: str) -> Container:
    source = next((cited[n] for n in item.citations if n in cited), None)
    what = TextBlock(text=escaped(_short(item.what)), weight="Bolder", wrap=True)
    facts = [Fact(title=t, value=v) for t, v in _facts(item, source) if v]
    opens = OpenUrlAction(url=link(source, base)) if source else None
    return Container(separator=True, items=[what, FactSet(facts=facts)], select_action=opens)


def _facts(item: Item, source: Citation | None) -> tuple[tuple[str, str], ...]:
    return (
        ("Who", escaped(_short(", ".join(item.who)))),
        ("When", escaped(_short(item.when.text)) if item.when else ""),
        ("Strand", escaped(_short(item.strand.split("\n")[0]))),
        ("Source", f"[{source.n}] {escaped(_short(place(source)))}" if source else ""),
    )


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
