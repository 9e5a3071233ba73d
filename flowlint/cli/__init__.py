"""The command line: parse, run, write, exit code, and nothing else. Each command has a file of its own."""

import click

from flowlint import __version__
from flowlint.cli.check import check
from flowlint.cli.explain import explain
from flowlint.cli.rules import rules


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="flowlint")
def main() -> None:
    """Check Amazon Connect flows for what would strand a caller, leak what a caller typed, or fail to import.

    \b
    flowlint check                         all flows in this folder and below
    flowlint check main-line.json          one exported flow
    flowlint explain missing-error-branch  what a rule finds and what heals it
    flowlint explain "Play prompt"         what is known of a type of block
    """


for command in (check, explain, rules):
    main.add_command(command)
