"""`plans.toml`: heeded where it is right, refused in one line where it is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.planfile import BadPlanFile, Said, said_of

WHOLE = """
[[plan]]
key = "oak"
name = "Oak Trust Plan"
aliases = ["Oak"]
documents = ["oak-*.md", "old/*.md"]
audience = "governors"
starts = 2025-09-01
ends = 2028-08-31

[[plan]]
key = "rest"

[[document]]
file = "oak-minutes.md"
audience = "trustees"
sort = "evidence"
current = true

[[supersedes]]
old = "old/plan.md"
new = "oak-plan.md"

[terms]
autumn-2025 = [2025-09-02, 2025-12-19]

[people]
JA = "Jo Ashby"

[glossary]
KPI = "key performance indicator"

[columns]
"Who" = "lead"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a whole `plans.toml`."""
    (tmp_path / "plans.toml").write_text(WHOLE, "utf-8")
    return tmp_path


def test_a_plan_holds_the_documents_that_it_names(folder: Path) -> None:
    said = said_of(folder / "oak-plan.md", folder)
    assert said.plan is not None
    assert (said.plan.key, said.plan.name, said.audience) == ("oak", "Oak Trust Plan", "governors")
    assert (said.plan.starts, said.plan.ends) == (date(2025, 9, 1), date(2028, 8, 31))
    assert said.terms == {"autumn-2025": (date(2025, 9, 2), date(2025, 12, 19))}
    assert said.people == {"JA": "Jo Ashby"}
    assert said.glossary == {"KPI": "key performance indicator"}
    assert said.columns == {"Who": "lead"}


def test_a_plan_without_documents_holds_the_rest(folder: Path) -> None:
    said = said_of(folder / "other.md", folder)
    assert said.plan is not None
    assert (said.plan.key, said.audience, said.sort) == ("rest", None, None)


def test_a_document_may_differ_from_its_plan(folder: Path) -> None:
    said = said_of(folder / "oak-minutes.md", folder)
    assert (said.audience, said.sort, said.current) == ("trustees", "evidence", True)


def test_a_document_is_told_what_took_its_place(folder: Path) -> None:
    said = said_of(folder / "old" / "plan.md", folder)
    assert said.superseded_by == str(folder / "oak-plan.md")


def test_the_nearest_file_counts_and_none_above_the_folder_asked_for(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    assert said_of(inner / "x.md", folder).people == {"JA": "Jo Ashby"}
    assert said_of(inner / "x.md", inner) == Said()
    (inner / "plans.toml").write_text("[people]\nKB = 'Kit Bell'\n", "utf-8")
    assert said_of(inner / "x.md", folder).people == {"KB": "Kit Bell"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[plan]]\nkey = 'oak'\ncolour = 'red'\n", r"plan\.0\.colour"),
        ("plans = 3\n", "plans"),
        ("[[plan]]\nkey = 'Oak Trust'\n", r"plan\.0\.key"),
        ("[[plan]]\nname = 'x'\n", r"plan\.0\.key"),
        ("[terms]\nautumn-2025 = ['soon', 'later']\n", "terms"),
        ("[[plan]\n", "not TOML"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "plans.toml").write_text(text, "utf-8")
    with pytest.raises(BadPlanFile, match=says) as refused:
        said_of(tmp_path / "x.md", tmp_path)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plans.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadPlanFile, match="UTF-8"):
        said_of(tmp_path / "x.md", tmp_path)
