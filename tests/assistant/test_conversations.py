"""Conversations keep their turns, for their owner alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import create_engine

from assistant.answer import Answer, Citation, Item, When
from assistant.conversations import Conversations, Turn
from assistant.question import UnknownConversation
from ingest.document import Box, Location

PLACE = Location("plan", 3, ("Estates",), 4, 1, 2, 3, "Year", "B4", Box(1, 2, 3, 4))
ANSWER = Answer(
    "answered",
    "The boiler is due in March [1].",
    (
        Item(
            "Boiler service",
            ("AB",),
            When("March", None, date(2026, 3, 31), "deadline", "target", "inferred"),
            "Estates",
            "oak",
            (1,),
        ),
    ),
    (Citation(1, "Plan", "oak", "Year › March", PLACE, "Boiler service", "/documents/plan#b4"),),
    1,
    ("A note.",),
    ("And in April?",),
    "c_1",
    "a_1",
    1.5,
)


@pytest.fixture
def conversations(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'catalogue.db'}")
    yield Conversations(engine)
    engine.dispose()


def turn(asked: str) -> Turn:
    return Turn(asked, f"{asked} in full", "oak", date(2026, 3, 1), ANSWER, '{"topic": "boiler"}')


def test_turns_come_back_whole_and_in_order(conversations):
    first, second = turn("what's due in March?"), turn("and in April?")
    conversations.add("c_1", first, owner="local")
    conversations.add("c_1", second, owner="local")
    assert conversations.turns("c_1", owner="local") == (first, second)


def test_a_conversation_is_not_there_for_anybody_else(conversations):
    conversations.add("c_1", turn("who leads?"), owner="one person")
    with pytest.raises(UnknownConversation):
        conversations.turns("c_1", owner="another")


def test_two_conversations_have_different_ids(conversations):
    assert conversations.begin() != conversations.begin()


def test_a_question_with_awkward_characters_is_kept_as_it_is(conversations):
    awkward = turn("\u202e'; DROP TABLE conversation_turns; --\x00 “é”")
    conversations.add("c_1", awkward, owner="local")
    assert conversations.turns("c_1", owner="local") == (awkward,)
