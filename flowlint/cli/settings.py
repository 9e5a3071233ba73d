"""`flowlint settings`: which settings hold for a file, and where each comes from."""

import json
import sys
from typing import TYPE_CHECKING

import click

from flowlint.cli.common import FAILED, loaded_packs, settings_are_right, writing
from flowlint.cli.rule_options import choosing_rules

if TYPE_CHECKING:
    from flowlint.overrides import Overrides


@click.command("settings")
@click.argument("path", default=".", type=click.Path(readable=False))
@click.option("--schema", is_flag=True, help="Print the JSON Schema of settings instead, for editors.")
@choosing_rules
def show_settings(path: str, overrides: "Overrides", schema: bool) -> None:
    """Show which settings hold for a flow, and why.

    PATH is a file or a folder; without it, the current folder. Each value is shown with the place that it comes from.
    Settings stand in flowlint.toml, or under [tool.flowlint] in pyproject.toml; the nearest file upwards from each flow
    holds.
    """
    from flowlint.output.printable import printable
    from flowlint.secret_forms import masked_path
    from flowlint.settings import run_keys
    from flowlint.settings.display import lines
    from flowlint.settings.schema import settings_schema

    loaded = loaded_packs()
    described = settings_schema(loaded.rules)
    with writing("the settings"), settings_are_right():
        if schema:
            click.echo(json.dumps(described, indent=2, ensure_ascii=False))
        else:
            resolver = overrides.resolver()
            settings = resolver.of_run([path])
            resolver.hold_that_names_are_known()
            about_run = run_keys.lines(path, resolver)
            shown = lines(settings, path, resolver.rules(settings), list(described["properties"]), about_run)
            click.echo("\n".join(printable(masked_path(line)) for line in shown))
    if loaded.failures:
        sys.exit(FAILED)
