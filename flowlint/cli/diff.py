"""`flowlint diff`: what changed from one state of flows to another, in the designer's words."""

import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlint.cli.common import FAILED, PAGE, format_for, needing, running, tell, writing
from flowlint.cli.show_options import looking
from flowlint.paths import shown_path

if TYPE_CHECKING:
    from flowlint.compare import Compared, State
    from flowlint.output.page import Look
    from flowlint.revisions import RevisionTree

_CHANGED = 1
_NOW = "the working tree"
_PATHS = "paths"
_ENDINGS = {".json": "json", ".md": "markdown", ".html": "html", ".txt": "text"}
_PATH = re.compile(r"\.{0,2}/|\.{1,2}$")
"""How a path begins, or all of it, that no name of a revision has."""
_USAGE = "Give two files, two folders, or a revision: flowlint diff main -- flows/"


class _WithPaths(click.Command):
    """A command that knows what was given after `--`, which click takes away."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            ctx.meta[_PATHS], args = args[at + 1 :], args[:at]
        return super().parse_args(ctx, args)


@click.command(cls=_WithPaths)
@click.argument("sides", nargs=-1, metavar="A [B] [-- PATHS]")
@click.option(
    "--format", "format_name", type=click.Choice(["text", "json", "markdown", "html"]),
    help="text: for a person. json: for programs, version 1 of a format that stays as it is. markdown: a comment on a "
    "pull request. html: a page with each flow as a picture of both states. Without it: what the "
    "ending of the file says, else text.",
)  # fmt: skip
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write to FILE and not to standard output, whole or not at all.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Write nothing to standard output; the exit code tells.")
@looking
@click.pass_context
def diff(
    ctx: click.Context,
    sides: tuple[str, ...],
    format_name: str | None,
    file: Path | None,
    quiet: bool,
    look: "Look",
) -> None:
    """Show what changed from one state of flows to another.

    A and B are two files, two folders, or revisions of the git repository that you are in. With one revision it is
    compared with the files as they are now, with two, or with A..B, one with the other; A...B begins where B left A.
    PATHS are files and folders in the repository; without PATHS it is the current folder.

    Blocks are the same if they have one id, or else the same content and neighbours. Where a block stands in the
    designer is no change, nor is the order of blocks in the file. Secrets are replaced by dots. The format html needs
    pip install 'connect-flowlint[report]'.

    \b
    flowlint diff old.json new.json
    flowlint diff published/ saved/           two exports of an instance
    flowlint diff main -- flows/
    flowlint diff HEAD~1 HEAD -- flows/
    flowlint diff main...HEAD --format markdown
    flowlint diff main -o changes.html

    \b
    Exit codes
      0  nothing changed, or ids of blocks alone
      1  something changed
      2  something could not be read, or wrong usage
    """
    from flowlint.compare import compare
    from flowlint.overrides import Overrides

    format_name = format_for(file, format_name, _ENDINGS, "text")
    overrides = Overrides(ignore=("*",), with_baseline=False)
    with running("the changes"):
        before, after = _states(sides, ctx.meta.get(_PATHS))
        if file is not None:
            from flowlint.cli.destinations import hold_that_no_input_is_lost

            resolver = overrides.resolver()
            hold_that_no_input_is_lost(file, resolver.of_run(after.paths))
        found = compare(before, after, overrides, diagrams=format_name == "html")
    for failure in found.failures:
        tell(str(failure))
    for sentence in found.not_compared():
        tell(sentence)
    if not (found.changes.flows or found.changes.same or found.failures):
        tell(f"found no flow in {before.name} and {after.name}")
        sys.exit(FAILED)
    _write(found, format_name, file, quiet, look)
    sys.exit(FAILED if found.failures else _CHANGED if any(one.does_change for one in found.changes.flows) else 0)


def _write(found: "Compared", format_name: str, file: Path | None, quiet: bool, look: "Look") -> None:
    from flowlint.output import change_json, change_markdown, change_text
    from flowlint.output.page import lines_text, plain
    from flowlint.output.writing import write_unheard

    formats: dict[str, Callable[[], str]] = {
        "json": lambda: change_json.text(found.changes, found.failures),
        "markdown": lambda: change_markdown.page(found.changes, found.failures),
        "html": lambda: _page(found),
        "text": lambda: plain(change_text.lines(found.changes, found.failures)),
    }
    with writing(str(file or "the changes")):
        if file is not None:
            write_unheard(formats[format_name](), file)
        elif quiet:
            return
        elif format_name == "text":
            click.echo(
                lines_text(lambda room: change_text.lines(found.changes, found.failures), sys.stdout, look),
                nl=False,
                color=True,
            )
        else:
            click.echo(formats[format_name](), nl=False)


def _page(found: "Compared") -> str:
    with needing("the page", *PAGE):
        from flowlint.html_report import change_page

    return change_page(found.changes, found.diagrams, found.failures)


def _states(sides: Sequence[str], paths: Sequence[str] | None) -> "tuple[State, State]":
    """Tell what is to be compared. Raises `click.UsageError`, and `NoRevision`."""
    from flowlint.compare import State
    from flowlint.revisions import tree_of

    if "" in sides or "" in (paths or ()):
        raise click.UsageError("One of the arguments is empty.")
    if paths is None and len(sides) == 2 and all(map(os.path.lexists, sides)):
        return State(shown_path(Path(sides[0])), (sides[0],)), State(shown_path(Path(sides[1])), (sides[1],))
    if paths is None:
        first_path = next((at for at, one in enumerate(sides) if os.path.lexists(one)), len(sides))
        sides, paths = sides[:first_path], sides[first_path:]
    for side in sides:
        if _PATH.match(side):
            raise click.UsageError(f"“{side}” is a path, and no revision. {_USAGE}")
    if len(sides) == 1 and ".." in sides[0].replace("...", ""):
        sides = [one or "HEAD" for one in sides[0].split("..", 1)]
    if not 1 <= len(sides) <= 2:
        raise click.UsageError(_USAGE)
    asked = tuple(paths) or (".",)
    tree = tree_of(sides[0], asked)
    asked = tuple(_tracked(path, tree) for path in asked)
    later = sides[1] if len(sides) == 2 else sides[0].partition("...")[2]
    after = State(later, asked, tree_of(later, asked)) if later else State(_NOW, asked)
    return State(sides[0], asked, tree), after


def _tracked(path: str, tree: "RevisionTree") -> str:
    """Give a path as a revision has it: where it lacks a link of today, what that leads to."""
    real = os.path.realpath(path)
    return path if tree.is_there(path) or not (tree.has(real) and tree.is_there(real)) else shown_path(Path(real))
