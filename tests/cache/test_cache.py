"""The cache: a run that would find the same is taken from it, any other is made, and nobody can tell by the bytes."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import flowlint.run
from flowlint.cache import folder
from flowlint.cache.code import changed_since, is_unchanged, state
from flowlint.cache.plain import plain, restored
from flowlint.report import Report
from flowlint.run import Overrides, check_paths
from kit import BAD, FIXTURES, GOOD, Run
from kit.git import git

FORMATS = ["text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "csv", "asff"]
WITH_CACHE = {"FLOWLINT_NO_CACHE": None}

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def flows(here: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with some flows, in which we are, and a cache elsewhere that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
    shutil.copytree(FIXTURES / "flows", here / "flows")
    return here


@pytest.fixture
def check(command: Run, flows: Path) -> Check:
    """Run `flowlint check` with the cache, and give its exit code and what it wrote."""

    def run(*arguments: str, env: dict[str, Any] = WITH_CACHE) -> tuple[int, str, str]:
        done = command("check", *arguments, cwd=flows, env=env)
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each run that was made, and not taken from the cache."""
    made: list[object] = []

    def noted(*arguments: Any, **more: Any) -> Report:
        made.append(arguments)
        return check_paths(*arguments, **more)

    monkeypatch.setattr(flowlint.run, "check_paths", noted)
    return made


def kept() -> list[Path]:
    return sorted(Path(os.environ["XDG_CACHE_HOME"], "flowlint").glob("*.json"))


def test_the_same_run_is_taken_from_the_cache(check: Check, runs: list[object]) -> None:
    first = check()
    assert [check(), check()] == [first, first] and len(runs) == 1
    assert check("--no-cache") == first and len(runs) == 2


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_the_same_with_and_without_cache(check: Check, name: str, runs: list[object]) -> None:
    without = check("--format", name, "--no-cache", "--show-suppressed", "--statistics")
    for _ in range(2):
        assert check("--format", name, "--show-suppressed", "--statistics") == without
    assert len(runs) == 2


