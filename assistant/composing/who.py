"""Who leads, owns, chairs or watches over something; and who somebody is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.composed import Composed, Line, Piece, Said, bullet
from assistant.composing.common import (
    Ground,
    distinct,
    join,
    nearest,
    record,
    said,
    sentence,
    tidy,
    when_words,
)
from assistant.find import Scored, relevance, scores, stem_set, weight
from assistant.vocabulary import Term
from ingest.document import Quote
from ingest.entries import Commitment, Measure, Responsibility
from ingest.filing import Kept
from ingest.people import fits, is_initials, listed, names, role_words
from ingest.strands import key as strand_key

ENOUGH = 0.62
"""How much of what is asked a record must cover to answer it."""


@dataclass(slots=True)
class _Candidate:
    """Somebody who may be the answer in one plan: what says so, and how well it fits."""

    score: float
    plan: str
    people: tuple[Said, ...]
    line: Line
    basis: str
    names: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list[str])


def who(ground: Ground) -> Composed | None:
    """The people whom the question asks for; None where the register has no answer."""
    q = ground.query
    if (q.people and not q.amount) or (q.initials and not _topic_beyond_people(ground)):
        return about_people(ground)
    if q.links and (found := _links(ground)):
        return found
    if post := _position(q.bare):
        return _holder(ground, post)
    found = _candidates(ground)
    best = max((c.score for c in found), default=0.0)
    if unowned := _unowned(ground, best):
        return unowned
    if best < ENOUGH:
        return None
    chosen = _chosen(found, best, named=bool(q.plans))
    return _answer(ground, chosen)


def told_in_text(ground: Ground) -> Composed:
    """Who, where only a sentence or cell says so; else that nobody is named for it."""
    from assistant.composing.facts import fact, not_found

    found = ground.search.statements()
    asked = {s for t in ground.query.terms for s in t.stems}
    best = [s for s in found if s.score >= 0.6 and _names_somebody(s.quote.text, asked)]
    if best:
        return fact(ground, best)
    composed = not_found(ground, found)
    names = " or ".join(ground.short(p.key) for p in ground.asked_plans[:3])
    topic = " ".join(t.word for t in ground.query.terms)
    first = sentence(f"Not stated: no one is named for {topic} in the documents ({names}).")
    return Composed("not_found", (first, *composed.lines[1:]))


def _names_somebody(text: str, asked: set[str]) -> bool:
    """Whether a text names a person, a role or a body that the question did not."""
    rest = [w for w in re.findall(r"[A-Za-z&']+", text) if not stem_set(w) & asked]
    return (
        bool(names(text))
        or any(is_initials(w) for w in rest)
        or any(
            w.lower().rstrip("s") in role_words() or w in ("CEO", "CFO", "COO", "HT", "HTs", "LGB")
            for w in rest
        )
    )


def _topic_beyond_people(ground: Ground) -> bool:
    return any(
        not is_initials(t.word) and t.word not in ground.query.initials for t in ground.query.terms
    )


def _answer(ground: Ground, chosen: Sequence[_Candidate]) -> Composed:
    lines = [c.line for c in chosen]
    notes = list(dict.fromkeys(n for c in chosen for n in c.notes))
    if any(is_initials(n) for c in chosen for n in c.names):
        notes.append("The plan gives initials only; no full name is given for them.")
    if any(c.basis == "section" for c in chosen):
        notes.append(
            "The lead is given for the whole section; no separate lead is given for single actions in it."
        )
    return Composed("answered", tuple(lines), notes=tuple(notes))


def _chosen(found: list[_Candidate], best: float, *, named: bool) -> list[_Candidate]:
    """The best of each plan, link roles beside leads, no more than five."""
    out: list[_Candidate] = []
    for plan in dict.fromkeys(c.plan for c in sorted(found, key=lambda c: -c.score)):
        own = sorted((c for c in found if c.plan == plan), key=lambda c: -c.score)
        top = own[0].score
        if top < ENOUGH or (top < best - 0.2 and not named):
            continue
        leads = [c for c in own if c.basis not in ("link",) and c.score >= max(ENOUGH, top - 0.05)][
            :3
        ]
        links = [c for c in own if c.basis == "link" and c.score >= max(0.75, top - 0.25)][:2]
        out += (links + leads)[:4] if own[0].basis == "link" else [*leads, *links]
    return out[:6]


def _candidates(ground: Ground) -> list[_Candidate]:
    out = _by_area(ground) + _by_action(ground) + _by_section(ground)
    best: dict[tuple[str, tuple[str, ...], str], _Candidate] = {}
    for c in sorted(out, key=lambda c: -c.score):
        best.setdefault((c.plan, c.names, "link" if c.basis == "link" else ""), c)
    return list(best.values())


def _by_area(ground: Ground) -> list[_Candidate]:
    """People whose area, position or strand is what is asked about."""
    out: list[_Candidate] = []
    for s in ground.search.records("responsibility"):
        r = s.kept.entry
        if not isinstance(r, Responsibility) or not (r.person or r.position):
            continue
        score = _area_score(ground.query.terms, r)
        if score < 0.4:
            continue
        if r.basis == "link":
            out.append(_link(s.kept, r, score))
        elif r.basis in ("section", "matrix") and r.role == "lead":
            out.append(_lead(ground, s.kept, r, score))
        elif r.basis in ("sentence", "profile") or r.role in ("post", "monitor", "sponsor", "link"):
            out.append(_stated(s.kept, r, score * (0.97 if r.basis == "sentence" else 0.9)))
    return out


def _area_score(terms: Sequence[Term], r: Responsibility) -> float:
    main = [q.text for q in (r.area, r.position) if q]
    strand = [] if r.basis == "link" else [r.strand]
    return scores(terms, stem_set(" . ".join(main + strand)), frozenset())[0]


def _link(kept: Kept, r: Responsibility, score: float) -> _Candidate:
    who = r.person or r.position
    assert who is not None
    person = said(who, kept)
    if r.person and r.area:
        line = bullet("Link role: ", person, " (", said(r.area, kept), ")", rests=_rest(r, kept))
    else:
        line = bullet("Committee: ", person, rests=_rest(r, kept))
    return _Candidate(score, kept.plan, (person,), line, "link", (who.text,))


def _rest(r: Responsibility, kept: Kept) -> tuple[Said, ...]:
    return tuple(said(q, kept) for q in r.support[:1])


def _lead(ground: Ground, kept: Kept, r: Responsibility, score: float) -> _Candidate:
    """A section's lead, with every position that the documents give the person."""
    who = r.person or r.position
    assert who is not None
    person = said(who, kept)
    posts = _positions(ground, kept, who.text) if r.person else ()
    pieces: list[Piece] = [person]
    if posts:
        pieces += [" (", posts[0], ")"]
    area = r.area or (r.support[0] if r.support else None)
    if area:
        pieces += [" leads ", said(area, kept)]
    out = _Candidate(
        score,
        kept.plan,
        (person,),
        bullet(f"{ground.short(kept.plan)}: ", *pieces),
        "lead",
        (who.text,),
    )
    if len(posts) > 1:
        out.line = bullet(
            f"{ground.short(kept.plan)}: ", *pieces, ". Position also given as ", *join(posts[1:])
        )
        out.notes.append(
            f"The documents give {len(posts)} different positions for the same person."
        )
    return out


