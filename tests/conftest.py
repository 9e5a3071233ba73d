"""The fixtures of all tests: the corpus, two small flows, folders to be in, and the command."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from click.testing import CliRunner
from hypothesis import settings

from flowlint.cli import main

pytest.register_assert_rewrite("kit")

from kit import BAD, GOOD, ROOT, Run  # noqa: E402 (once its asserts are rewritten)
from kit.privileges import dropped_privileges  # noqa: E402

CORPUS = ROOT.parent / "shared" / "corpus"

collect_ignore = ["packs"]

os.environ["FLOWLINT_NO_CACHE"] = "1"  # or a test would be given what an earlier one found
os.environ.update(AWS_ACCOUNT_ID="111122223333", AWS_REGION="eu-west-2", SOURCE_DATE_EPOCH="1767225600")  # for ASFF

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Who runs in the background of a shell ignores interrupts, and so would all that tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)

_OF_GITHUB = [name for name in os.environ if name.startswith("GITHUB_")]

settings.register_profile("quick", deadline=None, max_examples=60, derandomize=True)
settings.register_profile("ci", deadline=None, max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


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
    with dropped_privileges():
        yield tmp_path


@pytest.fixture
def command(tmp_path: Path) -> Run:
    """Run the flowlint command in this process, in `tmp_path` unless told otherwise; for all but streams and packs."""

    def run(
        *arguments: str, cwd: Path = tmp_path, env: Mapping[str, str] | None = None, stdin: str | None = None
    ) -> CompletedProcess[str]:
        environment = {**dict.fromkeys(_OF_GITHUB), **(env or {})}
        with contextlib.chdir(cwd):
            done = CliRunner().invoke(main, arguments, stdin, environment, catch_exceptions=False, prog_name="flowlint")
        return CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Run the flowlint command as `command` does, in a process of its own."""

    def run(*arguments: str, env: Mapping[str, str] | None = None) -> CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if name not in _OF_GITHUB}
        environment = {**inherited, "PYTHONUTF8": "1", **(env or {})}
        words = [sys.executable, "-m", "flowlint", *arguments]
        return subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)

    return run