def rewritten(path: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    return lambda here: (here / path).write_text(change((here / path).read_text("utf-8")), "utf-8") and None


def written(path: str, text: str) -> Callable[[Path], None]:
    def change(here: Path) -> None:
        (here / path).parent.mkdir(parents=True, exist_ok=True)
        (here / path).write_text(text, "utf-8")

    return change


def linked(here: Path) -> None:
    written(".kept/z.json", json.dumps(BAD))(here)
    (here / "z.json").symlink_to(".kept/z.json")


CHANGES = {
    "a flow": rewritten("flows/main-line.json", lambda text: text.replace("DisconnectParticipant", "Disconnect")),
    "a flow that is new": written("flows/z.json", json.dumps(BAD)),
    "a flow that is gone": lambda here: (here / "flows" / "main-line.json").unlink(),
    "a flow in a folder that is new": written("more/z.json", json.dumps(BAD)),
    "settings": written("flowlint.toml", 'ignore = ["*"]\nextend-select = ["unreachable-block"]\n'),
    "settings of one folder": written("flows/flowlint.toml", "pedantic = true\n"),
    "settings in the other file": written("pyproject.toml", "[tool.flowlint]\npedantic = true\n"),
    "ignored files": written(".gitignore", "main-line.json\n"),
    "the repository": lambda here: (here / "flows" / ".git").mkdir(),
    "an inventory": written("flows/flowlint-inventory.json", "{}"),
    "a file that cannot be opened": lambda here: (here / "flows" / "z.json").symlink_to("nowhere"),
    "a link": linked,
}


@pytest.fixture
def a_repository(flows: Path) -> Path:
    """Make what we are in a repository of git, whose ignore files count."""
    for name in ("objects", "refs"):
        (flows / ".git" / name).mkdir()
    (flows / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    return flows


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_is_seen(check: Check, a_repository: Path, what: str, runs: list[object]) -> None:
    before = check("--format", "json")
    CHANGES[what](a_repository)
    after = check("--format", "json")
    assert len(runs) == 2
    assert after == check("--format", "json", "--no-cache")
    assert after != before or what == "the repository"


@pytest.mark.parametrize(
    "options", [("--pedantic",), ("--select", "unreachable-block"), ("--isolated",), ("flows",), ("--no-context",)]
)
def test_another_question_is_another_run(check: Check, options: tuple[str, ...], runs: list[object]) -> None:
    check()
    asked = check(*options)
    assert len(runs) == 2 and asked == check(*options, "--no-cache")


def test_a_file_that_is_named_is_checked_anew_when_its_context_changes(
    check: Check, flows: Path, runs: list[object]
) -> None:
    named = str(Path("flows", "main-line.json"))
    assert check(named) == check(named) and len(runs) == 1
    (flows / "flows" / "other.json").write_text(json.dumps(GOOD))
    again = check(named)
    assert len(runs) == 2
    assert again == check(named, "--no-cache") and len(runs) == 3


def test_a_folder_is_checked_anew_when_its_context_changes(check: Check, flows: Path, runs: list[object]) -> None:
    (flows / "flows" / "flowlint.toml").unlink()
    assert check("flows") == check("flows") and len(runs) == 1
    (flows / "other.json").write_text(json.dumps(GOOD))
    again = check("flows")
    assert (len(runs), "Read as context: 1 flow." in again[1]) == (2, True)
    assert again == check("flows", "--no-cache") and len(runs) == 3


def test_a_baseline_and_its_change_are_seen(check: Check, command: Run, flows: Path, runs: list[object]) -> None:
    command("baseline", "write", "--accept-new", cwd=flows)
    with_it = check("--baseline", "flowlint-baseline.json")
    assert with_it == check("--baseline", "flowlint-baseline.json") and with_it[0] == 0
    (flows / "flowlint-baseline.json").write_text('{"version": 1, "tool": {"name": "flowlint"}, "findings": []}')
    assert check("--baseline", "flowlint-baseline.json") == check("--baseline", "flowlint-baseline.json", "--no-cache")


def test_what_the_command_says_beside_the_report_is_said_again(check: Check, flows: Path, runs: list[object]) -> None:
    (flows / "empty").mkdir()
    (flows / "flowlint.toml").write_text('output = ["json=report.json"]\nfail-on = "never"\n')
    first = check("flows", "empty")
    assert "found no flow in empty" in first[2] and "not written" in first[2] and first[0] == 0
    assert check("flows", "empty") == first and len(runs) == 1


def test_reports_in_files_are_written_again(check: Check, flows: Path) -> None:
    def reports() -> dict[str, bytes]:
        check("flows", "-o", "sarif=out.sarif", "-o", "json=out.json")
        return {name: (flows / name).read_bytes() for name in ("out.sarif", "out.json")}

    first = reports()
    for name in first:
        (flows / name).unlink()
    assert reports() == first


def test_a_run_in_which_something_failed_is_not_kept(check: Check, flows: Path) -> None:
    (flows / "flows" / "flowlint-inventory.json").write_text("{}")
    assert check()[0] == 2 and not kept()


def damaged(content: bytes) -> Iterator[bytes]:
    """Give what may be left of a file after a crash, and what somebody may make of it."""
    yield b""
    yield content[:100]
    yield content[: len(content) // 2]
    yield content.replace(b"error", b"note!")
    yield content.replace(b"\n", b"", 1)
    yield b"[]"
    yield b"\x80\x04\x95cos\nsystem\n"


def test_what_is_damaged_is_thrown_away(check: Check, runs: list[object]) -> None:
    without = check("--no-cache")
    check()
    (file,) = kept()
    content = file.read_bytes()
    for number, bytes_left in enumerate(damaged(content)):
        file.write_bytes(bytes_left)
        assert check() == without
        assert len(runs) == 3 + number
        assert json.loads(file.read_bytes().partition(b"\n")[2]) == json.loads(content.partition(b"\n")[2])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_the_place_of_what_was_kept_is_not_waited_for(check: Check) -> None:
    without = check("--no-cache")
    check()
    (file,) = kept()
    file.unlink()
    os.mkfifo(file)
    assert check() == without


@given(st.binary(max_size=300))
def test_no_bytes_do_harm(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    from flowlint.cache import Cache

    cache = Cache(tmp_path_factory.mktemp("cache"), "asked")
    cache._file.write_bytes(content)
    assert cache.find() is None and not cache._file.exists()


@pytest.mark.parametrize("where", [".", "flows", ".cache"])
def test_no_cache_that_lies_in_the_repository_is_read_or_written(
    check: Check, flows: Path, monkeypatch: pytest.MonkeyPatch, runs: list[object], where: str
) -> None:
    check("flows")
    monkeypatch.setenv("XDG_CACHE_HOME", str(flows / where))
    check("flows")
    check("flows")
    assert len(runs) == 3 and not (flows / where / "flowlint").exists()


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
@pytest.mark.parametrize("how", ["others may write to it", "it is a link"])
def test_no_cache_that_others_may_write_to_is_used(
    check: Check, runs: list[object], tmp_path_factory: pytest.TempPathFactory, how: str
) -> None:
    place = Path(os.environ["XDG_CACHE_HOME"], "flowlint")
    if how == "it is a link":
        place.symlink_to(tmp_path_factory.mktemp("elsewhere"))
    else:
        place.mkdir(mode=0o777)
        place.chmod(0o777)
    check()
    check()
    assert len(runs) == 2 and not list(place.iterdir())


def test_it_is_for_its_owner_alone(check: Check) -> None:
    check()
    place = Path(os.environ["XDG_CACHE_HOME"], "flowlint")
    assert os.name == "nt" or place.stat().st_mode & 0o777 == 0o700


def test_it_holds_no_secret_of_a_flow(check: Check, flows: Path) -> None:
    shutil.copytree(FIXTURES / "secret-in-flow", flows / "secrets")
    check("secrets")
    (file,) = kept()
    assert "AKIA" not in file.read_text("utf-8").replace("•", "")


def test_what_was_not_used_for_longest_goes_first(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    (first,) = kept()
    os.utime(first, (1, 1))
    check("--pedantic")
    second = next(file for file in kept() if file != first)
    check()  # which uses the first one
    monkeypatch.setattr(folder, "MOST_BYTES", first.stat().st_size + second.stat().st_size)
    os.utime(second, (2, 2))
    check("--isolated")
    assert first in kept() and second not in kept() and len(kept()) == 2


def test_clean_deletes_it(check: Check, command: Run, flows: Path) -> None:
    check()
    place = Path(os.environ["XDG_CACHE_HOME"], "flowlint")
    (place / f".{kept()[0].name}.left").write_bytes(b"by a run that was killed")
    size = sum(file.stat().st_size for file in place.iterdir())
    done = command("clean", cwd=flows)
    assert done.stdout == f"Deleted 2 files, {size / 1e6:.1f} MB, from {place}.\n" and not place.exists()
    assert command("clean", cwd=flows).stdout == "There is no cache.\n"


def test_clean_leaves_what_is_not_ours(check: Check, command: Run, flows: Path) -> None:
    check()
    place = Path(os.environ["XDG_CACHE_HOME"], "flowlint")
    (place / "notes.txt").write_text("mine")
    command("clean", cwd=flows)
    assert [file.name for file in place.iterdir()] == ["notes.txt"]


def test_code_that_changed_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "rules_of_tests"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "words.json").write_text("{}")
    monkeypatch.syspath_prepend(tmp_path)
    __import__("rules_of_tests")
    before = state(["rules_of_tests.one"])
    assert is_unchanged(before) and not changed_since(time.time_ns(), before)
    assert changed_since(0, before)
    for change in (
        lambda: (package / "words.json").write_text('{"a": 1}'),
        lambda: (package / "new_rule.py").write_text(""),
        (package / "__init__.py").unlink,
    ):
        known = state(["rules_of_tests.one"])
        change()
        assert not is_unchanged(known)


def test_a_report_comes_back_as_it_was(flows: Path) -> None:
    named = [str(FIXTURES / name) for name in ("flows", "unused-suppression", "transfer-cycle", "invalid-flow")]
    report = check_paths(named, Overrides(isolated=True, pedantic=True), frames=True)
    assert report.findings and report.suppressed
    assert restored(Report, json.loads(json.dumps(plain(report)))) == report


def test_a_run_in_a_git_repository_is_kept(check: Check, runs: list[object], flows: Path) -> None:
    git("init", "-q", ".")
    assert check("flows") == check("flows")
    assert len(runs) == 1


LOADED = """
import sys
from flowlint.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["json", "concise", "gitlab", "github", "markdown"])
def test_a_run_from_the_cache_loads_neither_rules_nor_analyses(flows: Path, name: str) -> None:
    words = [sys.executable, "-c", LOADED, "check", "flows", "--format", name, "--fail-on", "never"]
    environment = {key: value for key, value in os.environ.items() if key != "FLOWLINT_NO_CACHE"}
    first, second = (
        subprocess.run(words, env=environment, capture_output=True, text=True, check=True) for _ in range(2)
    )
    assert first.stdout == second.stdout
    loaded = set(second.stderr.split())
    rooms = {one.split(".")[1] for one in loaded if one.startswith("flowlint.")}
    assert not rooms & {"analysis", "model", "reading", "rule", "run", "checking", "packs", "language"}
    assert not loaded & {"flowlint_rules", "networkx", "jsonschema", "rich", "yaml", "hcl2", "dulwich", "tomlkit"}


QUESTIONS = ["stat", "lstat", "readlink", "scandir", "listdir", "open"]


def test_nothing_is_asked_that_is_not_noted(check: Check, a_repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever asks the system about the folder that is checked does it by way of `flowlint.files`."""
    for name in ("infrastructure", "named-files"):
        if (FIXTURES / name).is_dir():
            shutil.copytree(FIXTURES / name, a_repository / name)
    (a_repository / "flowlint.toml").write_text('baseline = "known.json"\nexclude = ["no*"]\n')
    (a_repository / "known.json").write_text('{"version": 1, "tool": {"name": "flowlint"}, "findings": []}')
    (a_repository / "main.tf").write_text('module "a" {\n  source = "./a"\n}\n')
    unseen: list[str] = []

    def watched(name: str) -> Callable[..., Any]:
        ask = getattr(os, name)

        def asked(path: Any = ".", *arguments: Any, **more: Any) -> Any:
            frame, files = sys._getframe(1), []
            while frame is not None:
                files.append(Path(frame.f_code.co_filename).as_posix())
                frame = frame.f_back  # type: ignore[assignment]
            ours = next((file for file in files if "/flowlint/" in file), "")
            if str(path).startswith(str(a_repository)) and ours and not ours.endswith("flowlint/files.py"):
                unseen.append(f"{name} {path} by {ours}")
            return ask(path, *arguments, **more)

        return asked

    for name in QUESTIONS:
        monkeypatch.setattr(os, name, watched(name))
    report = check_paths([str(a_repository)], context=True)
    monkeypatch.undo()
    assert report.flows and not unseen


@pytest.mark.slow
def test_the_corpus_is_the_same_with_and_without_cache(
    corpus: Path, process: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for where in (corpus, FIXTURES):
        words = ["check", "--isolated", "--pedantic", "--format", "json", str(where)]
        without = process(*words)
        cold, warm = (process(*words, env={"FLOWLINT_NO_CACHE": ""}) for _ in range(2))
        assert without.stdout and (cold.stdout, warm.stdout) == (without.stdout,) * 2