def _positions(ground: Ground, kept: Kept, name: str) -> tuple[Said, ...]:
    """Each different position that the plan gives a person, the lead block's first."""
    found: dict[str, Said] = {}
    held = ground.search.held(kinds=("responsibility",), plans=(kept.plan,), people=(name,))
    order = {"section": 0, "matrix": 1, "own": 1, "sentence": 2, "profile": 3}
    for k in sorted(held, key=lambda k: order.get(getattr(k.entry, "basis", ""), 4)):
        r = k.entry
        if isinstance(r, Responsibility) and r.position and r.person and r.person.text == name:
            found.setdefault(_plain(r.position.text), said(r.position, k))
    return tuple(
        _similar(
            list(found.values()),
            every=bool(re.search(r"\btitles\b|\bpositions\b|\broles\b", ground.query.text, re.I)),
        )
    )


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower().replace("&", "and")).strip()


def _similar(posts: list[Said], *, every: bool) -> list[Said]:
    """Positions of the same kind as the first: an executive's school headship is another thing."""
    first = stem_set(posts[0].text) if posts else frozenset[str]()
    return [p for n, p in enumerate(posts) if n == 0 or every or len(first & stem_set(p.text)) >= 2]


def _stated(kept: Kept, r: Responsibility, score: float) -> _Candidate:
    who = r.person or r.position
    assert who is not None
    pieces: list[Piece] = [said(who, kept)]
    if r.person and r.position:
        pieces += [" – ", said(r.position, kept)]
    if r.area and (r.position is None or r.area.text != r.position.text):
        pieces += [": ", said(r.area, kept)]
    return _Candidate(
        score,
        kept.plan,
        (said(who, kept),),
        bullet(*pieces, rests=_rest(r, kept)),
        r.basis,
        (who.text,),
    )


