"""The onboarding pack: nothing without its place, every place true, four pages at most."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from assistant.onboarding.ground import Wanted
from assistant.onboarding.pack import pack
from assistant.onboarding.written import markdown, word
from assistant.question import BadQuestion, UnknownPlan
from ingest.document import Table

CORPUS = Path(__file__).parents[2] / "corpus" / "documents"
DAY = date(2026, 11, 27)
OFFICE = shutil.which("soffice")

PLAN = """# Oak Trust Strategic Plan 2025-2028

## Objectives

1. Every child reads by the age of seven and goes on to love books

## Estates

**Lead:** Mara Quill, Director of Estates

| Action | Lead | Date |
| --- | --- | --- |
| Survey every fire door in the trust | Mara Quill | {date} |
| Report the reserves to the trust board | Oscar Finn | May 2027 |
| Replace the boilers at the infant school | | |

Progress is reported to the governors in each term.

The SEND team (special educational needs and disabilities) is small. The CPD programme is new.
"""


@pytest.fixture(scope="session")
def demonstration(filed):
    return filed(CORPUS)


@pytest.fixture(scope="session")
def oak(filed):
    return filed(oak=PLAN.format(date="March 2027"))


def section(made, key):
    return next(s for s in made.sections if s.key == key)


def texts(made, key):
    return [e.text for e in section(made, key).entries]


def place_text(document, location):
    """What stands at a place, read from the document in another way than the pack does."""
    for block in document.blocks:
        if location.table is None and block.location.block == location.block:
            return block.text
        if isinstance(block, Table) and block.location.table == location.table:
            return block.rows[location.row - 1][location.column - 1].text
    return ""


def words_of(text):
    return " ".join(text.split())


def unsupported(view, made):
    """Entries without a citation, and citations whose words do not stand where they say."""
    entries = [e for s in made.sections for e in s.entries]
    out = [e.text for e in entries if not e.citations or (e.answer and not e.answer_citations)]
    for c in made.citations:
        document = view.document(c.url.removeprefix("/documents/").split("#")[0])
        if words_of(c.quote) not in words_of(place_text(document, c.location)):
            out.append(c.quote)
    return out


def pages(made, folder):
    file = folder / "pack.docx"
    file.write_bytes(word(made))
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/office"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", folder, file],
        check=True,
        capture_output=True,
        timeout=120,
    )
    from pypdf import PdfReader

    return len(PdfReader(folder / "pack.pdf").pages)


@pytest.mark.parametrize("role", ["governor", "trustee", "staff", "leader"])
def test_every_line_has_a_place_and_every_place_its_words(demonstration, role):
    made = pack(demonstration, Wanted(role, plan="quillham"), today=DAY)
    assert unsupported(demonstration, made) == []
    assert all(s.entries for s in made.sections)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["elt", "slt"])
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_the_packs_of_the_outside_plans_are_cited_and_have_four_pages(
    filed, shared, tmp_path, name
):
    (path,) = (shared / "plans").glob(f"{name}-*.docx")
    view = filed(path)
    made = pack(view, Wanted(), today=DAY)
    assert unsupported(view, made) == []
    assert len(made.citations) > 60
    assert pages(made, tmp_path) <= 4


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_the_demonstration_pack_has_four_pages(demonstration, tmp_path):
    made = pack(demonstration, Wanted("trustee", plan="quillham"), today=DAY)
    assert pages(made, tmp_path) <= 4


def test_aims_leads_dates_watchers_and_words_are_the_plans_own(oak):
    made = pack(oak, Wanted(), today=DAY)
    assert any("Every child reads by the age of seven" in t for t in texts(made, "aims"))
    assert any(t.startswith("Mara Quill") for t in texts(made, "who"))
    assert "March 2027: Survey every fire door in the trust – Mara Quill" in texts(made, "year")
    assert any("reported to the governors" in t for t in texts(made, "watching"))
    outside = "CPD: not expanded in the plan; outside it, stands for continuing professional"
    assert any(t.startswith(outside) for t in texts(made, "words"))


def test_what_names_the_role_stands_apart_in_the_year(oak):
    made = pack(oak, Wanted("trustee"), today=DAY)
    groups = {e.text: e.group for e in section(made, "year").entries}
    (own,) = [g for t, g in groups.items() if "reserves" in t]
    (other,) = [g for t, g in groups.items() if "fire door" in t]
    assert "trustees" in own
    assert other == "Also in the year"


def test_a_date_that_has_passed_without_evidence_is_asked_about(oak):
    made = pack(oak, Wanted(), today=date(2027, 4, 2))
    assert any(
        t.startswith("What shows that “Survey every fire door in the trust” was done?")
        for t in texts(made, "asking")
    )


def test_an_answer_of_the_self_check_is_cited(oak):
    made = pack(oak, Wanted(), today=DAY)
    answers = [(e.answer, e.answer_citations) for e in section(made, "check").entries]
    assert answers
    assert all(answer and numbers for answer, numbers in answers)


def test_what_does_not_fit_is_counted(demonstration):
    made = pack(demonstration, Wanted(plan="quillham"), today=DAY)
    aims = section(made, "aims")
    assert aims.left > 0
    assert f"{aims.left} more" in markdown(made)


def test_the_strand_that_is_asked_for_comes_first(demonstration):
    made = pack(demonstration, Wanted(plan="quillham", strand="Sustainable Finance"), today=DAY)
    assert any("Callum Vayre" in t for t in texts(made, "who"))
    assert any("the part that you asked for" in t for t in texts(made, "reading"))


def test_a_strand_or_plan_that_is_not_there_is_refused(oak):
    with pytest.raises(BadQuestion, match="no part of the plans"):
        pack(oak, Wanted(strand="Astronomy"), today=DAY)
    with pytest.raises(UnknownPlan):
        pack(oak, Wanted(plan="elm"), today=DAY)


def test_the_command_writes_markdown_and_word(plans, tmp_path):
    (tmp_path / "oak.md").write_text(PLAN.format(date="March 2027"), "utf-8")
    plans("ingest", tmp_path / "oak.md")
    done = plans("onboard", "--role", "trustee", "--as-of", "2026-11-27")
    assert done.returncode == 0, done.stderr
    assert "## Questions worth asking" in done.stdout
    out = tmp_path / "pack.docx"
    assert plans("onboard", "--out", out).returncode == 0
    assert out.read_bytes()[:2] == b"PK"
    refused = plans("onboard", "--role", "caretaker")
    assert refused.returncode == 1
    assert "is no role here" in refused.stderr


def test_what_changed_since_a_day_is_told(plans, tmp_path):
    file = tmp_path / "oak.md"
    file.write_text(PLAN.format(date="March 2027"), "utf-8")
    plans("ingest", file)
    file.write_text(PLAN.format(date="June 2027"), "utf-8")
    plans("ingest", file)
    told = plans("onboard", "--since", date.today().isoformat()).stdout
    changed = told.split("## What has changed")[1].split("\n## ")[0]
    assert "Date then: March 2027; now: June 2027." in changed
    assert re.search(r"Survey every fire door in the trust”.*\[\d+\]", changed)
