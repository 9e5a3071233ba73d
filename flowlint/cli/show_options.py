"""The options that say what a report shows, and how whatever a command prints looks."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, get_args

import click

from flowlint.report import Show, Sort

_COLOURS = {"auto": None, "always": True, "never": False}

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--show-suppressed", is_flag=True,
        help="Show the findings that are held back as well, and why: in text, markdown, json and sarif.",
    ),
    click.option(
        "--how-to-suppress", is_flag=True,
        help="Show below each finding what would hold it back, in the designer and in settings: in text.",
    ),
    click.option(
        "--statistics", is_flag=True,
        help="Count the findings by rule, flow and file: in text in place of the findings, in json beside them, with "
        "other formats on standard error.",
    ),
    click.option(
        "--sort", type=click.Choice(get_args(Sort)),
        help="The order of findings in text and concise. Without it: text shows the gravest of each flow first, "
        "concise goes by place.",
    ),
)  # fmt: skip
_LOOKS = (
    click.option(
        "--color", "--colour", "colour", type=click.Choice(list(_COLOURS)), default="auto",
        help="Whether text has colours; auto: on a terminal.",
    ),
    click.option(
        "--width", type=click.IntRange(40, 1000), metavar="CELLS",
        help="How wide lines of text may be. Without it: as wide as the terminal, elsewhere as long as they are.",
    ),
)  # fmt: skip


def looking(command: Command) -> Command:
    """Add to a command that prints something the options of its look, and give it `look` in their place."""

    @wraps(command)
    def with_look(*args: Any, colour: str, width: int | None, **rest: Any) -> Any:
        from flowlint.output.page import Look

        return command(*args, look=Look(_COLOURS[colour], width), **rest)

    for option in reversed(_LOOKS):
        with_look = option(with_look)
    return with_look  # type: ignore[return-value]


def showing(command: Command) -> Command:
    """Add the options to a command, which is given `show` in their place."""

    @wraps(command)
    def with_show(
        *args: Any,
        show_suppressed: bool,
        how_to_suppress: bool,
        statistics: bool,
        sort: Sort | None,
        colour: str,
        width: int | None,
        **rest: Any,
    ) -> Any:
        show = Show(show_suppressed, how_to_suppress, statistics, sort, _COLOURS[colour], width)
        return command(*args, show=show, **rest)

    for option in reversed((*_OPTIONS, *_LOOKS)):
        with_show = option(with_show)
    return with_show  # type: ignore[return-value]
