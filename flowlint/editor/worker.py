"""A process that checks one file at a time, so that the server answers meanwhile and no rule can end it.

What a rule prints does not get among the server's messages, and the time limit of a flow holds, which needs the main
thread of a process.
"""

import asyncio
import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from flowlint.files import Question
from flowlint.report import Report


@dataclass(frozen=True)
class Job:
    """A file to check as it is in the editor, whose path is None where it has none; `held` are all that are open."""

    path: str | None
    content: bytes
    held: Mapping[str, bytes]


@dataclass(frozen=True)
class Examined:
    """What was found, None where nothing could be checked for the `problems`."""

    report: Report | None
    problems: tuple[str, ...] = ()
    read: Mapping[Question, str] = field(default_factory=dict)
    """The questions by which files were read for it, with the answers; none where something changed meanwhile."""


class WorkerEnded(Exception):
    """Raised where the process ended before it was done: killed, or out of memory."""


class Worker:
    """Starts the process when it is first needed, and again when it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Any = None
        self._connection: Connection | None = None
        self._stopped = False

    async def examine(self, job: Job) -> Examined:
        """Check a file in the process, one after the other. Raises `WorkerEnded`."""
        return await asyncio.to_thread(self._examine, job)

    def stop(self) -> None:
        """End the process, whatever it does, for good."""
        self._stopped = True
        if self._process is not None:
            self._process.terminate()

    def _examine(self, job: Job) -> Examined:
        with self._lock:
            try:
                connection = self._started()
                connection.send(job)
                answer: Examined = connection.recv()
            except (EOFError, OSError):
                self._connection = None
                raise WorkerEnded from None
            return answer

    def _started(self) -> Connection:
        if self._stopped:
            raise EOFError
        if self._connection is None:
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs, gc.get_threshold()), daemon=True)
            self._process.start()
            theirs.close()
        return self._connection


def _work(connection: Connection, collections: tuple[int, int, int]) -> None:
    """Do the work of the process until the server has gone; memory is looked through as seldom as in the server."""
    gc.set_threshold(*collections)
    os.dup2(2, 1)  # the server's messages go there
    sys.stdout = sys.stderr
    while True:
        try:
            job = connection.recv()
        except (EOFError, KeyboardInterrupt):
            return
        connection.send(examined(job))


def examined(job: Job) -> Examined:
    """Check a file in this process. Never raises."""
    from flowlint.checking import crash
    from flowlint.files import Notes, holding
    from flowlint.interrupts import unwrapped_interrupts
    from flowlint.run import check_bytes
    from flowlint.settings.mistakes import SettingsProblem
    from flowlint.suppression.baseline import BaselineProblem

    notes = Notes()
    try:
        with holding(job.held), notes.taking(), unwrapped_interrupts():
            report = check_bytes(job.content, job.path, only_flows=True, context=job.path is not None, outlines=True)
    except SettingsProblem as problem:
        return Examined(None, tuple(map(str, problem.mistakes)))
    except (BaselineProblem, OSError) as problem:
        return Examined(None, (str(problem),))
    except Exception as problem:  # the server must live on
        return Examined(None, (crash("flowlint", problem),))
    read = {question: answer for question, answer in notes.answers.items() if question[0].startswith("read")}
    return Examined(report, read=read if notes.is_steady else {})
