"""Small invented plans of every shape, and the records that stand in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verify import at, stands
from ingest.document import Document, Quote, Source
from ingest.entries import Aim, Commitment, Dated, Definition, Entry, Measure, Responsibility
from ingest.formats import read
from ingest.register import entries

Read = Callable[[str], tuple[Entry, ...]]

LEADS = """# Elm Trust Plan 2025-2028

## Estates

**Lead:** Mara Quill

**Position:** Head of Estates

| Action | Lead | By when | Status | Success measure | Monitoring date |
| --- | --- | --- | --- | --- | --- |
| Mend the hall roof at Elmfield | Ada Brook | May 2026 | Green | No leaks in the hall | July 2026 |
| Clear the gutters of every school | | June 2026 | Amber | No blocked gutters | Termly |
| Paint the gates | | By Autumn 2026 | Red | Gates painted | |

## Reading

**Lead:** Ada Brook

**Position:** Director of Reading
"""
SCHEDULE = "\n".join(
    [
        "Elm Trust Plan 2025-2028\n\n## Monitoring Schedule Academic Year 2025-2026\n",
        "\tSeptember\tOctober\tNovember\tDecember\tJanuary\tFebruary\tMarch\tApril",
        "Estates\tRoof visit  Gutter visit\t\tBoiler check\t\t\tReturn due 14/02/26\tDoor survey due\t",
        "Finance\tBudget issued\t\t\tAccounts due 15/01/26\t\t\tAudit visit\t",
        "",
    ]
)
HALF_TERMS = """# Elm Trust Plan 2025-26

| Strand | Autumn 1 | Autumn 2 | Spring 1 | Spring 2 | Summer 1 | Summer 2 |
| --- | --- | --- | --- | --- | --- | --- |
| Estates | Roof visit | | Boiler check | | | Gate painted |
| Reading | | Book week | | Library visit | | |
"""
LOG = """# Elm Board actions 2025-26

## Action log

| Ref | Action | Owner | Due | Status |
| --- | --- | --- | --- | --- |
| A1 | Send the roof report to trustees | Ada Brook | 30 January 2026 | Open |
| A2 | Sign the field lease | Mara Quill | 31 October 2025 | Done |
| A3 | Write to the families of Elmfield | Ada Brook | | Open |
"""
MATRIX = """# Elm Trust Plan 2025-2028

## Improvement matrix

| Improvement Area | Lead Role | Intent | Priorities |
| --- | --- | --- | --- |
| Warm Buildings | Head of Estates | Schools that are warm | Roofs, boilers |
| Good Reading | Director of Reading | Every child reads | Phonics, libraries |

## Warm Buildings

**Lead:** Mara Quill

**Position:** Head of Estates
"""
BLOCKS = "\n".join(
    [
        "Elm Trust Plan 2024 - 27\n\n1 Estates\n",
        "Strategic area (what we are aiming for)\tCurrent priorities\tImplementation\t"
        "\tKey performance indicators (success criteria and monitoring date)",
        "\t\tActivities (how we are going to do it and target date)\tLead\t",
        "a) Warm schools\tTo keep heat in\t<p>Mend the roofs. Spring 2026</p>"
        "<p>Fit new boilers. Autumn 2025</p>\t<p>MB</p><p>TC</p><p>WD</p>\tNo leaks. July 2026",
        "b) Dry schools\tTo keep rain out\tClear every gutter. Termly from Spring 2025\tMB"
        "\tNo blocked gutters. Easter 2026",
        "c) Safe schools\tTo keep people safe\tCheck every fire door. Easter 2026\t\tTC",
        "",
    ]
)
PROSE = """# Elm Trust Plan 2025-2028

## Estates

Mara Quill leads the estates team. Ada Brook, Director of Reading, will publish a reading
handbook by 30 April 2026. The roof at Elmfield will be mended by June 2026.

## Governance

