"""`flowlint rules`: the list of all rules."""

import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from flowlint.cli.common import FAILED, known_rules, writing
from flowlint.cli.show_options import looking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flowlint.output.page import Line, Look
    from flowlint.rule import Rule

_LEVEL, _TITLE = 21, 80
"""How many cells a level takes with what is around it, and the longest title."""


@click.command()
@click.option(
    "--format", "format_name", type=click.Choice(["text", "json"]), default="text",
    help="text: a line for each rule. json: also the pillar, tags and options of each.",
)  # fmt: skip
@looking
def rules(format_name: str, look: "Look") -> None:
    """List the rules: id, level, and what each finds.

    The house rules that the settings of the current folder define are among them.
    """
    from flowlint import packs
    from flowlint.output.page import lines_text

    known = known_rules()
    with writing("the list"):
        if format_name == "json":
            click.echo(json.dumps([_described(rule) for rule in known], indent=2))
        else:
            click.echo(lines_text(partial(_lines, known), sys.stdout, look), nl=False, color=True)
    if packs.load().failures:
        sys.exit(FAILED)


def _lines(rules: "Sequence[Rule]", room: int | None) -> "Iterator[Line]":
    """Give a line for each rule, or two where one has no room for all."""
    from flowlint.output.page import Line
    from flowlint.output.printable import printable
    from flowlint.output.statistics import COLOURS

    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        level = rule.level.value + (" (pedantic)" if rule.pedantic else " (preview)" if rule.preview else "")
        name, shown = (f"{rule.id:<{width}}  ", "bold"), (f"{level:<18} ", COLOURS[rule.level])
        title = (printable(rule.page.title), "")
        if room is None or width + _LEVEL + _TITLE <= room:
            yield Line((name, shown, title), 0, width + _LEVEL)
        else:
            yield Line((name, (level, COLOURS[rule.level])), 0, 4)
            yield Line((title,), 4)


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
