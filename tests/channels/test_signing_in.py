"""The gate: signing in, sessions, keys, tokens of forms, limits, and what every response carries."""

from __future__ import annotations

import re
import subprocess
from contextlib import contextmanager

import httpx
import pytest
from joserfc.jwk import RSAKey
from loopback import serving
from standin_openid import CLIENT, openid

from assistant.channels.house import House, Limits, Provider
from assistant.channels.web import make_app

TENANT = "11111111-2222-3333-4444-555555555555"
GOVERNORS = "board-minutes-2025-12-11.md"


@pytest.fixture(scope="module")
def provider():
    with openid() as provider:
        yield provider


@pytest.fixture(autouse=True)
def whoever(provider):
    """Each test begins with the provider as it should be."""
    provider.claims, provider.issuer, provider.signs_with = {}, provider.url, provider.key


@contextmanager
def served(trust, provider, kind="oidc", tenant="", **limits):
    """The address of a server that signs in by the stand-in."""
    if kind == "entra":
        provider.issuer = f"{provider.url}/{tenant}/v2.0"
    issuer = provider.issuer
    house = House(
        Provider.named(kind, tenant=tenant, client=CLIENT, secret="s", issuer=issuer),
        "http://127.0.0.1",
        limits=Limits(**limits),
    )
    app = make_app(trust.opening, house=house)
    with serving(app) as url:
        object.__setattr__(house, "public_url", url)
        yield url


@contextmanager
def browser(url):
    """A client that keeps cookies and goes where it is sent, as a browser does."""
    with httpx.Client(
        base_url=url, follow_redirects=True, headers={"Accept": "text/html"}, timeout=30
    ) as client:
        yield client


def token(client) -> str:
    return re.search(r'name="csrf" content="(\w+)"', client.get("/").text)[1]


def ask(client, question):
    headers = {"X-CSRF-Token": token(client), "Accept": "application/json"}
    return client.post("/api/ask", json={"question": question}, headers=headers)


def test_two_people_of_different_roles_see_different_answers(trust, provider):
    people = trust.library.office.people
    people.add(name="Staff", email="staff@oak.example", roles=["staff"])
    people.add(name="Governor", email="gov@oak.example", roles=["governors"])
    seen = {}
    with served(trust, provider) as url:
        for who in ("staff", "gov"):
            provider.claims = {
                "sub": who,
                "name": who,
                "email": f"{who}@oak.example",
                "email_verified": True,
            }
            with browser(url) as client:
                seen[who] = client.get("/plans").text
                page = client.get(f"/documents/{GOVERNORS}")
                seen[f"{who} minutes"] = page.status_code
                answer = ask(client, "what do the minutes say about apologies?").json()
                seen[f"{who} quoted"] = {c["document"] for c in answer["citations"]}
    assert GOVERNORS in seen["gov"]
    assert GOVERNORS not in seen["staff"]
    assert (seen["gov minutes"], seen["staff minutes"]) == (200, 404)
    assert any("inutes" in d for d in seen["gov quoted"])
    assert not any("inutes" in d for d in seen["staff quoted"])


def test_whoever_comes_first_has_the_least_role(trust, provider):
    provider.claims = {"sub": "new", "name": "New Person"}
    with served(trust, provider) as url, browser(url) as client:
        assert client.get("/").status_code == 200
    (person,) = [p for p in trust.library.office.people.everybody() if p.name == "New Person"]
    assert person.roles == {"public"}


def test_the_flow_has_a_challenge_a_nonce_and_a_state(trust, provider):
    with served(trust, provider) as url, browser(url) as client:
        client.get("/")
    asked = provider.asked[-1]
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"]
    assert asked["state"]
    assert asked["response_type"] == "code"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another", "azp": CLIENT},
        {"aud": [CLIENT, "another"]},
        {"iss": "https://elsewhere.example"},
        {"nonce": "another"},
        {"exp": 1},
    ],
)
def test_claims_that_are_not_for_us_sign_nobody_in(trust, provider, claims):
    provider.claims = claims
    with served(trust, provider) as url, browser(url) as client:
        refused = client.get("/")
        assert refused.status_code in (400, 403)
        assert "plans" not in client.cookies
        assert "Traceback" not in refused.text


