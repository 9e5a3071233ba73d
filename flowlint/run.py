"""One run: paths to files, files to flows, flows through the rules, findings into a report."""

import os
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flowlint.checking import Before, Progress, check, found_in
from flowlint.files import is_there, showing
from flowlint.inputs import Inputs, holds_none, read_run
from flowlint.overrides import Overrides
from flowlint.paths import STDIN, shown_path
from flowlint.reading import FlowFile, Reader
from flowlint.report import Failure, Report
from flowlint.settings.resolver import SettingsResolver
from flowlint.timings import Timings

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flowlint.suppression.baseline import Baseline

__all__ = ["Overrides", "check_bytes", "check_paths", "check_text"]


def check_paths(
    paths: Iterable[str | Path],
    overrides: Overrides | None = None,
    *,
    frames: bool = False,
    only_flows: bool = False,
    context: bool = False,
    progress: Progress = iter,
    resolver: SettingsResolver | None = None,
    timings: Timings | None = None,
    diagrams: bool = False,
    sections: bool = False,
    uses: bool = False,
    workers: int = 1,
    executor: "Executor | None" = None,
    tell: Callable[[str], None] = warnings.warn,
    since: str | None = None,
) -> Report:
    """Check files and folders.

    With `frames` each finding carries the lines around it. With `only_flows` a file that is named and holds no
    flow is passed over like one in a folder, whatever it is: for hooks, which name every file that changed. With
    `context` the flows near these paths are read as well, and not checked: what is found in a file is then what is
    found there when all are checked. `progress` is given the files before they are checked, and they are
    checked as it gives them back one by one. `resolver` is that of the overrides, for a caller who has asked it
    already: it reads each settings file once. `timings` notes what each rule and each analysis took. With `diagrams`
    the report carries the flows as `flowlint.drawing` draws them, with `sections` also which of their blocks could
    become modules or are copies, with `uses` what they use.

    `workers` processes share the files among them where there is enough to do, or else `executor` does, which may lead
    to other machines: see docs/speed.md. The report is the same. `tell` gets a message about one that ended before
    it was done, whose files are then checked here. With `timings` all is done here.

    With `since` the findings are held back that the flows had at a revision of their git repository, and the report
    has what changed since: see docs/diff.md. There the flows are checked as well, under the settings of today.

    Raises `SettingsProblem` for mistakes in the overrides and in the settings files that hold for what is checked,
    `BaselineProblem` for a baseline that cannot be used, and `NoRevision` for a revision that cannot be read.
    """
    asked = [str(path) for path in paths]
    overrides = overrides or Overrides()
    resolver = resolver or overrides.resolver()
    baseline = _baseline(overrides, resolver, asked)
    inputs, files, failures = read_run(asked, resolver, only_flows, context)
    runner = None
    if timings is None and (executor is not None or workers > 1):
        from flowlint.parts import Job, Parts  # what shares out is not needed otherwise

        runner = Parts(Job(tuple(asked), overrides, frames, only_flows, context), executor, workers, tell).run
    shown = {"frames": frames, "diagrams": diagrams, "sections": sections, "uses": uses}
    before = None if since is None else _before(since, asked, resolver, context, workers)
    more = {**shown, "baseline": baseline, "timings": timings, "runner": runner, "before": before}
    return _check(inputs, files, failures, asked, progress=progress, **more)


def check_text(
    text: str,
    path: str = "<text>",
    overrides: Overrides | None = None,
    *,
    frames: bool = False,
    context: bool = False,
) -> Report:
    """Check the flows in a text, and in no file that it names, under the settings that hold for a file of this path.

    With `context` the flows near such a file are read as well, as `check_paths` does.
    Raises `SettingsProblem` and `BaselineProblem` as `check_paths` does.
    """
    overrides = overrides or Overrides()
    inputs = Inputs([path] if context else [], overrides.resolver(), context)
    return _check_one(inputs, lambda: Reader().read_text(path, text), path, overrides, frames=frames)


def check_bytes(
    data: bytes,
    path: str | None,
    overrides: Overrides | None = None,
    *,
    frames: bool = False,
    only_flows: bool = False,
    context: bool = False,
    outlines: bool = False,
) -> Report:
    """Check what is to be the content of a file, as an editor has it before it writes the file.

    The file counts as one that is named, and files beside it are read where it names them; without a path none is.
    `only_flows` and `context` are as for `check_paths`. With `outlines` the report says how the flows are built, and
    which names in them lead where. Raises `SettingsProblem` and `BaselineProblem` as `check_paths` does.
    """
    shown = STDIN if path is None else shown_path(Path(path))
    overrides = overrides or Overrides()
    inputs = Inputs([] if path is None else [path], overrides.resolver(), context)
    more = {"frames": frames, "outlines": outlines}
    return _check_one(inputs, lambda: inputs.read_given(shown, data), shown, overrides, named=not only_flows, **more)


def _before(revision: str, asked: Sequence[str], resolver: SettingsResolver, context: bool, workers: int) -> Before:
    """Find what is wrong at a revision, in the files that were asked for. Raises `NoRevision`."""
    from flowlint.parts import SHARES_MEMORY, Job, Parts
    from flowlint.revisions import tree_of

    tree = tree_of(revision, asked)
    with showing(tree):
        paths = [path for path in asked if is_there(path)]
        if len(paths) < len(asked):
            # What is not there may have had another name: it is looked for wherever its context is.
            new = (Path(os.path.abspath(path)).parent for path in asked if path not in paths)  # noqa: PTH100
            roots = (str(resolver.root(folder) or folder) for folder in new)
            paths = list(dict.fromkeys((*paths, *(root for root in roots if is_there(root)))))
        inputs, read, failures = read_run(paths, resolver, True, context)
        files, others, near = inputs.with_context(read)
        tree.hold_that_all_is_read()
        runner = None
        if workers > 1 and SHARES_MEMORY:
            job = Job(tuple(paths), Overrides(), False, True, context)
            runner = Parts(job, None, workers, warnings.warn).run
        covered = inputs.covered(near)
        report, planned = found_in(files, failures, resolver, paths, context=others, covered=covered, runner=runner)
    not_read = tuple(one._replace(message=f"{one.message} in {revision}") for one in failures)
    return Before(revision, tree.commit, report, planned, not_read)


def _check_one(
    inputs: Inputs, read: Callable[[], FlowFile], path: str, overrides: Overrides, named: bool = False, **more: Any
) -> Report:
    baseline = _baseline(overrides, inputs.resolver, [path])
    file = inputs.excluded(path) or read()
    failures = [Failure(path, None, f"holds no flow: {file.skipped}")] if named and holds_none(file) else []
    return _check(inputs, [file], failures, [path], baseline=baseline, **more)


def _check(
    inputs: Inputs, read: Sequence[FlowFile], failures: Sequence[Failure], asked: Sequence[str], **more: Any
) -> Report:
    """Check what was read, with what is near it."""
    files, others, near = inputs.with_context(read)
    report = check(files, failures, inputs.resolver, asked, context=others, covered=inputs.covered(near), **more)
    return replace(report, context=inputs.found_near(others, near))


def _baseline(overrides: Overrides, resolver: SettingsResolver, asked: list[str]) -> "Baseline | None":
    """Read the baseline of a run, if there is one."""
    file = overrides.find_baseline(resolver.of_run(asked))
    if file is None:
        return None
    from flowlint.suppression.baseline import load

    return load(file)
