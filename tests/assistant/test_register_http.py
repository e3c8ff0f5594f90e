"""The register and the check over HTTP and on the command line, by the real program."""

from __future__ import annotations

import csv
import io
import json

import httpx
import pytest
from openpyxl import load_workbook

PLAN = """# Elm Plan 2025-26

## Estates

**Lead:** Mara Quill

| Action | Owner | By when |
| --- | --- | --- |
| Boiler service | Mara Quill | 31 January 2026 |
| Fire door survey | Ada Brook | 20 March 2026 |
| Audit visit | | March 2026 |
| Budget forecast | Tom Vale | April 2026 |
"""


@pytest.fixture(scope="module")
def elm(oak, tmp_path_factory):
    """The command over an index that holds one plan with dated actions."""
    folder = tmp_path_factory.mktemp("elm")
    (folder / "elm-plan.md").write_text(PLAN, "utf-8")
    plans = type(oak)(folder / "index")
    done = plans("ingest", folder / "elm-plan.md", "--plan", "elm")
    assert done.returncode == 0, done.stderr
    return plans


@pytest.fixture(scope="module")
def url(elm):
    """The address of a server over that index."""
    with elm.serving() as address:
        yield address


@pytest.fixture
def get(url):
    """Asks the server."""

    def ask(path, **parameters):
        return httpx.get(f"{url}{path}", params=parameters, timeout=60)

    return ask


def assert_problem(response, status, *words):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert set(response.json()) >= {"type", "title", "status", "detail"}
    for word in words:
        assert word in response.json()["detail"]


def test_commitments_of_a_month_with_their_places(get):
    body = get("/api/register/commitments", period="March 2026").json()
    assert body["total"] == 2
    assert body["period"] == [{"start": "2026-03-01", "end": "2026-03-31", "plans": []}]
    item = next(i for i in body["items"] if "Fire door" in i["what"])
    assert item["when"][0]["end"] == "2026-03-20"
    assert item["citations"][0]["quote"] == "Fire door survey"
    assert item["citations"][0]["location"]["table"] == 1


def test_every_kind_of_record_is_listed(get):
    people = get("/api/register/responsibilities", person="Mara Quill").json()
    assert "Mara Quill" in {i["person"] for i in people["items"]}
    for kind in ("measures", "terms"):
        body = get(f"/api/register/{kind}").json()
        assert body == {"total": 0, "period": [], "items": []}


def test_a_page_at_a_time(get):
    whole = get("/api/register/commitments").json()
    pages = [get("/api/register/commitments", limit=1, offset=n).json() for n in range(4)]
    assert [p["items"][0] for p in pages] == whole["items"]
    assert {p["total"] for p in pages} == {4}


def test_the_same_as_files(get):
    table = get("/api/register/commitments", format="csv", q="fire door")
    assert table.headers["content-type"].startswith("text/csv")
    assert "commitments.csv" in table.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert [r[0] for r in rows] == ["What", "Fire door survey"]
    book = get("/api/register/commitments", format="xlsx")
    assert load_workbook(io.BytesIO(book.content)).active.max_row == 5


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"plan": "ash"}, 404),
        ({"period": "soonish"}, 422),
        ({"period": "2026-02-30"}, 422),
        ({"limit": 201}, 422),
        ({"limit": 0}, 422),
        ({"offset": -1}, 422),
        ({"status": "nearly"}, 422),
        ({"format": "pdf"}, 422),
        ({"as_of": "soon"}, 422),
    ],
)
def test_what_cannot_be_listed_is_a_problem(get, parameters, status):
    assert_problem(get("/api/register/commitments", **parameters), status)


def test_hostile_filters_find_nothing_and_break_nothing(get):
    for words in ('"', "' OR 1=1 --", "%", "_", "\x00", "NEAR(", "*", "a" * 200):
        for name in ("q", "person", "strand"):
            response = get("/api/register/commitments", **{name: words})
            assert response.status_code == 200, (name, words, response.text)
            assert response.json()["total"] in (0, 4)


def test_a_plan_is_checked(get, elm):
    body = get("/api/plans/elm/check", as_of="2026-02-01").json()
    assert body["plan"] == "elm"
    assert body["as_of"] == "2026-02-01"
    assert body["total"] == len(body["findings"]) == sum(body["numbers"].values())
    assert all(f["citations"] for f in body["findings"])
    printed = elm("check", "elm", "--as-of", "2026-02-01", "--json")
    assert json.loads(printed.stdout) == body
    word = get("/api/plans/elm/check", format="docx")
    assert word.content.startswith(b"PK")
    assert get("/api/plans/elm/check", format="csv").text.count("Severity") == 1
    assert_problem(get("/api/plans/ash/check"), 404, "ash")


def test_openapi_describes_the_lists(get):
    paths = get("/openapi.json").json()["paths"]
    for path in ("responsibilities", "commitments", "measures", "terms"):
        asked = paths[f"/api/register/{path}"]["get"]
        assert asked["summary"]
        assert all(p["description"] for p in asked["parameters"])
        assert {"404", "422", "503"} <= set(asked["responses"])


def test_the_command_line_lists_what_the_api_lists(get, elm):
    shown = elm("due", "March 2026")
    assert "Commitments: 2" in shown.stdout
    assert "Fire door survey" in shown.stdout
    printed = json.loads(elm("due", "March 2026", "--json").stdout)
    assert printed == get("/api/register/commitments", period="March 2026").json()
    assert "Mara Quill" in elm("who", "estates").stdout
    assert "Measures: 0" in elm("measures").stdout
    assert "Terms: 0" in elm("terms").stdout


def test_the_command_line_writes_files(elm, tmp_path):
    table, book, word = (tmp_path / f"a.{e}" for e in ("csv", "xlsx", "docx"))
    assert elm("due", "March 2026", "--csv", table, "--xlsx", book).returncode == 0
    assert "Fire door survey" in table.read_text("utf-8-sig")
    assert load_workbook(book).active.max_row == 3
    assert elm("check", "--out", word).returncode == 0
    assert word.read_bytes().startswith(b"PK")
    failed = elm("check", "--out", tmp_path / "a.pdf")
    assert failed.returncode == 1
    assert "plans: a.pdf: give a name that ends in .docx, .csv or .json" in failed.stderr


def test_what_cannot_be_listed_is_said_in_one_line(elm):
    for arguments in (("due", "soonish"), ("who", "--plan", "ash"), ("check", "ash")):
        failed = elm(*arguments)
        assert failed.returncode == 1
        assert failed.stderr.startswith("plans: ")
        assert failed.stderr.count("\n") == 1
