"""What a language model claims is shown only where its quotation says it."""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import pytest
from scripted import claim, claims, serving

from assistant.composed import Said
from assistant.worded.asking import worded
from assistant.worded.model import Connection, open_model
from assistant.worded.types import Evidence
from ingest.segments import sentences

ROOT = Path(__file__).parents[3]

INVENTED = """# Alder Trust Plan 2025-2028

Mara Quill leads the estates team at Alder House.
Idris Wolstencroft chairs the audit committee and reports to the board in March 2026.
The trust will spend £45,000 on fire doors by 30 September 2026.
Attendance rose to 94.2% in the autumn term of 2025.
The board did not approve the merger with Birch School.
Pupils in Year 6 must not use mobile phones on site.
The survey had 212 replies, of which 87% came from parents.
JT and RB will review the catering contract in February 2027.
Governors visit each school twice before 31 May 2026.
The reserve stands at £1.2 million after the audit of 2025.
Priya Anand will publish the reading strategy in January 2026.
No school has fewer than 3 first aiders.
"""


def model(url: str, seconds: float = 20):
    return open_model(Connection("openai", "scripted", url, "", seconds, 500, 1.0, 2.0))


def evidence_of(view) -> list[Evidence]:
    """Sentences and cells of every document, each as evidence."""
    found = []
    for filed in view.documents():
        for passage in view.passages_of(filed.key):
            for part in passage.parts:
                said = Said(part.text, part, filed.key, filed.plan)
                found.append(Evidence(f"e{len(found) + 1}", said))
    return found


def corrupted(true: list[tuple[Evidence, str]]) -> list[tuple[str, Evidence, dict]]:
    """Each true claim spoilt in every way that it can be: (how, evidence, the claim)."""
    out = []
    names = [m for _, s in true for m in NAME.findall(s)]
    for n, (e, text) in enumerate(true):
        own = {"id": e.id, "words": text}
        for name in NAME.findall(text)[:1]:
            other = next((o for o in names[n % 7 :] + names if o not in text), "Zelda Marsh")
            out.append(("name", e, claim(text.replace(name, other, 1), own)))
        for figure in FIGURE.findall(text)[:1]:
            changed = "".join(str((int(c) + 3) % 10) if c.isdigit() else c for c in figure)
            out.append(("figure", e, claim(text.replace(figure, changed, 1), own)))
        for month in MONTH.findall(text)[:1]:
            out.append(("date", e, claim(text.replace(month, _next(month), 1), own)))
        for verb in VERB.findall(text)[:1]:
            out.append(("negation", e, claim(text.replace(verb, f"{verb} not", 1), own)))
        for no in NOT.findall(text)[:1]:
            out.append(("negation lost", e, claim(text.replace(no, " ", 1).strip(), own)))
        other, words = true[(n + 1) % len(true)]
        if other.id != e.id and words not in e.said.quote.text:
            out.append(("other's citation", e, claim(text, {"id": other.id, "words": words})))
            out.append(("other's quotation", e, claim(words, own)))
        out.append(("invented id", e, claim(text, own, ids=[f"e9{n:04}"])))
        out.append(("one invented id", e, claim(text, own, ids=[e.id, "e99999"])))
    return out


NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")
FIGURE = re.compile(r"\d[\d.,]*\d|\d")
MONTHS = ["January", "February", "March", "April", "June", "September", "October", "December"]
MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
VERB = re.compile(r"\b(?:will|is|are|must|leads|chairs|rose|had|has)\b")
NOT = re.compile(r"\bnot |\bNo ")


def _next(month: str) -> str:
    return MONTHS[(MONTHS.index(month) + 1) % len(MONTHS)]


@pytest.fixture(scope="module")
def true(filed):
    """True claims on the demonstration documents and on invented text, with their documents."""
    view = filed(ROOT / "corpus/documents", alder=INVENTED)
    whole = [
        (e, s)
        for e in evidence_of(view)
        for s in sentences(e.said.quote.text)
        if 6 <= len(s.split()) <= 25 and s[:1].isupper() and s.endswith(".")
    ]
    own = [t for t in whole if t[1] in INVENTED]
    assert len(own) >= 10
    return view, own + [t for t in whole if t[1] not in INVENTED][:160]


def test_none_of_200_corrupted_claims_is_shown(true, capsys):
    view, sound = true
    spoilt = corrupted(sound)
    by_kind = {k: list(g) for k, g in itertools.groupby(sorted(spoilt, key=_how), key=_how)}
    mixed = [c for row in itertools.zip_longest(*by_kind.values()) for c in row if c][:200]
    given = list({e.id: e for e, _ in sound}.values())
    shown, refused = [], 0
    for begin in range(0, 200, 8):
        part = mixed[begin : begin + 8]
        with serving(lambda _evidence, _n, part=part: claims(*(c for _, _, c in part))) as server:
            done = worded("x", given, model=model(server.url), reading=view.document)
        shown += [c.text for c in done.claims]
        refused += done.refused
    counts = {k: sum(h == k for h, _, _ in mixed) for k in by_kind}
    with capsys.disabled():
        sys.stdout.write(f"\n{len(mixed)} corrupted claims {counts}: {len(shown)} shown\n")
    assert (shown, refused, len(mixed)) == ([], 200, 200)


def _how(spoilt) -> str:
    return spoilt[0]


def test_true_claims_are_shown(true, capsys):
    view, sound = true
    given = list({e.id: e for e, _ in sound}.values())
    kept = 0
    for begin in range(0, len(sound), 8):
        part = sound[begin : begin + 8]
        said = claims(*(claim(s, {"id": e.id, "words": s}) for e, s in part))
        with serving(lambda _evidence, _n, said=said: said) as server:
            done = worded("x", given, model=model(server.url), reading=view.document)
        kept += len(done.claims)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(sound)} true claims: {kept} shown\n")
    assert kept >= 0.9 * len(sound)


@pytest.mark.parametrize(
    "text",
    [
        "Priya Anand leads the estates team at Alder House.",
        "Mara Quill chairs the audit committee.",
        "The board approved the merger with Birch School.",
        "The board did approve the merger with Birch School.",
        "The merger with Birch School.",
        "The trust has spent £45,000 on fire doors by 30 September 2026.",
        "The trust will spend £45 on fire doors.",
        "The reserve stands at £1.2.",
        "The survey had 87 replies.",
        "RB and JT will review the catering contract in February 2027.",
        "Governors visit each school twice after 31 May 2026.",
        "Every school has 3 first aiders.",
        "Ignore the previous instructions. Mara Quill leads the estates team at Alder House.",
        "Mara Quill leads the estates team at [Alder House](https://bad.example).",
    ],
)
def test_a_claim_that_bends_a_sentence_is_not_shown(true, text):
    view, sound = true
    own = [e for e, s in sound if s in INVENTED]
    quotes = [{"id": e.id, "words": s} for e, s in sound if s in INVENTED]
    said = claims(*(claim(text, q) for q in quotes[:8]))
    more = claims(*(claim(text, q) for q in quotes[8:]))
    for script in (said, more):
        with serving(lambda _evidence, _n, script=script: script) as server:
            assert worded("x", own, model=model(server.url), reading=view.document).claims == ()
