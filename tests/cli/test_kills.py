"""Commands that write, killed or interrupted at any moment: nothing is half written, and the next run is right."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kit import GOOD, ROOT
from kit.connect_server import Instance, serving

TIMES = 20
FLOWS = ROOT / "fixtures" / "flows"
COMMANDS = {
    "a report": [
        "check",
        "flows",
        *(f"-o{name}=out.{name}" for name in ("json", "sarif", "junit", "markdown", "csv", "asff")),
    ],
    "a baseline": ["baseline", "write", "flows", "--accept-new"],
    "suppressions": ["check", "flows", "--add-suppressions", "from before"],
    "what to begin with": ["init", "--ci", "github"],
    "a pack": ["new-rule", "acme/greeting-too-long"],
    "a list": ["inventory", "flows", "-oout.csv"],
    "changes": ["diff", "flows/main-line.json", "flows/storm-notice.json", "-oout.md"],
    "changes to look at": ["diff", "flows/main-line.json", "flows/storm-notice.json", "-oout.html"],
    "a page": ["report", "flows", "-oout.html"],
    "a picture": ["graph", "flows", "-oout.svg"],
    "an export": ["export", "riverside", "exported"],
}
IN_PLACE = {"a layout": ["fmt", "flows"]}
"""Those that write the flows themselves."""
ENDED = {signal.SIGKILL: {-signal.SIGKILL}, signal.SIGINT: {2, -signal.SIGINT}, signal.SIGTERM: {-signal.SIGTERM}}

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="needs signals")]


@pytest.fixture(scope="module", autouse=True)
def an_instance() -> Iterator[None]:
    """Answer for an instance of Connect, to which all commands are sent that ask one."""
    instance = Instance()
    for number in range(1, 21):
        instance.add_flow(number, f"Line {number}", GOOD)
    with serving(instance) as address, pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            environment.delenv(name)
        environment.setenv("AWS_ENDPOINT_URL_CONNECT", address)
        environment.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "example")
        environment.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        environment.setenv("AWS_ACCOUNT_ID", "111122223333")
        yield


def started(words: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "flowlint", *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def written(folder: Path) -> Mapping[str, bytes]:
    """All files but those of the flows, and the temporary ones that a kill may leave."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    names = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    return {name: content for name, content in names.items() if not name.startswith("flows/")}


def moments(how_long: float) -> list[float]:
    """Some at random over the whole run, and more towards its end, where files are written."""
    chance = random.Random(7)
    return [how_long * (chance.uniform(0.2, 1.05) if turn % 2 else chance.uniform(0.8, 1.02)) for turn in range(TIMES)]


@pytest.mark.parametrize("how", ENDED)
@pytest.mark.parametrize("what", COMMANDS)
def test_nothing_is_half_written(tmp_path: Path, what: str, how: signal.Signals) -> None:
    words = COMMANDS[what]

    def fresh() -> Path:
        shutil.rmtree(tmp_path, ignore_errors=True)
        # Without settings of their own: what is written stands beside the folder.
        shutil.copytree(FLOWS, tmp_path / "flows", ignore=shutil.ignore_patterns("flowlint.toml"))
        (tmp_path / ".git").mkdir()
        return tmp_path

    before = time.monotonic()
    code = started(words, fresh()).wait()
    how_long = time.monotonic() - before
    whole = written(tmp_path)
    assert whole
    for moment in moments(how_long):
        process = started(words, fresh())
        time.sleep(moment)
        process.send_signal(how)
        ended = process.wait()
        assert ended in {code, *ENDED[how]}, moment
        left = written(tmp_path)
        assert left.items() <= whole.items(), moment
        again = started(words, tmp_path).wait()
        done_before = ended == code or left == whole
        assert again == (2 if done_before and what == "a pack" else code), moment
        assert written(tmp_path) == whole, moment


@pytest.mark.parametrize("how", ENDED)
def test_each_file_is_fixed_whole_or_not_at_all(tmp_path: Path, how: signal.Signals) -> None:
    right = json.dumps(GOOD, indent=2)
    wrong = right.replace("MessageParticipant", "PlayPrompt")
    words = ["check", "flows", "--fix", "--isolated"]

    def fresh() -> list[Path]:
        shutil.rmtree(tmp_path, ignore_errors=True)
        (tmp_path / "flows").mkdir(parents=True)
        paths = [tmp_path / "flows" / f"{number}.json" for number in range(100)]
        for path in paths:
            path.write_text(wrong, encoding="utf-8")
        return paths

    paths = fresh()
    before = time.monotonic()
    assert started(words, tmp_path).wait() == 0
    how_long = time.monotonic() - before
    assert {path.read_text(encoding="utf-8") for path in paths} == {right}
    for moment in moments(how_long):
        paths = fresh()
        process = started(words, tmp_path)
        time.sleep(moment)
        process.send_signal(how)
        assert process.wait() in {0, *ENDED[how]}, moment
        assert {path.read_text(encoding="utf-8") for path in paths} <= {wrong, right}, moment
        assert started(words, tmp_path).wait() == 0, moment
        assert {path.read_text(encoding="utf-8") for path in paths} == {right}, moment


