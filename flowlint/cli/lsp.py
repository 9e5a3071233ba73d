"""`flowlint lsp`: what editors start, to show findings while somebody types."""

import click

from flowlint.cli.common import hold_that_it_can_talk, needing


@click.command()
@click.option("--stdio", is_flag=True, help="Talk over standard input and output, as it does in any case.")
def lsp(stdio: bool) -> None:
    """Show an editor what is wrong while you type.

    Editors start it themselves; see docs/editor.md. It speaks the Language Server Protocol over standard input and
    output: findings with their paths, what is known where the mouse rests, ways to suppress a finding, jumps to blocks
    and flows, and outlines. Settings are those nearest to each file, as for `flowlint check`. It writes no file.

    It needs pip install 'connect-flowlint[lsp]'.

    \b
    Exit codes
      0  the editor ended it
      2  what it needs is not installed, or wrong usage
    """
    with needing("flowlint lsp", "lsp", "lsprotocol", "pygls"):
        from flowlint.editor.server import serve

    hold_that_it_can_talk()
    serve()
