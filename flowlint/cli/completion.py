"""`flowlint completion`: what a shell needs to complete commands, options and the ids of rules."""

from typing import TYPE_CHECKING

import click

from flowlint.cli.common import writing

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SHELLS = ("bash", "fish", "zsh")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands and rules.

    \b
    bash: add to ~/.bashrc: eval "$(flowlint completion bash)"
    zsh:  add to ~/.zshrc, below compinit: eval "$(flowlint completion zsh)"
    fish: flowlint completion fish > ~/.config/fish/completions/flowlint.fish
    """
    from click.shell_completion import get_completion_class

    root = click.get_current_context().find_root().command
    kind = get_completion_class(shell)
    assert kind is not None, shell
    # What click's own `source` adds for bash is a look at the version of the bash there is, which takes its time.
    completer = kind(root, {}, "flowlint", "_FLOWLINT_COMPLETE")
    with writing("the script"):
        click.echo(completer.source_template % completer.source_vars())


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Give the rules whose ids go on from what was typed, after the commas of those that stand there already."""
    from click.shell_completion import CompletionItem

    from flowlint import packs

    before, comma, begun = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{rule.id}", help=rule.page.title)
        for rule in packs.load().rules
        if rule.id.startswith(begun)
    ]
