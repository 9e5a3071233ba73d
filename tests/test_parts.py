"""Runs in parts: what is found is the same, whoever works on it and however that ends."""

import errno
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import synchronize
from pathlib import Path
from typing import Any

import pytest

from flowlint import parts
from flowlint.parts import Job, check_part
from flowlint.report import Report
from flowlint.run import Overrides, check_paths
from kit import FIXTURES, GOOD, ROOT, Run, write

FLOWS = [str(FIXTURES / name) for name in ("flows", "transfer-cycle", "attribute-never-set", "duplicated-section")]
ALL = Overrides(isolated=True, pedantic=True)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make parts of a file or two, so that there are many."""
    monkeypatch.setattr(parts, "_BLOCKS", 10)


@pytest.fixture(scope="module")
def alone() -> Report:
    """What one process finds."""
    return check_paths(FLOWS, ALL, frames=True)


def unexpected(message: str) -> None:
    raise AssertionError(message)


@pytest.mark.parametrize("workers", [2, 3])
def test_several_processes_find_what_one_finds(alone: Report, workers: int) -> None:
    assert len(alone.findings) > 20
    assert check_paths(FLOWS, ALL, frames=True, workers=workers, tell=unexpected) == alone


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_does(alone: Report, kind: type[Executor]) -> None:
    with kind(2) as executor:  # type: ignore[call-arg]
        assert check_paths(FLOWS, ALL, frames=True, executor=executor, tell=unexpected) == alone


def test_whoever_works_on_a_folder_reads_its_context(here: Path) -> None:
    write("a/one.json", json.dumps(GOOD))
    write("b/other.json", json.dumps(GOOD))
    planned = Job(("a",), ALL, frames=False, only_flows=False, context=True).plan()
    assert [[file.path for file in files] for files in (planned.files, planned.context)] == [
        ["a/one.json"],
        ["b/other.json"],
    ]


def test_files_may_be_checked_in_any_order(alone: Report) -> None:
    with ThreadPoolExecutor(1) as executor:
        found = check_paths(FLOWS, ALL, frames=True, executor=executor, progress=reversed, tell=unexpected)
    assert found == alone


class Ending(Executor):
    """Lets some parts end badly, in one way or another."""

    def __init__(self, how: Callable[[int], Exception | None]) -> None:
        self._how, self._number = how, 0

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        self._number += 1
        future: Future[Any] = Future()
        problem = self._how(self._number)
        if problem is None:
            future.set_result(work(*arguments, **more))
        else:
            future.set_exception(problem)
        return future


def test_what_a_worker_did_not_do_is_done_here_and_said(alone: Report) -> None:
    said: list[str] = []
    ending = Ending(lambda number: OSError("it was out of memory") if number % 2 else None)
    assert check_paths(FLOWS, ALL, frames=True, executor=ending, tell=said.append) == alone
    assert said == ["a worker failed, and its files are checked again here: it was out of memory"]


def test_a_worker_that_is_killed_changes_nothing(alone: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    parent, work = os.getpid(), parts.run

    def deadly(*arguments: Any) -> Iterator[Any]:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*arguments)

    monkeypatch.setattr(parts, "run", deadly)
    said: list[str] = []
    assert check_paths(FLOWS, ALL, frames=True, workers=2, tell=said.append) == alone
    assert len(said) == 1 and said[0].startswith("a worker failed, and its files are checked again here: ")


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (OSError(errno.EROFS, "Read-only file system"), "read-only file system"),
        (ImportError("This platform lacks locks"), "This platform lacks locks"),
    ],
)
def test_where_no_worker_can_be_started_one_process_does_all(
    alone: Report, monkeypatch: pytest.MonkeyPatch, problem: Exception, why: str
) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise problem

    monkeypatch.setattr(synchronize.SemLock, "__init__", refused)  # as where /dev/shm cannot be written
    said: list[str] = []
    assert check_paths(FLOWS, ALL, frames=True, workers=2, tell=said.append) == alone
    assert said == [f"no workers can be started here, and one process checks all: {why}"]


def test_a_worker_that_sees_other_files_is_not_believed(tmp_path: Path) -> None:
    flow = tmp_path / "flow.json"
    flow.write_text((ROOT / "fixtures" / "flows" / "main-line.json").read_text("utf-8"), "utf-8")

    class Late(Ending):
        def submit(self, work: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
            text = flow.read_text("utf-8")
            parts._known._jobs.clear()
            flow.write_text(text.replace("DisconnectParticipant", "Disconnect"), "utf-8")
            try:
                return super().submit(lambda: pickle.loads(pickle.dumps((work, arguments))) and work(*arguments))
            except Exception as problem:
                failed: Future[Any] = Future()
                failed.set_exception(problem)
                return failed
            finally:
                flow.write_text(text, "utf-8")

    said: list[str] = []
    late = Late(lambda _: None)
    assert check_paths([str(tmp_path)], ALL, executor=late, tell=said.append) == check_paths([str(tmp_path)], ALL)
    assert said == [
        "a worker failed, and its files are checked again here: it does not see the same files, settings and rules"
    ]


def test_what_travels_is_small() -> None:
    sent: list[int] = []
    received: list[int] = []

    class Weighing(Ending):
        def submit(self, work: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
            sent.append(len(pickle.dumps((work, arguments))))
            future = super().submit(work, *arguments)
            received.append(len(pickle.dumps(future.result())))
            return future

    report = check_paths(FLOWS, ALL, executor=Weighing(lambda _: None), tell=unexpected)
    assert max(sent) < 1_500
    assert sum(received) < 3_000 * (len(report.findings) + len(report.suppressed)) + 500 * len(received)


def test_a_job_travels(tmp_path: Path) -> None:
    job = Job((str(tmp_path),), ALL, False, False, False)
    assert pickle.loads(pickle.dumps(job)) == job
    with pytest.raises(Exception, match="it does not see the same files, settings and rules"):
        check_part(job, "of something else", range(1))


def test_little_to_do_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_BLOCKS", 250)
    monkeypatch.setattr(parts.Parts, "_processes", unexpected)
    assert check_paths([str(FIXTURES / "flows")], ALL, workers=8).flows


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["2", "auto"])
def test_the_command_writes_the_same_bytes(command: Run, workers: str) -> None:
    words = ["check", "--isolated", "--format", "text", *FLOWS]
    assert command(*words, "--workers", workers).stdout == command(*words).stdout


@pytest.mark.parametrize("workers", ["0", "-1", "many", ""])
def test_a_number_of_workers_that_is_none_is_refused(command: Run, workers: str) -> None:
    done = command("check", "--workers", workers)
    assert done.returncode == 2 and "--workers" in done.stderr


MANY = """
import os, sys, time
from flowlint import parts
from flowlint.cli import main
parts._BLOCKS = 10
run = parts.run
def slow(*arguments):
    os.write(1, f"begun {os.getpid()}{os.linesep}".encode())
    time.sleep(30)
    return run(*arguments)