def _by_action(ground: Ground) -> list[_Candidate]:
    """The leads of actions that are what is asked about, or that stand under such an area."""
    out: list[_Candidate] = []
    areas: dict[tuple[str, str], tuple[float, Quote, list[tuple[Kept, Commitment]]]] = {}
    for s in ground.search.records("commitment", "measure", limit=300):
        c = s.kept.entry
        if isinstance(c, Measure) and c.who:
            c = Commitment(
                c.what, c.who, "own", c.when if len(c.when) < 2 else (), c.strand, c.serves
            )
        if not isinstance(c, Commitment) or not c.who:
            continue
        if c.who_basis != "section" or s.own >= 0.75:
            out.append(_action(ground, s.kept, c, _action_score(s)))
        if c.who_basis != "section":
            for area in [q for q in c.serves if len(q.text.split()) <= 14][:2]:
                fit = _fit(ground.query.terms, area.text)
                if fit >= ENOUGH:
                    held = areas.setdefault((s.kept.plan, area.text), (fit, area, []))
                    held[2].append((s.kept, c))
    out += [_area(ground, plan, *held) for (plan, _), held in areas.items()]
    return out


def _action_score(s: Scored) -> float:
    return 0.75 * s.score + 0.25 * s.own if s.own >= 0.5 else 0.9 * s.score


def _fit(terms: Sequence[Term], area: str) -> float:
    """How well an area's name is what is asked: it covers the terms, and says little else."""
    stems = stem_set(re.sub(r"^\W*(?:\d[\d.]*|[a-z])[.)]\s*", "", area))
    cover = scores(terms, stems, frozenset())[0]
    return cover * (1.0 if len(stems) <= 4 else 0.92 if len(stems) <= 8 else 0.8)


def _action(ground: Ground, kept: Kept, c: Commitment, score: float) -> _Candidate:
    people = [said(q, kept) for q in distinct(c.who)]
    what = said(c.what, kept)
    names = tuple(n for p in people for n in (listed(p.text) or (p.text,)))
    notes: list[str] = []
    lead: tuple[Piece, ...]
    if c.who_basis == "block":
        everyone = [said(q, kept) for q in c.who]
        lead = (
            "The leads listed for the block are ",
            *_comma(everyone),
            "; it is not clear which lead goes with this action: ",
        )
        notes.append(
            "The block has a different number of leads and actions, so the plan does not pair them."
        )
    elif c.who_basis == "section":
        posts = _positions(ground, kept, people[0].text)[:1]
        title: tuple[Piece, ...] = (" (", posts[0], ")") if posts else ()
        lead = (*join(people), *title, f" leads the section that this stands under, {c.strand}: ")
    else:
        posts = _positions(ground, kept, people[0].text)[:1] if len(people) == 1 else ()
        lead = (*join(people), *((" (", posts[0], ")") if posts else ()), ": ")
    when = when_words(c.when)
    tail: tuple[Piece, ...] = () if not when or when in what.text else (f" ({when})",)
    line = bullet(f"{ground.short(kept.plan)}: ", *lead, what, *tail)
    return _Candidate(score, kept.plan, tuple(people), line, c.who_basis, names, notes)


