"""`flowlint explain`: the page of a rule, or what is known of a type of block."""

import shlex
import sys
from typing import TYPE_CHECKING

import click

from flowlint.cli.common import known_rules, writing
from flowlint.cli.completion import complete_rules
from flowlint.cli.show_options import looking

if TYPE_CHECKING:
    from flowlint.output.page import Look


@click.command()
@click.argument("name", shell_complete=complete_rules)
@click.option("--full", is_flag=True, help="Show the whole page, with limits, options, the example's flow and sources.")
@looking
def explain(name: str, full: bool, look: "Look") -> None:
    """Tell what a rule finds, or what a type of block takes.

    NAME is a rule's id, a block's type in the Flow language, or the name that the designer gives it. House rules are
    known in the folders for which the settings that define them hold.

    \b
    flowlint explain missing-error-branch
    flowlint explain MessageParticipant
    flowlint explain "Play prompt"
    """
    from flowlint.output.page import markdown_text
    from flowlint.pages import block_page, block_types, explanation, like, shipped_example, short_explanation

    rules = {rule.id: rule for rule in known_rules()}
    types = () if name in rules else block_types(name)
    if name in rules:
        page = (explanation if full else short_explanation)(rules[name], shipped_example(rules[name]))
    elif types:
        page = "\n".join(block_page(one, short=not full) for one in (types if full else types[:1]))
    else:
        nearest = like(name, rules)
        hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        raise click.UsageError(f"There is no rule and no block type {name!r}.{hint} See `flowlint rules`.")
    if not full:
        others = f"Of the same name: {', '.join(types[1:])}. " if types[1:] else ""
        page += f"\n{others}All there is to say: `flowlint explain {shlex.quote(name)} --full`\n"
    with writing("the page"):
        click.echo(markdown_text(page, sys.stdout, look), nl=False, color=True)
