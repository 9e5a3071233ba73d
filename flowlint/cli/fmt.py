"""`flowlint fmt`: write flows in one stable layout, so that a diff shows what was changed and nothing else."""

import io
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from flowlint.cli.common import (
    FAILED,
    as_files,
    as_shown,
    asked_paths,
    content_of_stdin,
    hold_that_stdin_is_alone,
    running,
    tell,
    writing,
)
from flowlint.cli.progress import with_progress
from flowlint.files import is_link, read_regular, real_path, reason
from flowlint.paths import STDIN
from flowlint.text.words import counted

if TYPE_CHECKING:
    from flowlint.reading import FlowFile

_FOUND = 1
_CHANGED, _RIGHT, _OTHER = "changed", "right", "other"
"""What becomes of a file: written, in the layout already, or of a form that has none."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))  # the run tells what it cannot read
@click.option("--check", "only_check", is_flag=True, help="Write nothing; name the files that would be written.")
@click.option(
    "--positions", "with_positions", is_flag=True,
    help="Give blocks new places in flows where they lie on one another or nowhere.",
)  # fmt: skip
@click.option("--only-flows", is_flag=True, help="As for `flowlint check`.")
def fmt(paths: tuple[str, ...], only_check: bool, with_positions: bool, only_flows: bool) -> None:
    """Write flows in one stable layout.

    PATHS are files or folders, as for `flowlint check`; without PATHS it is the current folder, and - is standard
    input, whose flow goes to standard output. Keys come in the order of the console, and each block is a paragraph.
    What a flow says and does stays the same. Only files that are a flow of today's console are written: exports of the
    older one, answers of the API, templates and infrastructure code stay as they are.

    --positions needs pip install 'connect-flowlint[report]'.

    \b
    flowlint fmt flows/
    flowlint fmt --check flows/
    flowlint fmt --positions main-line.json

    \b
    Exit codes
      0  all is in the layout now
      1  with --check: some files are not
      2  something could not be read or written, or wrong usage
    """
    paths = as_files(paths) if only_flows else paths
    hold_that_stdin_is_alone(paths)
    if paths == ("-",):
        sys.exit(_of_stdin(only_check, with_positions))
    sys.exit(_of_files(asked_paths(paths), only_check, with_positions, only_flows))


def _of_files(asked: Sequence[str], only_check: bool, with_positions: bool, only_flows: bool) -> int:
    """Format files, say what was done, and give the exit code."""
    from flowlint.formatting import CannotFormat, format_file
    from flowlint.inputs import read_run
    from flowlint.output.writing import rewrite
    from flowlint.overrides import Overrides
    from flowlint.reading import MAX_FILE_BYTES

    with running("anything"):
        resolver = Overrides(with_baseline=False).resolver()
        files, failures = read_run(asked, resolver, only_flows, context=False)[1:]
    for failure in failures:
        tell(str(failure))
    flows = _without_known_links([one for one in files if one.flows or one.problems])
    failed = bool(failures) or not (flows or only_flows)
    if not (flows or failures or only_flows):
        tell(f"found no flow in {' '.join(asked)}")
    done: Counter[str] = Counter()
    for file in with_progress(flows, "Formatting flows"):
        path = Path(file.path)
        try:
            if is_link(path):  # it may lead to a file of somebody who did not ask for this
                raise CannotFormat("is a link; name the file that it leads to")
            change = format_file(file, read_regular(path, MAX_FILE_BYTES), with_positions)
            if change is not None and change.before != change.after and not only_check:
                rewrite(path, change.before, change.after)
        except CannotFormat as problem:
            tell(f"{file.path} {problem}")
            failed = True
        except OSError as problem:
            tell(f"{file.path} cannot be formatted: {reason(problem)}")
            failed = True
        else:
            what = _OTHER if change is None else _RIGHT if change.before == change.after else _CHANGED
            done[what] += 1
            if what is _CHANGED:
                _say(f"{'would format' if only_check else 'formatted'} {file.path}")
    _say(_summary(done, only_check))
    return FAILED if failed else _FOUND if only_check and done[_CHANGED] else 0


def _without_known_links(files: Sequence["FlowFile"]) -> Sequence["FlowFile"]:
    """Give files without the links to others of them."""
    plain = {real_path(file.path) for file in files if not is_link(file.path)}
    return [file for file in files if not is_link(file.path) or real_path(file.path) not in plain]


def _of_stdin(only_check: bool, with_positions: bool) -> int:
    """Format what comes in from standard input, and give the exit code."""
    from flowlint.formatting import CannotFormat, format_file
    from flowlint.reading import read_bytes
    from flowlint.reading.decoding import decode

    content = content_of_stdin()
    try:
        change = format_file(read_bytes(STDIN, content), content, with_positions)
    except CannotFormat as problem:
        tell(f"standard input {problem}")
        return FAILED
    if change is None:
        tell("standard input is no flow of today's console")
        return FAILED
    if only_check:
        return 0 if change.before == change.after else _FOUND
    if sys.stdout is not None:  # closed
        with writing("the flow"):
            cast(io.TextIOWrapper, sys.stdout).reconfigure(encoding="utf-8", newline="")
            click.echo(decode(change.after), nl=False)
    return 0


def _say(line: str) -> None:
    """Write a line of what was done; a reader that has read enough changes nothing about that."""
    with writing("the summary"):
        click.echo(as_shown(line))


def _summary(done: Mapping[str, int], only_check: bool) -> str:
    parts = [
        f"{counted(done[_CHANGED], 'file')} {'would be formatted' if only_check else 'formatted'}",
        f"{done[_RIGHT]:,} unchanged",
        *(
            [f"{done[_OTHER]:,} in another form, left as {'it is' if done[_OTHER] == 1 else 'they are'}"]
            * (_OTHER in done)
        ),
    ]
    return ", ".join(parts)