def _comma(pieces: Sequence[Said]) -> list[Piece]:
    out: list[Piece] = []
    for p in pieces:
        out += [", ", p] if out else [p]
    return out


def _area(
    ground: Ground, plan: str, score: float, area: Quote, held: list[tuple[Kept, Commitment]]
) -> _Candidate:
    """Everyone who leads actions under one area."""
    everyone: dict[str, Said] = {}
    for kept, c in held:
        for q in c.who:
            everyone.setdefault(tidy(q.text), said(q, kept))
    people = list(everyone.values())
    names = tuple(dict.fromkeys(n for p in people for n in (listed(p.text) or (p.text,))))
    line = bullet(f"{ground.short(plan)}: ", *join(people), " – lead for ", said(area, held[0][0]))
    return _Candidate(score + 0.05, plan, tuple(people), line, "own", names)


def _by_section(ground: Ground) -> list[_Candidate]:
    """The leads of sections whose text speaks of what is asked, by how much of it does."""
    leads = _section_leads(ground)
    if not leads:
        return []
    found = relevance(ground.search, ground.query.terms)
    out: list[_Candidate] = []
    for (plan, strand), (kept, r) in leads.items():
        score = found.get((plan, strand_key(strand)), 0.0)
        if score > 0.6:
            out.append(_lead(ground, kept, r, score))
    return out


def _unowned(ground: Ground, best: float) -> Composed | None:
    """The action asked about where it has no lead: that none is named, and the section's if any."""
    found = [
        s
        for s in ground.search.records("commitment", limit=60)
        if isinstance(s.kept.entry, Commitment)
    ]
    if not found or found[0].own < 0.8 or _action_score(found[0]) < best + 0.08:
        return None
    if any(
        s.score >= found[0].score - 0.12 and getattr(s.kept.entry, "who", ()) for s in found[1:]
    ):
        return None
    c = found[0].kept.entry
    if not isinstance(c, Commitment) or c.who:
        return None
    line = bullet(
        f"{ground.short(found[0].kept.plan)}: no owner is named for ", said(c.what, found[0].kept)
    )
    return Composed("partial", (line,))


def _links(ground: Ground) -> Composed | None:
    """The link roles and committees for a topic, or all of those that watch a strand."""
    held = ground.search.held(kinds=("responsibility",))
    links = [
        (k, k.entry)
        for k in held
        if isinstance(k.entry, Responsibility) and k.entry.basis == "link"
    ]
    terms = ground.query.terms
    by_area = [(_area_score(terms, r), k, r) for k, r in links]
    by_strand = [(_strand_score(terms, r.strand), k, r) for k, r in links]
    area, strand = (max((s for s, _, _ in of), default=0.0) for of in (by_area, by_strand))
    chosen = by_strand if strand >= max(0.75, area) else by_area
    top = max(area, strand)
    if top < 0.75:
        return None
    lines: dict[tuple[str, str], Line] = {}
    for score, k, r in chosen:
        if score >= top - 0.02:
            who = r.person or r.position
            assert who
            lines.setdefault((who.text, r.area.text if r.area else ""), _link(k, r, score).line)
    leads: tuple[Line, ...] = ()
    if chosen is by_area and re.search(
        r"\band which\b|\band (?:the )?link", ground.query.text, re.I
    ):
        leads = tuple(
            c.line
            for c in _chosen([c for c in _candidates(ground) if c.basis != "link"], 1.0, named=True)
        )
    notes = ("The plan gives initials only; no full name is given for them.",) if leads else ()
    return Composed("answered", (*leads, *lines.values()), notes=notes)