parts.run = slow
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_the_run(tmp_path: Path, how: signal.Signals) -> None:
    words = [sys.executable, "-c", MANY, "check", "--workers", "2", *FLOWS]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        begun = [int(process.stdout.readline().split()[1]) for _ in range(2)]
        before = time.monotonic()
        process.send_signal(how)
        code, said = process.wait(20), process.stderr.read()
    assert time.monotonic() - before < 10
    assert (code, said) == ((2, "flowlint: interrupted before the report was written\n") if said else (-how, ""))
    end = time.monotonic() + 20
    while any(is_alive(one) for one in begun) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(is_alive(one) for one in begun)


INTERRUPTED_FORK = """
import os, signal
from flowlint import parts
from flowlint.run import check_paths
parts._BLOCKS = 10
signal.signal(signal.SIGINT, signal.default_int_handler)
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    check_paths({flows}, workers=2)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_while_a_process_is_forked_off_is_not_forgotten() -> None:
    words = [sys.executable, "-c", INTERRUPTED_FORK.replace("{flows}", repr(FLOWS))]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.slow
def test_the_corpus_is_the_same_with_two_processes(corpus: Path) -> None:
    overrides = Overrides(isolated=True, pedantic=True)
    assert check_paths([str(corpus)], overrides, workers=2, tell=unexpected) == check_paths([str(corpus)], overrides)
