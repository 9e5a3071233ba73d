"""Shared by all tests: where things are, two small flows, and the command."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

collect_ignore = ["packs"]

GOOD: dict[str, Any] = {
    "Version": "2019-10-30",
    "StartAction": "Goodbye",
    "Metadata": {},
    "Actions": [
        {
            "Identifier": "Goodbye",
            "Type": "MessageParticipant",
            "Parameters": {"Text": "Goodbye."},
            "Transitions": {"NextAction": "Hang up"},
        },
        {"Identifier": "Hang up", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
    ],
}
BAD: dict[str, Any] = {**GOOD, "StartAction": "Hello"}

_NOBODY = 65534

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of public flows is not here")
    return CORPUS


@pytest.fixture(scope="session")
def good_flow() -> str:
    """A flow that no rule has anything to say about."""
    return json.dumps(GOOD, indent=2)


@pytest.fixture(scope="session")
def bad_flow() -> str:
    """The same flow with an entry point that leads nowhere, which is an error."""
    return json.dumps(BAD, indent=2)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a git repository, in which we are: no settings file above it counts."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str) -> None:
    """Write a file, and the folders that it stands in."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def without_privileges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Be a user whom permissions bind, also where tests run as root; the working directory is `tmp_path`."""
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(_NOBODY)
    yield tmp_path
    if was_root:
        os.seteuid(0)


@pytest.fixture
def command(tmp_path: Path) -> Run:
    """Run the flowlint command in a process of its own, in `tmp_path` unless told otherwise."""

    def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
        environment = {**inherited, "PYTHONUTF8": "1", **options.pop("env", {})}
        options = {"cwd": tmp_path, "capture_output": True, "encoding": "utf-8", **options}
        words = [sys.executable, "-m", "flowlint", *arguments]
        return subprocess.run(words, check=False, env=environment, **options)

    return run