def test_a_token_that_another_key_signed_signs_nobody_in(trust, provider):
    provider.signs_with = RSAKey.generate_key(2048, parameters={"kid": "k1", "alg": "RS256"})
    with served(trust, provider) as url, browser(url) as client:
        assert client.get("/").status_code == 400


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"tid": TENANT, "oid": "o-1", "name": "Entra Person"}, 200),
        ({"tid": "another", "oid": "o-1"}, 403),
        ({"oid": "o-1"}, 403),
        ({"tid": TENANT}, 403),
    ],
)
def test_entra_is_pinned_to_its_tenant(trust, provider, claims, status):
    provider.claims = claims
    with served(trust, provider, "entra", TENANT) as url, browser(url) as client:
        assert client.get("/").status_code == status


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"hd": "oak.example", "email": "g@oak.example", "email_verified": True}, 200),
        ({"hd": "elm.example", "email": "g@elm.example", "email_verified": True}, 403),
        ({"email": "g@gmail.example", "email_verified": True}, 403),
        ({"hd": "oak.example", "email": "g@oak.example", "email_verified": False}, 403),
    ],
)
def test_google_is_pinned_to_its_domain(trust, provider, claims, status):
    provider.claims = claims
    with served(trust, provider, "google", "oak.example") as url, browser(url) as client:
        assert client.get("/").status_code == status


def test_a_callback_that_nobody_asked_for_signs_nobody_in(trust, provider):
    with served(trust, provider) as url, browser(url) as client:
        assert client.get("/signed-in?code=x&state=y").status_code == 400


def test_signing_in_leads_only_to_pages_of_ours(trust, provider):
    with served(trust, provider) as url, browser(url) as client:
        for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
            assert str(client.get("/sign-in", params={"to": elsewhere}).url) == f"{url}/"
        assert str(client.get("/sign-in", params={"to": "/year?show=list"}).url).startswith(
            f"{url}/year"
        )


def test_the_cookie_is_opaque_and_signing_out_ends_it(trust, provider):
    with served(trust, provider) as url, browser(url) as client:
        client.get("/")
        cookie = client.cookies["plans"]
        assert re.fullmatch(r"[\w-]{43}", cookie)
        sent = client.post("/sign-out", data={"csrf": token(client)}, follow_redirects=False)
        assert sent.status_code == 303
        with httpx.Client(base_url=url, cookies={"plans": cookie}) as other:
            assert other.get("/year").status_code == 401


def test_nothing_is_said_to_who_has_not_signed_in(trust, provider):
    with served(trust, provider) as url, httpx.Client(base_url=url) as client:
        for address in ("/", "/year", "/api/register/commitments", f"/documents/{GOVERNORS}"):
            refused = client.get(address)
            assert refused.status_code == 401
            assert refused.headers["content-type"] == "application/problem+json"
        assert client.post("/api/ask", json={"question": "due?"}).status_code == 401
        assert client.get("/healthz").status_code == 200


def test_a_form_without_its_token_changes_nothing(trust, provider):
    with served(trust, provider) as url, browser(url) as client:
        client.get("/")
        for address in ("/year/feeds", "/feedback", "/sign-out"):
            assert client.post(address, data={"csrf": "wrong"}).status_code == 403
        json = {"question": "what is due?"}
        assert client.post("/api/ask", json=json).status_code == 403


def test_a_key_is_for_its_scopes_and_roles_until_it_is_revoked(trust, provider):
    keys = trust.library.office.keys
    key, secret = keys.create(name="reports", roles=["staff"], scopes=["read"], days=1)
    _, asking = keys.create(name="asking", roles=["public"], scopes=["ask"], days=1)
    _, old = keys.create(name="old", roles=["staff"], scopes=["read"], days=-1)
    with served(trust, provider) as url, httpx.Client(base_url=url) as client:

        def get(address, value):
            return client.get(address, headers={"Authorization": f"Bearer {value}"}).status_code

        def post(value):
            headers = {"Authorization": f"Bearer {value}"}
            return client.post("/api/ask", json={"question": "who?"}, headers=headers).status_code

        assert get("/api/register/commitments", secret) == 200
        assert get(f"/documents/{GOVERNORS}", secret) == 404
        assert get("/manage", secret) == 404
        assert (post(secret), post(asking)) == (403, 200)
        assert get("/api/register/commitments", asking) == 403
        assert get("/api/register/commitments", old) == 401
        assert get("/api/register/commitments", "plans_wrong") == 401
        keys.revoke(key.id)
        assert get("/api/register/commitments", secret) == 401


