"""Two states of flows compared: each read as a run reads it, from the file system or from a revision."""

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flowlint.changes import Changes
from flowlint.checking import without_secrets
from flowlint.diagram import Diagram
from flowlint.difference import FlowPair, Side, changes_between, compared, flow_place, paired
from flowlint.drawing import changed_diagram
from flowlint.files import is_folder, is_there, showing
from flowlint.inputs import read_run
from flowlint.overrides import Overrides
from flowlint.paths import shown_path
from flowlint.reading import FlowFile
from flowlint.reading.lfs import NOT_FETCHED
from flowlint.report import Failure
from flowlint.revisions import RevisionTree
from flowlint.settings.resolver import SettingsResolver
from flowlint.text.words import counted


@dataclass(frozen=True, slots=True)
class State:
    """Files and folders as they are or, with `tree`, as they were; `name` is what the command calls it."""

    name: str
    paths: tuple[str, ...]
    tree: RevisionTree | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed, and what could not be read.

    `diagrams` are the flows of `changes`, in its order, each in both states; nothing where they were not asked for.
    """

    changes: Changes
    failures: tuple[Failure, ...]
    diagrams: tuple[Diagram, ...] = ()
    not_checked_out: tuple[str, ...] = ()
    """Submodules that have flows in the earlier state and are not checked out now, which are not compared."""
    left_out: tuple[str, ...] = ()
    """Files that have flows in the earlier state and that a sparse checkout leaves out now, which are not compared."""

    def not_compared(self) -> Iterator[str]:
        """Say what is left out, and how to check it out."""
        for folder in self.not_checked_out:
            remedy = f"git submodule update --init {shlex.quote(folder)}"
            yield f"{folder} is a submodule that is not checked out, and is not compared; {remedy} checks it out"
        if self.left_out:
            first, *more = self.left_out
            are, them = (f" and {counted(len(more), 'more file')} are", "them") if more else (" is", "it")
            remedy = f"git sparse-checkout disable checks {them} out"
            yield f"{first}{are} left out of the sparse checkout, and not compared; {remedy}"


def compare(before: State, after: State, overrides: Overrides | None = None, *, diagrams: bool = False) -> Compared:
    """Compare two states of flows. What settings exclude is in neither; all else that they say is not asked.

    With `diagrams` each flow that differs is given as a diagram too.
    Raises `SettingsProblem` for mistakes in the settings, and `NoRevision` for a revision that holds too much.
    """
    resolver = (overrides or Overrides()).resolver()
    files, failures = _read(before, after, resolver)
    files_after, failures_after = _read(after, before, resolver)
    files, not_checked_out, left_out = _comparable(files, before, after)
    sides = _side(before, files), _side(after, files_after)
    pairs = [(was, now, compared(was, now) if was and now else None) for was, now in paired(*sides)]
    changes = changes_between((before.name, after.name), sides, pairs)
    broken = [*failures, *_broken(before, files, files_after), *failures_after, *_broken(after, files_after, files)]
    drawn = tuple(_diagrams(changes, pairs)) if diagrams else ()
    found = Compared(changes, tuple(broken), drawn, not_checked_out, left_out)
    return without_secrets(found, [*files, *files_after])


def _diagrams(changes: Changes, pairs: Sequence[FlowPair]) -> Iterator[Diagram]:
    flows = {(was and flow_place(was), now and flow_place(now)): (was, now, pair) for was, now, pair in pairs}
    for changed in changes.flows:
        yield changed_diagram(*flows[changed.before, changed.after], changed)


def _read(state: State, other: State, resolver: SettingsResolver) -> tuple[list[FlowFile], list[Failure]]:
    """Read the files of a state; one that only the other state has is none of this one."""
    with showing(state.tree):
        there = {path: is_there(path) for path in state.paths}
    with showing(other.tree):
        paths = [path for path, is_here in there.items() if is_here or path not in other.paths or not is_there(path)]
    with showing(state.tree):
        inputs, read, failures = read_run(paths, resolver, False, False)
        files, _, _ = inputs.with_context(read)
    if state.tree is not None:
        state.tree.hold_that_all_is_read()
    failures += [Failure(one.path, None, f"cannot be read: {NOT_FETCHED}") for one in files if _is_not_fetched(one)]
    return files, [one._replace(message=f"{one.message}{_where(state)}") for one in failures]


def _is_not_fetched(file: FlowFile) -> bool:
    return any(one.reason == NOT_FETCHED for one in file.unread)


def _comparable(
    files: list[FlowFile], before: State, after: State
) -> tuple[list[FlowFile], tuple[str, ...], tuple[str, ...]]:
    """Leave out files that are not checked out, as they are not gone.

    Give the submodules of which that is so too, and the files that a sparse checkout leaves out.
    """
    if before.tree is None or after.tree is not None:
        return files, (), ()
    submodules = {file.path: before.tree.not_checked_out(file.path) for file in files}
    kept = [file for file in files if submodules[file.path] is None]
    out = {file.path for file in kept if before.tree.is_left_out(file.path)}
    kept = [file for file in kept if file.path not in out]
    return kept, tuple(sorted({one for one in submodules.values() if one is not None})), tuple(sorted(out))


def _broken(state: State, files: Sequence[FlowFile], others: Sequence[FlowFile]) -> Iterator[Failure]:
    """Name the files that are broken in a state, so that nobody can tell what changed in them."""
    texts = {file.path: problem.source.file.text for file in others for problem in file.problems}
    for file in files:
        for problem in file.problems:
            if problem.duplicate_key is None and texts.get(file.path) != problem.source.file.text:
                yield Failure(file.path, None, f"is not the JSON of a flow{_where(state)}: {problem.message}")


def _where(state: State) -> str:
    return f" in {state.name}" if state.tree is not None else ""


def _side(state: State, files: Sequence[FlowFile]) -> Side:
    flows = [flow for file in files for flow in file.flows if flow.variant_of is None]
    with showing(state.tree):
        folders = [is_folder(path) for path in state.paths]
    if len(state.paths) != 1:
        return Side(flows)
    if not folders[0]:
        return Side(flows, is_file=True)
    shown = shown_path(Path(state.paths[0]))
    return Side(flows, "" if shown == os.curdir else f"{shown}/")
