"""`flowlint mcp`: what agents start, to ask about the flows in a folder."""

import sys

import click

from flowlint.cli.common import hold_that_it_can_talk, needing


@click.command()
def mcp() -> None:
    """Answer an agent about the flows in this folder.

    Agents start it themselves; see docs/agents.md. It speaks the Model Context Protocol over standard input and output:
    check flows, show what changed in them, explain a rule or a type of block, list the rules, propose fixes. It reads
    only below the current folder, also through links, and writes no file.

    It needs pip install 'connect-flowlint[mcp]'.

    \b
    Exit codes
      0  the agent ended it
      2  what it needs is not installed, or wrong usage
    """
    with needing("flowlint mcp", "mcp", "mcp", "mcp_types"):
        from flowlint.agents.server import serve

    hold_that_it_can_talk()
    if sys.flags.optimize > 1:
        raise click.UsageError("Agents read docstrings, and -OO or PYTHONOPTIMIZE=2 leaves Python none.")
    serve()