def test_a_key_is_kept_only_as_a_digest(trust):
    _, secret = trust.library.office.keys.create(
        name="the once only key", roles=["staff"], scopes=["ask"], days=1
    )
    # Another process reads them: SQLite's locks on a file end with any closing of it in this one.
    files = sorted(trust.folder.glob("catalogue.sqlite*"))
    held = subprocess.run(["cat", *files], capture_output=True, check=True).stdout
    assert b"the once only key" in held
    assert secret.encode() not in held


def test_too_many_questions_of_one_person_are_turned_away(trust, provider):
    provider.claims = {"sub": "eager"}
    with served(trust, provider, questions_per_minute=2) as url, browser(url) as client:
        client.get("/")
        answers = [ask(client, "what is due?") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "too many" in answers[-1].json()["detail"]


def test_too_many_requests_of_one_address_are_turned_away(trust, provider):
    with served(trust, provider, requests_per_minute=3) as url, httpx.Client(base_url=url) as c:
        assert [c.get("/healthz").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_every_response_carries_what_keeps_a_browser_safe(trust):
    app = make_app(trust.opening)
    with serving(app) as url, httpx.Client(base_url=url) as client:
        for address in ("/", "/healthz", "/nothing", "/static/plans.css", "/api/ask"):
            headers = client.get(address).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"


def test_another_sites_form_is_turned_away_where_nobody_signs_in(trust):
    app = make_app(trust.opening)
    with serving(app) as url, httpx.Client(base_url=url) as client:
        headers = {"Sec-Fetch-Site": "cross-site"}
        assert client.post("/api/ask", json={"question": "?"}, headers=headers).status_code == 403
        refused = client.post("/manage/documents/withdraw", data={"document": GOVERNORS})
        assert refused.status_code == 403


def test_managing_is_not_there_for_others(trust, provider):
    office = trust.library.office
    office.people.add(name="Head", email="head@oak.example", roles=["administrator"])
    seen = {}
    with served(trust, provider) as url:
        for who in ("head", "stranger"):
            provider.claims = {"sub": who, "email": f"{who}@oak.example", "email_verified": True}
            with browser(url) as client:
                seen[who] = client.get("/manage").status_code
                seen[f"{who} link"] = "/manage" in client.get("/").text
    assert seen == {"head": 200, "head link": True, "stranger": 404, "stranger link": False}


def test_what_is_kept_of_a_person_can_be_had_and_erased(trust, provider):
    provider.claims = {"sub": "leaver", "name": "Leaver"}
    with served(trust, provider) as url, browser(url) as client:
        client.get("/")
        answer = ask(client, "who leads the canteen of the moon?").json()["answer"]
        assert client.get(f"/answers/{answer}").status_code == 200
        told = {"csrf": token(client), "answer": answer, "good": "no", "reason": "wrong"}
        assert client.post("/feedback", data=told).status_code == 204
        office = trust.library.office
        person = office.people.person("Leaver")
        kept = office.audit.export(person.owner)
        assert [q["question"] for q in kept["questions"]] == ["who leads the canteen of the moon?"]
        assert [v["reason"] for v in kept["verdicts"]] == ["wrong"]
        assert len(kept["conversations"]) == 1
        assert office.audit.erase(person.owner) == 1
        office.people.remove(person)
        assert not any(office.audit.export(person.owner).values())
        assert client.get("/year", follow_redirects=False).status_code == 303


def test_an_answer_is_not_there_for_anybody_else(trust, provider):
    with served(trust, provider) as url:
        provider.claims = {"sub": "one"}
        with browser(url) as client:
            client.get("/")
            answer = ask(client, "what is due?").json()["answer"]
        provider.claims = {"sub": "another"}
        with browser(url) as client:
            assert client.get(f"/answers/{answer}").status_code == 404
