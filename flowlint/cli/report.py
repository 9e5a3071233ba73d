"""`flowlint report`: one HTML file for people, with each flow as a picture, or its summary as Markdown."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlint.cli.checked import checked
from flowlint.cli.common import FAILED, PAGE, hold_that_rules_ran, needing, tell, writing
from flowlint.cli.rule_options import choosing_rules
from flowlint.output.printable import printable
from flowlint.text.words import counted

if TYPE_CHECKING:
    from flowlint.overrides import Overrides

_WIKI = ".md"
"""How files end that get the summary alone, as Markdown."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))  # the run tells what it cannot read
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", required=True,
    help="The file to write, whole or not at all: HTML, or only the summary as Markdown if FILE ends in .md.",
)  # fmt: skip
@click.option(
    "--since", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Show what is new, gone and unchanged against FILE, which `flowlint check --format json` wrote earlier.",
)  # fmt: skip
@click.option("--no-context", is_flag=True, help="As for `flowlint check`.")
@choosing_rules
def report(paths: tuple[str, ...], file: Path, since: Path | None, no_context: bool, overrides: "Overrides") -> None:
    """Write a report to look at: one HTML file.

    PATHS are files or folders, and no standard input; without PATHS it is the current folder. The file needs no
    network and opens in any browser: a summary, a table of the findings, each flow as a picture with the path of a
    finding to walk, and the map of all flows. A FILE that ends in .md gets what the summary says, for a wiki.

    It needs pip install 'connect-flowlint[report]'.

    \b
    flowlint report flows/ -o report.html
    flowlint report flows/ -o report.html --since last-quarter.json
    flowlint report flows/ -o report.md

    \b
    Exit codes
      0  the report was written, whatever it says
      2  something could not be checked, or wrong usage
    """
    with needing("the report", *PAGE):
        from flowlint.html_report import NoResult, page, trend, wiki_page
    from flowlint.output.writing import write_unheard

    found = checked(paths, overrides, file, "the report", context=not no_context, diagrams=True, sections=True)
    hold_that_rules_ran(found)
    try:
        changes = None if since is None else trend(found, since)
    except NoResult as problem:
        tell(str(problem))
        sys.exit(FAILED)
    except OSError as problem:
        tell(f"{since} cannot be read: {problem.strerror or problem}")
        sys.exit(FAILED)
    with writing(str(file)):
        written = wiki_page if file.suffix.lower() == _WIKI else page
        write_unheard(written(found, changes), file)
    with writing("the summary"):
        found_in = f"{counted(len(found.findings), 'finding')} in {counted(found.flows, 'flow')}"
        click.echo(printable(f"{file}: {found_in}"))
    sys.exit(FAILED if found.failures else 0)