The Audit Committee oversees finance and risk. The Education Committee monitors reading.
"""
LINKS = """# Elm Trust Plan 2025-2028

## Trustees

| 1 Vision and culture | 2 People and learning |
| --- | --- |
| Designated Lead Trustee Roles: Ada Brook (inclusion) Mara Quill (safeguarding) | Finance Committee Designated Lead Trustee Roles: Tom Ferrant (health and safety) |
"""
MEETINGS = """# Elm Trust meetings 2025-26

## Meetings of the board and its committees

| Date | Meeting | Start | Venue |
| --- | --- | --- | --- |
| 16 September 2025 | Finance Committee | 17:00 | Online |
| 25 March 2026 | Trust Board | 18:00 | Elmfield School |
"""
WORDS = """# Elm Trust Plan 2025-2028

The Quick Zebra Group (QZG) meets each term. The QZG reports to the board, as does the BRT.

## Estates

### Success measures

- No leaks in any hall
- Boilers serviced each year

### Priorities

- Mend roofs first
- Then gutters
"""
ALL = {
    "leads": LEADS,
    "schedule": SCHEDULE,
    "half-terms": HALF_TERMS,
    "log": LOG,
    "matrix": MATRIX,
    "blocks": BLOCKS,
    "prose": PROSE,
    "links": LINKS,
    "meetings": MEETINGS,
    "words": WORDS,
}


def opened(folder: Path, text: str) -> Document:
    path = folder / ("plan.txt" if "\t" in text else "plan.md")
    path.write_text(text, "utf-8")
    return read(Source(str(path), path.name, "plan"))


@pytest.fixture
def records(tmp_path) -> Read:
    """The records of a plan that is given as text."""
    return lambda text: entries(opened(tmp_path, text))


def commitments(found: tuple[Entry, ...]) -> dict[str, Commitment]:
    return {e.what.text: e for e in found if isinstance(e, Commitment)}


def who(record: Commitment | Measure) -> list[str]:
    return [q.text for q in record.who]


def spans(record: Commitment | Measure) -> list[tuple[date | None, date | None, str]]:
    return [(d.period.start, d.period.end, d.period.kind) for d in record.when]


def led(found: tuple[Entry, ...], basis: str) -> list[tuple[str, str, str]]:
    """Person, position and area of the responsibilities of one basis."""
    return [
        (r.person.text if r.person else "", r.position.text if r.position else "", area)
        for r in found
        if isinstance(r, Responsibility) and r.basis == basis
        for area in [r.area.text if r.area else ""]
    ]


def test_a_lead_block_names_the_person_the_position_and_the_section(records):
    assert led(records(LEADS), "section") == [
        ("Mara Quill", "Head of Estates", "Estates"),
        ("Ada Brook", "Director of Reading", "Reading"),
    ]


def test_an_action_has_its_own_lead_or_else_its_sections_said_as_such(records):
    found = commitments(records(LEADS))
    assert {k: (who(c), c.who_basis) for k, c in found.items()} == {
        "Mend the hall roof at Elmfield": (["Ada Brook"], "own"),
        "Clear the gutters of every school": (["Mara Quill"], "section"),
        "Paint the gates": (["Mara Quill"], "section"),
    }


def test_a_rating_is_the_actions_status(records):
    found = commitments(records(LEADS)).values()
    assert [c.status.text for c in found if c.status] == ["Green", "Amber", "Red"]


def test_an_actions_date_is_a_target_and_a_measures_a_time_to_look(records):
    found = records(LEADS)
    roles = {(type(e), d.role) for e in found for d in getattr(e, "when", ())}
    assert roles == {(Commitment, "target"), (Measure, "monitoring")}
    assert spans(commitments(found)["Paint the gates"]) == [(None, date(2026, 12, 31), "deadline")]


def test_each_entry_of_a_calendars_cell_is_a_record_of_its_own_month(records):
    found = commitments(records(SCHEDULE))
    assert {k: spans(c)[0] for k, c in found.items()} == {
        "Roof visit": (date(2025, 9, 1), date(2025, 9, 30), "window"),
        "Gutter visit": (date(2025, 9, 1), date(2025, 9, 30), "window"),
        "Boiler check": (date(2025, 11, 1), date(2025, 11, 30), "window"),
        "Return due 14/02/26": (None, date(2026, 2, 14), "deadline"),
        "Door survey due": (None, date(2026, 3, 31), "deadline"),
        "Budget issued": (date(2025, 9, 1), date(2025, 9, 30), "window"),
        "Accounts due 15/01/26": (None, date(2026, 1, 15), "deadline"),
        "Audit visit": (date(2026, 3, 1), date(2026, 3, 31), "window"),
    }
    assert {c.strand for c in found.values()} == {"Estates", "Finance"}


def test_half_terms_across_the_top_make_a_calendar(records):
    found = commitments(records(HALF_TERMS))
    assert {k: (c.strand, *spans(c)[0][:2]) for k, c in found.items()} == {
        "Roof visit": ("Estates", date(2025, 9, 1), date(2025, 10, 31)),
        "Boiler check": ("Estates", date(2026, 1, 1), date(2026, 2, 15)),
        "Gate painted": ("Estates", date(2026, 6, 1), date(2026, 7, 31)),
        "Book week": ("Reading", date(2025, 11, 1), date(2025, 12, 31)),
        "Library visit": ("Reading", date(2026, 2, 16), date(2026, 4, 5)),
    }


def test_an_action_log_says_who_by_when_and_whether_it_is_done(records):
    found = commitments(records(LOG))
    assert {k: (who(c), c.done, [end for _, end, _ in spans(c)]) for k, c in found.items()} == {
        "Send the roof report to trustees": (["Ada Brook"], False, [date(2026, 1, 30)]),
        "Sign the field lease": (["Mara Quill"], True, [date(2025, 10, 31)]),
        "Write to the families of Elmfield": (["Ada Brook"], False, []),
    }


def test_a_role_leads_to_a_person_through_the_place_where_both_stand(records):
    assert led(records(MATRIX), "matrix") == [
        ("Mara Quill", "Head of Estates", "Warm Buildings"),
        ("", "Director of Reading", "Good Reading"),
    ]


def test_more_leads_than_actions_are_all_kept_and_not_paired(records):
    found = commitments(records(BLOCKS))
    for what in ("Mend the roofs. Spring 2026", "Fit new boilers. Autumn 2025"):
        assert (who(found[what]), found[what].who_basis) == (["MB", "TC", "WD"], "block")
    gutter = found["Clear every gutter. Termly from Spring 2025"]
    assert (who(gutter), gutter.who_basis) == (["MB"], "own")


def test_a_date_belongs_to_the_action_before_it(records):
    found = commitments(records(BLOCKS))
    assert spans(found["Mend the roofs. Spring 2026"]) == [
        (date(2026, 1, 1), date(2026, 4, 5), "window")
    ]
    assert spans(found["Fit new boilers. Autumn 2025"]) == [
        (date(2025, 9, 1), date(2025, 12, 31), "window")
    ]


def test_initials_one_column_too_far_right_are_still_the_lead_and_no_measure(records):
    found = records(BLOCKS)
    assert who(commitments(found)["Check every fire door. Easter 2026"]) == ["TC"]
    measures = [m.what.text for m in found if isinstance(m, Measure)]
    assert measures == ["No leaks. July 2026", "No blocked gutters. Easter 2026"]


def test_an_action_knows_which_aim_it_serves(records):
    gutter = commitments(records(BLOCKS))["Clear every gutter. Termly from Spring 2025"]
    assert [q.text for q in gutter.serves] == ["b) Dry schools", "To keep rain out"]


def test_prose_says_who_leads_what_and_what_is_promised_by_when(records):
    found = records(PROSE)
    assert ("Mara Quill", "", "the estates team") in led(found, "sentence")
    assert ("Ada Brook", "Director of Reading", "") in led(found, "profile")
    ends = {what.split()[0]: spans(c)[0][1] for what, c in commitments(found).items()}
    assert ends == {"Ada": date(2026, 4, 30), "The": date(2026, 6, 30)}


def test_a_committee_watches_what_its_sentence_says(records):
    assert led(records(PROSE), "link") == [
        ("", "Audit Committee", "finance and risk"),
        ("", "Education Committee", "reading"),
    ]


def test_a_name_with_an_area_in_brackets_is_a_link_role(records):
    assert [r for r in led(records(LINKS), "link") if r[0]] == [
        ("Ada Brook", "", "inclusion"),
        ("Mara Quill", "", "safeguarding"),
        ("Tom Ferrant", "", "health and safety"),
    ]


def test_a_table_of_meetings_is_a_record_for_each_with_its_day(records):
    found = commitments(records(MEETINGS))
    assert {k: spans(c)[0][1] for k, c in found.items()} == {
        "Finance Committee": date(2025, 9, 16),
        "Trust Board": date(2026, 3, 25),
    }


def test_an_acronym_has_the_documents_own_expansion_and_no_other(records):
    found = [d for d in records(WORDS) if isinstance(d, Definition)]
    assert [(d.term, d.expansion) for d in found] == [("QZG", "Quick Zebra Group")]


def test_lists_under_headings_are_measures_and_priorities_in_their_order(records):
    found = records(WORDS)
    measures = [(m.what.text, m.strand) for m in found if isinstance(m, Measure)]
    assert measures == [
        ("No leaks in any hall", "Estates"),
        ("Boilers serviced each year", "Estates"),
    ]
    aims = [(a.what.text, a.sort) for a in found if isinstance(a, Aim)]
    assert aims == [("Mend roofs first", "priority"), ("Then gutters", "priority")]


def quotes(entry: Entry) -> Iterator[Quote]:
    """Every quotation of a record, wherever it keeps it."""
    for value in (getattr(entry, name) for name in entry.__slots__):
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Quote | Dated):
                yield part.quote if isinstance(part, Dated) else part


def assert_all_stand(document: Document) -> None:
    for entry in entries(document):
        for quote in quotes(entry):
            assert stands(quote.text, at(document, quote.location)), (entry, quote)
        for dated in getattr(entry, "when", ()):
            beside = (dated.quote.text, *dated.quote.about)
            assert any(stands(dated.period.text, words) for words in beside), (entry, dated)


@pytest.mark.parametrize("name", ALL)
def test_every_quotation_of_every_record_stands_where_it_says(tmp_path, name):
    assert_all_stand(opened(tmp_path, ALL[name]))


CELL = st.sampled_from(
    [
        "",
        "MB",
        "MB/TC",
        "Ada Brook",
        "Mend roofs. Spring 2026",
        "Ring the bell by 30/9  Sweep up",
        "<p>One door. May 2026</p><p>Two doors</p>",
        "Termly",
        "July 2026",
        "Green",
        "Head of Estates",
        "No leaks (QZG)",
    ]
)
HEADS = st.lists(
    st.sampled_from(["Action", "Lead", "By when", "Status", "Measure", "March", "April", "Area"]),
    min_size=3,
    max_size=5,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_quotations_stand_whatever_a_table_holds(tmp_path_factory, data):
    heads = data.draw(HEADS)
    row = st.lists(CELL, min_size=len(heads), max_size=len(heads))
    body = data.draw(st.lists(row, min_size=1, max_size=4))
    lines = ["Elm Trust Plan 2025-26\n\n## Estates\n", *("\t".join(r) for r in [heads, *body]), ""]
    assert_all_stand(opened(tmp_path_factory.mktemp("plan"), "\n".join(lines)))
