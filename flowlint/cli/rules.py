"""`flowlint rules`: the list of all rules."""

import sys

import click

from flowlint.cli.common import FAILED, known_rules, writing


@click.command()
def rules() -> None:
    """List the rules: id, level, and what each finds.

    The house rules that the settings of the current folder define are among them.
    """
    from flowlint import packs
    from flowlint.output.printable import printable

    known = known_rules()
    width = max((len(rule.id) for rule in known), default=0)
    with writing("the list"):
        for rule in known:
            level = rule.level.value + (" (pedantic)" if rule.pedantic else " (preview)" if rule.preview else "")
            click.echo(f"{rule.id:<{width}}  {level:<18} {printable(rule.page.title)}")
    if packs.load().failures:
        sys.exit(FAILED)
