"""`flowlint inventory`: what flows use, and which of them uses it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlint.cli.checked import checked
from flowlint.cli.common import FAILED, format_for, writing
from flowlint.cli.show_options import looking

if TYPE_CHECKING:
    from flowlint.output.page import Look

_ENDINGS = {".csv": "csv", ".json": "json", ".md": "markdown"}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))  # the run tells what it cannot read
@click.option(
    "--format", "format_name", type=click.Choice(["table", "csv", "json", "markdown"]),
    help="table: by kind, with the flows. csv and json: a row for each flow. markdown: tables for a page. Without it: "
    "what the ending of the file says, else table.",
)  # fmt: skip
@click.option("--flow", "flow_name", metavar="NAME", help="List what this one of several flows uses.")
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write to FILE and not to standard output, whole or not at all.",
)  # fmt: skip
@looking
def inventory(
    paths: tuple[str, ...], format_name: str | None, flow_name: str | None, file: Path | None, look: "Look"
) -> None:
    """List what flows use, and which of them uses it.

    PATHS are files or folders, and no standard input; without PATHS it is the current folder. Listed are the flows
    and their types, what they hand over to and call, Lambda functions, queues, hours, prompts, bots, views and what
    else they name outside, attributes with who sets, reads and asks for them, and how many blocks of each kind there
    are. Secrets are replaced by dots.

    \b
    flowlint inventory flows/
    flowlint inventory flows/ --flow "Main line" --format markdown
    flowlint inventory flows/ -o uses.csv

    \b
    Exit codes
      0  it was listed
      2  something could not be read or written, or wrong usage
    """
    from flowlint.output.page import lines_text
    from flowlint.output.spreadsheet import for_stream
    from flowlint.output.uses import FORMATS, table
    from flowlint.output.writing import write_unheard
    from flowlint.overrides import Overrides

    format_name = format_for(file, format_name, _ENDINGS, "table")
    overrides = Overrides(ignore=("*",), with_baseline=False)
    report = checked(paths, overrides, file, "the list", doing="Reading flows", context=True, uses=True)
    uses = [use for use in report.uses if flow_name is None or use.flow == flow_name]
    if not report.uses:
        sys.exit(FAILED)
    if not uses:
        raise click.UsageError(f"There is no flow {flow_name!r}; `flowlint inventory` without --flow names them.")
    with writing(str(file or "the list")):
        if file is not None:
            write_unheard(FORMATS[format_name](uses), file)
        elif format_name == "table":
            click.echo(lines_text(lambda room: table(uses), sys.stdout, look), nl=False, color=True)
        else:
            click.echo(for_stream(FORMATS[format_name](uses), sys.stdout), nl=False)
    sys.exit(FAILED if report.failures or report.broken else 0)
