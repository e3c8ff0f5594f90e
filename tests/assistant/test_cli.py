"""The command line, by the real command."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import time

import httpx
import pytest

ONE_LINE = re.compile(r"plans: [^\n]+\n")


def assert_one_line(done, *words, status=1):
    assert done.returncode == status, done
    assert ONE_LINE.fullmatch(done.stderr), done.stderr
    for word in words:
        assert word in done.stderr


def test_help_lists_the_commands_and_comes_at_once(plans):
    began = time.perf_counter()
    done = plans("--help")
    assert time.perf_counter() - began < 2
    for command in ("ingest", "ask", "serve", "list", "show"):
        assert command in done.stdout


@pytest.mark.parametrize("command", [("list",), ("show", "x"), ("ask", "who?")])
def test_without_an_index_every_command_says_how_to_make_one(plans, command):
    assert_one_line(plans(*command), "no index", "plans ingest")
    assert not plans.data.exists()


def test_a_file_in_the_place_of_the_index_is_said(plans):
    plans.data.write_text("a file")
    for command in (("list",), ("ask", "who?"), ("ingest", ".")):
        assert_one_line(plans(*command), "is not a folder")
    assert plans.data.read_text() == "a file"


def test_a_broken_catalogue_is_said(plans):
    plans.data.mkdir()
    (plans.data / "catalogue.sqlite").write_bytes(b"not a database, but long enough" * 100)
    assert_one_line(plans("list"), "not a database")


def test_an_index_of_a_newer_program_is_refused(oak, plans):
    plans.data.mkdir()
    with (
        sqlite3.connect(oak.data / "catalogue.sqlite") as source,
        sqlite3.connect(plans.data / "catalogue.sqlite") as copy,
    ):
        source.backup(copy)
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    source.close()
    copy.close()
    assert_one_line(plans("list"), "newer version")


def test_a_bad_setting_is_said_by_its_name(plans):
    assert_one_line(plans("list", PLANS_PORT="many"), "PLANS_PORT")


def test_an_unknown_setting_is_no_matter(oak):
    assert oak("list", PLANS_NOTHING="x").returncode == 0


def test_wrong_usage_has_status_2(plans):
    for arguments in (("ask",), ("ask", "who?", "--as-of", "soon"), ("nothing",)):
        assert plans(*arguments).returncode == 2


def test_the_index_can_be_named_in_the_environment(oak, plans):
    command = plans("--data", oak.data, "list", PLANS_DATA="/nowhere")
    assert "oak-plan" in command.stdout


def test_each_file_is_said_on_a_line_and_again_as_unchanged(plans, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.md").write_text("# Plan A\n\nThe roof is mended in May.\n")
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    first, second = plans("ingest", folder), plans("ingest", folder)
    assert first.returncode == second.returncode == 1
    assert [line.split()[0] for line in first.stdout.splitlines()] == ["added", "failed"]
    assert [line.split()[0] for line in second.stdout.splitlines()] == ["unchanged", "failed"]


def test_outcomes_come_as_json(plans, tmp_path):
    (tmp_path / "a.md").write_text("# Plan A\n\nThe roof is mended in May.\n")
    done = plans("ingest", tmp_path / "a.md", "--plan", "ash", "--audience", "leaders", "--json")
    (outcome,) = json.loads(done.stdout)
    assert outcome["status"] == "added"
    assert outcome["path"] == str(tmp_path / "a.md")
    listed = plans("list").stdout
    assert "ash" in listed
    assert "leaders" in listed


def test_what_is_not_there_fails_and_the_rest_goes_in(plans, tmp_path):
    (tmp_path / "a.md").write_text("# Plan A\n\nThe roof is mended in May.\n")
    done = plans("ingest", tmp_path / "nothing", tmp_path / "a.md")
    assert done.returncode == 1
    assert sorted(line.split()[0] for line in done.stdout.splitlines()) == ["added", "failed"]


def test_prune_withdraws_what_is_gone(plans, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(f"# Plan {name}\n\nThe roof of {name} is mended.\n")
    plans("ingest", folder)
    (folder / "a.md").unlink()
    done = plans("ingest", folder, "--prune")
    assert done.returncode == 0
    assert sorted(line.split()[0] for line in done.stdout.splitlines()) == [
        "unchanged",
        "withdrawn",
    ]
    assert "Plan a" not in plans("list").stdout


def test_a_file_name_that_steers_a_terminal_is_shown_safely(plans, tmp_path):
    path = tmp_path / "a\x1b[2J\u202e[bold]\n.md"
    path.write_text("# Plan A\n\nThe roof is mended in May.\n")
    done = plans("ingest", path)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "[bold]" in done.stdout


def test_show_draws_tables_as_tables_with_every_cell(oak):
    shown = oak("show", "oak-plan.md").stdout
    assert "# Oak Trust Strategic Plan 2025-2028" in shown
    assert "Table 1" in shown
    assert "3 rows by 4 columns" in shown
    assert re.search(r"│ r2 +│ Estates +│ Boiler service +│ +│ Fire door survey due", shown)


def test_show_says_which_documents_a_name_could_mean(oak):
    assert oak("show", "Oak Trust Strategic Plan 2025-2028").returncode == 0
    assert oak("show", "oak").returncode == 0
    assert_one_line(oak("show", "ash"), "plans list")


def test_an_answer_is_shown_with_its_sources_and_how_to_follow_up(oak):
    done = oak("ask", "who leads estates?")
    assert done.returncode == 0, done.stderr
    assert "Mara Quill" in done.stdout
    assert "[1]" in done.stdout
    assert "Sources" in done.stdout
    (conversation,) = re.findall(r"--conversation (c_\S+)", done.stdout)
    assert oak("ask", "and in March?", "--conversation", conversation).returncode == 0


def test_the_command_and_the_server_say_the_same(oak, oak_url):
    question = {"question": "who leads estates?", "as_of": "2026-01-10"}
    served = httpx.post(f"{oak_url}/api/ask", json=question, timeout=60).json()
    printed = json.loads(
        oak("ask", question["question"], "--as-of", question["as_of"], "--json").stdout
    )
    for field in ("conversation", "answer", "took_ms"):
        assert type(printed.pop(field)) is type(served.pop(field))
    assert printed == served


def test_a_citation_leads_to_its_words_on_the_documents_page(oak_url):
    question = {"question": "who leads estates?"}
    answer = httpx.post(f"{oak_url}/api/ask", json=question, timeout=60).json()
    for citation in answer["citations"]:
        page, anchor = citation["url"].split("#")
        shown = httpx.get(oak_url + page).text
        assert f'id="{anchor}"' in shown


def test_unknown_plans_and_conversations_are_said_in_a_line(oak):
    assert_one_line(oak("ask", "who?", "--plan", "none"))
    assert_one_line(oak("ask", "who?", "--conversation", "c_none"))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org"])
def test_only_this_machine_is_served_without_signing_in(oak, host):
    assert_one_line(oak("serve", "--host", host, "--port", "0"), "signing in")


def test_a_port_that_is_taken_is_said(oak):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert_one_line(oak("serve", "--port", port), port)


def test_a_server_without_an_index_waits_for_one(plans, tmp_path):
    (tmp_path / "a.md").write_text("# Plan A\n\nMara Quill mends the roof in May.\n")
    question = {"question": "who mends the roof?"}
    with plans.serving() as url:
        waiting = httpx.post(f"{url}/api/ask", json=question, timeout=60)
        assert (waiting.status_code, "retry-after" in waiting.headers) == (503, True)
        assert plans("ingest", tmp_path / "a.md").returncode == 0
        answer = httpx.post(f"{url}/api/ask", json=question, timeout=60).json()
    assert "Mara Quill" in answer["text"]


def test_what_is_put_in_and_withdrawn_beside_a_server_counts_at_once(plans, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.md").write_text("# Plan A\n\nMara Quill mends the roof in May.\n")
    plans("ingest", folder)
    question = {"question": "who polishes the trophies?"}
    with plans.serving() as url:

        def polishers() -> str:
            return httpx.post(f"{url}/api/ask", json=question, timeout=60).json()["text"]

        assert "Jon Ash" not in polishers()
        (folder / "b.md").write_text("# Plan B\n\nJon Ash polishes the trophies in June.\n")
        assert plans("ingest", folder).returncode == 0
        assert "Jon Ash" in polishers()
        (folder / "b.md").unlink()
        assert plans("ingest", folder, "--prune").returncode == 0
        assert "Jon Ash" not in polishers()


def test_a_calendar_without_a_year_has_its_months(oak):
    march = oak("ask", "what is due in March?", "--as-of", "2026-01-12").stdout
    assert "Fire door survey due" in march
    assert "Audit visit" in march
    assert "months without a year" in march
    assert "Boiler service" not in march
    assert "nothing is listed for May" in oak("ask", "what is due in May?").stdout
