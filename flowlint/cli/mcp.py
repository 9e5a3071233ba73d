"""`flowlint mcp`: what agents start, to ask about the flows in a folder."""

import sys

import click

from flowlint.cli.common import FAILED, hold_that_it_can_talk, tell


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
    try:
        from flowlint.agents.server import serve
    except ImportError as problem:
        if problem.name is None or problem.name.partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        tell(f"flowlint mcp needs {problem.name}: pip install 'connect-flowlint[mcp]'")
        sys.exit(FAILED)
    hold_that_it_can_talk()
    serve()
