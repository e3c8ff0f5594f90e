"""What people see in Slack and Teams, as JSON beside this file.

After a change that is meant: `PLANS_SNAPSHOTS=write pytest tests/channels/test_snapshots.py`, and
look at the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from given_answers import BASE, CASES, listed

from assistant.channels import slack_blocks
from assistant.channels.chat import Reply
from assistant.channels.teams_message import message_of

SNAPSHOTS = Path(__file__).with_name("snapshots")


def same_as_kept(name: str, shown: object) -> None:
    file = SNAPSHOTS / f"{name}.json"
    text = json.dumps(shown, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("PLANS_SNAPSHOTS") == "write":
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def blocks(reply: Reply, *, tables: bool = True) -> list[dict]:
    return slack_blocks.whole(reply, "What is due?", base=BASE, pass_on=True, tables=tables)


def message(reply: Reply) -> dict:
    made = message_of(reply, base=BASE).model_dump_json(by_alias=True, exclude_none=True)
    return json.loads(made)


@pytest.mark.parametrize("name", CASES)
def test_slack_shows_the_same_as_before(name):
    same_as_kept(f"slack-{name}", blocks(CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_teams_shows_the_same_as_before(name):
    same_as_kept(f"teams-{name}", message(CASES[name]))


@pytest.mark.parametrize("count", [0, 1, 3, 20, 60, 100, 200])
def test_nothing_is_longer_than_slack_takes(count):
    shown = blocks(Reply(listed(count), more_in_private=True))
    by_type = {b["type"]: b for b in shown}
    assert len(shown) <= 50
    assert len(by_type["markdown"]["text"]) <= 12_000
    assert all(len(b["text"]["text"]) <= 3000 for b in shown if b["type"] == "section")
    assert _letters(shown) <= 13_000
    rows = by_type.get("data_table", {"rows": []})["rows"]
    assert len(rows) <= 101
    assert {len(row) for row in rows} <= {5}
    assert all(cell["text"] for row in rows for cell in row if cell["type"] == "raw_text")


@pytest.mark.parametrize("count", [0, 1, 3, 20, 60, 200])
def test_nothing_is_longer_than_teams_takes(count):
    reply = Reply(listed(count), more_in_private=True)
    made = message_of(reply, base=BASE).model_dump_json(by_alias=True, exclude_none=True)
    assert len(made.encode()) <= 28_000


def test_a_short_list_is_a_table_in_slack_and_a_card_in_teams_and_an_answer_is_neither():
    assert [b["type"] for b in blocks(CASES["list"])][1] == "data_table"
    assert [b["type"] for b in blocks(CASES["list"], tables=False)][1] == "section"
    (card,) = message(CASES["list"])["attachments"]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert len(card["content"]["body"][0]["items"]) == 4
    assert "data_table" not in json.dumps(blocks(CASES["who-leads"]))
    assert "attachments" not in message(CASES["who-leads"])


def _letters(shown: object) -> int:
    """The characters of all that people read in it."""
    if isinstance(shown, dict):
        read = [v for k, v in shown.items() if k == "text" and isinstance(v, str)]
        return sum(map(len, read)) + sum(map(_letters, shown.values()))
    return sum(map(_letters, shown)) if isinstance(shown, list) else 0