def _strand_score(terms: Sequence[Term], strand: str) -> float:
    """How well a strand is what is asked about: by its words, or by its number ("aim 5")."""
    return scores(terms, stem_set(strand), frozenset())[0]


def _section_leads(ground: Ground) -> dict[tuple[str, str], tuple[Kept, Responsibility]]:
    held = ground.search.held(kinds=("responsibility",))
    out: dict[tuple[str, str], tuple[Kept, Responsibility]] = {}
    for basis in ("section", "matrix"):
        for k in held:
            r = k.entry
            if isinstance(r, Responsibility) and r.basis == basis and r.role == "lead" and r.strand:
                out.setdefault((k.plan, r.strand), (k, r))
    return out


_POST = re.compile(
    r"\bwho(?:'s| is| are| was) (?:the |our |a |an )?(?:current |named |trust's )?(?P<post>[\w&' -]{2,60}?)"
    r"(?: (?:at|for|in|of) (?:the )?)?\s*\??$",
    re.I,
)
_CHAIRS = re.compile(
    r"\bwho (?:is )?(?:the )?chair(?:s|ing|person|man|woman)?(?: of)?(?: the)? (?P<body>[\w&' -]{3,50}?)\s*(?: at| of| in| for)?\s*\??$",
    re.I,
)
_NOBODY = re.compile(
    r"\bvacan|\bno (?:\w+ )?(?:chair|lead|holder)\b|\bnobody\b|\bno one\b|\bto be appointed\b", re.I
)
_POSTS = [
    "ceo",
    "chief",
    "coo",
    "cfo",
    "cfoo",
    "director",
    "officer",
    "auditor",
    "clerk",
    "chair",
    "headteacher",
    "head",
    "principal",
    "dsl",
    "dpo",
    "senco",
    "sendco",
    "treasurer",
    "secretary",
    "accountant",
    "manager",
    "president",
]


def _position(text: str) -> str:
    """The position whose holder is asked for: "the CEO", "chair of trustees"; "" for none."""
    if m := _CHAIRS.search(text):
        return f"chair {m['body']}"
    m = re.search(
        r"\bwhich (?:company|firm) (?:is|are|does) (?:the )?(?P<post>[\w' -]+)", text, re.I
    ) or _POST.search(text)
    if (
        m
        and any(w.lower() in _POSTS for w in re.findall(r"\w+", m["post"]))
        and not re.search(r"responsible|charge|leads?\b", m["post"], re.I)
    ):
        return m["post"]
    return (
        "designated safeguarding lead"
        if re.search(r"\bdesignated safeguarding lead\b|\bDSL\b", text, re.I)
        else ""
    )


def _holder(ground: Ground, post: str) -> Composed | None:
    terms = [t for t in ground.again_terms(post) if t.word.lower() not in ("the", "of")]
    found: list[tuple[float, Kept, Responsibility]] = []
    for s in ground.search.records("responsibility", terms=terms):
        r = s.kept.entry
        if isinstance(r, Responsibility) and r.position and r.person:
            place = r.area.text if r.area and r.area.text != r.position.text else ""
            own = scores(terms, stem_set(r.position.text), frozenset())[0]
            fit = scores(terms, stem_set(f"{r.position.text} . {place}"), frozenset())[0]
            if fit >= 0.85 and own > 0.2:
                found.append((fit, s.kept, r))
    if post.startswith("chair ") and not found:
        found = _chairs(ground, terms)
    if found:
        lines: dict[tuple[str, str], Line] = {}
        for _, kept, r in sorted(found, key=lambda f: -f[0]):
            assert r.person
            held = r.position or r.area
            assert held
            pieces: list[Piece] = [f"{ground.short(kept.plan)}: ", said(r.person, kept)]
            pieces += [" – " if r.position else f" {r.role} ", said(held, kept)]
            if r.position and r.area and r.role == "post":
                pieces += [", ", said(r.area, kept)]
            lines.setdefault((kept.plan, r.person.text), bullet(*pieces))
        return Composed("answered", tuple(lines.values())[:5])
    return _not_stated(ground, post, terms)


