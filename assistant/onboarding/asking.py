"""Questions worth asking: what the plan leaves open, and dates past that nothing shows as met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.check import findings
from assistant.checking.finding import Finding
from assistant.composed import Said
from assistant.composing.ground import join
from assistant.evidence.shown import Milestone, milestones
from assistant.onboarding.ground import Ground, ended, flat, item, when
from assistant.onboarding.part import Part, Ranked, part
from assistant.onboarding.roles import questions
from ingest.entries import Commitment, Measure

_WORDS = 22
_SHORT = 5
_ALIKE = ("no_lead", "no_date", "no_monitoring_date")
_EACH = 2
"""How many questions of one kind come before the other kinds have had as many."""


def asking(ground: Ground) -> Part:
    """A question for each thing found, the kinds taking turns, the role's own matters first."""
    lines = [*_found(ground), *_unshown(ground)]
    note = "Made from what the plan does not say; an answer may stand elsewhere."
    return part("asking", lines, note=note, more="/evidence", most=14)


def _found(ground: Ground) -> Iterator[Ranked]:
    asked = questions()
    counts: dict[str, int] = {}
    near = [(not _concerns(ground, f), n, f) for n, f in enumerate(findings(ground.checking()))]
    for _, n, finding in sorted(near, key=lambda f: f[:2]):
        if finding.kind in asked and finding.words:
            nth = counts[finding.kind] = counts.get(finding.kind, -1) + 1
            kind = list(asked).index(finding.kind)
            yield _question(ground, finding, asked[finding.kind], (nth // _EACH, kind + 1, n))


def _concerns(ground: Ground, finding: Finding) -> bool:
    """Whether a finding is about what the newcomer sees to, or about their strand."""
    quote = finding.words[0].quote
    strand = any(ground.near(h) for h in quote.location.headings)
    return strand or ground.newcomer.rank(quote.text) < len(ground.newcomer.falls)


def _question(ground: Ground, finding: Finding, ask: str, rank: tuple[int, ...]) -> Ranked:
    before, after = ask.split("{}")
    first = finding.words[0]
    what = ended(_bare(ground.said(first.quote, first.document, _WORDS)))
    if finding.kind in ("two_dates", "two_leads"):
        others = [ground.said(w.quote, w.document) for w in finding.words[1:5]]
        short = [s for s in others if len(s.text.split()) <= _SHORT]
        pair = (" (", *join(short), ")") if len({s.text for s in short}) > 1 else ()
        return Ranked(item(before, what, after, pair, rests=tuple(others)), rank, rank)
    alike = len(finding.words) - 1 if finding.kind in _ALIKE else 0
    more = f" So it is with {alike} more." if alike else ""
    return Ranked(item(before, what, after, more), rank, rank)


def _bare(said: Said) -> Said:
    """Words without a full stop at their end, to stand within a question."""
    return replace(said, text=said.text.rstrip(" ."))


def _unshown(ground: Ground) -> Iterator[Ranked]:
    """What was due before today and of which neither plan nor evidence says that it is done."""
    found = milestones(ground.view, as_of=ground.today, plan=ground.plan.key)
    late = list({flat(m.record.what.text): m for m in found[::-1] if _is_late(ground, m)}.values())
    late.reverse()
    late.sort(key=lambda m: not _is_near(ground, m))
    for n, m in enumerate(late):
        dated = m.record.when[0]
        phrase, rests = when(dated, m.kept)
        if not phrase:
            continue
        what = ended(_bare(ground.said(m.record.what, m.kept.document, _WORDS)))
        told = (
            "nothing in the evidence speaks of it"
            if ground.evidence
            else "the plan does not say that it is done"
        )
        line = item(
            "What shows that “",
            what,
            "” was done? Its date was “",
            phrase,
            f"”; {told}.",
            rests=rests,
        )
        yield Ranked(line, (n // _EACH, 0, n), (n // _EACH, 0, n))


def _is_near(ground: Ground, m: Milestone) -> bool:
    texts = (m.record.what.text, *(q.text for q in m.record.who))
    own = ground.newcomer.rank(*texts) < len(ground.newcomer.falls)
    return own or ground.near(m.record.strand)


def _is_late(ground: Ground, milestone: Milestone) -> bool:
    record: Commitment | Measure = milestone.record
    done = isinstance(record, Commitment) and record.done
    ends = [d.period.end for d in record.when if d.period.kind in ("deadline", "window")]
    past = bool(ends) and all(e is not None and e < ground.today for e in ends)
    return past and milestone.state == "none" and not done
