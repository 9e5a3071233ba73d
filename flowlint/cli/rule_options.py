"""The options of commands that run rules: which rules run, and which settings hold."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from flowlint.cli.common import COMMAND_LINE
from flowlint.cli.completion import complete_rules

Command = TypeVar("Command", bound=Callable[..., Any])


def _rule_ids(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Split what was given at an option, once or several times, at commas.

    An empty one is refused: where a variable of a script turns out empty, `--select` must not come to mean all rules.
    """
    for value in values:
        if not value.strip(" ,"):
            raise click.BadParameter("it names no rule.", ctx, param)
    return tuple(part for value in values for part in value.replace(" ", "").split(",") if part)


_OPTIONS = (
    click.option(
        "--select", multiple=True, callback=_rule_ids, shell_complete=complete_rules, metavar="RULES",
        help="Run only these rules, whatever settings choose. Separated by commas; `*` stands for any text, "
        "and pillar:security and tag:prompts for rules that `flowlint rules --format json` shows with them.",
    ),
    click.option(
        "--extend-select", multiple=True, callback=_rule_ids, shell_complete=complete_rules, metavar="RULES",
        help="Run these rules besides those that settings choose.",
    ),
    click.option(
        "--ignore", multiple=True, callback=_rule_ids, shell_complete=complete_rules, metavar="RULES",
        help="Do not run these rules, nor those that settings ignore.",
    ),
    click.option(
        "--pedantic", is_flag=True, help="Also run the rules that are off because not every team wants them."
    ),
    click.option("--preview", is_flag=True, help="Also run new rules, whose findings may still change."),
    click.option(
        "--settings", "settings_file", type=click.Path(path_type=Path), metavar="FILE",
        help="Take settings from FILE, in place of the one nearest to each flow.",
    ),
    click.option("--isolated", is_flag=True, help="Take no settings from files."),
)  # fmt: skip


def choosing_rules(command: Command) -> Command:
    """Add the options to a command, which is given `overrides` in their place."""

    @wraps(command)
    def with_overrides(
        *args: Any,
        select: tuple[str, ...],
        extend_select: tuple[str, ...],
        ignore: tuple[str, ...],
        pedantic: bool,
        preview: bool,
        settings_file: Path | None,
        isolated: bool,
        **rest: Any,
    ) -> Any:
        from flowlint.overrides import Overrides

        if settings_file is not None and isolated:
            raise click.UsageError("--settings and --isolated exclude each other.")
        overrides = Overrides(
            select,
            extend_select,
            ignore,
            pedantic,
            preview,
            settings_file=settings_file,
            isolated=isolated,
            caller=COMMAND_LINE,
        )
        return command(*args, overrides=overrides, **rest)

    for option in reversed(_OPTIONS):
        with_overrides = option(with_overrides)
    return with_overrides  # type: ignore[return-value]
