"""The command line: parse, run, write, exit code, and nothing else. Each command has a file of its own."""

import atexit
import gc
import sys
from typing import Any

import click

from flowlint import __version__
from flowlint.cli.common import FAILED, tell, tell_of_crash, writing
from flowlint.cli.deferred import DeferredCommand, resolved
from flowlint.interrupts import raised_interrupts, unwrapped_interrupts
from flowlint.output.ci_commands import take_streams


def _print_catalogue(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from flowlint.pages import catalogue_page

        with writing("the sources"):
            click.echo(catalogue_page(), nl=False)
        context.exit()


class _Commands(click.Group):
    """The commands: one that is interrupted or crashes has failed, and none writes a command to a CI system."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        take_streams()
        atexit.register(gc.freeze)  # so that the end of the process does not look through them all either
        try:
            return super().main(*args, **kwargs)
        except SystemExit:
            raise
        except BaseException as problem:  # Python would end with 1, which says that something was found
            if isinstance(problem, OSError):
                sys.stdout = None  # which Python would flush once more
            tell_of_crash(problem)
            sys.exit(FAILED)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and resolved(command), rest

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with raised_interrupts(), unwrapped_interrupts():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            tell("interrupted")
            sys.exit(FAILED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="flowlint")
@click.option(
    "--catalogue-date",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_catalogue,
    help="Show the date of what flowlint knows of Amazon Connect, with the sources, and exit.",
)
def main() -> None:
    """Check Amazon Connect flows for what would strand a caller, leak what a caller typed, or fail to import.

    \b
    flowlint init                          writes settings, a hook and a CI job
    flowlint check                         all flows in this folder and below
    flowlint check main-line.json          one exported flow
    flowlint explain missing-error-branch  what a rule finds and what heals it
    flowlint explain "Play prompt"         what is known of a type of block
    flowlint settings main-line.json       what settings hold for a flow, and why
    flowlint inventory                     what flows use, and which of them does
    flowlint fmt                           writes flows in one stable layout
    flowlint export my-instance flows/     exports the flows of an instance
    """


for command in (
    DeferredCommand("baseline", "flowlint.cli.baseline:baseline", "Know today's findings, to hear of new ones only."),
    DeferredCommand("check", "flowlint.cli.check:check", "Check flows, and report what is wrong."),
    DeferredCommand("clean", "flowlint.cli.clean:clean", "Delete what earlier runs have kept."),
    DeferredCommand(
        "completion", "flowlint.cli.completion:completion", "Print what makes a shell complete commands and rules."
    ),
    DeferredCommand("diff", "flowlint.cli.diff:diff", "Show what changed from one state of flows to another."),
    DeferredCommand(
        "explain", "flowlint.cli.explain:explain", "Tell what a rule finds, or what a type of block takes."
    ),
    DeferredCommand("export", "flowlint.cli.export:export", "Write all flows and modules of an instance to a folder."),
    DeferredCommand("fmt", "flowlint.cli.fmt:fmt", "Write flows in one stable layout."),
    DeferredCommand("graph", "flowlint.cli.graph:graph", "Draw a flow, or the map of several."),
    DeferredCommand("init", "flowlint.cli.init:init", "Write what a folder lacks to begin with flowlint."),
    DeferredCommand("inventory", "flowlint.cli.inventory:inventory", "List what flows use, and which of them uses it."),
    DeferredCommand("lsp", "flowlint.cli.lsp:lsp", "Show an editor what is wrong while you type."),
    DeferredCommand("mcp", "flowlint.cli.mcp:mcp", "Answer an agent about the flows in this folder."),
    DeferredCommand(
        "new-rule", "flowlint.cli.new_rule:new_rule", "Lay down a rule of your own that works, for you to change."
    ),
    DeferredCommand("report", "flowlint.cli.report:report", "Write a report to look at: one HTML file."),
    DeferredCommand("rules", "flowlint.cli.rules:rules", "List the rules: id, level, and what each finds."),
    DeferredCommand("settings", "flowlint.cli.settings:show_settings", "Show which settings hold for a flow, and why."),
):
    main.add_command(command)
