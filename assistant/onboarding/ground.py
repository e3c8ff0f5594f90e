"""What a pack is made of: a plan's documents and records as its reader may see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.checking.ground import Ground as Checking
from assistant.checking.ground import every_word
from assistant.composed import Line, Piece, Said, bullet
from assistant.evidence.belonging import evidence_of, plans_of
from assistant.onboarding.roles import Newcomer, Role, newcomer
from assistant.question import BadQuestion, UnknownPlan
from assistant.register_view import strands_named
from assistant.verify import stands
from ingest.document import Document, Quote
from ingest.entries import Aim, Commitment, Dated, Definition, Measure, Responsibility
from ingest.filing import Filed, Kept, Plan
from ingest.segments import sentences
from ingest.view import View


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pack: for which role, of which plan and strand, and since when changes are told."""

    role: Role = "governor"
    plan: str | None = None
    strand: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """One plan with its records and evidence, the newcomer, and the day that stands for today."""

    view: View
    plan: Plan
    filed: Mapping[str, Filed]
    documents: Mapping[str, Document]
    kept: tuple[Kept, ...]
    evidence: tuple[Filed, ...]
    newcomer: Newcomer
    strands: frozenset[str]
    since: date | None
    today: date

    def near(self, strand: str) -> bool:
        """Whether a strand is the one that was asked for."""
        return strand in self.strands

    def of(
        self, *kinds: type[Aim | Commitment | Measure | Definition | Responsibility]
    ) -> list[Kept]:
        """The records of these kinds, in the documents' order."""
        return [k for k in self.kept if isinstance(k.entry, kinds)]

    def checking(self) -> Checking:
        """The same, as a plan's check takes it."""
        return Checking(
            self.plan.key,
            tuple(self.filed.values()),
            self.documents,
            self.kept,
            every_word(self.documents),
            self.today,
        )

    def said(self, quote: Quote, document: str, longest: int | None = None) -> Said:
        """Words of a document: the quotation's own, cut at a word's end where it is longer."""
        return Said(shortened(quote.text, longest), quote, document, self.plan.key)


def ground(view: View, wanted: Wanted, today: date) -> Ground:
    """What the pack is made of. Raises UnknownPlan, and BadQuestion for a strand that is not there."""
    plans = plans_of(view)
    plan = next((p for p in plans if wanted.plan in (None, p.key)), None)
    if plan is None:
        raise UnknownPlan(f"There is no plan of the key {wanted.plan}.")
    held = [f for f in view.documents() if f.plan == plan.key and f.current and f.sort == "plan"]
    strands = strands_named(wanted.strand, view) if wanted.strand else []
    if wanted.strand and not strands:
        raise BadQuestion(f"“{wanted.strand}” is no part of the plans.")
    keys = [f.key for f in held]
    return Ground(
        view,
        plan,
        {f.key: f for f in held},
        {k: view.document(k) for k in keys},
        view.entries(documents=keys),
        evidence_of(view, plan),
        newcomer(wanted.role),
        frozenset(strands),
        wanted.since,
        today,
    )


def shortened(text: str, longest: int | None) -> str:
    """Words in a row from the beginning: a sentence where one is short enough, else so many words."""
    bare = re.sub(r"^[\s•·●▪◦*-]+|[\s;,]+$", "", text)
    if longest is None or len(bare.split()) <= longest:
        return bare
    first = next(iter(sentences(bare)), bare)
    if 3 <= len(first.split()) <= longest and bare.startswith(first):
        return first
    found = re.match(rf"(?:\S+\s+){{{longest - 1}}}[^\s.,;:]+", bare)
    return found[0].rstrip(" ,;:–-(“\"'") if found else bare


def ended(said: Said) -> tuple[Piece, ...]:
    """A quotation, with a mark where its words go on."""
    whole = shortened(said.quote.text, None)
    done = len(said.text) >= len(whole) - 1 or said.text.endswith((".", "!", "?"))
    return (said,) if done else (said, "…")


def when(dated: Dated, kept: Kept) -> tuple[Piece, tuple[Said, ...]]:
    """A record's time in the plan's phrase, and what it rests on where its column's heading has it."""
    phrase, quote = dated.period.text, dated.quote
    if stands(phrase, quote.text):
        return Said(phrase, quote, kept.document, kept.plan), ()
    held = next((w for a in quote.about if (w := _in(phrase, a))), None)
    return (held or "", (Said(shortened(quote.text, None), quote, kept.document, kept.plan),))


def _in(phrase: str, heading: str) -> str | None:
    return phrase if stands(phrase, heading) else None


def item(*pieces: Piece | tuple[Piece, ...], rests: tuple[Said, ...] = ()) -> Line:
    """A line of the pack."""
    flat: list[Piece] = []
    for p in pieces:
        flat += p if isinstance(p, tuple) else [p]
    return bullet(*flat, rests=rests)


def flat(text: str) -> str:
    """Words in one line and in small letters, to tell whether they were said before."""
    return re.sub(r"\W+", " ", text).strip().casefold()
