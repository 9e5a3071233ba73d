"""The fixtures of all tests: the corpus, two small flows, folders to be in, and the command."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.register_assert_rewrite("kit")

from kit import BAD, GOOD, ROOT, Run  # noqa: E402 (once its asserts are rewritten)

CORPUS = ROOT.parent / "shared" / "corpus"

collect_ignore = ["packs"]

_NOBODY = 65534


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
