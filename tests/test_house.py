"""The house keeps its order: which room knows which, and who may do what nobody else does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted(p for room in ("ingest", "assistant", "prompts") for p in (ROOT / room).rglob("*.py"))
FRONT = ("assistant.channels", "assistant.cli", "assistant.build")


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def trees(within: str = "") -> Iterator[tuple[str, ast.AST]]:
    for path in CODE:
        if module(path).startswith(within):
            yield module(path), ast.parse(path.read_text("utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_ingest_knows_nothing_of_the_assistant():
    known = [(m, i) for m, t in trees("ingest") for i in imports(t)]
    assert [k for k in known if k[1].startswith(("assistant", "prompts", "evals"))] == []


def test_the_document_types_know_nothing_of_ours():
    document = dict(trees("ingest.document"))["ingest.document"]
    assert [i for i in imports(document) if i.startswith(("ingest", "assistant"))] == []


def test_only_the_front_of_the_house_knows_the_channels_and_the_command_line():
    known = [(m, i) for m, t in trees("assistant") for i in imports(t) if not m.startswith(FRONT)]
    assert [k for k in known if k[1].startswith(("assistant.channels", "assistant.cli"))] == []


def test_channels_do_not_know_the_command_line():
    known = [(m, i) for m, t in trees("assistant.channels") for i in imports(t)]
    assert [k for k in known if k[1].startswith("assistant.cli")] == []


def test_only_settings_reads_the_environment():
    reading = re.compile(r"\b(environ|getenv|load_dotenv|BaseSettings)\b")
    readers = [module(p) for p in CODE if reading.search(p.read_text("utf-8"))]
    assert readers == ["assistant.settings"]


def test_only_build_makes_clients():
    made = {"Index.open", "open_embedder", "open_catalogue", "Assistant", "Conversations"}
    makers = {m for m, t in trees("assistant") for c in calls(t) if c in made}
    assert makers == {"assistant.build"}


def test_only_one_module_talks_to_each_store():
    for library, room in (("chromadb", "ingest.vectors"), ("onnxruntime", "ingest.embedding")):
        users = {m for m, t in trees() for i in imports(t) if i.split(".")[0] == library}
        assert users <= {room}


def test_no_module_is_named_for_nothing():
    nothing = re.compile(r"(utils?|helpers?|common|misc|managers?|handlers?|processors?)$")
    assert [module(p) for p in CODE if nothing.search(p.stem)] == []


def test_no_file_is_two_subjects():
    assert [module(p) for p in CODE if len(p.read_text("utf-8").splitlines()) > 300] == []


@pytest.mark.shared
def test_nothing_here_names_the_people_and_trusts_of_the_outside_plans(shared):
    named = re.compile(r"(?<!\w)[A-Z][a-z]+(?: [A-Z][a-z]+)* Trust(?!\w)")
    leads = re.compile(r"Lead:\W*([A-Z][a-z]+ [A-Z][a-z]+)")
    texts = [p.read_text("utf-8") for p in (shared / "plans").glob("*.txt")]
    names = {n for t in texts for n in [*named.findall(t)[:1], *leads.findall(t)]}
    assert len(names) > 3
    ours = [p for p in ROOT.rglob("*") if p.suffix in {".py", ".toml", ".md", ".txt", ".html"}]
    ours = [p for p in ours if not {".venv", ".git"} & set(p.relative_to(ROOT).parts)]
    held = [(p.name, n) for p in ours for n in names if n in p.read_text("utf-8", "ignore")]
    assert held == []
