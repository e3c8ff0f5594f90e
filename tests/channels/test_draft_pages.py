"""The pages of drafts and their API, as a browser and a program use them."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from assistant.channels.house import House
from assistant.channels.web import make_app


@pytest.fixture(scope="module")
def client(trust):
    with TestClient(make_app(trust.opening, house=House()), base_url="http://127.0.0.1") as client:
        yield client


def sent(client, address, page, **fields):
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
    return client.post(address, data={"csrf": csrf, **fields})


def test_a_leader_makes_decides_signs_and_has_a_draft(client):
    listed = client.get("/drafts")
    made = sent(client, "/drafts", listed, framework="ofsted-2025-11")
    assert made.status_code == 200
    address = made.url.path
    page = client.get(address, params={"area": "inclusion"})
    assert "Draft, not reviewed" in page.text
    assert "What the plan intends (intent)" in page.text
    key = re.search(r'name="sentence" value="(\w+)"', page.text)[1]
    revision = re.search(r'name="revision" value="(\d+)"', page.text)[1]
    fields = {"area": "inclusion", "sentence": key, "revision": revision}
    words = "Ours <script>alert(1)</script>."
    edited = sent(client, f"{address}/sentences", page, act="edit", text=words, **fields)
    assert "Ours &lt;script&gt;" in edited.text
    again = sent(client, f"{address}/sentences", page, act="strike", **fields)
    assert again.status_code == 409
    assert sent(client, f"{address}/sign", page).status_code == 409
    for area in re.findall(r"\?area=([\w-]+)", page.text):
        sent(client, f"{address}/sentences", page, act="rest", area=area)
    assert "Signed off by " in sent(client, f"{address}/sign", page).text
    word = client.get(f"/api{address}", params={"format": "docx"})
    assert word.content.startswith(b"PK")
    assert sent(client, f"{address}/refresh", page).status_code == 200
    assert sent(client, f"{address}/remove", page).url.path == "/drafts"
    assert client.get(address).status_code == 404


def test_a_form_without_its_token_changes_nothing(client):
    assert client.post("/drafts", data={"framework": "ofsted-2025-11"}).status_code == 403


def test_a_program_makes_lists_and_reads_drafts(client):
    wanted = {"areas": ["safeguarding"], "as_of": "2026-07-31"}
    made = client.post("/api/drafts", json=wanted).json()
    assert {s["area"] for s in made["sentences"]} == {"safeguarding"}
    assert all(s["citations"] for s in made["sentences"])
    assert made["id"] in {d["id"] for d in client.get("/api/drafts").json()["drafts"]}
    assert client.get(f"/api/drafts/{made['id']}").json()["status"] == "Draft, not reviewed"
    assert client.post("/api/drafts", json={"framework": "none"}).status_code == 404
    assert client.post("/api/drafts", json={"grade": "good"}).status_code == 422
    assert client.get("/api/drafts/d_none").status_code == 404


def test_the_page_of_evidence_shows_milestones_with_their_state(client):
    page = client.get("/evidence", params={"strand": "people"})
    assert "evidence found" in page.text
    assert client.get("/api/evidence", params={"limit": 3}).json()["total"] > 200
