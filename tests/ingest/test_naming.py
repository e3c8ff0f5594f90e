"""Keys of plans, by the words by which people call them."""

import pytest

from ingest.naming import plan_key


@pytest.mark.parametrize(
    ("title", "name", "key"),
    [
        ("attendance-2025-26", "attendance-2025-26.csv", "attendance"),
        ("Ferndown Learning Trust Strategic Plan 2026", "a.docx", "ferndown"),
    ],
)
def test_a_key_is_the_words_before_what_every_plan_is_called(title: str, name: str, key: str):
    assert plan_key(title, name, {}) == key
