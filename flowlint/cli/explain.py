"""`flowlint explain`: the page of a rule, or what is known of a type of block."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlint.cli.common import known_rules, writing
from flowlint.cli.completion import complete_rules
from flowlint.cli.show_options import looking

if TYPE_CHECKING:
    from flowlint.output.page import Look
    from flowlint.report import Report
    from flowlint.settings.resolver import SettingsResolver


@click.command()
@click.argument("name", shell_complete=complete_rules)
@click.option(
    "--settings", "settings_file", type=click.Path(path_type=Path), metavar="FILE",
    help="Take house rules from FILE, in place of the settings of the current folder.",
)  # fmt: skip
@click.option("--full", is_flag=True, help="Show the whole page, with limits, options, the example's flow and sources.")
@looking
def explain(name: str, settings_file: Path | None, full: bool, look: "Look") -> None:
    """Tell what a rule finds, or what a type of block takes.

    NAME is a rule's id, a block's type in the Flow language, or the name that the designer gives it. House rules are
    known in the folders for which the settings that define them hold, and elsewhere with --settings.

    \b
    flowlint explain missing-error-branch
    flowlint explain MessageParticipant
    flowlint explain "Play prompt"
    """
    from flowlint.output.page import markdown_text
    from flowlint.pages import block_page, block_types, explanation, like, shipped_example, short_explanation

    rules = {rule.id: rule for rule in known_rules(settings_file)}
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
        words = ["flowlint", "explain", name, *(["--settings", str(settings_file)] if settings_file else []), "--full"]
        page += f"\n{others}All there is to say: `{shlex.join(words)}`\n"
    with writing("the page"):
        click.echo(markdown_text(page, sys.stdout, look), nl=False, color=True)


def options_to_explain(report: "Report", resolver: "SettingsResolver") -> tuple[str, ...]:
    """Give the options with which `flowlint explain` knows the rules of a report from here.

    None are needed but for house rules that the settings of the current folder do not define.
    """
    from flowlint.house_rules import PACK
    from flowlint.overrides import Overrides
    from flowlint.paths import shown_path
    from flowlint.settings.mistakes import SettingsProblem

    house = [finding for finding in report.findings if finding.rule.startswith(f"{PACK}/")]
    if not house:
        return ()
    try:
        here = Overrides().resolver()
        known = {rule.id for rule in here.rules(here.of_run(["."]))}
    except SettingsProblem:
        known = set()
    elsewhere = next((resolver.file_of(finding.path) for finding in house if finding.rule not in known), None)
    return ("--settings", shown_path(elsewhere)) if elsewhere else ()
