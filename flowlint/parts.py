"""A run in parts: files through the rules in other processes, here or on other machines.

A part travels as what the run was asked for and the places of its files in it, and comes back as what was found: less
than a kilobyte, and one or two for each finding. Flows do not travel. Because rules look across flows, whoever works on
a part reads the whole run, once for all parts; processes that are forked off here have it already.
"""

import hashlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from flowlint import __version__
from flowlint.analysis.engine import ProjectFacts
from flowlint.checking import Plan, Progress, RuleRun, plan, run
from flowlint.files import reason
from flowlint.inputs import read_run
from flowlint.interrupts import unwrapped_interrupts
from flowlint.overrides import Overrides
from flowlint.report import Failure, Finding

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_BLOCKS = 100
"""How many blocks a part has at least: a few hundredths of a second, so that no process waits long for the last one."""
_FEWEST_PARTS = 8
"""Fewer are not worth the processes."""

SHARES_MEMORY = sys.platform == "linux"
"""Whether our own processes have what this one has read; elsewhere libraries of the system do not bear to be forked."""

Found = tuple[int, int | None, tuple[Finding, ...], tuple[Failure, ...]]
"""What a rule found, as it travels: the places of the file in the run and of the flow in the file, and the rest."""


class _Differs(Exception):
    """Raised by a worker that does not read what was read here; the message says so, as the end of a sentence."""


@dataclass(frozen=True)
class Job:
    """What a run is asked for, as it travels; `id` tells it from any other."""

    asked: tuple[str, ...]
    overrides: Overrides
    frames: bool
    only_flows: bool
    context: bool
    id: str = field(default_factory=lambda: uuid4().hex)

    def plan(self) -> Plan:
        """Read the files, and plan which rules run where, as whoever asks for the run does."""
        resolver = self.overrides.resolver()
        inputs, read, failures = read_run(self.asked, resolver, self.only_flows, self.context)
        files, others, near = inputs.with_context(read)
        return plan(files, resolver, self.asked, others, () if failures else inputs.covered(near))


class Parts:
    """Runs the rules over the files of a job part by part."""

    def __init__(self, job: Job, executor: "Executor | None", workers: int, tell: Callable[[str], None]) -> None:
        """Run by an executor, or else in so many processes. `tell` gets a message about one that failed."""
        self._job, self._executor, self._workers, self._tell = job, executor, workers, tell

    def run(self, planned: Plan, progress: Progress) -> Iterator[RuleRun]:
        """Give what rules find, in the order of `flowlint.checking.run`."""
        parts = list(_parts(planned))
        executor = self._executor
        if executor is None and len(parts) >= _FEWEST_PARTS:
            executor = self._processes(min(self._workers, len(parts)))
        if executor is None:
            yield from run(planned, self._job.frames, progress, None)
            return
        digest = _digest(planned)
        with _known.of(self._job, planned, digest), nullcontext() if self._executor else _ending(executor):
            futures = [_submitted(executor, self._job, digest, part) for part in parts]
            try:
                yield from self._results(planned, progress, parts, futures)
            except BaseException:
                for future in futures if self._executor else ():  # our own processes end with what they do
                    future.cancel()
                raise

    def _processes(self, count: int) -> "Executor | None":
        """Give processes of our own; None where the system has none to give, which is said."""
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        method = "fork" if SHARES_MEMORY else None
        try:
            return ProcessPoolExecutor(count, multiprocessing.get_context(method), _serve_parent)
        except (OSError, ImportError, NotImplementedError) as problem:  # no room for what they share, or no locks
            why = reason(problem) if isinstance(problem, OSError) else problem
            self._tell(f"no workers can be started here, and one process checks all: {why}")
            return None

    def _results(
        self, planned: Plan, progress: Progress, parts: Sequence[range], futures: Sequence["Future[list[Found]]"]
    ) -> Iterator[RuleRun]:
        files = list(planned.files)
        of_file: dict[int, list[RuleRun]] = {}
        waiting = {place: number for number, part in enumerate(parts) for place in part}
        places = {file: place for place, file in enumerate(files)}
        told: set[str] = set()
        facts: ProjectFacts | None = None
        for file in progress(files):
            place = places[file]
            if place not in of_file:
                number = waiting[place]
                of_file.update((one, []) for one in parts[number])
                try:
                    with unwrapped_interrupts():
                        found_there = futures[number].result()
                    for at, flow, findings, failures in found_there:
                        one = planned.files[files[at]]
                        of_flow = None if flow is None else one.flows[flow]
                        of_file[at].append(RuleRun(one.file, of_flow, findings, failures))
                except Exception as problem:  # whatever happened to a worker, its files are checked
                    facts = facts or ProjectFacts(planned.project)
                    if (why := str(problem)) not in told:
                        told.add(why)
                        self._tell(f"a worker failed, and its files are checked again here: {why or repr(problem)}")
                    of_file.update((one, []) for one in parts[number])
                    for found in run(planned, self._job.frames, _only(parts[number]), None, facts):
                        of_file[places[found.file]].append(found)
            yield from of_file.pop(place)