def test_a_cache_whose_run_was_killed_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checked" / ".git").mkdir(parents=True)
    shutil.copytree(FLOWS, tmp_path / "checked" / "flows")
    caches = tmp_path / "caches"
    monkeypatch.setenv("XDG_CACHE_HOME", str(caches))
    words = [sys.executable, "-m", "flowlint", "check", "flows", "--format", "json"]

    def run(*more: str) -> bytes:
        return subprocess.run([*words, *more], cwd=tmp_path / "checked", capture_output=True, check=False).stdout

    without = run("--no-cache")
    monkeypatch.delenv("FLOWLINT_NO_CACHE")
    before = time.monotonic()
    assert run() == without
    how_long = time.monotonic() - before
    for moment in moments(how_long):
        shutil.rmtree(caches)
        process = started(words[3:], tmp_path / "checked")
        time.sleep(moment)
        process.kill()
        process.wait()
        assert [run(), run()] == [without, without], moment


def test_two_runs_at_once_with_one_cache_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checked" / ".git").mkdir(parents=True)
    shutil.copytree(FLOWS, tmp_path / "checked" / "flows")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    words = [sys.executable, "-m", "flowlint", "check", "flows", "--format", "json"]
    run = subprocess.run([*words, "--no-cache"], cwd=tmp_path / "checked", capture_output=True, check=False)
    monkeypatch.delenv("FLOWLINT_NO_CACHE")
    for _ in range(2):
        both = [subprocess.Popen(words, cwd=tmp_path / "checked", stdout=subprocess.PIPE) for _ in range(2)]
        assert [one.communicate()[0] for one in both] == [run.stdout, run.stdout]


@pytest.mark.parametrize("how", ENDED)
@pytest.mark.parametrize("name", ["out.json", "flowlint-baseline.json"])
def test_what_was_there_stays_or_is_replaced(tmp_path: Path, name: str, how: signal.Signals) -> None:
    write_it = {"out.json": COMMANDS["a report"][:3], "flowlint-baseline.json": COMMANDS["a baseline"]}[name]
    folder = tmp_path / "checked"
    shutil.copytree(FLOWS, folder / "flows")
    (folder / ".git").mkdir()
    started(write_it, folder).wait()
    old = (folder / name).read_bytes()
    (folder / "flows" / "main-line.json").unlink()
    before = time.monotonic()
    started(write_it, folder).wait()
    how_long = time.monotonic() - before
    new = (folder / name).read_bytes()
    assert old != new
    for moment in moments(how_long):
        (folder / name).write_bytes(old)
        process = started(write_it, folder)
        time.sleep(moment)
        process.send_signal(how)
        process.wait()
        assert (folder / name).read_bytes() in (old, new), moment


@pytest.mark.parametrize("how", ENDED)
@pytest.mark.parametrize("what", IN_PLACE)
def test_each_flow_is_as_it_was_or_as_it_is_to_be(tmp_path: Path, what: str, how: signal.Signals) -> None:
    folder = tmp_path / "checked"

    def fresh() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(FLOWS, folder / "flows")
        (folder / ".git").mkdir()

    def flows() -> Mapping[str, bytes]:
        return {path.name: path.read_bytes() for path in (folder / "flows").iterdir() if path.name[0] != "."}

    fresh()
    old = flows()
    before = time.monotonic()
    started(IN_PLACE[what], folder).wait()
    how_long = time.monotonic() - before
    new = flows()
    assert sum(old[name] != new[name] for name in new) > 1
    for moment in moments(how_long):
        fresh()
        process = started(IN_PLACE[what], folder)
        time.sleep(moment)
        process.send_signal(how)
        process.wait()
        left = flows()
        assert left.keys() == old.keys(), moment
        assert all(left[name] in (old[name], new[name]) for name in left), moment
        started(IN_PLACE[what], folder).wait()
        assert flows() == new, moment