def _chairs(ground: Ground, terms: Sequence[Term]) -> list[tuple[float, Kept, Responsibility]]:
    """Who a sentence says chairs something."""
    body = [t for t in terms if t.word.lower() != "chair"]
    out: list[tuple[float, Kept, Responsibility]] = []
    for s in ground.search.records("responsibility", terms=body):
        r = s.kept.entry
        if isinstance(r, Responsibility) and r.area and r.person and "chair" in r.role:
            fit = scores(body, stem_set(r.area.text), frozenset())[0]
            out += [(fit, s.kept, r)] if fit >= 0.8 else []
    return out


def _not_stated(ground: Ground, post: str, terms: Sequence[Term]) -> Composed:
    plans = " or ".join(ground.short(p.key) for p in ground.asked_plans[:3])
    first = sentence(f"Not stated: the documents ({plans}) do not name anyone as {post.strip()}.")
    own = ground.search.statements(terms=terms, dense=False, k=12)
    if told := [
        s for s in own if s.own >= 0.85 and (names(s.quote.text) or _NOBODY.search(s.quote.text))
    ][:1]:
        return Composed("answered", tuple(nearest(ground, told, most=1)))
    lines = nearest(ground, [s for s in own if s.own >= 0.6], most=1)
    if not lines and ground.query.plans:
        others = [k for k in ground.plans if k not in ground.query.plans]
        other = (
            ground.search.statements(terms=terms, plans=others, dense=False, k=12) if others else []
        )
        lines = nearest(ground, [s for s in other if s.own >= 0.9], most=1)
        if lines:
            lines = [sentence("Another plan mentions it:"), *lines]
    elif lines:
        lines = [sentence("The nearest mention, which gives no name:"), *lines]
    return Composed("not_found", (first, *lines))


def about_people(ground: Ground) -> Composed | None:
    """Who somebody is and what they lead; of several who are meant, each."""
    q = ground.query
    wanted = q.people or q.initials
    if _TO_DO.search(q.text) and (listed_work := _work(ground, wanted)):
        return listed_work
    lines: list[Line] = []
    notes: list[str] = []
    for name in wanted[:4]:
        lines += _person(ground, name)
    if not lines:
        return None
    strange = [t.word for t in q.terms if not t.known and weight(t) > 0.5]
    if strange:
        words = ", ".join(strange)
        lines.insert(
            0, sentence(f"Not stated: the documents do not speak of “{words}”. What they say:")
        )
        return Composed("partial", tuple(lines))
    if len(wanted) > 1 and not q.initials:
        lines.append(sentence("Which one do you mean?"))
    if any(is_initials(n) for n in wanted):
        notes.append("The plan gives initials only; full names are not given.")
        notes += _could_be(ground, wanted)
    return Composed("answered", tuple(lines), notes=tuple(notes))


_TO_DO = re.compile(
    r"\beverything\b|\bto do\b|\bactions?\b|\btasks?\b|\bjobs\b|\bworking on\b|\bon (?:his|her|their) (?:list|plate)\b|\bdue (?:from|for|by)\b",
    re.I,
)


