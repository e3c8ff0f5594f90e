"""A finding: a fault of a plan in one sentence, with the words that show it and their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.document import Quote

Severity = Literal["high", "medium", "low"]
Kind = Literal[
    "no_lead",
    "no_date",
    "leads_unpaired",
    "joint_leads",
    "column_shift",
    "no_year",
    "no_monitoring_date",
    "measure_repeats_area",
    "before_period",
    "past",
    "initials",
    "initials_alike",
    "titles",
    "first_name",
    "strand_names",
    "body_names",
    "acronym",
    "acronym_misspelt",
    "acronym_spellings",
    "acronym_senses",
    "section_missing",
    "reference_missing",
    "repeated_reference",
    "colours_lost",
    "blank_months",
    "superseded",
    "unfinished",
    "age_ranges",
    "two_dates",
    "two_leads",
]

TITLES: dict[Kind, str] = {
    "no_lead": "Actions with no lead",
    "no_date": "Actions with no date",
    "leads_unpaired": "Leads that cannot be paired with actions",
    "joint_leads": "Joint leads written in two ways",
    "column_shift": "People outside the column for leads",
    "no_year": "Dates with no year",
    "no_monitoring_date": "Measures with no monitoring date",
    "measure_repeats_area": "Measures that only name their area",
    "before_period": "Dates before the plan begins",
    "past": "Dates that have passed",
    "initials": "Initials that nothing expands",
    "initials_alike": "Initials that could be more than one person",
    "titles": "One person with several titles",
    "first_name": "First names that two people share",
    "strand_names": "One part of the plan under several names",
    "body_names": "One body under several names",
    "acronym": "Acronyms that are never expanded",
    "acronym_misspelt": "Misspelt acronyms",
    "acronym_spellings": "One acronym in several spellings",
    "acronym_senses": "Acronyms with another meaning elsewhere",
    "section_missing": "Sections that are missing",
    "reference_missing": "Parts that are referred to and missing",
    "repeated_reference": "The same references in every part",
    "colours_lost": "A colour key without its colours",
    "blank_months": "Months with nothing listed",
    "superseded": "Wording of something that has been replaced",
    "unfinished": "Unfinished text",
    "age_ranges": "Different age ranges",
    "two_dates": "Two dates for one thing",
    "two_leads": "Two leads for one thing",
}
"""What each kind of finding is called, in the order in which they are reported."""

SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one of a plan's documents, by the document's key."""

    document: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault: what kind, how much it matters, one sentence, and the words that show it.

    `outside` is what is known from outside the documents, with where from; "" where nothing is.
    """

    kind: Kind
    severity: Severity
    message: str
    words: tuple[Words, ...]
    outside: str = ""


def shown(text: str, *, longest: int = 60) -> str:
    """Words in quotation marks, cut at a word's end where they are long."""
    line = " ".join(text.split()).strip(" ;,·•-–").removesuffix(".")
    if len(line) > longest:
        line = line[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
    return f"“{line}”"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 action", "3 actions"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def human(numbers: dict[str, int]) -> str:
    """Things with how often each stands: “a” (3), “b” (1)."""
    return listed([f"{shown(name)} ({n})" for name, n in numbers.items()])
