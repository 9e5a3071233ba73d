"""`flowlint init`: write the settings, the hook and the CI job that a folder lacks, and tell what comes next."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlint.cli.common import FAILED, in_words, loaded_packs, running, tell, writing

if TYPE_CHECKING:
    from flowlint.init import Plan
    from flowlint.report import Report


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--ci", type=click.Choice(["github", "gitlab", "none"]),
    help="The CI system to write a job for. Without it: the one that the folder uses.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show the files that would be written, and write none.")
def init(folder: Path, ci: str | None, dry_run: bool) -> None:
    """Write what a folder lacks to begin with flowlint.

    That is commented settings in flowlint.toml, and at the top of a git repository a hook for pre-commit and a job for
    the CI system that the folder uses. FOLDER is the current one unless you name another. No file that exists is
    overwritten: what to add to it is shown instead.

    \b
    Exit codes
      0  all is there now
      2  something could not be written, and nothing was
    """
    from flowlint.init import plan
    from flowlint.output.printable import printable
    from flowlint.output.writing import write_all_new
    from flowlint.run import check_paths

    loaded_packs()
    with running("anything"):
        wanted = plan(folder, None if ci is None else () if ci == "none" else (ci,))
        report = check_paths([folder])
    try:
        if not dry_run:
            write_all_new({folder / path: content for path, content in wanted.files.items()})
    except OSError as problem:
        tell(f"{in_words(problem)}; nothing was written")
        sys.exit(FAILED)
    with writing("what was made"):
        for text in (*_files(wanted, dry_run), *wanted.notes, *_next_steps(wanted, report, folder)):
            click.echo("\n".join(map(printable, text.split("\n"))))


def _files(wanted: "Plan", dry_run: bool) -> Iterator[str]:
    """Name the files that were made, or show those that would be."""
    if wanted.files and not dry_run:
        yield "\n".join(["Made:", *(f"  {path.as_posix()}" for path in wanted.files)])
    for path, content in wanted.files.items() if dry_run else ():
        yield f"Would make {path.as_posix()}:\n{content.decode()}"


def _next_steps(wanted: "Plan", report: "Report", folder: Path) -> Iterator[str]:
    """Say what was found in the flows that are there, and what to do about it."""
    from flowlint.init.files import HOOKS
    from flowlint.output.printable import printable
    from flowlint.output.wording import outcome

    yield f"\n{outcome(report)}"
    name = f"./{folder}" if str(folder).startswith("-") else str(folder)  # cd would take it for an option
    steps = {} if folder == Path() else {printable(shlex.join(["cd", name])): ""}
    if report.flows:
        steps["flowlint check"] = "shows what is found"
    if report.findings:
        steps["flowlint baseline write"] = "from then on only what is new is reported"
    if HOOKS in wanted.files:
        steps["pre-commit install"] = "turns the hook on"
    for command, what in steps.items():
        yield f"  {command:<25}{what}".rstrip()