def _work(ground: Ground, wanted: Sequence[str]) -> Composed | None:
    """Every action that somebody leads, with its date; those of a led section where there are none."""
    firsts = [
        w.split()[0]
        for w in wanted
        if " " in w and sum(p.split()[0] == w.split()[0] for p in ground.people) == 1
    ]
    held = ground.search.held(kinds=("commitment", "measure"), people=(*wanted, *firsts))
    held = tuple(
        k
        for k in held
        if isinstance(k.entry, Measure)
        or any(
            w.text in (*wanted, *firsts) or set(listed(w.text)) & set(wanted)
            for w in getattr(k.entry, "who", ())
        )
    )
    own = [
        k
        for k in held
        if isinstance(k.entry, Measure)
        or (isinstance(k.entry, Commitment) and k.entry.who_basis in ("own", "block"))
    ] or list(held)
    lines: list[Line] = []
    for k in own:
        c = k.entry
        if isinstance(c, Commitment | Measure):
            when = when_words(c.when) if len(c.when) < 3 else ""
            what = said(c.what, k)
            tail: tuple[Piece, ...] = () if not when or when in what.text else (f" ({when})",)
            rests = tuple(said(w, k) for w in c.who)
            lines.append(
                bullet(
                    f"{ground.short(k.plan)}: " if len(ground.plans) > 1 else "",
                    what,
                    *tail,
                    rests=rests,
                )
            )
    if not lines:
        return None
    records = tuple(
        record(k, k.entry.when[0] if k.entry.when else None)
        for k in own
        if isinstance(k.entry, Commitment | Measure)
    )
    return Composed("answered", tuple(lines), records, len(lines))


def _could_be(ground: Ground, wanted: Sequence[str]) -> list[str]:
    people = ground.people
    out: list[str] = []
    for initials in wanted:
        fit = [p for p in people if fits(initials, p)]
        if fit:
            out.append(
                f"{initials} could stand for {' or '.join(fit)}; the documents do not say so."
            )
    return out


def _person(ground: Ground, name: str) -> list[Line]:
    held = ground.search.held(kinds=("responsibility", "commitment"), people=(name,))
    lines: dict[str, Line] = {}
    for k in held:
        r = k.entry
        if (
            isinstance(r, Responsibility)
            and r.person
            and r.person.text == name
            and (r.position or r.area)
        ):
            key = _plain(
                (r.position.text if r.position else "")
                + (r.area.text if r.area and r.basis != "matrix" else "")
            )
            if r.basis == "matrix" and any(
                _plain(r.position.text if r.position else "") in x for x in lines
            ):
                continue
            lines.setdefault(key, _post_line(ground, k, r))
    done = [
        (k, k.entry)
        for k in held
        if isinstance(k.entry, Commitment)
        and k.entry.who_basis in ("own", "block")
        and any(name in (listed(w.text) or (w.text,)) for w in k.entry.who)
    ]
    out = list(lines.values())[:5]
    if done:
        out += _areas_led(ground, name, done)
    return out


def _post_line(ground: Ground, kept: Kept, r: Responsibility) -> Line:
    assert r.person
    pieces: list[Piece] = [f"{ground.short(kept.plan)}: ", said(r.person, kept)]
    if r.position:
        pieces += [" – ", said(r.position, kept)]
    if r.area:
        pieces += [" – leads " if r.role == "lead" else " – ", said(r.area, kept)]
    return bullet(*pieces)


def _areas_led(ground: Ground, name: str, done: Sequence[tuple[Kept, Commitment]]) -> list[Line]:
    """The areas under which somebody leads actions, with how many."""
    areas: dict[tuple[str, str], tuple[int, Kept, Quote, Quote]] = {}
    for kept, c in done:
        area = c.serves[0] if c.serves else c.what
        who = next(w for w in c.who if name in (listed(w.text) or (w.text,)))
        n = areas.get((kept.plan, area.text), (0, kept, area, who))[0]
        areas[kept.plan, area.text] = (n + 1, kept, area, who)
    out: list[Line] = []
    for plan in dict.fromkeys(p for p, _ in areas):
        own = [a for (p, _), a in areas.items() if p == plan][:5]
        pieces: list[Piece] = []
        for n, kept, area, _ in own:
            pieces += ["; " if pieces else "", said(area, kept), f" ({n})"]
        _, kept, _, who = own[0]
        out.append(
            bullet(
                f"{ground.short(plan)}: ", said(who, kept, name), " leads actions under ", *pieces
            )
        )
    return out
