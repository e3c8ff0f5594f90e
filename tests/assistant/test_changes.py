"""What changed between two versions: added, removed, moved dates, changed leads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.changes import Changes, changes
from ingest.document import Document, Heading, Location, Paragraph, Source
from ingest.filing import Filing, Reader
from ingest.formats import read
from ingest.index import Index
from ingest.versions import KEPT

PLAN = """# Oak Strategic Plan 2025-2026

## Estates

| Action | Lead | Deadline |
| --- | --- | --- |
| Survey every roof | {lead} | {day} |
| {other} | Mara Quill | 31 March 2026 |
"""


def plan(folder, *, lead="Mara Quill", day="30 April 2026", other="Paint the hall") -> Document:
    file = folder / "oak.md"
    file.write_text(PLAN.format(lead=lead, day=day, other=other), "utf-8")
    return read(Source(str(file), file.name, file.name))


def told(moved):
    return [(m.what.words, m.before, m.after) for m in moved]


def test_a_moved_date_a_changed_lead_and_other_words_are_told_apart(tmp_path):
    old = plan(tmp_path)
    new = plan(tmp_path, lead="Jo Ashby", day="29 May 2026", other="Paint the gym")
    found = changes(old, new)
    assert told(found.dates) == [("Survey every roof", "30 April 2026", "29 May 2026")]
    assert told(found.leads) == [("Survey every roof", "Mara Quill", "Jo Ashby")]
    assert {t.words for t in found.added} == {"Jo Ashby", "29 May 2026", "Paint the gym"}
    assert {t.words for t in found.removed} == {"30 April 2026", "Paint the hall"}


def test_the_same_words_are_no_change(tmp_path):
    assert changes(plan(tmp_path), plan(tmp_path)).none


def text(*paragraphs: str) -> Document:
    blocks = tuple(Paragraph(p, Location("k", block=n)) for n, p in enumerate(paragraphs, 2))
    return Document(
        Source("/k.md", "k.md", "k"), "md", "K", (Heading("K", 1, Location("k", block=1)), *blocks)
    )


PARAGRAPHS = st.lists(st.sampled_from("abcdefgh"), max_size=6)


@given(PARAGRAPHS, PARAGRAPHS)
def test_what_is_added_one_way_is_removed_the_other(one, other):
    there: Changes = changes(text(*one), text(*other))
    back: Changes = changes(text(*other), text(*one))
    assert {t.words for t in there.added} == {t.words for t in back.removed}
    assert {t.words for t in there.added} == set(other) - set(one)


def filing(words: str, audience: str) -> Filing:
    return Filing(text(words), plan="k", plan_name="K", audience=audience, digest=words)


def test_the_last_versions_are_kept_for_whom_they_were_and_gone_with_the_document(tmp_path):
    index = Index.open(tmp_path, embedder_name="none")
    for number in range(KEPT + 3):
        index.replace(filing(f"words {number}", "trustees" if number == 4 else "public"))
    with index.seen_by(Reader(frozenset({"public"}))) as view:
        assert [v.number for v in view.versions("k")] == [7, 6, 4, 3]
    with index.seen_by(Reader(frozenset({"trustees"}))) as view:
        assert view.versions("k") == ()
    index.withdraw("k")
    index.replace(filing("again", "public"))
    with index.seen_by(Reader(frozenset({"public"}))) as view:
        assert view.versions("k") == ()
    index.close()
