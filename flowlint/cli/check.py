"""`flowlint check`: check flows, write the report, and tell by the exit code how it went."""

import io
import sys
from pathlib import Path
from typing import cast

import click

from flowlint.cli.common import FAILED, loaded_packs, tell, writing
from flowlint.output.writing import FORMATS, write, write_file
from flowlint.report import Level, Report


def _rule_ids(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Split what was given at an option, once or several times, at commas."""
    return tuple(part for value in values for part in value.replace(" ", "").split(",") if part)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))  # the run tells what it cannot read
@click.option(
    "--format", "format_name", type=click.Choice(list(FORMATS)), default="text", show_default=True,
    help="; ".join(f"{name}: {what}" for name, what in FORMATS.items()) + ".",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write the report to FILE, whole or not at all.",
)  # fmt: skip
@click.option(
    "--select", multiple=True, callback=_rule_ids, metavar="RULES", help="Run only these rules, separated by commas."
)
@click.option("--ignore", multiple=True, callback=_rule_ids, metavar="RULES", help="Do not run these rules.")
@click.option("--pedantic", is_flag=True, help="Also run the rules that are off because not every team wants them.")
@click.option(
    "--fail-on", type=click.Choice([*(level.value for level in Level), "never"]), default="warning", show_default=True,
    help="Exit with 1 if there is a finding at this level or above.",
)  # fmt: skip
@click.option(
    "--only-flows", is_flag=True,
    help="Pass over named files that hold no flow, whatever they are. For hooks, which name every file that changed.",
)  # fmt: skip
def check(
    paths: tuple[str, ...],
    format_name: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    pedantic: bool,
    fail_on: str,
    only_flows: bool,
) -> None:
    """Check the flows in PATHS: files, or folders with all below them. Without PATHS: the current folder.

    Flows are told by what a file holds, never by its name: the Flow language, old console exports, and answers of
    describe-contact-flow and describe-contact-flow-module.

    \b
    Exit codes
      0  nothing at or above --fail-on
      1  such findings
      2  the run itself failed: an unreadable file, a crash, wrong usage
    """
    from flowlint.run import Choice, UnknownRule, check_paths

    if "" in paths:
        raise click.UsageError("One of the paths is empty.")
    choice = Choice(select, ignore, pedantic)
    asked = list(paths) or ["."]
    try:
        report = check_paths(asked, choice, frames=format_name == "text", only_flows=only_flows)
    except UnknownRule as problem:
        loaded_packs()  # the rule may be one of a pack that failed
        raise click.UsageError(f"{problem} See `flowlint rules`.") from None
    except OSError as problem:  # the files answer for themselves; this is the folder that we are in
        tell(f"the current folder cannot be read: {problem.strerror or problem}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        tell("interrupted before the report was written")
        sys.exit(FAILED)
    if not report.rules and not report.failures:
        raise click.UsageError("--select and --ignore leave no rule to run.")
    _write(report, format_name, output)
    _say_what_was_not_checked(report, asked, told=format_name == "text" and output is None and _is_terminal())
    sys.exit(_exit_code(report, fail_on))


def _write(report: Report, format_name: str, output: Path | None) -> None:
    with writing(str(output or "the report")):
        if output is not None:
            write_file(report, format_name, output)
        elif sys.stdout is not None:  # None is what Python makes of a closed one
            stream = cast(io.TextIOWrapper, sys.stdout)
            stream.reconfigure(errors="backslashreplace", newline="\n")
            write(report, format_name, stream)
            stream.flush()


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _say_what_was_not_checked(report: Report, asked: list[str], told: bool) -> None:
    """Tell standard error what the report alone might hide; `told` where the same terminal shows it already."""
    for failure in () if told else report.failures:
        place = f"{failure.path}: " if failure.path else ""
        tell(f"{place}{failure.message}")
    if not any(file.kind or file.skipped is None for file in report.files) and not report.failures:
        if len(report.files) == 1 and [report.files[0].path] == [Path(one).as_posix() for one in asked]:
            tell(f"{report.files[0].path} was passed over: {report.files[0].skipped}")
        else:
            tell(f"found no flow in {', '.join(asked[:3])}{' …' if len(asked) > 3 else ''}")


def _exit_code(report: Report, fail_on: str) -> int:
    if report.failures:
        return FAILED
    return int(fail_on != "never" and report.reaches(Level(fail_on)))
