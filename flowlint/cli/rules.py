"""`flowlint rules`: the list of all rules."""

import sys

import click

from flowlint.cli.common import FAILED, loaded_packs, writing


@click.command()
def rules() -> None:
    """List the rules: id, level, and what each finds."""
    loaded = loaded_packs()
    width = max((len(rule.id) for rule in loaded.rules), default=0)
    with writing("the list"):
        for rule in loaded.rules:
            level = rule.level.value + (" (pedantic)" if rule.pedantic else "")
            click.echo(f"{rule.id:<{width}}  {level:<18} {rule.page.title}")
    if loaded.failures:
        sys.exit(FAILED)
