"""`flowlint settings`: which settings hold for a file, and where each comes from."""

import json
import sys
from typing import TYPE_CHECKING

import click

from flowlint.cli.common import FAILED, as_shown, loaded_packs, settings_are_right, tell, writing
from flowlint.cli.rule_options import choosing_rules

if TYPE_CHECKING:
    from flowlint.overrides import Overrides


@click.command("settings")
@click.argument("path", default=".", type=click.Path(readable=False))
@click.option("--schema", is_flag=True, help="Print the JSON Schema of settings instead, for editors.")
@click.option("--test", is_flag=True, help="Run each house rule on its examples instead; exit with 1 if one disagrees.")
@choosing_rules
def show_settings(path: str, overrides: "Overrides", schema: bool, test: bool) -> None:
    """Show which settings hold for a flow, and why.

    PATH is a file or a folder; without it, the current folder. Each value is shown with the place that it comes from.
    Settings stand in flowlint.toml, or under [tool.flowlint] in pyproject.toml; the nearest file upwards from each flow
    holds.
    """
    from flowlint.settings import run_keys
    from flowlint.settings.display import lines
    from flowlint.settings.schema import settings_schema

    loaded = loaded_packs()
    described = settings_schema(loaded.rules)
    if test:
        with settings_are_right():
            sys.exit(FAILED if loaded.failures else _test(path, overrides))
    with writing("the settings"), settings_are_right():
        if schema:
            click.echo(json.dumps(described, indent=2, ensure_ascii=False))
        else:
            resolver = overrides.resolver()
            settings = resolver.of_run([path])
            resolver.hold_that_names_are_known()
            about_run = run_keys.lines(path, resolver)
            shown = lines(settings, path, resolver.rules(settings), list(described["properties"]), about_run)
            click.echo("\n".join(as_shown(line) for line in shown))
    if loaded.failures:
        sys.exit(FAILED)


def _test(path: str, overrides: "Overrides") -> int:
    """Try the house rules that hold for a path; give the exit code."""
    from flowlint.settings.trial import trials

    resolver = overrides.resolver()
    settings = resolver.of_run([path])
    tried = list(trials(settings, resolver.rules(settings)))
    with writing("what was tried"):
        for one in tried:
            for mistake in one.mistakes:
                tell(str(mistake))
            click.echo(as_shown(f"{one.rule} {one.sentence}"))
        if not tried:
            click.echo("No house rule is defined here.")
    return int(any(one.mistakes for one in tried))
