"""`flowlint rules`: the list of all rules."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from flowlint.cli.common import FAILED, known_rules, writing

if TYPE_CHECKING:
    from flowlint.rule import Rule


@click.command()
@click.option(
    "--format", "format_name", type=click.Choice(["text", "json"]), default="text",
    help="text: a line for each rule. json: also the pillar, tags and options of each.",
)  # fmt: skip
def rules(format_name: str) -> None:
    """List the rules: id, level, and what each finds.

    The house rules that the settings of the current folder define are among them.
    """
    from flowlint import packs
    from flowlint.output.printable import printable

    known = known_rules()
    width = max((len(rule.id) for rule in known), default=0)
    with writing("the list"):
        if format_name == "json":
            click.echo(json.dumps([_described(rule) for rule in known], indent=2))
        for rule in known if format_name == "text" else ():
            level = rule.level.value + (" (pedantic)" if rule.pedantic else " (preview)" if rule.preview else "")
            click.echo(f"{rule.id:<{width}}  {level:<18} {printable(rule.page.title)}")
    if packs.load().failures:
        sys.exit(FAILED)


def _described(rule: "Rule") -> dict[str, Any]:
    return {
        "id": rule.id,
        "level": rule.level.value,
        "title": rule.page.title,
        "pillar": rule.pillar,
        "tags": list(rule.tags),
        "options": list(rule.option_fields),
        "pedantic": rule.pedantic,
        "preview": rule.preview,
        "since": rule.since,
    }
