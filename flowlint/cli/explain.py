"""`flowlint explain`: the page of a rule, or what is known of a type of block."""

import click

from flowlint.cli.common import known_rules, writing
from flowlint.cli.completion import complete_rules


@click.command()
@click.argument("name", shell_complete=complete_rules)
def explain(name: str) -> None:
    """Tell what a rule finds, or what a type of block takes.

    NAME is a rule's id, a block's type in the Flow language, or the name that the designer gives it. House rules are
    known in the folders for which the settings that define them hold.

    \b
    flowlint explain missing-error-branch
    flowlint explain MessageParticipant
    flowlint explain "Play prompt"
    """
    from flowlint.output.printable import printable
    from flowlint.pages import explanation, shipped_example
    from flowlint.pages.block_page import block_page, block_types, like

    rules = {rule.id: rule for rule in known_rules()}
    if name in rules:
        pages = [explanation(rules[name], shipped_example(rules[name]))]
    else:
        pages = [block_page(one) for one in block_types(name)]
    if not pages:
        nearest = like(name, rules)
        hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        raise click.UsageError(f"There is no rule and no block type {name!r}.{hint} See `flowlint rules`.")
    with writing("the page"):
        lines = "\n".join(pages).split("\n")
        click.echo("\n".join(map(printable, lines)), nl=False)