def check_part(job: Job, digest: str, part: range) -> list[Found]:
    """Run the rules on some files of a job, in whatever process; `digest` is that of what was read for it.

    Raises an exception where this process reads something else.
    """
    with _known.lock:
        planned, facts, known_by = _known.plan(job)
        if known_by != digest:
            raise _Differs("it does not see the same files, settings and rules")
        files = list(planned.files)
        places = {file: place for place, file in enumerate(files)}
        return [
            (
                places[one.file],
                None if one.flow is None else planned.files[one.file].flows.index(one.flow),
                one.findings,
                one.failures,
            )
            for one in run(planned, job.frames, _only(part), None, facts)
            if one.findings or one.failures
        ]


def processes() -> int:
    """Give how many processes this one may have at work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Known:
    """The job that this process has read last, for all its parts; one of its threads works at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._jobs: dict[str, tuple[Plan, ProjectFacts, str]] = {}

    def plan(self, job: Job) -> tuple[Plan, ProjectFacts, str]:
        """Give the plan of a job, what is known of its flows, and the digest of the plan."""
        if job.id not in self._jobs:
            planned = job.plan()
            self._jobs = {job.id: (planned, ProjectFacts(planned.project), _digest(planned))}
        return self._jobs[job.id]

    @contextmanager
    def of(self, job: Job, planned: Plan, digest: str) -> Iterator[None]:
        """Know the plan of a job already, for processes that are forked off, and forget it in the end."""
        self._jobs[job.id] = planned, ProjectFacts(planned.project), digest
        try:
            yield
        finally:
            self._jobs.pop(job.id, None)


_known = _Known()


def _only(part: range) -> Progress:
    """Give the progress of a run over some of its files."""
    return lambda all_files: all_files[part.start : part.stop]


def _parts(planned: Plan) -> Iterator[range]:
    """Give the places of the files of each part."""
    first = blocks = 0
    for place, one in enumerate(planned.files.values()):
        blocks += sum(len(flow.blocks) for flow in one.flows)
        if blocks >= _BLOCKS:
            yield range(first, place + 1)
            first, blocks = place + 1, 0
    if first < len(planned.files):
        yield range(first, len(planned.files))


def _digest(planned: Plan) -> str:
    """Give what stands for all that rules look at, and for the rules."""
    digest = hashlib.sha256(repr((__version__, sys.version_info[:2])).encode())
    for file, one in (*planned.files.items(), *planned.context.items()):
        rules = sorted((rule.id, repr(options)) for rule, options in one.rules.items())
        inventory = one.inventory.path if one.inventory else None
        head = file.path, file.kind, rules, one.whole, inventory, one.settings.value("time-limit"), len(one.flows)
        digest.update(repr(head).encode("utf-8", "surrogatepass"))
        for source in dict.fromkeys(flow.source for flow in one.flows):
            digest.update(source.text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _submitted(executor: "Executor", job: Job, digest: str, part: range) -> "Future[list[Found]]":
    try:
        with unwrapped_interrupts(), _interrupts_later():
            return executor.submit(check_part, job, digest, part)
    except Exception as problem:  # it is broken already
        from concurrent.futures import Future

        failed: Future[list[Found]] = Future()
        failed.set_exception(problem)
        return failed


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Keep an interrupt until the end: while a process is forked off, Python would show and forget it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows, which forks nothing
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _ending(pool: "Executor") -> Iterator[None]:
    """Let processes of our own end with us, whatever ends us."""
    import multiprocessing

    before = set(multiprocessing.active_children())
    try:
        yield
    except BaseException:
        for process in set(multiprocessing.active_children()) - before:
            process.kill()
        raise
    finally:
        pool.shutdown()  # which waits: Python would say on standard error what it found half ended


def _serve_parent() -> None:
    """Leave interrupts and standard output to the parent, and end when it does, in whatever way."""
    import multiprocessing

    sys.stdout = sys.stderr  # what a rule pack prints must not stand within a report
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
