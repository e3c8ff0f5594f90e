"""Plans laid out otherwise: labels in sentences, matrices on their side, rows of times, keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.document import Bullet, Document, Source
from ingest.entries import Commitment, Definition, Entry, Measure, Responsibility
from ingest.formats import read
from ingest.register import entries


@pytest.fixture
def plan(tmp_path):
    """Reads an invented plan from its text."""

    def reading(text: str) -> Document:
        path = Path(tmp_path / "plan.txt")
        path.write_text(text, "utf-8")
        return read(Source(str(path), path.name, "plan"))

    return reading


def held(document: Document) -> set[tuple[str, str, str, str]]:
    """Person, position, area and label or role of every responsibility."""
    found = [e for e in entries(document) if isinstance(e, Responsibility)]
    words = lambda q: q.text if q else ""  # noqa: E731
    return {
        (words(r.person), words(r.position), words(r.area), words(r.label) or r.role) for r in found
    }


def of(document: Document, kind: type[Entry]) -> list[Entry]:
    return [e for e in entries(document) if isinstance(e, kind)]


def test_people_after_labels_in_one_paragraph_are_read_with_their_labels(plan):
    document = plan(
        "# Larch Trust Plan 2026-29\n\n## Goal 1: Good teaching\n\n"
        "Who is accountable? Executive sponsor: Ann Lee, Director of Education. Link trustee: Bo Cole. "
        "Delivery leads: Cy Dee (primary) and Di Eve (secondary). The visits are arranged by Ed Fox.\n"
    )
    goal = "Goal 1: Good teaching"
    assert held(document) >= {
        ("Ann Lee", "Director of Education", goal, "Executive sponsor"),
        ("Bo Cole", "", goal, "Link trustee"),
        ("Cy Dee", "", "primary", "Delivery leads"),
        ("Di Eve", "", "secondary", "Delivery leads"),
    }


def test_a_sponsor_who_is_not_yet_confirmed_is_read_as_such(plan):
    document = plan(
        "# Larch Trust Plan 2026-29\n\n## Goal 4: Open doors\n\n"
        "Executive sponsor: to be confirmed. Link trustee: Rev. Paul Dunn.\n"
    )
    assert held(document) >= {
        ("to be confirmed", "", "Goal 4: Open doors", "Executive sponsor"),
        ("Rev. Paul Dunn", "", "Goal 4: Open doors", "Link trustee"),
    }


def test_a_matrix_on_its_side_gives_each_column_its_people(plan):
    document = plan(
        "# Larch Trust Plan 2026-29\n\n## On a page\n\n"
        "\tGoal 1\tGoal 2\tGoal 3\n"
        "In one line\tTeach well\tBelong\tLast\n"
        "Executive sponsor\tAnn Lee\tBo Cole\ttbc\n"
        "Watched by\tStandards Committee\tStandards Committee\tFinance Committee\n"
    )
    assert held(document) >= {
        ("Ann Lee", "", "Goal 1", "Executive sponsor"),
        ("Bo Cole", "", "Goal 2", "Executive sponsor"),
        ("", "Standards Committee", "Goal 2", "Watched by"),
        ("", "Finance Committee", "Goal 3", "Watched by"),
    }


TIMELINE = (
    "# Larch Trust Plan 2026-27\n\n## Monitoring calendar 2026-27\n\n"
    "Half-term\tStandards (AB)\tPeople\n"
    "<p>Autumn 1</p><p>1 Sept – 23 Oct 2026</p>\t<ul><li>Targets set</li><li>Visit 1</li></ul>\tExit report\n"
    "<p>Autumn 2</p><p>2 Nov – 18 Dec 2026</p>\tVisit 2\t\n"
    "<p>Spring 1</p><p>4 Jan – 12 Feb 2027</p>\tVisit 3\tStaff survey\n"
)


def test_a_calendar_whose_rows_are_half_terms_gives_each_entry_its_days_and_strand(plan):
    found = [c for c in of(plan(TIMELINE), Commitment) if isinstance(c, Commitment)]
    told = {(c.what.text, c.strand, c.when[0].period.start, c.when[0].period.end) for c in found}
    assert told == {
        ("Targets set", "Standards", date(2026, 9, 1), date(2026, 10, 23)),
        ("Visit 1", "Standards", date(2026, 9, 1), date(2026, 10, 23)),
        ("Exit report", "People", date(2026, 9, 1), date(2026, 10, 23)),
        ("Visit 2", "Standards", date(2026, 11, 2), date(2026, 12, 18)),
        ("Visit 3", "Standards", date(2027, 1, 4), date(2027, 2, 12)),
        ("Staff survey", "People", date(2027, 1, 4), date(2027, 2, 12)),
    }
    assert {q.text for c in found if c.strand == "Standards" for q in c.who} == {"AB"}


def test_cells_of_nothing_but_days_are_meetings_of_the_body_that_the_row_names(plan):
    document = plan(
        "# Larch Trust Plan 2026-27\n\n## Meeting dates 2026-27\n\n"
        "Body\tAutumn\tSpring\tSummer\tChair\n"
        "Trust Board\t24 Sept; 10 Dec\t25 March\t15 July\tB Cole\n"
        "Audit and Risk (ARC)\t26 Nov\t–\t17 June\tAnn Lee\n"
    )
    meetings = [c for c in of(document, Commitment) if isinstance(c, Commitment)]
    assert [(c.what.text, c.when[0].period.end) for c in meetings if c.strand == "Trust Board"] == [
        ("Trust Board", date(2026, 9, 24)),
        ("Trust Board", date(2026, 12, 10)),
        ("Trust Board", date(2027, 3, 25)),
        ("Trust Board", date(2027, 7, 15)),
    ]
    assert ("Ann Lee", "Chair", "Audit and Risk (ARC)", "chair") in held(document)


def test_headings_that_are_acronyms_or_years_are_headings(plan):
    document = plan(
        "# Larch Trust Plan 2026-27\n\n"
        "School\tPhase\tNOR (Oct 25)\tHead\nOak\tPrimary\t407\tAnn Lee\nElm\tNursery\t84\tBo Cole\n\n"
        "Between the tables.\n\n"
        "KPI\tMeasure\t2025-26 (validated)\tTarget July 27\nA\tAttendance\t92.9%\t94.0%\nB\tTurnover\t16.8%\t12%\n"
    )
    assert [t.heading_rows for t in document.tables()] == [1, 1]


def test_lines_numbered_like_1_1_are_items_of_a_list(plan):
    document = plan(
        "# Larch Trust Plan 2026-27\n\n## What we will do\n\n"
        "1.1 Write one framework by Easter 2027.\n1.2 Train twelve coaches.\n2.10 Open the hall.\n"
    )
    items = [b for b in document.blocks if isinstance(b, Bullet)]
    assert [(b.marker, b.text) for b in items] == [
        ("1.1", "Write one framework by Easter 2027."),
        ("1.2", "Train twelve coaches."),
        ("2.10", "Open the hall."),
    ]


def test_keys_of_initials_and_of_acronyms_are_definitions_and_nobody_leads(plan):
    document = plan(
        "# Larch Trust Plan 2026-27\n\n## Initials\n\n"
        "Initials\tName\tPost\nAL\tAnn Lee\tChief Executive Officer\nBC\tBo Cole\tHead of HR\n\n"
        "## Abbreviations\n\n"
        "ARC\tAudit and Risk Committee\tDSL\tDesignated Safeguarding Lead\n"
        "PAN\tPublished Admission Number\tSIP\tSchool Improvement Partner\n"
    )
    told = {(d.term, d.expansion) for d in of(document, Definition) if isinstance(d, Definition)}
    assert told >= {
        ("AL", "Ann Lee"),
        ("ARC", "Audit and Risk Committee"),
        ("DSL", "Designated Safeguarding Lead"),
        ("SIP", "School Improvement Partner"),
    }
    assert not [h for h in held(document) if h[3] == "lead"]


def test_a_key_of_letters_in_a_sentence_is_read(plan):
    document = plan(
        "# Larch Trust Plan 2026-27\n\nD = decides, A = advises first, C = formally consulted, I = informed.\n"
    )
    told = {(d.term, d.expansion) for d in of(document, Definition) if isinstance(d, Definition)}
    assert told == {
        ("D", "decides"),
        ("A", "advises first"),
        ("C", "formally consulted"),
        ("I", "informed"),
    }


def test_amounts_by_year_are_no_measures(plan):
    document = plan(
        "# Larch Trust Plan 2026-29\n\n## Paying for it\n\n"
        "£000\t2026/27\t2027/28\t2028/29\tTotal\nGoal 1\t310\t360\t290\t960\nGoal 2\t520\t480\t210\t1,210\n"
    )
    assert of(document, Measure) == []


def test_who_chairs_is_read_from_a_sentence_that_names_several(plan):
    document = plan(
        "# Larch Trust Plan 2026-29\n\n## Governance\n\n"
        "The Audit and Finance Committee is chaired by Dunstable Wray; the Standards Committee by Ann Holloway-Nunn.\n"
    )
    assert held(document) >= {
        ("Dunstable Wray", "", "Audit and Finance Committee", "chairs"),
        ("Ann Holloway-Nunn", "", "Standards Committee", "chairs"),
    }
